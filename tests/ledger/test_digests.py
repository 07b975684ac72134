"""A digest has a row before it leaves, and the rows that it is made of are found."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import pytest

from notifier.ledger import digests, evidence, feeds, letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Status
from notifier.letters.mail.message import Outcome, Verdict
from notifier.plan.calendar.feeds import Reading
from tests.doubts import UNSURE, tried
from tests.scenes import NOON, draft, enqueued

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
ANA, BEN = "ana@secretariat.example", "ben@secretariat.example"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")
REFUSED = Outcome(Verdict.REFUSED, 550, "5.1.1 no such user")
BUSY = Outcome(Verdict.DEFERRED, 451, "4.3.2 later")


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(":memory:") as opened:
        yield opened


def begin(ledger: Ledger, day: date = MONDAY, address: str = ANA, at: timedelta = 0 * DAY) -> bool:
    """Write that a digest is about to leave, and tell whether it may."""
    return ledger.now(lambda tx: digests.begin(tx, day, address, [f"key of {day}"], NOON + at))


def settle(ledger: Ledger, outcome: Outcome, day: date = MONDAY, address: str = ANA) -> bool:
    """Write what came of it; a deferred one may go again a minute later."""
    settled = partial(
        digests.settle, day=day, address=address, outcome=outcome, at=NOON, again_at=NOON + MINUTE
    )
    return ledger.now(settled)


def to_write(ledger: Ledger, after: timedelta = 0 * DAY) -> list[str]:
    """Who may be written to on Monday."""
    return ledger.now(lambda tx: digests.to_write(tx, MONDAY, [ANA, BEN], NOON + after))


def test_who_has_a_row_of_the_day_is_not_written_to_again(ledger: Ledger) -> None:
    """Whatever came of it, or nothing yet; the other one is."""
    assert to_write(ledger) == [ANA, BEN]
    assert begin(ledger)
    assert to_write(ledger) == [BEN]
    assert not begin(ledger)


@pytest.mark.parametrize("outcome", [SENT, REFUSED, UNSURE])
def test_an_end_is_an_end_for_that_day(ledger: Ledger, outcome: Outcome) -> None:
    """A refusal is not argued with, and what may have arrived is not sent again."""
    begin(ledger)
    assert settle(ledger, outcome)

    assert to_write(ledger, 9 * MINUTE) == [BEN]
    assert not begin(ledger, at=9 * MINUTE)


def test_one_that_was_deferred_may_go_when_its_time_has_come(ledger: Ledger) -> None:
    """Not before."""
    begin(ledger)
    settle(ledger, BUSY)

    assert to_write(ledger) == [BEN]
    assert not begin(ledger)
    assert to_write(ledger, MINUTE) == [ANA, BEN]
    assert begin(ledger, at=MINUTE)
    assert not begin(ledger, at=MINUTE)


def test_what_is_settled_is_not_settled_again(ledger: Ledger) -> None:
    """A late answer changes nothing."""
    begin(ledger)
    settle(ledger, SENT)

    assert not settle(ledger, BUSY)


def test_the_last_digest_is_one_that_arrived_or_had_nothing_to_say(ledger: Ledger) -> None:
    """What nobody has read is still news."""
    begin(ledger)
    settle(ledger, SENT)
    begin(ledger, TUESDAY)
    settle(ledger, UNSURE, TUESDAY)

    last = ledger.now(lambda tx: digests.last(tx, TUESDAY + DAY))
    assert last == digests.Last(MONDAY, frozenset({"key of 2026-03-02"}))
    ledger.now(lambda tx: digests.keep_empty(tx, TUESDAY, BEN, NOON))
    last = ledger.now(lambda tx: digests.last(tx, TUESDAY + DAY))
    assert last == digests.Last(TUESDAY, frozenset())


def test_before_the_first_there_is_no_last_digest(ledger: Ledger) -> None:
    """Today's own is none."""
    begin(ledger)
    settle(ledger, SENT)

    assert ledger.now(lambda tx: digests.last(tx, MONDAY)) is None


