"""A stretch of wire between us and a relay, for what cannot be seen from either end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Tap:
    """A stretch of wire before the relay, which sees our end of each line being closed.

    `hangs_at`: what we say for that time has no answer any more, as from a relay that hangs.
    """

    relay: int
    hangs_at: int | None = None
    lines: list[asyncio.Event] = field(default_factory=list)
    port: int = 0
    times_said: int = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one line there and back, until we close it."""
        ended = asyncio.Event()
        self.lines.append(ended)
        there, onward = await asyncio.open_connection("127.0.0.1", self.relay)
        back = asyncio.create_task(self._back(there, writer))
        with suppress(ConnectionError):
            while said := await reader.read(65536):
                self.times_said += 1
                onward.write(said)
        back.cancel()
        for end in (onward, writer):
            end.transport.abort()
            with suppress(ConnectionError):
                await end.wait_closed()
        ended.set()

    async def all_closed(self) -> bool:
        """Wait until we have closed every line, and return whether there was one."""
        async with asyncio.timeout(5):
            for line in self.lines:
                await line.wait()
        return bool(self.lines)

    async def _back(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while said := await there.read(65536):
                if not self._is_hung():
                    writer.write(said)
            if not self._is_hung():
                writer.close()

    def _is_hung(self) -> bool:
        return self.hangs_at is not None and self.times_said >= self.hangs_at


@asynccontextmanager
async def tapped(relay: int, hangs_at: int | None = None) -> AsyncIterator[Tap]:
    """Put a wire before the relay at that port of 127.0.0.1."""
    tap = Tap(relay, hangs_at)
    server = await asyncio.start_server(tap.carry, "127.0.0.1", 0)
    tap.port = server.sockets[0].getsockname()[1]
    async with server:
        yield tap
        await tap.all_closed()
