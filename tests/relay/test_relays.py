"""All relays together: never more lines than allowed, first come first served, nobody stranded."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.relay import limits, routing
from notifier.relay.connection import RelayAccess
from notifier.relay.limits import Pace, Rate
from notifier.relay.loopback import LoopbackRelay
from notifier.relay.relays import Member, Relays, _Gate
from notifier.relay.routing import IN_A_ROW, Route
from tests.relay.scripted import Script, scripted
from tests.relay.unruly import SILENCE, Temper, unruly

DATA = b"Subject: Forum\r\n\r\nDear Sir,\r\n"
FREE = Rate()
ONE_MINUTE = 60.0


def member(
    port: int, route: Route, own: Rate = FREE, per_domain: Rate = FREE, lines: int = 4
) -> Member:
    """A relay on this machine."""
    access = RelayAccess(
        "127.0.0.1", port, "none", timeout=2, connections=lines, hello="me.example", name=route.name
    )
    rate = Rate(own.connections or lines, own.messages_per_minute)
    return Member(access, route, Pace(rate, per_domain, {}))


def to(number: int, domain: str = "mfa.example") -> Envelope:
    """An envelope of its own."""
    return Envelope("b@secretariat.example", f"p{number}@{domain}")


async def sent(way: Relays, envelope: Envelope) -> Outcome:
    """One message sent as soon as its turn comes, as often as that takes."""
    while True:
        turn = await way.turn(envelope.recipient)
        if turn.send is None:
            await asyncio.sleep(turn.wait)
            continue
        outcome = await turn.send(envelope, [DATA])
        if outcome.verdict is not Verdict.DEFERRED:
            return outcome


class Books:
    """What a relay took, and how many of its lines were in use at once."""

    def __init__(self) -> None:
        self.took: Counter[str] = Counter()
        self.most = 0
        self.relay: LoopbackRelay | None = None

    def take(self, _: str, recipient: str, __: bytes) -> None:
        """Take one message."""
        assert self.relay is not None
        self.took[recipient] += 1
        self.most = max(self.most, len(self.relay.lines))


@asynccontextmanager
async def loopback(port: int = 0) -> AsyncIterator[tuple[LoopbackRelay, Books]]:
    """A relay that keeps books."""
    books = Books()
    async with LoopbackRelay(books.take, port=port) as relay:
        books.relay = relay
        yield relay, books


@pytest.mark.parametrize("allowed", [1, 3])
async def test_never_more_lines_than_the_pace_says(allowed: int) -> None:
    """Forty messages at once, and the relay sees no more of us than it wants to."""
    async with loopback() as (relay, books):
        one = member(relay.port, Route("main"), Rate(allowed), lines=10)
        async with Relays([one]) as way:
            outcomes = await asyncio.gather(*(sent(way, to(n)) for n in range(40)))

    assert {outcome.verdict for outcome in outcomes} == {Verdict.SENT}
    assert (len(books.took), max(books.took.values())) == (40, 1)
    assert books.most == allowed


async def test_lines_are_opened_slowly() -> None:
    """The first line has to get something through before there is a second."""
    async with LoopbackRelay(lambda *_: None) as relay:
        one = member(relay.port, Route("main"), lines=8)
        async with Relays([one]) as way:
            first = await way.turn("a@mfa.example")
            others = [asyncio.create_task(way.turn("a@mfa.example")) for _ in range(3)]
            await asyncio.sleep(0)
            waiting = [turn.done() for turn in others]
            assert first.send
            await first.send(to(1), [DATA])
            await asyncio.sleep(0)
            inside = [turn.done() for turn in others]
            for turn in others:
                turn.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    assert waiting == [False] * 3
    assert inside == [True, True, False]


async def test_relays_share_by_weight() -> None:
    """Three to one, over any stretch of messages."""
    async with loopback() as (one, first), loopback() as (two, second):
        members = [member(one.port, Route("one", 3)), member(two.port, Route("two", 1))]
        async with Relays(members) as way:
            for number in range(40):
                await sent(way, to(number))

    assert (first.took.total(), second.took.total()) == (30, 10)


async def test_a_domain_of_its_own_goes_over_its_relay_alone() -> None:
    """Mail to the mission goes over the mission's relay, and nothing else does."""
    async with loopback() as (one, first), loopback() as (two, second):
        own = Route("own", domains=frozenset({"mission.example"}))
        async with Relays([member(one.port, Route("main")), member(two.port, own)]) as way:
            for number, domain in zip(
                range(20), ["mission.example", "mfa.example"] * 10, strict=True
            ):
                await sent(way, to(number, domain))

    assert {address.partition("@")[2] for address in first.took} == {"mfa.example"}
    assert {address.partition("@")[2] for address in second.took} == {"mission.example"}
    assert first.took.total() == second.took.total() == 10


