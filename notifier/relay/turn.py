"""A message's turn: the way by which it may go now, or how long it has to wait."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict

Send = Callable[[Envelope, Sequence[bytes]], Awaitable[Outcome]]


class SendWhen(Protocol):
    """Sends a message, but nothing of it before `may_go` says yes; after a no, the outcome is void."""

    async def __call__(
        self,
        envelope: Envelope,
        data: Sequence[bytes],
        may_go: "asyncio.Future[bool] | None" = None,
        /,
    ) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """With `send` the message may go now; whoever does not send it after all calls `drop`."""

    send: SendWhen | None = None
    drop: Callable[[], None] = lambda: None
    wait: float = 0.0  # seconds after which to ask again
    is_out: bool = False  # no relay at all is in reach: nobody's turn can come before


TakeTurn = Callable[[str, bool], Awaitable[Turn]]  # recipient, and whether it goes before others


def at_once(send: Send) -> TakeTurn:
    """Return turns that have always come, for a single way without limits."""

    async def send_when(
        envelope: Envelope,
        data: Sequence[bytes],
        may_go: "asyncio.Future[bool] | None" = None,
    ) -> Outcome:
        if may_go is not None and not await may_go:
            return Outcome(Verdict.DEFERRED, None, "not sent after all")
        return await send(envelope, data)

    turn = Turn(send_when)

    async def take(_recipient: str, _ahead: bool) -> Turn:
        return turn

    return take
