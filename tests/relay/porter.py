"""A real SMTP server (aiosmtpd) that asks who comes in: CRAM-MD5, PLAIN, LOGIN and XOAUTH2."""

import asyncio
import hashlib
import hmac
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import MISSING, AuthResult

from tests.relay.unruly import Temper, UnrulyRelay

USER, PASSWORD = "notifier", "correct horse"


@dataclass
class Door:
    """Who comes in: `knows` is the password or access token; `refusals` are said to the first."""

    offers: str
    knows: str = PASSWORD
    refusals: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)


class Porter(UnrulyRelay):
    """A relay that asks who comes in, by the mechanisms that it offers."""

    def __init__(self, temper: Temper, door: Door, **options: Any) -> None:
        self.door = door
        super().__init__(
            temper,
            auth_require_tls=False,
            auth_exclude_mechanism={"CRAM-MD5", "PLAIN", "LOGIN", "XOAUTH2"}
            - set(door.offers.split()),
            authenticator=self._is_known,
            **options,
        )

    async def handle_AUTH(self, _s: Any, _e: Any, _v: Any, args: list[str]) -> Any:  # noqa: N802
        self.door.tried.append(args[0])
        return self.door.refusals.pop(0) if self.door.refusals else MISSING

    async def auth_CRAM__MD5(self, _server: Any, _args: list[str]) -> AuthResult:  # noqa: N802
        challenge = b"<1896.697170952@relay.example>"
        said = await self.challenge_auth(challenge)
        digest = hmac.new(self.door.knows.encode(), challenge, hashlib.md5).hexdigest()
        return AuthResult(success=said == f"{USER} {digest}".encode(), handled=False)

    async def auth_XOAUTH2(self, _server: Any, args: list[str]) -> AuthResult:  # noqa: N802
        right = f"user={USER}\x01auth=Bearer {self.door.knows}\x01\x01".encode()
        if b64decode(args[1]) != right:  # as Google refuses: a challenge first
            await self.challenge_auth(b'{"status":"400","schemes":"Bearer"}')
        return AuthResult(success=b64decode(args[1]) == right, handled=False)

    def _is_known(self, _s: Any, _e: Any, _v: Any, _mechanism: str, data: Any) -> AuthResult:
        is_right = (data.login.decode(), data.password.decode()) == (USER, self.door.knows)
        return AuthResult(success=is_right, handled=False)


@asynccontextmanager
async def porter(door: Door, **options: Any) -> AsyncIterator[int]:
    """Run that relay on a free port of 127.0.0.1 and yield the port."""
    temper, loop = Temper(), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Porter(temper, door, loop=loop, **options), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]
        for line in tuple(temper.open):
            line.close()
    await asyncio.sleep(0)  # the closed lines say goodbye to their protocols
