"""Only the ledger that sent last, where it sent, may send again."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.ledger.standing import Facts, Place, Reason, Right, Seen, Unreadable, examine

HERE = Place("machine", "/var/lib/notifier/ledger.db")
ELSEWHERE = Place("another machine", "/srv/copy/ledger.db")
LEDGER = Facts("one", HERE, mark=7, trace="entry 5")
OUTSIDE = Seen("one", HERE, mark=5, trace="entry 5")


def test_a_ledger_that_is_further_than_the_file_outside_is_ours() -> None:
    """The mark follows the journal; a crash in between is in order."""
    assert examine(LEDGER, OUTSIDE).right is Right.OURS


def test_a_ledger_that_nobody_ever_sent_from_is_adopted() -> None:
    """The first start of an installation asks nobody."""
    assert examine(replace(LEDGER, instance=None), None).right is Right.NEW


def test_an_adoption_that_was_cut_short_is_made_good() -> None:
    """The file outside was written, the ledger was not: nothing has left in between."""
    assert examine(replace(LEDGER, instance=None), OUTSIDE).right is Right.NEW


FOREIGN = [
    (replace(LEDGER, mark=4, trace=""), OUTSIDE, (Reason.RESTORED,)),
    (replace(LEDGER, trace="another entry 5"), OUTSIDE, (Reason.RESTORED,)),
    (replace(LEDGER, instance=None, mark=0, trace=""), OUTSIDE, (Reason.RESTORED,)),
    (replace(LEDGER, place=replace(HERE, machine="another")), OUTSIDE, (Reason.MACHINE,)),
    (replace(LEDGER, place=replace(HERE, path="/srv/ledger.db")), OUTSIDE, (Reason.PATH,)),
    (replace(LEDGER, place=ELSEWHERE), OUTSIDE, (Reason.MACHINE, Reason.PATH)),
    (replace(LEDGER, instance="other"), OUTSIDE, (Reason.OTHER,)),
    (LEDGER, None, (Reason.MISSING,)),
    (LEDGER, Unreadable("it is damaged"), (Reason.UNREADABLE,)),
    (replace(LEDGER, instance=None), Unreadable("it is damaged"), (Reason.UNREADABLE,)),
]


@pytest.mark.parametrize(("ledger", "outside", "reasons"), FOREIGN)
def test_a_foreign_ledger_comes_with_every_reason_in_words(
    ledger: Facts, outside: Seen | Unreadable | None, reasons: Sequence[Reason]
) -> None:
    """Whoever decides on the take-over has to know what happened."""
    standing = examine(ledger, outside)

    assert (standing.right, standing.reasons) == (Right.FOREIGN, tuple(reasons))
    assert len(standing.words.split("; ")) >= len(reasons)
    assert not standing.may_send


def test_what_was_sent_is_known_of_a_ledger_that_only_moved_to_another_folder() -> None:
    """The file outside is the living one: had the original sent more, the mark would tell."""
    moved = examine(replace(LEDGER, place=replace(HERE, path="/srv/ledger.db")), OUTSIDE)
    restored = examine(replace(LEDGER, mark=4, trace=""), OUTSIDE)

    assert (moved.sent_is_unknown, restored.sent_is_unknown) == (False, True)


def test_mail_is_filed_only_where_no_original_can_be_left() -> None:
    """A copy that marked mails as filed would take the answers away from the original."""
    restored = examine(replace(LEDGER, mark=4, trace=""), OUTSIDE)
    copied = examine(replace(LEDGER, place=ELSEWHERE), OUTSIDE)
    alone = examine(LEDGER, None)

    assert [x.may_listen for x in (restored, copied, alone)] == [True, False, False]


WORDS = st.sampled_from(["a", "b"])
PLACES = st.builds(Place, WORDS, WORDS)
MARKS = st.integers(min_value=0, max_value=3)
LEDGERS = st.builds(Facts, st.none() | WORDS, PLACES, MARKS, WORDS)
OUTSIDES = st.none() | st.builds(Unreadable, WORDS) | st.builds(Seen, WORDS, PLACES, MARKS, WORDS)


@given(ledger=LEDGERS, outside=OUTSIDES)
def test_a_ledger_may_send_only_where_everything_agrees(
    ledger: Facts, outside: Seen | Unreadable | None
) -> None:
    """Whatever the two say: no disagreement is overlooked, and a refusal never lacks its reason."""
    standing = examine(ledger, outside)

    agrees = (
        isinstance(outside, Seen)
        and ledger.instance in (None, outside.instance)
        and ledger.place == outside.place
        and ledger.mark >= outside.mark
        and ledger.trace == outside.trace
    )
    assert standing.may_send == (agrees or (outside is None and ledger.instance is None))
    assert (standing.right is Right.OURS) == (agrees and ledger.instance is not None)
    assert standing.may_send == (standing.words == "") == (standing.reasons == ())


@given(
    copied=st.integers(min_value=0, max_value=20),
    more=st.integers(min_value=1, max_value=20),
    seen=st.integers(min_value=1, max_value=20),
    after=st.integers(min_value=0, max_value=40),
)
def test_a_restored_copy_is_never_ours_however_long_it_is_worked_with(
    copied: int, more: int, seen: int, after: int
) -> None:
    """Its journal may grow past the old mark, but with entries of its own."""
    original = [f"entry {n}" for n in range(1, copied + more + 1)]
    mark = copied + min(seen, more)
    outside = Seen("one", HERE, mark, original[mark - 1])
    restored = original[:copied] + [f"later entry {n}" for n in range(after)]

    trace = restored[mark - 1] if mark <= len(restored) else ""
    standing = examine(Facts("one", HERE, len(restored), trace), outside)

    assert standing.reasons == (Reason.RESTORED,)
