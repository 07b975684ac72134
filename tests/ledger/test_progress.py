"""How far a release has come."""

from datetime import timedelta

from notifier.ledger.database import Ledger
from notifier.ledger.progress import letters_under_way, progress
from notifier.letters.mail.message import Outcome, Verdict
from tests.doubts import UNSURE, tried
from tests.scenes import NOON, enqueued

BUSY = Outcome(Verdict.DEFERRED, 451, "4.3.2 later")
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")


def test_what_waits_for_another_try_is_told_apart() -> None:
    """It is under way, and nobody need sit and watch for it."""
    with Ledger(":memory:") as ledger:
        letter = enqueued(ledger, "fr", "no", "eg", "cn")
        tried(ledger, SENT, limit=1)
        tried(ledger, UNSURE, limit=1)
        tried(ledger, BUSY, at=NOON + timedelta(minutes=5), limit=1)

        found = ledger.now(lambda tx: progress(tx, [letter.id], NOON + timedelta(minutes=1)))

        assert found.states == {"sent": 1, "unsure": 1, "waiting": 2}
        assert (found.total, found.done, found.under_way, found.later) == (4, 2, 2, 1)
        assert found.next_at == NOON + timedelta(minutes=5)


def test_a_letter_is_under_way_while_one_of_its_messages_is() -> None:
    """Afterwards there is nothing to follow."""
    with Ledger(":memory:") as ledger:
        letter = enqueued(ledger, "fr", "no")
        tried(ledger, SENT, limit=1)
        before = ledger.now(letters_under_way)
        tried(ledger, SENT)

        assert (before, ledger.now(letters_under_way)) == ([letter.id], [])
