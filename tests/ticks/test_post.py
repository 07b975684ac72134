"""Every row leaves at most once, and one that cannot leave stands in nobody's way."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from notifier.ledger import journal, outbox, responses, sending
from notifier.ledger.database import Ledger, stamp
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Message, Outcome, Verdict
from notifier.relay.turn import at_once
from notifier.ticks.post import PATIENCE, POISONED, SHORTLY, Desk, post
from tests.scenes import NOON, enqueued

CODES = ("fr", "no", "eg", "cn", "ke", "pe")
HOLD = 7
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")
OUT_OF_REACH = Outcome(Verdict.DEFERRED, None, "out of reach: refused", reached=False)
BUSY = Outcome(Verdict.DEFERRED, 451, "4.3.2 try later")
DEAD = Outcome(Verdict.REFUSED, 550, "5.1.1 no such user")
LATER = timedelta(minutes=2)


async def composed(message: Message) -> tuple[Envelope, list[bytes]]:
    """The shortest message there is."""
    return Envelope("bounce@secretariat.example", message.address), [b"Subject: x\r\n\r\n"]


class Relay:
    """Answers each recipient as told, SENT by default, and remembers who was written to."""

    def __init__(self, answers: dict[str, Outcome] | None = None) -> None:
        self.answers = answers or {}
        self.asked: list[str] = []

    async def send(self, envelope: Envelope, _: Sequence[bytes]) -> Outcome:
        """Answer one message."""
        self.asked.append(_code(envelope.recipient))
        await asyncio.sleep(0)
        return self.answers.get(_code(envelope.recipient), SENT)


def _code(address: str) -> str:
    return address.split(".")[1]


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger with a letter to six members in its outbox."""
    with Ledger(":memory:") as opened:
        enqueued(opened, *CODES)
        yield opened


def desk(ledger: Ledger, relay: Relay, workers: int = 2) -> Desk:
    """Where the letters are posted."""
    return Desk(ledger, HOLD, composed, at_once(relay.send), lambda: False, workers)


def rows(ledger: Ledger) -> dict[str, dict[str, object]]:
    """The rows of the outbox by member."""
    return {_code(row["address"]): row for row in ledger.now(outbox.listing)}


def states(ledger: Ledger) -> dict[str, object]:
    """How each row stands."""
    return {code: row["state"] for code, row in rows(ledger).items()}


async def test_everybody_is_written_to_once_however_often_it_runs(ledger: Ledger) -> None:
    """The next tick finds nothing left to do."""
    relay = Relay()

    counted = [await post(NOON + n * LATER, desk(ledger, relay)) for n in range(3)]

    assert sorted(relay.asked) == sorted(CODES)
    assert counted == [Counter({Verdict.SENT: 6}), Counter(), Counter()]


async def test_a_claim_and_the_start_are_on_disk_before_a_byte_leaves(ledger: Ledger) -> None:
    """What the relay sees can always be found in the ledger, even if we die this moment."""
    seen = []

    async def send(envelope: Envelope, _: Sequence[bytes]) -> Outcome:
        row = rows(ledger)[_code(envelope.recipient)]
        seen.append((row["state"], row["hold"], row["attempts"]))
        return SENT

    await post(NOON, replace(desk(ledger, Relay()), turn=at_once(send)))

    assert seen == [("sending", HOLD, 1)] * len(CODES)


@pytest.mark.parametrize("error", [KeyError("no value for a slot"), ValueError("a line break")])
async def test_a_poisoned_row_waits_an_hour_and_the_others_go(
    ledger: Ledger, error: Exception
) -> None:
    """One letter that cannot be composed is told and stops nobody."""

    async def compose(message: Message) -> tuple[Envelope, list[bytes]]:
        if message.member == "NO":
            raise error
        return await composed(message)

    relay = Relay()

    await post(NOON, replace(desk(ledger, relay, workers=1), compose=compose))

    assert sorted(relay.asked) == sorted(set(CODES) - {"no"})
    norway = rows(ledger)["no"]
    assert (norway["state"], norway["reply"]) == ("waiting", repr(error))
    assert ledger.now(outbox.next_due) == NOON + POISONED


async def test_a_bug_in_one_row_cuts_no_other_off(ledger: Ledger) -> None:
    """A worker that fails takes nobody's message in mid-dialogue down with it, and is heard."""
    relay = Relay()

    async def compose(message: Message) -> tuple[Envelope, list[bytes]]:
        if message.member == "NO":
            raise TypeError("a bug")
        return await composed(message)

    with pytest.raises(TypeError, match="a bug"):
        await post(NOON, replace(desk(ledger, relay), compose=compose))

    assert states(ledger) == dict.fromkeys(CODES, "sent") | {"no": "claimed"}


async def test_what_is_known_is_written_though_the_worker_fails_at_the_next_row(
    ledger: Ledger,
) -> None:
    """The relay's answer to the row before is not lost with the one that fails."""

    async def compose(message: Message) -> tuple[Envelope, list[bytes]]:
        if message.member == "NO":
            raise TypeError("a bug")
        return await composed(message)

    with pytest.raises(TypeError, match="a bug"):
        await post(NOON, replace(desk(ledger, Relay(), workers=1), compose=compose))

    found = states(ledger)
    assert found["fr"] == "sent"
    assert [found[code] for code in CODES[2:]] == ["waiting"] * 4


