"""A stretch of wire that breaks, or lies, at one byte of what goes over it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Cutter:
    """A wire that ends behind so many bytes of what we say, or of what the relay says.

    `garbles`: the byte there arrives as another one, and the wire goes on. Only the first line
    is cut; `said` and `answered` count what was let through over it.
    """

    relay: int
    we_say: int | None = None
    it_says: int | None = None
    garbles: bool = False
    port: int = 0
    said: int = 0
    answered: int = 0
    lines: int = 0
    _open: list[asyncio.StreamWriter] = field(default_factory=list)

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one line there and back, until it is cut or closed."""
        self.lines += 1
        is_cut = self.lines == 1
        there, onward = await asyncio.open_connection("127.0.0.1", self.relay)
        self._open += [writer, onward]
        back = asyncio.create_task(self._back(there, writer, self.it_says if is_cut else None))
        forth = asyncio.create_task(self._forth(reader, onward, self.we_say if is_cut else None))
        await asyncio.wait({back, forth}, return_when=asyncio.FIRST_COMPLETED)
        writer.transport.abort()
        onward.close()  # what was let through arrives
        await asyncio.gather(back, forth)

    async def _forth(
        self, reader: asyncio.StreamReader, onward: asyncio.StreamWriter, limit: int | None
    ) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                passed = self._passed(piece, self.said, limit)
                onward.write(passed)
                self.said += len(passed)
                if not self.garbles and self.said == limit:
                    return

    async def _back(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int | None
    ) -> None:
        with suppress(OSError):
            while piece := await there.read(65536):
                passed = self._passed(piece, self.answered, limit)
                writer.write(passed)
                self.answered += len(passed)
                if not self.garbles and self.answered == limit:
                    await writer.drain()
                    writer.close()
                    await writer.wait_closed()
                    return

    def _passed(self, piece: bytes, before: int, limit: int | None) -> bytes:
        if limit is None:
            return piece
        if not self.garbles:
            return piece[: limit - before]
        at = limit - before
        if not 0 <= at < len(piece):
            return piece
        return piece[:at] + bytes([piece[at] ^ 0xFF]) + piece[at + 1 :]

    async def ended(self) -> None:
        """Close what is still open and wait until it is."""
        for end in self._open:
            end.transport.abort()
        for end in self._open:
            with suppress(OSError):
                await end.wait_closed()


@asynccontextmanager
async def cutter(
    relay: int, *, we_say: int | None = None, it_says: int | None = None, garbles: bool = False
) -> AsyncIterator[Cutter]:
    """Put such a wire before the relay at that port of 127.0.0.1."""
    wire = Cutter(relay, we_say, it_says, garbles)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    async with server:
        yield wire
        await wire.ended()
    await asyncio.sleep(0)
