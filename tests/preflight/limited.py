"""A real SMTP server that takes messages up to a thousand octets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.relay.unruly import Temper, UnrulyRelay


class Limited(UnrulyRelay):
    """A relay that takes messages up to some size."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd looks for it
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        said = await super().handle_EHLO(server, session, envelope, hostname, lines)
        return [*said[:-1], "250-SIZE 1000", said[-1]]


@asynccontextmanager
async def limited() -> AsyncIterator[int]:
    """Run that relay on a free port."""
    temper = Temper()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Limited(temper, loop=loop), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for line in tuple(temper.open):
        line.close()
    await server.wait_closed()
    await asyncio.sleep(0)
