"""Who looks for evidence is told what to look for, and in which time."""

from datetime import timedelta
from functools import partial

from notifier.ledger import doubts, evidence, instance
from notifier.ledger.database import Ledger
from tests.doubts import UNSURE, in_doubt, message_ids, tried
from tests.scenes import NOON, enqueued

HOUR = timedelta(hours=1)


def found(ledger: Ledger, after: int = 0, limit: int = 10) -> list[doubts.Doubt]:
    """Those in doubt."""
    return ledger.now(lambda tx: doubts.doubts(tx, after, limit))


def test_a_doubt_begins_with_the_last_attempt_and_ends_where_it_came_up() -> None:
    """In between it may have been taken, and a line of the log is to be looked for."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        tried(ledger, UNSURE, at=NOON + HOUR)

        (doubt,) = found(ledger)

        assert (doubt.since, doubt.until, doubt.is_noted) == (NOON + HOUR, NOON + HOUR, False)
        assert [doubt.message_id] == list(message_ids(ledger).values())


def test_after_a_restore_a_doubt_begins_when_the_message_was_written() -> None:
    """The copy does not know when it was sent: any time since then."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        ledger.now(lambda tx: instance.doubt(tx, why="restored", by="dupont", at=NOON + HOUR))

        (doubt,) = found(ledger)

        assert (doubt.since, doubt.until) == (NOON, NOON + HOUR)


def test_doubts_come_page_by_page() -> None:
    """After a restore there may be a million."""
    with Ledger(":memory:") as ledger:
        in_doubt(ledger, "fr", "no", "eg")

        pages = [found(ledger, after, 2) for after in (0, 2)]

        assert [[each.id for each in page] for page in pages] == [[1, 2], [3]]


def test_a_hint_is_remembered_until_the_message_is_in_doubt_anew() -> None:
    """It is written once for each attempt, not at every pass."""
    with Ledger(":memory:") as ledger:
        in_doubt(ledger, "fr")
        ledger.now(partial(evidence.note, message=1, hint="no trace", by="settle", at=NOON))
        noted = found(ledger)[0].is_noted
        said = {"why": "no trace", "by": "dupont", "at": NOON}
        ledger.now(lambda tx: evidence.resend(tx, 1, **said))
        tried(ledger, UNSURE)

        assert (noted, found(ledger)[0].is_noted) == (True, False)


def test_the_newest_doubt_is_known() -> None:
    """A new one ends the rest of those who look."""
    with Ledger(":memory:") as ledger:
        before = ledger.now(doubts.newest)
        in_doubt(ledger, "fr")

        assert (before, ledger.now(doubts.newest)) == ("", "2026-03-02T12:00:00.000000Z")