def test_digests_that_failed_are_told_of_the_days_since(ledger: Ledger) -> None:
    """Refused, or of an unknown fate; today's may be on its way."""
    begin(ledger)
    settle(ledger, REFUSED)
    begin(ledger, TUESDAY)

    found = ledger.now(lambda tx: digests.failed(tx, MONDAY, TUESDAY))
    later = ledger.now(lambda tx: digests.failed(tx, MONDAY, TUESDAY + DAY))

    assert [(row["day"], row["state"], row["reply"]) for row in found] == [
        ("2026-03-02", "refused", REFUSED.reply)
    ]
    assert [row["state"] for row in later] == ["refused", "sending"]


def test_a_letter_waits_since_its_last_step(ledger: Ledger) -> None:
    """And no more when it is issued or withdrawn."""
    letter = ledger.now(draft)
    [row] = ledger.now(digests.pending)
    assert (row["status"], row["since"], row["due_at"]) == ("draft", NOON, NOON)
    assert row["facts"] == letter.facts

    def step(to: Status, at: timedelta) -> None:
        found = ledger.now(lambda tx: letters.find(tx, letter.key))
        assert found is not None
        ledger.now(lambda tx: letters.advance(tx, found, to, by="ana", at=NOON + at))

    step(Status.CLEARED, DAY)
    assert [row["since"] for row in ledger.now(digests.pending)] == [NOON + DAY]
    step(Status.DRAFT, 2 * DAY)
    assert [row["since"] for row in ledger.now(digests.pending)] == [NOON + 2 * DAY]
    step(Status.WITHDRAWN, 3 * DAY)
    assert ledger.now(digests.pending) == []


def test_doubts_are_counted_by_letter(ledger: Ledger) -> None:
    """With the moments of the first and the last."""
    enqueued(ledger, "fr", "no", "eg")
    tried(ledger, UNSURE, limit=1)
    tried(ledger, UNSURE, at=NOON + DAY, limit=1)
    tried(ledger, SENT, at=NOON + DAY)

    [row] = ledger.now(digests.in_doubt)
    assert (row["n"], row["since"], row["last"]) == (2, NOON, NOON + DAY)


def test_refused_and_returned_messages_are_told_with_their_members(ledger: Ledger) -> None:
    """Of the time that is asked about, each letter once for each of the two."""
    enqueued(ledger, "fr", "no", "eg", "pe")
    tried(ledger, REFUSED, limit=2)
    tried(ledger, SENT)
    ledger.now(lambda tx: evidence.bounced(tx, 3, "hard", "550 gone", NOON + DAY))
    ledger.now(lambda tx: evidence.bounced(tx, 4, "delayed", "still trying", NOON + DAY))

    found = ledger.now(lambda tx: digests.lost(tx, NOON))
    later = ledger.now(lambda tx: digests.lost(tx, NOON + DAY))

    assert [(row["how"], row["members"], row["n"]) for row in found] == [
        ("refused", ["FR", "NO"], 2),
        ("returned", ["EG"], 1),
    ]
    assert [row["how"] for row in later] == ["returned"]


def test_feeds_are_told_while_they_fail_or_wait_for_a_yes(ledger: Ledger) -> None:
    """One that reads well is not, nor one that is no more among the settings."""

    def unit(tx: Tx) -> None:
        feeds.set_up(tx, ["failing", "gone", "held", "well"])
        for name in ("failing", "gone"):
            feeds.failed(tx, name, "it does not answer", NOON)
        feeds.propose(tx, "held", Reading(()), "It is empty.", NOON)
        feeds.set_up(tx, ["failing", "held", "well"])

    ledger.now(unit)

    found = ledger.now(digests.feeds)

    assert [(row["name"], row["failing_since"], row["is_held"]) for row in found] == [
        ("failing", NOON, 0),
        ("held", None, 1),
    ]