async def test_when_one_relay_dies_in_the_middle_the_other_takes_the_rest() -> None:
    """Sixty messages, each taken once: what the dead one did not take goes another way."""
    async with loopback() as (alive, books), LoopbackRelay(lambda *_: None) as dying:
        took: Counter[str] = Counter()

        def dies_at_ten(_: str, recipient: str, __: bytes) -> None:
            took[recipient] += 1
            if took.total() == 10:
                assert dying._server
                dying._server.close()
                for line in tuple(dying.lines):
                    asyncio.get_running_loop().call_soon(line.close)

        dying.on_message = dies_at_ten
        routes = [member(alive.port, Route("alive")), member(dying.port, Route("dying"))]
        async with Relays(routes) as way:
            outcomes = await asyncio.gather(*(sent(way, to(n)) for n in range(60)))

    verdicts = Counter(outcome.verdict for outcome in outcomes)
    both = took + books.took
    assert verdicts[Verdict.SENT] + verdicts[Verdict.UNSURE] == 60
    assert verdicts[Verdict.UNSURE] <= 4
    assert max(both.values()) == 1
    assert len(both) >= verdicts[Verdict.SENT]
    assert books.took.total() > 45


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that is out is tried again soon."""
    monkeypatch.setattr(routing, "FIRST_PROBE", 0.05)
    monkeypatch.setattr(routing, "LAST_PROBE", 0.05)


@pytest.mark.usefixtures("short_pauses")
async def test_a_relay_that_comes_back_is_used_again() -> None:
    """Out after three failures, healed by the first message that gets through."""
    async with LoopbackRelay(lambda *_: None) as away:
        port = away.port
    async with Relays([member(port, Route("main"))]) as way:
        for number in range(IN_A_ROW):
            turn = await way.turn("a@mfa.example")
            assert turn.send
            assert not (await turn.send(to(number), [DATA])).reached
        out = await way.turn("a@mfa.example")
        async with loopback(port) as (_, books):
            outcomes = await asyncio.gather(*(sent(way, to(n)) for n in range(5)))

    assert (out.send, out.is_out) == (None, True)
    assert 0 < out.wait <= 0.05
    assert {outcome.verdict for outcome in outcomes} == {Verdict.SENT}
    assert books.took.total() == 5


@pytest.mark.usefixtures("short_pauses")
async def test_a_probe_that_is_not_used_is_given_to_another_message() -> None:
    """A letter that could not be composed must not keep the relay out for a quarter of an hour."""
    async with LoopbackRelay(lambda *_: None) as away:
        port = away.port
    async with Relays([member(port, Route("main"))]) as way:
        for number in range(IN_A_ROW):
            turn = await way.turn("a@mfa.example")
            assert turn.send
            await turn.send(to(number), [DATA])
        await asyncio.sleep((await way.turn("a@mfa.example")).wait)
        (await way.turn("a@mfa.example")).drop()

        again = await way.turn("a@mfa.example")
        again.drop()

    assert again.send


@pytest.mark.usefixtures("short_pauses")
async def test_a_probe_that_must_wait_holds_nobody_up() -> None:
    """The sick relay is out and asked for five minutes' rest: the letters go over the other one."""
    sick = Script({"greeting": b"554 5.3.2 not now\r\n"})
    async with scripted(sick) as port, loopback() as (well, books):
        slow = member(port, Route("sick", weight=9), Rate(messages_per_minute=6000))
        async with Relays([slow, member(well.port, Route("well"))]) as way:
            while sick.lines < IN_A_ROW:
                if sick.lines == IN_A_ROW - 1:
                    sick.says = {"greeting": b"421 4.7.0 try again in 300 seconds\r\n"}
                turn = await way.turn("a@mfa.example")
                await (turn.send(to(0), [DATA]) if turn.send else asyncio.sleep(turn.wait))
            await asyncio.sleep(0.06)  # its probe is due
            before = books.took.total()
            for number in range(1, 13):
                await sent(way, to(number))

    assert books.took.total() == before + 12
    assert sick.lines == IN_A_ROW


