"""Nobody gets it twice, nobody is silently missed."""

from datetime import timedelta

from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.letters.message import Outcome, Verdict
from tests.scenes import NOON, a_focal_point, enqueued

SENT = Outcome(Verdict.SENT, 250, "2.0.0 queued as 1")
BUSY = Outcome(Verdict.DEFERRED, 451, "4.3.2 try later")
LATER = NOON + timedelta(minutes=10)


def test_enqueueing_twice_adds_nobody() -> None:
    """The key is natural, so a restart in the middle of a release repeats no one."""
    with Ledger(":memory:") as ledger:
        letter = enqueued(ledger, "fr", "no")
        again = outbox.Entry(
            key=f"{letter.key}/fr-wsis",
            point=a_focal_point("fr"),
            language="en",
            message_id="<other@secretariat.example>",
            personal={},
        )

        added = ledger.now(lambda tx: outbox.enqueue(tx, letter, [again], priority=5, at=NOON))

        assert added == 0


def test_a_claimed_row_is_not_claimed_by_another() -> None:
    """Two workers on one ledger never hold the same row."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr", "no", "eg")

        first = ledger.now(lambda tx: outbox.claim(tx, "a", NOON, 2))
        second = ledger.now(lambda tx: outbox.claim(tx, "b", NOON, 10))

        assert len(first) == 2
        assert {m.id for m in first}.isdisjoint(m.id for m in second)


def test_a_claim_of_a_dead_worker_is_taken_over_after_its_lease() -> None:
    """Nothing of it has left yet, so taking it over is safe."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        ledger.now(lambda tx: outbox.claim(tx, "dead", NOON, 1))

        early = ledger.now(lambda tx: outbox.claim(tx, "b", NOON + outbox.LEASE, 1))
        late = ledger.now(lambda tx: outbox.claim(tx, "b", NOON + outbox.LEASE * 2, 1))

        assert (early, len(late)) == ([], 1)


def test_a_row_being_sent_is_never_taken_over() -> None:
    """Its bytes may have left: only evidence or a person may settle it."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: outbox.claim(tx, "dead", NOON, 1))
        assert ledger.now(lambda tx: outbox.begin(tx, message.id, "dead", NOON))

        taken = ledger.now(lambda tx: outbox.claim(tx, "b", NOON + timedelta(days=30), 10))

        assert taken == []


def test_a_row_left_in_sending_becomes_unsure_at_the_next_start() -> None:
    """It is named to the operator, and it does not go again."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: outbox.claim(tx, "dead", NOON, 1))
        ledger.now(lambda tx: outbox.begin(tx, message.id, "dead", NOON))

        stranded = ledger.now(lambda tx: outbox.strand(tx, "alive", LATER))

        assert stranded == [message.id]
        assert ledger.now(outbox.counts) == {"unsure": 1}


def test_a_deferred_row_waits_for_its_time() -> None:
    """The relay said later; asking sooner is rude and useless."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: outbox.claim(tx, "a", NOON, 1))
        ledger.now(lambda tx: outbox.begin(tx, message.id, "a", NOON))
        ledger.now(
            lambda tx: outbox.settle(tx, message.id, BUSY, actor="a", at=NOON, retry_at=LATER)
        )

        early = ledger.now(lambda tx: outbox.claim(tx, "a", LATER - timedelta(seconds=1), 1))
        due = ledger.now(lambda tx: outbox.claim(tx, "a", LATER, 1))

        assert (early, [m.id for m in due]) == ([], [message.id])


def test_a_row_is_settled_once() -> None:
    """A second answer for the same row changes nothing."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: outbox.claim(tx, "a", NOON, 1))
        ledger.now(lambda tx: outbox.begin(tx, message.id, "a", NOON))
        settle = lambda tx: outbox.settle(  # noqa: E731
            tx, message.id, SENT, actor="a", at=NOON, retry_at=LATER
        )

        assert [ledger.now(settle), ledger.now(settle)] == [True, False]


def test_a_bounce_settles_a_row_in_doubt() -> None:
    """A report about a message proves that the relay had taken it."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: outbox.claim(tx, "dead", NOON, 1))
        ledger.now(lambda tx: outbox.begin(tx, message.id, "dead", NOON))
        ledger.now(lambda tx: outbox.strand(tx, "alive", LATER))

        ledger.now(lambda tx: outbox.bounced(tx, message.id, "hard", "5.1.1 no such user", LATER))

        assert ledger.now(outbox.counts) == {"sent": 1}
