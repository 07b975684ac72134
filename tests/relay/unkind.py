"""A relay as one meets them: it puts off, refuses, has enough after a hundred, and breaks down."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_ALL_RIGHT = {b"EHLO": b"250-unkind\r\n250-PIPELINING\r\n250 8BITMIME\r\n", b"MAIL": b"250 ok\r\n"}
PUT_OFF = (b"450 4.3.2 later", b"451 4.3.0 local error", b"452 4.3.1 no room", b"421 4.3.2 bye")
REFUSED = (b"550 5.1.1 no such user", b"554 5.7.1 rejected", b"552 5.2.2 mailbox full")


@dataclass
class Unkind:
    """What it does how often, and what it knows of each recipient in the end.

    The shares are of all messages. It `breaks_at` so many taken: away for `outage` seconds.
    """

    dice: random.Random
    put_off: float = 0.01
    refused: float = 0.005
    cut: float = 0.002
    enough: int = 100  # messages over one line
    breaks_at: int = 700
    outage: float = 0.3
    took: Counter[str] = field(default_factory=Counter)
    refuses: set[str] = field(default_factory=set)
    cuts: set[str] = field(default_factory=set)
    farewells: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)
    _comes_back: asyncio.Task[None] | None = None

    async def listen(self) -> None:
        """Take calls, on the port that it had before."""
        self._server = await asyncio.start_server(self.converse, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold one line."""
        self._lines.add(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            writer.write(b"220 unkind\r\n")
            await self._answer(reader, writer)
        self._lines.discard(writer)
        writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        messages, recipient, is_welcome = 0, "", False
        while not writer.is_closing():
            line = await reader.readuntil(b"\r\n")
            verb = line[:4].upper()
            if verb == b"MAIL" and messages >= self.enough:
                self.farewells += 1
                writer.write(b"421 4.4.5 enough for one line\r\n")
                writer.close()
            elif verb == b"RCPT":
                recipient = line[line.index(b"<") + 1 : line.index(b">")].decode()
                said = self._judged(recipient, (self.put_off / 2, self.refused / 2))
                is_welcome = not said
                writer.write((said or b"250 ok") + b"\r\n")
                if said.startswith(b"421"):
                    writer.close()
            elif verb == b"DATA" and not is_welcome:
                writer.write(b"503 5.5.1 RCPT first\r\n")
            elif verb == b"DATA":
                messages += 1
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                await self._end(recipient, writer)
            else:
                writer.write(_ALL_RIGHT.get(verb, b"250 ok\r\n"))
                if verb == b"QUIT":
                    writer.close()

    async def _end(self, recipient: str, writer: asyncio.StreamWriter) -> None:
        said = self._judged(recipient, (self.put_off / 2, self.refused / 2))
        if not said:
            is_cut = self.dice.random() < self.cut
            if not is_cut or self.dice.random() < 0.5:
                self.took[recipient] += 1
            if is_cut:
                self.cuts.add(recipient)
                writer.transport.abort()
                return
        writer.write((said or b"250 2.0.0 taken") + b"\r\n")
        if said.startswith(b"421"):
            writer.close()
        if not said and self.took.total() == self.breaks_at and self._comes_back is None:
            self._comes_back = asyncio.create_task(self._break_down())

    def _judged(self, recipient: str, shares: tuple[float, float]) -> bytes:
        die = self.dice.random()
        if die < shares[0]:
            return self.dice.choice(PUT_OFF)
        if die < sum(shares):
            self.refuses.add(recipient)
            return self.dice.choice(REFUSED)
        return b""

    async def _break_down(self) -> None:
        """Leave everybody in the middle of what they say, and be away for a while."""
        assert self._server is not None
        self._server.close()
        for line in tuple(self._lines):
            line.transport.abort()
        await asyncio.sleep(self.outage)
        await self.listen()

    async def close(self) -> None:
        """End it all."""
        assert self._server is not None
        if self._comes_back is not None:
            await self._comes_back
        self._server.close()
        for line in tuple(self._lines):
            line.transport.abort()
        await self._server.wait_closed()
        await asyncio.sleep(0.01)  # the closed lines say goodbye to their protocols


@asynccontextmanager
async def unkind(dice: random.Random) -> AsyncIterator[Unkind]:
    """Run that relay on a free port of 127.0.0.1."""
    relay = Unkind(dice)
    await relay.listen()
    try:
        yield relay
    finally:
        await relay.close()
