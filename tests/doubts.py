"""Messages in doubt, as tests begin with them."""

from datetime import datetime

from notifier.ledger import journal, outbox, sending
from notifier.ledger.database import Ledger, Row, Tx
from notifier.ledger.sending import Settled
from notifier.letters.letter import Letter
from notifier.letters.mail.message import Outcome, Verdict
from tests.scenes import NOON, enqueued

UNSURE = Outcome(Verdict.UNSURE, None, "no answer after the dot: closed by the relay")


def tried(
    ledger: Ledger,
    outcome: Outcome,
    *,
    at: datetime = NOON,
    limit: int = 1000,
    again_at: datetime | None = None,
) -> list[int]:
    """Send what is due, always with that outcome, and return which messages that were."""

    def unit(tx: Tx) -> list[int]:
        claimed = sending.claim(tx, 1, at, limit)
        ids = [each.id for each in claimed]
        sending.begin(tx, ids, 1, at)
        sending.settle(tx, [Settled(each, outcome, at, again_at or at) for each in claimed], 1)
        return ids

    return ledger.now(unit)


def in_doubt(ledger: Ledger, *codes: str) -> Letter:
    """An issued letter whose messages to these members are all in doubt since NOON."""
    letter = enqueued(ledger, *codes)
    tried(ledger, UNSURE)
    return letter


def steps(ledger: Ledger, message: int) -> list[Row]:
    """The journal of a message."""
    return ledger.now(lambda tx: journal.of(tx, message))


def message_ids(ledger: Ledger) -> dict[str, str]:
    """The Message-ID of each message by its focal point."""
    return {row["focal_point"]: row["message_id"] for row in ledger.now(outbox.listing)}
