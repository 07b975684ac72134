"""Whatever two services do to one outbox, in any order: each row leaves by one of them at a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifier.ledger import journal, outbox, sending
from notifier.ledger.database import Ledger, Row, Tx
from notifier.ledger.sending import LEASE, Settled
from notifier.letters.mail.message import Message, Outcome, Verdict
from tests.scenes import NOON, enqueued

CODES = ("fr", "no", "eg", "cn")
MINE, OTHER = 7, 8
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken", via="relay:587 TLSv1.3")
BUSY = Outcome(Verdict.DEFERRED, 451, "4.3.2 later")
KEPT_OUT = Outcome(Verdict.DEFERRED, None, "out of reach", reached=False)
DOUBT = Outcome(Verdict.UNSURE, None, "no answer after the dot")
# in which state a row is after each step
AFTER = {
    "claimed": "claimed", "sending": "sending", "sent": "sent", "refused": "refused",
    "deferred": "waiting", "unsure": "unsure", "returned": "waiting", "held back": "waiting",
}  # fmt: skip


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger with a letter to four members in its outbox."""
    with Ledger(":memory:") as opened:
        enqueued(opened, *CODES)
        yield opened


def claimed(ledger: Ledger, hold: int = MINE, now: datetime = NOON) -> list[Message]:
    """What is due, claimed."""
    return ledger.now(partial(sending.claim, hold=hold, now=now, limit=10))


def begun(ledger: Ledger, hold: int = MINE) -> list[Message]:
    """What is due, claimed and begun."""
    messages = claimed(ledger, hold)
    ledger.now(lambda tx: sending.begin(tx, [each.id for each in messages], hold, NOON))
    return messages


def settle(ledger: Ledger, message: Message, outcome: Outcome, wait: int | None = 60) -> bool:
    """Settle one row and tell whether it was still to be settled."""
    retry_at = None if wait is None else NOON + timedelta(seconds=wait)
    settled = Settled(message, outcome, NOON, retry_at)
    return bool(ledger.now(lambda tx: sending.settle(tx, [settled], MINE)))


def row(ledger: Ledger, message: Message) -> Row:
    """One row as it stands."""
    found = ledger.now(partial(outbox.get, message=message.id))
    assert found
    return found


def test_a_claim_is_nobody_elses_until_its_lease_is_over(ledger: Ledger) -> None:
    """Its owner died before a byte left, so another one may have it then."""
    first = claimed(ledger)

    assert claimed(ledger, OTHER) == []
    assert claimed(ledger, OTHER, NOON + LEASE - timedelta(seconds=1)) == []
    later = claimed(ledger, OTHER, NOON + LEASE)
    assert [each.id for each in later] == [each.id for each in first]
    assert ledger.now(lambda tx: sending.begin(tx, [first[0].id], MINE, NOON)) == set()


def test_what_is_being_sent_is_never_taken_over(ledger: Ledger) -> None:
    """However long it takes: perhaps the relay has it."""
    begun(ledger)

    assert claimed(ledger, OTHER, NOON + timedelta(days=30)) == []


def test_no_row_begins_twice(ledger: Ledger) -> None:
    """Only a row that is claimed can, and only by whoever claimed it."""
    messages = begun(ledger)

    again = ledger.now(lambda tx: sending.begin(tx, [each.id for each in messages], MINE, NOON))

    assert again == set()


@pytest.mark.parametrize(
    ("outcome", "wait", "state", "attempts"),
    [
        (SENT, 60, "sent", 1),
        (Outcome(Verdict.REFUSED, 550, "5.1.1 no"), 60, "refused", 1),
        (BUSY, 60, "waiting", 1),
        (BUSY, None, "refused", 1),
        (KEPT_OUT, 60, "waiting", 0),
        (DOUBT, 60, "unsure", 1),
    ],
)
def test_a_row_is_settled_once(
    ledger: Ledger, outcome: Outcome, wait: int | None, state: str, attempts: int
) -> None:
    """What the first answer made of it no later one changes."""
    message = begun(ledger)[0]

    assert settle(ledger, message, outcome, wait)
    assert not settle(ledger, message, SENT if state != "sent" else DOUBT)

    found = row(ledger, message)
    assert (found["state"], found["attempts"], found["hold"]) == (state, attempts, None)


def test_a_new_life_names_every_row_that_the_last_one_was_sending(ledger: Ledger) -> None:
    """And no other one: what was only claimed has not left."""
    messages = claimed(ledger)
    ledger.now(lambda tx: sending.begin(tx, [each.id for each in messages[:2]], MINE, NOON))

    named = ledger.now(lambda tx: sending.strand(tx, OTHER, NOON))

    assert named == [each.id for each in messages[:2]]
    assert [row(ledger, each)["state"] for each in messages] == ["unsure"] * 2 + ["claimed"] * 2
    assert ledger.now(lambda tx: sending.strand(tx, OTHER, NOON)) == []


