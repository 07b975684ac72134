"""A real SMTP server (aiosmtpd) that misbehaves at one point of the dialogue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

CUT, SILENCE = "cut", "silence"


@dataclass
class Temper:
    """Where the relay misbehaves (a verb, `body` or `end`), how, and what it saw of us.

    `does` is a reply, CUT or SILENCE; `times` is how often, before it behaves.
    """

    at: str = ""
    does: str = ""
    times: int = 1000
    dsn: bool = False
    pipelining: bool = False
    is_deaf_to_rset: bool = False
    lines: int = 0
    said: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    open: set[asyncio.BaseTransport] = field(default_factory=set)


class UnrulyRelay(SMTP):
    """One conversation of that relay."""

    def __init__(self, temper: Temper, **options: Any) -> None:
        self.temper = temper
        super().__init__(self, hostname="relay.example", data_size_limit=None, **options)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.temper.open.add(transport)
        if self._original_transport is None:
            self.temper.lines += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.temper.open.discard(self.transport)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if not await self._misbehaved("greeting"):
            await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd looks for it
        if not await self._misbehaved("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        self.temper.said.append(f"MAIL {arg}")
        if not await self._misbehaved("MAIL"):
            await super().smtp_MAIL(arg.partition(" RET=")[0])

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        self.temper.said.append(f"RCPT {arg}")
        if not await self._misbehaved("RCPT"):
            await super().smtp_RCPT(arg.partition(" NOTIFY=")[0])

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.temper.at == "body" and self.temper.times:
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
        if not (await self._misbehaved("DATA") or await self._misbehaved("body")):
            await super().smtp_DATA(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        self.temper.said.append("RSET")
        if self.temper.is_deaf_to_rset:
            await asyncio.Event().wait()
        await super().smtp_RSET(arg)

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        session.host_name = hostname
        more = [("250-DSN", self.temper.dsn), ("250-PIPELINING", self.temper.pipelining)]
        return [*lines[:-1], *(line for line, is_offered in more if is_offered), lines[-1]]

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        if self.temper.at == "end" and self.temper.does.startswith(("4", "5")):
            return self.temper.does
        self.temper.taken.append(envelope.content)
        if await self._misbehaved("end"):
            await asyncio.Event().wait()  # until the line is gone
        return "250 2.0.0 taken"

    async def _misbehaved(self, point: str) -> bool:
        if self.temper.at != point or not self.temper.times:
            return False
        self.temper.times -= 1
        if self.temper.does == CUT:
            assert self.transport is not None
            self.transport.abort()
        elif self.temper.does == SILENCE:
            await asyncio.Event().wait()
        else:
            await self.push(self.temper.does)
            if self.temper.does.startswith("421"):
                assert self.transport is not None
                self.transport.close()
        return True


@asynccontextmanager
async def unruly(temper: Temper, **options: Any) -> AsyncIterator[int]:
    """Run the relay on a free port of 127.0.0.1 and yield the port."""
    loop = asyncio.get_running_loop()
    tls = options.pop("implicit_tls", None)
    server = await loop.create_server(
        lambda: UnrulyRelay(temper, loop=loop, **options), "127.0.0.1", 0, ssl=tls
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for line in tuple(temper.open):
            line.close()
        await server.wait_closed()
        await asyncio.sleep(0)  # the closed lines say goodbye to their protocols
