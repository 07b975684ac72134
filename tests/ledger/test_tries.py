"""Whom a letter could not reach is read of its messages, as they are and as they were."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest

from notifier.ledger import events, evidence, letters, outbox, sending, tries
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.sending import Settled
from notifier.letters.mail.message import Message, Outcome, Verdict
from notifier.plan.readers.reached import Tries
from tests.scenes import CONSULTATION, NOON, enqueued

SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")
REFUSED = Outcome(Verdict.REFUSED, 550, "5.7.1 not today")
LATER = NOON + timedelta(hours=1)
HOLD = 1


def settled(tx: Tx, verdicts: Sequence[Outcome]) -> list[Message]:
    """The relay answers, the first message first."""
    claimed = sending.claim(tx, HOLD, NOON, len(verdicts))
    sending.begin(tx, [each.id for each in claimed], HOLD, NOON)
    pairs = zip(claimed, verdicts, strict=True)
    sending.settle(tx, [Settled(m, outcome, NOON, None) for m, outcome in pairs], HOLD)
    return claimed


def released(ledger: Ledger, *codes: str, unreachable: Sequence[str] = ()) -> None:
    """A letter is released to some members, others having nobody to write to."""
    letter = enqueued(ledger, *codes)
    ledger.now(lambda tx: letters.released(tx, letter, NOON))
    ledger.now(
        lambda tx: events.append(
            tx, "letter.released", letter.key, actor="x", at=NOON, unreachable=list(unreachable)
        )
    )


def found(ledger: Ledger, at: datetime = LATER) -> tuple[Tries, ...]:
    """The members of which a message was lost: by the outbox and, the same, by the journal."""
    now = ledger.now(lambda tx: tries.now(tx, [CONSULTATION], at))
    assert ledger.now(lambda tx: tries.then(tx, [CONSULTATION], at)) == now
    return now


def test_a_message_that_was_refused_is_lost() -> None:
    """And one that was taken, or waits, is not."""
    with Ledger(":memory:") as ledger:
        released(ledger, "fr", "sv", "no")
        ledger.now(partial(settled, verdicts=[SENT, REFUSED]))

        assert found(ledger) == (Tries(CONSULTATION, "SV", 1, 1),)


@pytest.mark.parametrize(("how", "is_lost"), [("hard", True), ("soft", True), ("delayed", False)])
def test_a_message_that_came_back_did_not_stay_taken(how: str, is_lost: bool) -> None:
    """A full mailbox loses a letter as a dead one does; a delay loses nothing yet."""
    with Ledger(":memory:") as ledger:
        released(ledger, "sv")
        (sent,) = ledger.now(partial(settled, verdicts=[SENT]))
        ledger.now(lambda tx: evidence.bounced(tx, sent.id, how, "mailbox full", NOON))

        assert found(ledger) == ((Tries(CONSULTATION, "SV", 1, 1),) if is_lost else ())


def test_one_that_was_taken_out_of_line_is_lost() -> None:
    """Whoever cancelled it, nobody read it."""
    with Ledger(":memory:") as ledger:
        released(ledger, "sv")
        (row,) = ledger.now(outbox.listing)
        ledger.now(lambda tx: evidence.cancel(tx, row["id"], why="x", by="me", at=NOON))

        assert found(ledger) == (Tries(CONSULTATION, "SV", 1, 1),)


def test_a_member_that_had_nobody_to_write_to_counts_with_no_message() -> None:
    """It was consulted on paper only."""
    with Ledger(":memory:") as ledger:
        released(ledger, "fr", unreachable=["TV"])

        assert found(ledger) == (Tries(CONSULTATION, "TV", 0, 0),)


def test_what_came_back_later_was_not_lost_then() -> None:
    """A report of May says in December what it said in May."""
    with Ledger(":memory:") as ledger:
        released(ledger, "sv")
        (sent,) = ledger.now(partial(settled, verdicts=[SENT]))
        ledger.now(lambda tx: evidence.bounced(tx, sent.id, "hard", "gone", LATER))

        then = ledger.now(lambda tx: tries.then(tx, [CONSULTATION], NOON))
        assert then == ()
        assert found(ledger) == (Tries(CONSULTATION, "SV", 1, 1),)
