"""One installation sends, and of it the service that started last."""

from functools import partial

import pytest

from notifier.ledger import events, instance, journal, outbox
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.journal import Entry, Step
from notifier.ledger.standing import Place
from tests.scenes import NOON, enqueued

HERE = Place("machine", "/var/lib/notifier/ledger.db")


def test_a_ledger_has_no_identity_at_first() -> None:
    """Nothing was ever sent from it."""
    with Ledger(":memory:") as ledger:
        facts = ledger.now(partial(instance.facts, place=HERE, seen=0))

        assert (facts.instance, facts.mark, facts.trace) == (None, 0, "")


def test_the_service_that_started_last_holds_the_ledger() -> None:
    """Two daemons on one ledger: the older one is told no."""
    with Ledger(":memory:") as ledger:
        ledger.now(lambda tx: instance.identify(tx, "one", NOON))

        epochs = [
            ledger.now(partial(instance.take_hold, holder=holder, by="host/1", at=NOON))
            for holder in ("old", "new")
        ]

        assert [ledger.now(partial(instance.holds, holder=h)) for h in ("old", "new")] == [
            False,
            True,
        ]
        assert epochs == [1, 2]
        assert [event["actor"] for event in ledger.now(lambda tx: events.of(tx, "one"))] == [
            "host/1",
            "host/1",
        ]


def test_a_new_identity_takes_the_hold_from_everybody() -> None:
    """Who runs on the ledger while somebody takes over must not send on; no epoch comes back."""
    with Ledger(":memory:") as ledger:
        ledger.now(lambda tx: instance.identify(tx, "one", NOON))
        take = partial(instance.take_hold, holder="old", by="host/1", at=NOON)
        first = ledger.now(take)

        ledger.now(lambda tx: instance.identify(tx, "two", NOON))

        assert not ledger.now(partial(instance.holds, holder="old"))
        assert ledger.now(take) > first + 1


def test_nobody_holds_a_ledger_that_nobody_took() -> None:
    """Not even the nameless."""
    with Ledger(":memory:") as ledger:
        assert not ledger.now(partial(instance.holds, holder=""))
        ledger.now(lambda tx: instance.identify(tx, "one", NOON))
        assert not ledger.now(partial(instance.holds, holder=""))


def _step(tx: Tx, said: str) -> None:
    journal.append(tx, [Entry(1, Step.SENDING, NOON, hold=1, said=said)])


def test_the_mark_grows_and_the_trace_of_an_entry_stays() -> None:
    """So an old copy is known, even one whose journal has grown as long since."""
    with Ledger(":memory:") as ledger, Ledger(":memory:") as copy:
        for into in (ledger, copy):
            into.now(partial(_step, said="a"))
        first = ledger.now(partial(instance.facts, place=HERE, seen=1))
        ledger.now(partial(_step, said="b"))
        copy.now(partial(_step, said="c"))

        later = ledger.now(partial(instance.facts, place=HERE, seen=1))
        assert (first.mark, later.mark) == (1, 2)
        assert first.trace == later.trace == copy.now(partial(instance.trace, number=1))
        assert ledger.now(partial(instance.trace, number=2)) != copy.now(
            partial(instance.trace, number=2)
        )


@pytest.mark.parametrize("state", ["waiting", "claimed", "sending"])
def test_what_may_have_left_is_put_in_doubt_and_named(state: str) -> None:
    """It never goes again by itself, and its journal says why."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr", "no", "eg")
        ledger.now(lambda tx: tx.run("update messages set state = :s where id = 1", s=state))
        ledger.now(lambda tx: tx.run("update messages set state = 'sent' where id > 1"))

        under_way = ledger.now(instance.under_way)
        count = ledger.now(partial(instance.doubt, why="restored", by="officer", at=NOON))

        assert (under_way, count, ledger.now(instance.under_way)) == (1, 1, 0)
        assert ledger.now(outbox.counts) == {"sent": 2, "unsure": 1}
        [step] = ledger.now(lambda tx: journal.of(tx, 1))
        assert (step["step"], step["who"], step["said"]) == (Step.UNSURE, "officer", "restored")


@pytest.mark.parametrize("state", ["sent", "refused", "unsure", "suppressed", "cancelled"])
def test_what_has_its_end_keeps_it(state: str) -> None:
    """A message that was sent is sent."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")
        ledger.now(lambda tx: tx.run("update messages set state = :s", s=state))

        assert ledger.now(partial(instance.doubt, why="restored", by="officer", at=NOON)) == 0
        assert ledger.now(outbox.counts) == {state: 1}
