"""What people say of a message changes it only from where it may be changed."""

from datetime import timedelta
from functools import partial

import pytest

from notifier.ledger import events, evidence, outbox, responses
from notifier.ledger.database import Ledger
from notifier.letters.mail.message import Outcome, Verdict
from tests.doubts import UNSURE, in_doubt, steps, tried
from tests.scenes import NOON, enqueued

SAID = {"why": "as the relay's log says", "by": "dupont", "at": NOON + timedelta(hours=1)}
SENT = Outcome(Verdict.SENT, 250, "2.0.0 queued")
DEAD = Outcome(Verdict.REFUSED, 550, "5.1.1 no such user")


@pytest.mark.parametrize("outcome", [SENT, UNSURE], ids=["sent", "in doubt"])
def test_what_may_have_arrived_is_neither_retried_nor_cancelled(outcome: Outcome) -> None:
    """The one would send twice, the other would say that it was not sent."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        tried(ledger, outcome)

        done = [
            ledger.now(partial(do, message=1, **SAID)) for do in (evidence.retry, evidence.cancel)
        ]

        assert done == [False, False]


@pytest.mark.parametrize("mend", [evidence.prove_sent, evidence.resend])
def test_only_a_message_in_doubt_is_settled(mend: object) -> None:
    """One that waits has not left, one that was refused did not arrive."""
    assert callable(mend)
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr", "no")
        tried(ledger, DEAD, limit=1)

        assert [ledger.now(partial(mend, message=each, **SAID)) for each in (1, 2)] == [
            False,
            False,
        ]


def test_a_refused_message_goes_again_when_somebody_says_so() -> None:
    """Under the same Message-ID, with the reason in its journal."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        tried(ledger, DEAD)

        assert ledger.now(partial(evidence.retry, message=1, **SAID))

        assert ledger.now(outbox.counts) == {"waiting": 1}
        last = steps(ledger, 1)[-1]
        assert (last["step"], last["who"], last["said"]) == ("resent", "dupont", SAID["why"])


def test_an_address_is_written_to_again_when_its_suppression_is_lifted() -> None:
    """By a person, with the reason; done twice it changes nothing."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        suppress = partial(responses.suppress, address="wsis@digital.fr.example", reason="5.1.1")
        ledger.now(lambda tx: suppress(tx, message=1, at=NOON))
        before = ledger.now(partial(evidence.suppression, message=1))

        lifted = [ledger.now(partial(evidence.lift, message=1, **SAID)) for _ in range(2)]

        assert before is not None
        assert (before["reason"], lifted) == ("5.1.1", [True, False])
        assert ledger.now(partial(evidence.suppression, message=1)) is None
        kinds = [event["kind"] for event in ledger.now(lambda tx: events.of(tx, "1"))]
        assert kinds == ["address.suppressed", "address.lifted"]


def test_a_hint_changes_nothing_and_stands_only_with_a_doubt() -> None:
    """It is for a person to weigh."""
    with Ledger(":memory:") as ledger:
        in_doubt(ledger, "fr")
        note = partial(evidence.note, message=1, hint="no trace of it", by="settle", at=NOON)
        ledger.now(note)
        counts = ledger.now(outbox.counts)
        ledger.now(partial(evidence.prove_sent, message=1, **SAID))
        ledger.now(note)

        assert counts == {"unsure": 1}
        assert [step["step"] for step in steps(ledger, 1)][-2:] == ["noted", "sent"]
