"""The line itself: bytes out, replies in, as many commands at once as the relay takes (RFC 2920).

aiosmtplib opens the line, starts TLS and logs in; then this protocol takes its place, because
aiosmtplib waits for the reply to each command and cannot say what of a message has left.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

GULP = 1_048_576  # octets handed to the transport at once
LONGEST = 32_768  # octets of one reply with all its lines; RFC 5321 4.5.3.1.5 asks for 512 a line
MOST = 100  # replies that nobody has asked for; a relay that talks on and on fills no memory
_HELD = 65_536  # octets that the transport under a TLS one may hold back before it says so


class Reply(NamedTuple):
    """One reply of the relay (RFC 5321 4.2); the lines of a longer one are joined by line feeds."""

    code: int
    text: str


class WireError(ConnectionError):
    """The line was lost, fell silent, or talks nonsense."""


class Wire(asyncio.Protocol):
    """Guards the order of a line: replies are handed out as they come, one for each command."""

    def __init__(self, transport: asyncio.Transport) -> None:
        """Take over an open line on which no reply is outstanding."""
        self.transport = transport
        self._received = bytearray()
        self._lines: list[str] = []  # of a reply of which more is to come
        self._length = 0
        self._replies: deque[Reply] = deque()
        self._lost: WireError | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._is_full = False
        self._is_tls = transport.get_extra_info("ssl_object") is not None
        # Told at once when the transport holds something back, and when nothing any more. Not
        # high=0: a TLS transport would then be full while it is empty.
        transport.set_write_buffer_limits(high=1, low=0)
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether another command may be said."""
        return self._lost is None and not self.transport.is_closing()

    @property
    def is_full(self) -> bool:
        """Whether the transport holds something back."""
        return self._is_full

    @property
    def has_news(self) -> bool:
        """Whether the relay has said something that nobody asked for yet."""
        return bool(self._replies or self._received or self._lines)

    def expect_quiet(self) -> None:
        """Raise WireError where the relay spoke unasked: 421 as a rule, and it is gone."""
        if self.has_news:
            self.abort("the relay had taken its leave")
        if not self.is_open:
            raise self._lost or WireError("the line is closed")

    def write(self, data: bytes | memoryview) -> None:
        """Hand bytes to the transport."""
        if not self.is_open:
            raise self._lost or WireError("the line is closed")
        if self._is_tls and len(data) > _HELD:
            # it tells that it is full with the next write only
            self.transport.write(data[:-2])
            data = data[-2:]
        self.transport.write(data)

    async def pour(self, pieces: Iterable[bytes], patience: float) -> None:
        """Write much, gulp by gulp, and return when the transport holds back nothing of it.

        What is shared by many messages is not copied. Ends early when the relay says something.
        """
        for piece in pieces:
            view = memoryview(piece)
            for at in range(0, len(view), GULP):
                self.write(view[at : at + GULP])
                if self._is_full:
                    await self.emptied(patience)
                if self._replies:
                    return

    async def emptied(self, patience: float) -> None:
        """Return when the transport holds back nothing of what was written.

        Returns early when the relay says something: then it does not want the rest.
        """
        while self._is_full and not self._replies:
            await self._news(patience)

    async def reply(self, patience: float) -> Reply:
        """Return the next reply; WireError when none comes within `patience` seconds."""
        while not self._replies:
            await self._news(patience)
        return self._replies.popleft()

    def abort(self, why: str = "closed by us") -> None:
        """Close the line at once; what it has not sent yet it never sends."""
        self._lost = self._lost or WireError(why)
        self.transport.abort()

    async def _news(self, patience: float) -> None:
        """Wait until something changes on the line."""
        if self._lost is not None:
            raise self._lost
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        alarm = loop.call_later(patience, self._give_up, patience)
        try:
            await self._waiter
        finally:
            alarm.cancel()
            self._waiter = None

    def _give_up(self, patience: float) -> None:
        self._lose(WireError(f"no answer within {patience:g} s"))
        self.transport.abort()

    def _lose(self, error: WireError) -> None:
        self._lost = self._lost or error
        self._tell()

    def _tell(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._received += data
        lines = self._received.split(b"\n")
        self._received = lines.pop()  # what follows the last line end is not a line yet
        try:
            for line in lines:
                self._read(line)
        except ValueError:
            self._lose(WireError(f"an answer that is none: {bytes(line[:80])!r}"))
            self.transport.abort()
            return
        if self._length + len(self._received) > LONGEST or len(self._replies) > MOST:
            self._lose(WireError("an answer without an end"))
            self.transport.abort()
            return
        self._tell()

    def _read(self, line: bytearray) -> None:
        code = int(line[:3])
        if not (line[:3].isdigit() and 100 <= code <= 599 and line[3:4] in b" -\r"):
            raise ValueError
        self._lines.append(line[4:].decode("utf-8", "replace").strip())
        self._length += len(line) + 1
        if self._length > LONGEST:
            raise ValueError
        if line[3:4] != b"-":
            self._replies.append(Reply(code, "\n".join(self._lines)))
            self._lines.clear()
            self._length = 0

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        self._tell()

    def eof_received(self) -> bool:
        self._lose(WireError("closed by the relay"))
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._lose(WireError(f"lost: {exc}" if exc else "closed by the relay"))
