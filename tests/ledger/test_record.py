"""What the rules are told of the ledger is what stands in it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.answers.counting import counting
from notifier.answers.response import Said
from notifier.ledger import invitations, record, responses
from notifier.ledger.database import Ledger, Tx, stamp
from notifier.ledger.responses import NewResponse
from tests.scenes import CONSULTATION, NOON, a_focal_point, draft

CODES = ("fr", "no", "eg")
HOURS = st.integers(min_value=0, max_value=5)
REPLIES = st.lists(
    st.tuples(
        st.sampled_from(CODES), st.sampled_from(Said), HOURS, HOURS, st.booleans(), st.booleans()
    ),
    max_size=8,
)
Reply = tuple[str, Said, int, int, bool, bool]


def asked(tx: Tx) -> None:
    """Three members are invited."""
    letter = draft(tx)
    for code in CODES:
        point = a_focal_point(code)
        invitations.invite(tx, CONSULTATION, point, letter=letter.id, sequence=0, at=NOON)


def replied(tx: Tx, number: int, reply: Reply) -> int | None:
    """One of them answers."""
    code, said, given, later, is_late, is_outdated = reply
    new = NewResponse(
        key=str(number),
        consultation=CONSULTATION,
        member=code.upper(),
        focal_point=f"{code}-wsis",
        channel="mail",
        said=said,
        comment="",
        given_at=hour(given),
        received_at=hour(given + later),
        is_late=is_late,
        is_outdated=is_outdated,
        mail=None,
    )
    return responses.log(tx, new, actor="listen")


def hour(number: int) -> datetime:
    """A moment of the day."""
    return NOON + timedelta(hours=number)


@settings(max_examples=60, deadline=None)
@given(replies=REPLIES)
def test_an_outcome_counts_as_the_report_counts(replies: list[Reply]) -> None:
    """The letter in May and the report in December must not tell two stories of one register."""
    with Ledger(":memory:") as ledger:
        ledger.now(asked)
        for number, reply in enumerate(replies):
            ledger.now(lambda tx, n=number, r=reply: replied(tx, n, r))  # type: ignore[misc]

        read = ledger.now(lambda tx: record.read(tx, open_now=(), closed=[CONSULTATION], now=NOON))
        kept = ledger.now(lambda tx: responses.of_consultation(tx, CONSULTATION))

    said = Counter(response.said.value for response in counting(kept).values())
    only_late = {response.member for response in kept} - counting(kept).keys()
    figures = {"entitled": 3, "answered": said.total(), **said, "held": 0, "not_reached": 0}
    figures |= {"late": len(only_late), "silent": 3 - said.total() - len(only_late)}
    assert read.outcome == {CONSULTATION: figures}


def test_the_same_answer_is_one_response() -> None:
    """A mail that is read again says nothing new."""
    with Ledger(":memory:") as ledger:
        ledger.now(asked)
        reply: Reply = ("fr", Said.ACCEPTED, 0, 0, False, False)

        logged = [ledger.now(lambda tx: replied(tx, 1, reply)) for _ in range(2)]

        assert logged == [1, None]


def test_only_open_invitations_are_read() -> None:
    """Whoever was told that it is off is reminded of nothing."""
    with Ledger(":memory:") as ledger:
        ledger.now(asked)
        before = ledger.now(
            lambda tx: record.read(tx, open_now=[CONSULTATION], closed=(), now=NOON)
        )
        ledger.now(lambda tx: invitations.cancel(tx, CONSULTATION))
        after = ledger.now(lambda tx: record.read(tx, open_now=[CONSULTATION], closed=(), now=NOON))

    assert len(before.invited[CONSULTATION]) == 3
    assert CONSULTATION not in after.invited


def told(tx: Tx, session: str | None) -> None:
    """The invited know when they meet, or that they do not."""
    letter = invitations.of_consultation(tx, CONSULTATION)[0]["letter"]
    meets = {"start": session, "end": session, "zone": "UTC"} if session else None
    invitations.keep_told(tx, CONSULTATION, {"session": meets}, sequence=0, letter=letter, at=NOON)


@settings(max_examples=60, deadline=None)
@given(replies=REPLIES)
def test_whoever_accepted_is_who_says_so_by_the_answer_of_its_own_that_counts(
    replies: list[Reply],
) -> None:
    """The same rule counts for the register; here each person stands for itself alone."""
    with Ledger(":memory:") as ledger:
        ledger.now(asked)
        ledger.now(lambda tx: told(tx, "2026-04-15T14:00:00"))
        for number, reply in enumerate(replies):
            ledger.now(lambda tx, n=number, r=reply: replied(tx, n, r))  # type: ignore[misc]

        read = ledger.now(lambda tx: record.read(tx, open_now=(), closed=(), now=NOON))
        kept = ledger.now(lambda tx: responses.of_consultation(tx, CONSULTATION))

    counted = counting(kept)  # one person a member here
    for said, found in ((Said.ACCEPTED, read.accepted), (Said.DECLINED, read.declined)):
        points = {r.focal_point for r in counted.values() if r.said is said}
        assert found.get(CONSULTATION, frozenset()) == points


def test_two_people_of_one_member_each_say_whether_they_come() -> None:
    """A colleague's refusal does not send the other one home."""
    with Ledger(":memory:") as ledger:
        ledger.now(asked)
        ledger.now(lambda tx: told(tx, "2026-04-15T14:00:00"))
        ledger.now(lambda tx: replied(tx, 1, ("fr", Said.ACCEPTED, 0, 0, False, False)))
        ledger.now(lambda tx: replied(tx, 2, ("no", Said.DECLINED, 1, 0, False, False)))
        ledger.now(lambda tx: tx.run("update responses set member = 'FR'"))

        read = ledger.now(lambda tx: record.read(tx, open_now=(), closed=(), now=NOON))

    assert read.accepted == {CONSULTATION: {"fr-wsis"}}
    assert read.declined == {CONSULTATION: {"no-wsis"}}