def test_a_row_that_is_given_back_keeps_its_place_and_all_its_attempts(ledger: Ledger) -> None:
    """Nothing was tried."""
    messages = claimed(ledger)

    assert ledger.now(lambda tx: sending.give_back(tx, messages, MINE, NOON)) == 4
    assert [each.id for each in claimed(ledger, OTHER)] == [each.id for each in messages]
    assert row(ledger, messages[0])["attempts"] == 0


@pytest.mark.parametrize("doer", [OTHER, 0])
def test_nobody_gives_back_or_holds_back_what_is_not_theirs(ledger: Ledger, doer: int) -> None:
    """A worker whose lease ran out is told so by a count of none."""
    message = claimed(ledger)[0]

    given = ledger.now(lambda tx: sending.give_back(tx, [message], doer, NOON))
    ledger.now(
        lambda tx: sending.hold_back(tx, message.id, doer, until=NOON, why="broken", at=NOON)
    )

    assert given == 0
    assert (row(ledger, message)["state"], row(ledger, message)["hold"]) == ("claimed", MINE)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["claim", "begin", "settle", "give back", "hold back", "strand", "wait"]),
        st.sampled_from([MINE, OTHER]),
        st.integers(0, 3),
        st.sampled_from([SENT, BUSY, KEPT_OUT, DOUBT]),
    ),
    max_size=40,
)


class Two:
    """Two services on one ledger, and which of them is sending what."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.now = NOON
        self.hands: dict[int, list[Message]] = {MINE: [], OTHER: []}
        self.on_the_wire: dict[int, int] = {}
        self.left: list[int] = []

    def move(self, what: str, who: int, number: int, outcome: Outcome) -> None:
        """Do one thing."""
        hand = self.hands[who]
        if what == "wait":
            self.now += LEASE
        elif what == "claim":
            hand += self._run(partial(sending.claim, hold=who, now=self.now, limit=2))
        elif what == "strand" and not self.on_the_wire:
            self._run(partial(sending.strand, hold=who, at=self.now))
        elif hand:
            self._do(what, who, hand[number % len(hand)], outcome)

    def _do(self, what: str, who: int, message: Message, outcome: Outcome) -> None:
        if what == "begin":
            for one in self._run(
                partial(sending.begin, messages=[message.id], hold=who, at=self.now)
            ):
                assert one not in self.on_the_wire, "two send one row at a time"
                self.on_the_wire[one] = who
                self.left.append(one)
        elif what == "settle" and self.on_the_wire.get(message.id) == who:
            retry_at = self.now + timedelta(minutes=1)
            settled = [Settled(message, outcome, self.now, retry_at)]
            assert self._run(partial(sending.settle, settled=settled, hold=who)) == settled
            del self.on_the_wire[message.id]
            self.hands[who].remove(message)
        elif what == "give back":
            self._run(partial(sending.give_back, messages=[message], hold=who, at=self.now))
        elif what == "hold back":
            self._run(
                partial(
                    sending.hold_back, message=message.id, hold=who,
                    until=self.now + LEASE, why="broken", at=self.now,
                )
            )  # fmt: skip

    def _run(self, unit: partial[object]) -> list[object]:
        found = self.ledger.now(unit)  # type: ignore[arg-type]
        return list(found) if isinstance(found, list | set) else []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MOVES)
def test_in_any_order_no_two_send_a_row_and_the_journal_tells_each_state(
    moves: list[tuple[str, int, int, Outcome]],
) -> None:
    """The state of every row follows from its last step, and so does the number of its starts."""
    with Ledger(":memory:") as ledger:
        enqueued(ledger, *CODES)
        two = Two(ledger)
        for move in moves:
            two.move(*move)
        rows = ledger.now(_rows)
        steps = ledger.now(lambda tx: tx.rows("select message, step from journal order by id"))

    last = {step["message"]: step["step"] for step in steps}
    for one in rows:
        assert one["state"] == AFTER.get(last.get(one["id"], "returned"))
        starts = [s for s in steps if s["message"] == one["id"] and s["step"] == "sending"]
        assert len(starts) == two.left.count(one["id"])
        if one["state"] in ("sent", "unsure"):
            assert one["id"] not in two.on_the_wire


def _rows(tx: Tx) -> list[Row]:
    return tx.rows("select id, state from messages")


def test_the_journal_keeps_who_said_it(ledger: Ledger) -> None:
    """Relay, TLS, code and words, as they were."""
    message = begun(ledger)[0]
    settle(ledger, message, SENT)

    step = ledger.now(partial(journal.of, message=message.id))[-1]

    assert (step["via"], step["code"], step["said"]) == ("relay:587 TLSv1.3", 250, "2.0.0 taken")
    assert step["who"] == "service, life 7"
