"""Nobody gets it twice, nobody is silently missed."""

from datetime import timedelta
from functools import partial

from notifier.ledger import evidence, invitations, journal, outbox, sending
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.sending import Settled
from notifier.letters.mail.message import Message, Outcome, Verdict
from tests.scenes import NOON, a_focal_point, draft, enqueued

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

        first = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 2))
        second = ledger.now(lambda tx: sending.claim(tx, 2, NOON, 10))

        assert len(first) == 2
        assert {m.id for m in first}.isdisjoint(m.id for m in second)


def test_a_claim_of_a_dead_worker_is_taken_over_after_its_lease() -> None:
    """Nothing of it has left yet, so taking it over is safe."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))

        early = ledger.now(lambda tx: sending.claim(tx, 2, NOON + sending.LEASE / 2, 1))
        late = ledger.now(lambda tx: sending.claim(tx, 2, NOON + sending.LEASE * 2, 1))

        assert (early, len(late)) == ([], 1)


def test_a_row_being_sent_is_never_taken_over() -> None:
    """Its bytes may have left: only evidence or a person may settle it."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        assert ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON)) == {message.id}

        taken = ledger.now(lambda tx: sending.claim(tx, 2, NOON + timedelta(days=30), 10))

        assert taken == []


def test_a_row_left_in_sending_becomes_unsure_at_the_next_start() -> None:
    """It is named to the operator, and it does not go again."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON))

        stranded = ledger.now(lambda tx: sending.strand(tx, 2, LATER))

        assert stranded == [message.id]
        assert ledger.now(outbox.counts) == {"unsure": 1}


def test_a_row_left_behind_under_our_own_name_is_in_doubt_too() -> None:
    """In a container the process that starts has the number of the one that died."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON))

        stranded = ledger.now(lambda tx: sending.strand(tx, 1, LATER))

        assert stranded == [message.id]


def test_a_cancellation_waits_for_the_invitation_that_it_cancels() -> None:
    """It is more urgent, and a calendar that gets the CANCEL first keeps a meeting that is off."""
    with Ledger(":memory:") as ledger:
        call, off = (ledger.now(partial(_calendar_row, number=n)) for n in (0, 1))

        first = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 10))
        assert [m.key for m in first] == [call]
        between = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 10))
        ledger.now(lambda tx: sending.begin(tx, [first[0].id], 1, NOON))
        ledger.now(partial(_settled, message=first[0], outcome=BUSY))
        busy = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 10))
        (again,) = ledger.now(lambda tx: sending.claim(tx, 1, LATER, 10))
        ledger.now(lambda tx: sending.begin(tx, [again.id], 1, LATER))
        ledger.now(partial(_settled, message=again, outcome=SENT))
        last = ledger.now(lambda tx: sending.claim(tx, 1, LATER, 10))

        assert (between, busy, [m.key for m in last]) == ([], [], [off])


def test_a_row_in_doubt_does_not_hold_up_the_next_of_its_invitation() -> None:
    """It is never sent again by itself, so there is nothing to wait for."""
    with Ledger(":memory:") as ledger:
        for number in (0, 1):
            ledger.now(partial(_calendar_row, number=number))
        (first,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 10))
        ledger.now(lambda tx: sending.begin(tx, [first.id], 1, NOON))
        ledger.now(lambda tx: sending.strand(tx, 2, NOON))

        assert len(ledger.now(lambda tx: sending.claim(tx, 2, NOON, 10))) == 1


def _calendar_row(tx: Tx, number: int) -> str:
    """The row of an invitation (0) or of its cancellation (1), and its key."""
    key, point = f"letter-{number}", a_focal_point("fr")
    letter = draft(tx, key)
    identity = invitations.invite(tx, "a/b", point, letter=letter.id, sequence=number, at=NOON)
    invitations.name(tx, identity, uid="uid@secretariat.example", token="token")
    method = ("REQUEST", "CANCEL")[number]
    entry = outbox.Entry(
        key, point, "en", f"<{number}@secretariat.example>", {}, identity, method, number
    )
    outbox.enqueue(tx, letter, [entry], priority=5 - number, at=NOON)
    return key