async def test_a_dialogue_that_ends_in_a_bug_is_named_as_in_doubt(ledger: Ledger) -> None:
    """Nobody knows whether the relay took it; the process lives on, so no restart would tell."""

    async def send(envelope: Envelope, _: Sequence[bytes]) -> Outcome:
        if _code(envelope.recipient) == "eg":
            raise TypeError("a bug")
        return SENT

    with pytest.raises(TypeError, match="a bug"):
        await post(NOON, replace(desk(ledger, Relay()), turn=at_once(send)))
    await post(NOON + LATER, desk(ledger, relay := Relay()))

    assert states(ledger) == dict.fromkeys(CODES, "sent") | {"eg": "unsure"}
    assert "eg" not in relay.asked


async def test_a_relay_out_of_reach_costs_three_attempts_and_nobody_else_their_place(
    ledger: Ledger,
) -> None:
    """The pass gives up; those not tried keep their place in line and all their attempts."""
    relay = Relay(dict.fromkeys(CODES, OUT_OF_REACH))

    counted = await post(NOON, desk(ledger, relay, workers=1))

    assert counted == Counter({Verdict.DEFERRED: PATIENCE})
    found = [rows(ledger)[code] for code in CODES]
    assert [row["at"] for row in found] == [stamp(NOON + SHORTLY)] * PATIENCE + [stamp(NOON)] * 3
    assert {row["attempts"] for row in found} == {0}
    assert set(states(ledger).values()) == {"waiting"}


async def test_failures_that_are_not_in_a_row_do_not_end_the_pass(ledger: Ledger) -> None:
    """A relay that answers every other time is there."""
    relay = Relay(dict.fromkeys(CODES[::2], OUT_OF_REACH))

    await post(NOON, desk(ledger, relay, workers=1))

    assert relay.asked == list(CODES)


async def test_a_relay_that_says_later_is_not_out_of_reach(ledger: Ledger) -> None:
    """A 451 is about one letter; greylisting defers them one by one."""
    relay = Relay(dict.fromkeys(CODES, BUSY))

    await post(NOON, desk(ledger, relay, workers=1))

    assert relay.asked == list(CODES)


async def test_a_deferred_row_waits_longer_each_time(ledger: Ledger) -> None:
    """After one, five, fifteen, thirty minutes, and then every hour."""
    relay, now, waits = Relay({"fr": BUSY}), NOON, []
    for _ in range(6):
        await post(now, desk(ledger, relay))
        due = ledger.now(outbox.next_due)
        assert due is not None
        waits.append((due - now) // timedelta(minutes=1))
        now = due

    assert waits == [1, 5, 15, 30, 60, 60]
    assert Counter(relay.asked)["fr"] == 6


async def test_it_stops_between_two_messages(ledger: Ledger) -> None:
    """Asked to end, it ends the message under way; what was claimed is given back untouched."""
    relay = Relay()

    def is_stopping() -> bool:
        return len(relay.asked) >= 2

    await post(NOON, replace(desk(ledger, relay, workers=1), stopping=is_stopping))

    assert relay.asked == ["fr", "no"]
    found = rows(ledger)
    assert [(found[c]["state"], found[c]["attempts"]) for c in CODES] == [("sent", 1)] * 2 + [
        ("waiting", 0)
    ] * 4


async def test_a_row_that_another_worker_took_over_is_left_to_it(ledger: Ledger) -> None:
    """Composing took longer than the lease: the start is refused, and nothing leaves twice."""
    relay = Relay()

    async def compose(message: Message) -> tuple[Envelope, list[bytes]]:
        if message.member == "FR":
            await ledger.run(lambda tx: sending.claim(tx, 8, NOON + 2 * sending.LEASE, 1))
        return await composed(message)

    await post(NOON, replace(desk(ledger, relay, workers=1), compose=compose))

    assert "fr" not in relay.asked
    assert rows(ledger)["fr"]["hold"] == 8


async def test_an_address_that_the_relay_calls_dead_is_suppressed(ledger: Ledger) -> None:
    """The relay knows it now, so no bounce will come to say so."""
    relay = Relay({"pe": DEAD, "ke": Outcome(Verdict.REFUSED, 552, "5.2.2 mailbox full")})

    await post(NOON, desk(ledger, relay))

    assert ledger.now(responses.suppressed) == {"wsis@digital.pe.example"}
    assert (states(ledger)["pe"], states(ledger)["ke"]) == ("refused", "refused")


async def test_the_journal_tells_each_attempt(ledger: Ledger) -> None:
    """What happened to a message can be read years later."""
    relay = Relay({"fr": BUSY})
    await post(NOON, desk(ledger, relay))
    relay.answers = {}
    await post(NOON + LATER, desk(ledger, relay))

    message = int(str(rows(ledger)["fr"]["id"]))
    told = [
        (step["step"], step["code"]) for step in ledger.now(partial(journal.of, message=message))
    ]
    assert told == [
        ("claimed", None),
        ("sending", None),
        ("deferred", 451),
        ("claimed", None),
        ("sending", None),
        ("sent", 250),
    ]


async def test_after_five_days_of_later_it_is_given_up(ledger: Ledger) -> None:
    """RFC 5321 4.5.4.1: a relay that says later for that long means no, and staff see it."""
    relay = Relay({"fr": BUSY})
    monday = NOON + timedelta(days=30)  # the relay was out for a month: that does not count
    await post(monday, desk(ledger, relay))
    await post(monday + sending.GIVE_UP - LATER, desk(ledger, relay))
    assert states(ledger)["fr"] == "waiting"

    await post(monday + sending.GIVE_UP + timedelta(hours=1), desk(ledger, relay))

    assert states(ledger)["fr"] == "refused"
    assert rows(ledger)["fr"]["reply"] == BUSY.reply
