"""A stretch of wire that breaks right after the dot: the relay has the message, and we no answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_DOT = b"\r\n.\r\n"


@asynccontextmanager
async def cut_after_the_dot(relay: int) -> AsyncIterator[int]:
    """Put such a wire before the relay at that port of 127.0.0.1, and yield its own port."""
    lines: set[asyncio.Task[None]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = asyncio.ensure_future(_carry(relay, reader, writer))
        lines.add(line)
        await line

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*lines, return_exceptions=True)


async def _carry(relay: int, ours: asyncio.StreamReader, to_us: asyncio.StreamWriter) -> None:
    theirs, onward = await asyncio.open_connection("127.0.0.1", relay)
    back = asyncio.create_task(_back(theirs, to_us))
    said = b""
    try:
        while not said.endswith(_DOT) and (piece := await ours.read(65536)):
            said = (said + piece)[-len(_DOT) :]
            if said.endswith(_DOT):  # nothing comes back any more, before the relay can answer
                await _ended(back)
            onward.write(piece)
        if said.endswith(_DOT):
            await theirs.readline()  # the 250 that nobody will hear
    finally:
        await _ended(back)
        for end in (onward, to_us):
            end.close()
            with suppress(ConnectionError):
                await end.wait_closed()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _back(theirs: asyncio.StreamReader, to_us: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await theirs.read(65536):
            to_us.write(piece)
        to_us.close()
