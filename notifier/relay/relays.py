"""All relays together: which one takes a message, and when its turn has come."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from types import TracebackType
from typing import Self

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.relay.access import RelayAccess
from notifier.relay.connection import Relay
from notifier.relay.limits import Pace
from notifier.relay.routing import Route, Routing
from notifier.relay.turn import Turn

AT_THE_GATE = 1.0  # seconds that a message waits for a line before it asks again
AGAIN = 0.1  # and then after this


@dataclass(frozen=True, slots=True)
class Member:
    """One relay: how it is reached, what goes over it, and how fast."""

    access: RelayAccess
    route: Route
    pace: Pace


class Relays:
    """Guards who sends what over which relay, and how much of it at once."""

    def __init__(self, members: Sequence[Member]) -> None:
        """Open nothing yet; a file or a use of a secret that will not do is UserError."""
        self._routing = Routing([member.route for member in members])
        self._desks = {each.route.name: _Desk(Relay(each.access), each.pace) for each in members}
        self.connections = sum(member.access.connections for member in members)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Take leave of all relays."""
        await asyncio.gather(*(desk.relay.aclose() for desk in self._desks.values()))

    async def reachable(self) -> dict[str, Outcome]:
        """Return of each relay, by name, whether it lets us in; the lines are kept."""
        outcomes = await asyncio.gather(*(desk.relay.reachable() for desk in self._desks.values()))
        return dict(zip(self._desks, outcomes, strict=True))

    async def turn(self, recipient: str, ahead: bool = False) -> Turn:
        """Return the turn of a message to `recipient`, once a line of its relay is free.

        A turn with `send` holds that line until it is sent or dropped. `ahead`: of others that
        wait for the same domain.
        """
        now = asyncio.get_running_loop().time()
        domain = recipient.rpartition("@")[2]
        while (name := self._routing.choose(domain, now)) is not None:
            wait = self._desks[name].pace.slot(domain, now, ahead=ahead)
            if wait == 0:
                break
            if not self._routing.put_off(name, now + wait):  # only a probe has to go another way
                return Turn(wait=wait)
        else:
            probe = self._routing.next_probe(now)
            return Turn(wait=probe - now if probe else 0.0, is_out=self._routing.is_out)
        entered = self._entered(name, domain, now)
        if entered is None and not await self._waited(name, domain, now):
            return Turn(wait=AGAIN)
        name = entered or name
        return Turn(partial(self._send, name, domain), partial(self._drop, name, domain))

    def _entered(self, name: str, domain: str, now: float) -> str | None:
        """Enter the gate of a relay, or of another that has room where the first has none."""
        if self._desks[name].gate.let_in():
            return name
        for other in self._routing.others(domain, name):
            desk = self._desks[other]
            if desk.gate.has_room and desk.pace.slot(domain, now) == 0:
                self._desks[name].pace.finish(domain, None, now)
                self._routing.put_off(name, now)
                desk.gate.let_in()
                return other
        return None

    async def _waited(self, name: str, domain: str, now: float) -> bool:
        """Wait at the gate of a relay, but not for ever: it may have fallen silent."""
        is_in = False
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(AT_THE_GATE):
                    await self._desks[name].gate.enter()
                    is_in = self._routing.is_in_reach(name)
                    if not is_in:  # it fell silent while this one waited
                        self._desks[name].gate.leave()
        finally:
            if not is_in:
                self._desks[name].pace.finish(domain, None, now)
                self._routing.put_off(name, now)
        return is_in

    def _drop(self, name: str, domain: str) -> None:
        """Give a turn back that was not used."""
        self._desks[name].drop(domain)
        self._routing.put_off(name, asyncio.get_running_loop().time())

    async def _send(
        self,
        name: str,
        domain: str,
        envelope: Envelope,
        data: Sequence[bytes],
        may_go: "asyncio.Future[bool] | None" = None,
    ) -> Outcome:
        desk = self._desks[name]
        try:
            outcome = await desk.relay.send(envelope, data, may_go)
        except BaseException:
            self._drop(name, domain)
            raise
        if may_go is not None and may_go.done() and not may_go.result():
            self._drop(name, domain)  # it did not go, which says nothing about the relay
            return outcome
        now = asyncio.get_running_loop().time()
        tell = self._routing.failed if _is_silent(outcome) else self._routing.succeeded
        tell(name, now)
        wait = desk.pace.finish(domain, outcome, now)
        desk.gate.leave()
        if outcome.is_unfit:
            return await self._send_elsewhere(name, domain, envelope, data, may_go) or outcome
        return replace(outcome, wait=wait) if wait else outcome

    async def _send_elsewhere(
        self,
        name: str,
        domain: str,
        envelope: Envelope,
        data: Sequence[bytes],
        may_go: "asyncio.Future[bool] | None",
    ) -> Outcome | None:
        """Send what one relay cannot carry over one that can; None where none is there."""
        outcome = None
        for other in self._routing.others(domain, name):
            desk = self._desks[other]
            await desk.gate.enter()
            try:
                outcome = await desk.relay.send(envelope, data, may_go)
            finally:
                desk.gate.leave()
            if not outcome.is_unfit:
                break
        return outcome


def _is_silent(outcome: Outcome) -> bool:
    """Tell whether a relay let nobody in, or fell silent on an open line."""
    is_mute = outcome.code is None and outcome.verdict in (Verdict.DEFERRED, Verdict.UNSURE)
    return is_mute or not outcome.reached


class _Desk:
    """One relay with its pace, and the gate to its lines."""

    def __init__(self, relay: Relay, pace: Pace) -> None:
        self.relay = relay
        self.pace = pace
        self.gate = _Gate(lambda: pace.lines(asyncio.get_running_loop().time()))

    def drop(self, domain: str) -> None:
        """Give a turn back that was not used."""
        self.pace.finish(domain, None, asyncio.get_running_loop().time())
        self.gate.leave()


class _Gate:
    """Guards how many are inside: as many as `room` says at that moment, first come, first served."""

    def __init__(self, room: Callable[[], int]) -> None:
        self._room = room
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def has_room(self) -> bool:
        """Whether one more would be let in at once."""
        return self._inside < self._room() and not self._waiting

    def let_in(self) -> bool:
        """Let one more in if there is room, and tell whether there was."""
        if not self.has_room:
            return False
        self._inside += 1
        return True

    async def enter(self) -> None:
        """Return when there is room."""
        if self.let_in():
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except BaseException:
            if place.done() and not place.cancelled():  # let in at the very moment it gave up
                self.leave()
            elif place in self._waiting:
                self._waiting.remove(place)
            raise

    def leave(self) -> None:
        """Make room, and let in whom there is room for."""
        self._inside -= 1
        while self._waiting and self._inside < self._room():
            place = self._waiting.popleft()
            if not place.done():  # cancelled, and not yet awake to say so
                self._inside += 1
                place.set_result(None)