async def test_the_pace_of_a_relay_is_kept_in_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten at once, and then one every tenth of a second; `wait` says when to ask."""
    monkeypatch.setattr(limits, "BURST", 1)
    loop = asyncio.get_running_loop()
    async with loopback() as (relay, books):
        own = Rate(messages_per_minute=600)
        async with Relays([member(relay.port, Route("main"), own)]) as way:
            begun = loop.time()
            for number in range(5):
                await sent(way, to(number))
            took = loop.time() - begun

    assert books.took.total() == 5
    assert took >= 4 * 0.09


async def test_a_slow_domain_takes_no_turn_from_the_others() -> None:
    """One a minute to one domain; who asks for it is told to come back, who does not goes on."""
    async with loopback() as (relay, books):
        slow = Rate(messages_per_minute=1)
        access = member(relay.port, Route("main")).access
        one = Member(access, Route("main"), Pace(Rate(4), FREE, {"slow.example": slow}))
        async with Relays([one]) as way:
            first = await sent(way, to(1, "slow.example"))
            second = await way.turn("p2@slow.example")
            for number in range(20):
                await sent(way, to(number))

    assert first.verdict is Verdict.SENT
    assert second.send is None
    assert 50 < second.wait <= ONE_MINUTE + 1
    assert books.took.total() == 21


async def test_a_reply_that_asks_for_a_wait_is_handed_on() -> None:
    """The row goes back in line for as long as the relay asked."""
    script = Script({"RCPT": b"450 4.2.0 greylisted, try again in 300 seconds\r\n"})
    async with scripted(script) as port, Relays([member(port, Route("main"))]) as way:
        turn = await way.turn("a@mfa.example")
        assert turn.send
        outcome = await turn.send(to(1), [DATA])

    assert outcome.verdict is Verdict.DEFERRED
    assert outcome.wait is not None
    assert outcome.wait.total_seconds() == 300


class Room:
    """A gate whose room is as the test says, and who came in, in order."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.gate = _Gate(lambda: self.room)
        self.entered: list[int] = []
        self._numbers = count()

    def come(self) -> asyncio.Task[None]:
        """Somebody asks to come in."""
        return asyncio.create_task(self._enter(next(self._numbers)))

    async def _enter(self, number: int) -> None:
        await self.gate.enter()
        self.entered.append(number)


async def test_who_comes_first_is_let_in_first() -> None:
    """Also before somebody who comes at the very moment that there is room."""
    room = Room(1)
    waiting = [room.come() for _ in range(4)]
    await asyncio.sleep(0)
    for _ in range(3):
        room.gate.leave()
        waiting.append(room.come())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    for task in waiting[4:]:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert room.entered == [0, 1, 2, 3]


async def test_who_gives_up_in_the_moment_that_another_leaves_takes_no_place_along() -> None:
    """Cancelled and not yet awake: the place goes to the next in line."""
    room = Room(1)
    waiting = [room.come() for _ in range(3)]
    await asyncio.sleep(0)
    waiting[1].cancel()

    room.gate.leave()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert room.entered == [0, 2]


