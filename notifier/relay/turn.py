"""A message's turn: the way by which it may go now, or how long it has to wait."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from notifier.letters.compose import Envelope
from notifier.letters.message import Outcome

Send = Callable[[Envelope, Sequence[bytes]], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Turn:
    """With `send` the message may go now; whoever does not send it after all calls `drop`."""

    send: Send | None = None
    drop: Callable[[], None] = lambda: None
    wait: float = 0.0  # seconds after which to ask again
    is_out: bool = False  # no relay at all is in reach: nobody's turn can come before


TakeTurn = Callable[[str, bool], Awaitable[Turn]]  # recipient, and whether it goes before others


def at_once(send: Send) -> TakeTurn:
    """Return turns that have always come, for a single way without limits."""
    turn = Turn(send)

    async def take(_recipient: str, _ahead: bool) -> Turn:
        return turn

    return take
