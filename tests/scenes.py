"""Small true-to-life values and ledger rows that many tests begin with."""

from datetime import UTC, datetime

from notifier.ledger import letters, outbox
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Letter, Status
from notifier.letters.mail.message import message_id
from notifier.members.member import FocalPoint
from notifier.plan.kind import Kind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CONSULTATION = "wsis-forum-2026/inputs"


def a_focal_point(code: str = "fr", role: str = "wsis") -> FocalPoint:
    """A focal point of a member, by its code."""
    return FocalPoint(
        id=f"{code}-{role}",
        member=code.upper(),
        name=f"Office of {code.upper()}",
        address=f"{role}@digital.{code}.example",
        roles=frozenset({"wsis"}),
        language="en",
        zone="Europe/Paris",
        rank=1,
    )


def draft(tx: Tx, key: str = f"{CONSULTATION}/consultation") -> Letter:
    """A letter just drafted."""
    letters.draft(
        tx,
        key,
        Kind.CONSULTATION,
        activity="wsis-forum-2026",
        consultations=[CONSULTATION],
        facts={"activity": {"id": "wsis-forum-2026"}},
        addressees=None,
        parent=None,
        urgent=False,
        due_at=NOON,
        at=NOON,
    )
    letter = letters.find(tx, key)
    assert letter is not None
    return letter


def issued(ledger: Ledger, key: str = f"{CONSULTATION}/consultation") -> Letter:
    """A letter that went the whole path."""

    def unit(tx: Tx) -> Letter:
        draft(tx, key)
        for status in (Status.CLEARED, Status.SIGNED, Status.ISSUED):
            letter = letters.find(tx, key)
            assert letter is not None
            assert letters.advance(tx, letter, status, by="staff", at=NOON)
        letter = letters.find(tx, key)
        assert letter is not None
        return letter

    return ledger.now(unit)


def enqueued(ledger: Ledger, *codes: str) -> Letter:
    """An issued letter with a waiting row for each member code."""
    letter = issued(ledger)
    entries = [
        outbox.Entry(
            key=f"{letter.key}/{code}-wsis",
            point=a_focal_point(code),
            language="en",
            message_id=message_id(f"{letter.key}/{code}-wsis", "secretariat.example"),
            personal={},
        )
        for code in codes
    ]
    ledger.now(lambda tx: outbox.enqueue(tx, letter, entries, priority=5, at=NOON))
    return letter
