"""A token endpoint (RFC 6749) on loopback: real HTTP, answers as told, and what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl


@dataclass
class Endpoint:
    """What is answered, one after the other and the last one again and again; and what was asked.

    `gate` holds every answer back until it is opened.
    """

    answers: list[tuple[int, object]]
    asked: list[dict[str, str]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("post /token ")
        assert "content-type: application/x-www-form-urlencoded" in head
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        self.asked.append(dict(parse_qsl((await reader.readexactly(length)).decode())))
        self.arrived.set()
        await self.gate.wait()
        status, said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
        writer.write(f"{line}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()


def granted(token: str, lasts: object = 3600, **more: str) -> tuple[int, object]:
    """An answer that grants an access token."""
    return 200, {"access_token": token, "token_type": "Bearer", "expires_in": lasts} | more


@asynccontextmanager
async def endpoint(*answers: tuple[int, object], is_open: bool = True) -> AsyncIterator[Endpoint]:
    """Run the endpoint on a free port of 127.0.0.1."""
    it = Endpoint(list(answers))
    if is_open:
        it.gate.set()
    server = await asyncio.start_server(it.converse, "127.0.0.1", 0)
    it.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/token"
    async with server:
        yield it
        it.gate.set()
