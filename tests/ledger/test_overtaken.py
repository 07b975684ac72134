"""What still waits in line and is untrue by now is found, and nothing else."""

from datetime import timedelta

from notifier.ledger import letters, outbox, overtaken
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Letter
from notifier.plan.kind import Kind
from tests.scenes import CONSULTATION, NOON, a_focal_point

STANDING = (Kind.REMINDER, Kind.SESSION_NOTICE)


def waits(tx: Tx, kind: Kind, *consultations: str) -> int:
    """A message of a letter about some consultations, in line for the morning."""
    key = f"{kind}/{'+'.join(consultations)}"
    letters.draft(
        tx, key, kind, activity="a", consultations=consultations, facts={}, addressees=(),
        parent=None, urgent=False, due_at=NOON, at=NOON,
    )  # fmt: skip
    letter = letters.find(tx, key)
    assert isinstance(letter, Letter)
    point = a_focal_point()
    entry = outbox.Entry(
        f"{key}/{point.id}", point, "en", f"<{key}@x.example>", {},
        not_before=NOON + timedelta(hours=9),
    )  # fmt: skip
    outbox.enqueue(tx, letter, [entry], priority=7, at=NOON)
    row = tx.one("select max(id) as id from messages")
    assert row is not None
    return int(row["id"])


def test_what_waits_of_the_asked_kinds_about_a_consultation_is_found() -> None:
    """A merged reminder too; not another letter, and not one about something else."""
    with Ledger(":memory:") as ledger:
        ids = ledger.now(
            lambda tx: [
                waits(tx, Kind.REMINDER, CONSULTATION),
                waits(tx, Kind.REMINDER, "other/call", CONSULTATION),
                waits(tx, Kind.SESSION_NOTICE, CONSULTATION),
                waits(tx, Kind.OUTCOME, CONSULTATION),
                waits(tx, Kind.REMINDER, "other/call"),
            ]
        )

        found = ledger.now(lambda tx: overtaken.waiting(tx, CONSULTATION, STANDING))

    assert found == ids[:3]


def test_what_has_left_is_beyond_recall() -> None:
    """It is not in line any more."""
    with Ledger(":memory:") as ledger:
        ledger.now(lambda tx: waits(tx, Kind.REMINDER, CONSULTATION))
        ledger.now(lambda tx: tx.run("update messages set state = 'sent'"))

        assert ledger.now(lambda tx: overtaken.waiting(tx, CONSULTATION, STANDING)) == []
