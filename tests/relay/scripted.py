"""A relay that says, byte for byte, what a script has it say, and remembers all it heard."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

CUT = b"cut"  # in place of a reply: the line is closed
SILENCE = b"silence"  # in place of a reply: nothing, for ever

_ANSWERS = {
    "greeting": b"220 relay.example ESMTP\r\n",
    "MAIL": b"250 2.1.0 OK\r\n",
    "RCPT": b"250 2.1.5 OK\r\n",
    "DATA": b"354 end with a dot\r\n",
    "end": b"250 2.0.0 taken\r\n",
    "RSET": b"250 2.0.0 OK\r\n",
    "QUIT": b"221 2.0.0 bye\r\n",
}


@dataclass
class Script:
    """What is said to each verb, to the greeting and to the `end` of the data.

    `interrupts` is said when the first data arrives. A relay that `stops_reading` does so when
    the data begins. What is said to RCPT does not change what is said to DATA.
    """

    says: dict[str, bytes] = field(default_factory=dict)
    offers: tuple[str, ...] = ("PIPELINING",)
    interrupts: bytes = b""
    stops_reading: bool = False
    is_bytewise: bool = False
    heard: bytearray = field(default_factory=bytearray)
    said: bytearray = field(default_factory=bytearray)
    taken: list[bytes] = field(default_factory=list)
    lines: int = 0

    def answer(self, verb: str) -> bytes:
        """What is said to a verb."""
        words = ("relay.example", *self.offers)
        hello = [f"250{' ' if word is words[-1] else '-'}{word}\r\n" for word in words]
        answers = _ANSWERS | {"EHLO": "".join(hello).encode()} | self.says
        return answers.get(verb, b"502 5.5.2 what?\r\n")


class _Conversation:
    """One line to that relay."""

    def __init__(
        self, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._script, self._reader, self._writer = script, reader, writer
        self._has_recipient = False

    async def hold(self) -> None:
        """Answer until one of us closes the line."""
        self._script.lines += 1
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._say("greeting")
                while line := await self._heard(b"\r\n"):
                    await self._obey(line[:4].decode("latin-1").upper())
        finally:
            self._writer.transport.abort()

    async def _obey(self, verb: str) -> None:
        said = await self._say(verb)
        if verb == "RCPT":
            self._has_recipient = said.startswith(b"25")
        if verb == "DATA" and said.startswith(b"354"):
            await self._take()

    async def _take(self) -> None:
        if self._script.stops_reading:
            await asyncio.Event().wait()
        if self._script.interrupts:
            await self._heard(b"\r\n")
            await self._write(self._script.interrupts)
        data = await self._heard(b"\r\n")
        while not (data == b".\r\n" or data.endswith(b"\r\n.\r\n")):
            data += await self._heard(b"\r\n")
        if self._has_recipient and not self._script.answer("end").startswith((b"4", b"5")):
            text = (b"\r\n" + data.removesuffix(b".\r\n")).replace(b"\r\n.", b"\r\n")[2:]
            self._script.taken.append(text)
        self._has_recipient = False
        await self._say("end")

    async def _heard(self, end: bytes) -> bytes:
        heard = await self._reader.readuntil(end)
        self._script.heard += heard
        return heard

    async def _say(self, verb: str) -> bytes:
        answer = self._script.answer(verb)
        if answer == CUT:
            self._writer.transport.abort()
            raise ConnectionAbortedError
        if answer == SILENCE:
            await asyncio.Event().wait()
        await self._write(answer)
        return answer

    async def _write(self, answer: bytes) -> None:
        size = 1 if self._script.is_bytewise else len(answer)
        for at in range(0, len(answer), size):
            self._writer.write(answer[at : at + size])
            await asyncio.sleep(0)
        self._script.said += answer
        if answer.startswith(b"421"):
            self._writer.close()


@asynccontextmanager
async def scripted(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Run the relay on a free port of 127.0.0.1 and yield the port."""
    talks: set[asyncio.Task[None]] = set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        with suppress(asyncio.CancelledError):  # by us, below
            await _Conversation(script, reader, writer).hold()

    server = await asyncio.start_server(converse, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
    await asyncio.sleep(0.001)  # the closed lines say goodbye to their protocols