@pytest.mark.parametrize("session", [None, "2026-03-02T11:59:00"])
def test_who_accepted_is_read_of_sessions_to_come_alone(session: str | None) -> None:
    """Most of a year's answers concern no rule any more."""
    with Ledger(":memory:") as ledger:
        ledger.now(asked)
        ledger.now(lambda tx: told(tx, session))
        ledger.now(lambda tx: replied(tx, 1, ("fr", Said.ACCEPTED, 0, 0, False, False)))

        read = ledger.now(lambda tx: record.read(tx, open_now=[CONSULTATION], closed=(), now=NOON))

    assert read.accepted == {}


def test_who_accepted_is_read_of_what_waits_for_its_outcome() -> None:
    """The outcome may be for those alone."""
    with Ledger(":memory:") as ledger:
        ledger.now(asked)
        ledger.now(lambda tx: replied(tx, 1, ("fr", Said.ACCEPTED, 0, 0, False, False)))

        read = ledger.now(lambda tx: record.read(tx, open_now=(), closed=[CONSULTATION], now=NOON))

    assert read.accepted == {CONSULTATION: {"fr-wsis"}}


def test_a_sequence_never_goes_down() -> None:
    """RFC 5546 2.1.4, though letters be released in another order than they were issued."""
    with Ledger(":memory:") as ledger:
        letter = ledger.now(draft)
        for sequence in (0, 2, 1):
            ledger.now(
                lambda tx, n=sequence: invitations.invite(  # type: ignore[misc]
                    tx, CONSULTATION, a_focal_point(), letter=letter.id, sequence=n, at=NOON
                )
            )

        (row,) = ledger.now(lambda tx: invitations.of_consultation(tx, CONSULTATION))
        assert row["sequence"] == 2


@pytest.mark.parametrize(("is_told", "members"), [(False, {"FR", "NO", "EG"}), (True, None)])
def test_whom_an_outcome_waits_for_is_read_until_it_is_told(
    *, is_told: bool, members: set[str] | None
) -> None:
    """A late outcome has its readers and figures; one that was told costs nothing any more."""
    with Ledger(":memory:") as ledger:
        ledger.now(asked)
        if is_told:
            ledger.now(_outcome_is_told)
        found = ledger.now(lambda tx: record.read(tx, open_now=[], closed=[CONSULTATION], now=NOON))

    people = found.invited.get(CONSULTATION)
    assert (people and {member for _, member in people}) == members
    assert (CONSULTATION in found.outcome) is not is_told


def _outcome_is_told(tx: Tx) -> None:
    draft(tx, f"{CONSULTATION}/outcome-2")
    tx.run("update letters set kind = 'outcome', status = 'issued' where key like '%/outcome-2'")


def test_until_when_answers_count_is_counted_from_the_letter_that_asked() -> None:
    """An update that follows does not begin the time anew."""
    deadline = {"at": "2026-03-20T12:00", "anchor": "last-language", "days": 30}

    def unit(tx: Tx) -> list[datetime | None]:
        first, update = draft(tx), draft(tx, f"{CONSULTATION}/update-1")
        before = record.closes(tx, CONSULTATION)
        for letter, kind, days in ((first, "consultation", 0), (update, "update", 5)):
            tx.run(
                "update letters set kind = :kind, status = 'issued', issued_at = :at,"
                " released_at = :at where id = :id",
                kind=kind,
                at=stamp(NOON + timedelta(days=days)),
                id=letter.id,
            )
        facts = {"deadline": deadline}
        invitations.keep_told(tx, CONSULTATION, facts, sequence=1, letter=update.id, at=NOON)
        return [before, record.closes(tx, CONSULTATION)]

    with Ledger(":memory:") as ledger:
        assert ledger.now(unit) == [None, datetime(2026, 4, 1, 10, tzinfo=UTC)]