async def test_who_gives_up_in_the_moment_of_being_let_in_makes_room() -> None:
    """The place was given, and nobody would ever give it back."""
    room = Room(1)
    waiting = [room.come() for _ in range(3)]
    await asyncio.sleep(0)
    room.gate.leave()
    waiting[1].cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    assert room.entered == [0, 2]


STEPS = st.lists(st.tuples(st.sampled_from(["come", "leave", "cancel", "room", "run"]), st.integers(0, 9)), max_size=60)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_at_the_gate_no_place_is_lost(steps: list[tuple[str, int]]) -> None:
    """Come, leave, give up, more room, less: in the end all who still wait come in."""
    asyncio.run(_at_the_gate(steps))


async def _at_the_gate(steps: Sequence[tuple[str, int]]) -> None:
    room, waiting, left = Room(2), list[asyncio.Task[None]](), 0

    def leave(_: int) -> None:
        nonlocal left
        if left < len(room.entered):
            left += 1
            room.gate.leave()

    async def run(_: int) -> None:
        await asyncio.sleep(0)

    def cancel(number: int) -> None:
        if waiting:
            waiting[number % len(waiting)].cancel()

    def change(number: int) -> None:
        room.room = number % 4 + 1

    does: dict[str, Callable[[int], object]] = {
        "come": lambda _: waiting.append(room.come()),
        "leave": leave,
        "cancel": cancel,
        "room": change,
    }
    most = 4
    for step, number in steps:
        await run(number) if step == "run" else does[step](number)
        assert len(room.entered) - left <= most
    await asyncio.sleep(0)
    while left < len(room.entered):
        leave(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    ends = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    while left < len(room.entered):  # who was let in by one that gave up at the very end
        leave(0)
    kept = [n for n, end in enumerate(ends) if not isinstance(end, asyncio.CancelledError)]

    # in which order those awake that were let in together is the loop's affair
    assert sorted(room.entered) == kept
    assert room.gate._inside == 0


async def test_what_one_relay_cannot_carry_goes_over_another() -> None:
    """A small SIZE at one of two relays is no refusal of the letter."""
    small = Script(offers=("PIPELINING", "SIZE 10"))
    async with scripted(small) as port, loopback() as (large, books):
        members = [member(port, Route("small", weight=9)), member(large.port, Route("large"))]
        async with Relays(members) as way:
            outcomes = [await sent(way, to(number)) for number in range(6)]

    assert {outcome.verdict for outcome in outcomes} == {Verdict.SENT}
    assert books.took.total() == 6
    assert small.taken == []


async def test_a_relay_that_falls_silent_after_the_dot_is_left_out_and_starves_nobody() -> None:
    """Each message that it swallowed is in doubt; the others do not wait at its gate."""
    async with unruly(Temper("end", SILENCE)) as port, loopback() as (well, books):
        silent = member(port, Route("mute"), lines=1)
        silent = replace(silent, access=replace(silent.access, patience=0.2))
        async with Relays([silent, member(well.port, Route("well"))]) as way:
            outcomes = await asyncio.gather(*(sent(way, to(number)) for number in range(40)))

    doubts = [each for each in outcomes if each.verdict is Verdict.UNSURE]
    assert 1 <= len(doubts) <= IN_A_ROW
    assert books.took.total() == 40 - len(doubts)
    assert max(books.took.values()) == 1


async def test_messages_that_do_not_go_after_all_say_nothing_about_the_relay() -> None:
    """Their start was not written; the relay is as well as before, and no line is lost."""
    no: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    no.set_result(False)
    async with (
        loopback() as (relay, books),
        Relays([member(relay.port, Route("main"), lines=1)]) as way,
    ):
        for number in range(IN_A_ROW + 1):
            turn = await way.turn(to(number).recipient)
            assert turn.send is not None
            await turn.send(to(number), [DATA], no)
        outcome = await sent(way, to(9))

    assert outcome.verdict is Verdict.SENT
    assert list(books.took) == [to(9).recipient]