def _settled(tx: Tx, message: Message, outcome: Outcome) -> bool:
    """Whether the outcome was written: the message may go again at LATER."""
    return sending.settle(tx, [Settled(message, outcome, NOON, LATER)], 1) != []


def test_a_person_who_resends_a_row_in_doubt_puts_it_back_in_line() -> None:
    """On evidence that the relay has not got it; a second word on it changes nothing."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON))
        ledger.now(lambda tx: sending.strand(tx, 2, NOON))
        said = {"message": message.id, "why": "in the relay's log", "by": "officer", "at": NOON}

        done = [
            ledger.now(partial(mend, **said)) for mend in (evidence.resend, evidence.prove_sent)
        ]

        assert done == [True, False]
        (again,) = ledger.now(lambda tx: sending.claim(tx, 2, NOON, 1))
        assert again.message_id == message.message_id


def test_a_deferred_row_waits_for_its_time() -> None:
    """The relay said later; asking sooner is rude and useless."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON))
        ledger.now(partial(_settled, message=message, outcome=BUSY))

        early = ledger.now(lambda tx: sending.claim(tx, 1, LATER - timedelta(seconds=1), 1))
        due = ledger.now(lambda tx: sending.claim(tx, 1, LATER, 1))

        assert (early, [m.id for m in due]) == ([], [message.id])


def test_a_row_is_settled_once() -> None:
    """A second answer for the same row changes nothing."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON))
        settle = partial(_settled, message=message, outcome=SENT)

        assert [ledger.now(settle), ledger.now(settle)] == [True, False]


def test_a_bounce_settles_a_row_in_doubt() -> None:
    """A report about a message proves that the relay had taken it."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON))
        ledger.now(lambda tx: sending.strand(tx, 2, LATER))

        ledger.now(lambda tx: evidence.bounced(tx, message.id, "hard", "5.1.1 no such user", LATER))

        assert ledger.now(outbox.counts) == {"sent": 1}
        steps = [step["step"] for step in ledger.now(partial(journal.of, message=message.id))]
        assert steps[-2:] == ["sent", "hard"]


def test_a_claim_of_our_own_is_not_claimed_again_however_long_it_lasts() -> None:
    """Whoever has it may be waiting for a line; two who have it would send two."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))

        again = ledger.now(lambda tx: sending.claim(tx, 1, NOON + sending.LEASE * 9, 1))
        assert again == []
        assert ledger.now(lambda tx: sending.recover(tx, 1, NOON)) == 1
        assert len(ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))) == 1


def test_an_answer_that_comes_to_an_earlier_life_changes_nothing() -> None:
    """The row was settled by evidence and goes again under a later life: that one knows."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON))
        ledger.now(lambda tx: sending.strand(tx, 2, NOON))
        ledger.now(lambda tx: evidence.resend(tx, message.id, why="no trace", by="x", at=NOON))
        (again,) = ledger.now(lambda tx: sending.claim(tx, 2, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [again.id], 2, NOON))

        late = ledger.now(partial(_settled, message=message, outcome=BUSY))

        assert late is False
        assert ledger.now(outbox.counts) == {"sending": 1}


def test_a_later_life_is_not_stranded_by_an_earlier_one() -> None:
    """Two services on one ledger: the older one must not put the newer one's messages in doubt."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 2, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 2, NOON))

        assert ledger.now(lambda tx: sending.strand(tx, 1, NOON)) == []


def test_an_answer_that_comes_late_settles_the_doubt_of_its_message() -> None:
    """A later life had put it in doubt; that the relay took it is evidence, whoever heard it."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        (message,) = ledger.now(lambda tx: sending.claim(tx, 1, NOON, 1))
        ledger.now(lambda tx: sending.begin(tx, [message.id], 1, NOON))
        ledger.now(lambda tx: sending.strand(tx, 2, NOON))

        assert ledger.now(partial(_settled, message=message, outcome=SENT)) is False

        assert ledger.now(outbox.counts) == {"sent": 1}
        last = ledger.now(partial(journal.of, message=message.id))[-1]
        assert (last["step"], "came late" in last["said"]) == ("sent", True)
