"""The lines to the relay: opened when needed, kept for the next message, closed in the end."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from notifier.errors import UserError
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.relay.access import RelayAccess, negotiated, open_line, tls_context
from notifier.relay.dialogue import LineGoneError, Offer, transact
from notifier.relay.oauth import is_here
from notifier.relay.wire import Reply, Wire, WireError

__all__ = ["Relay", "RelayAccess"]

IDLE = 30.0  # seconds; relays hang up on those who say nothing for longer
FAREWELL = 5.0


@dataclass(slots=True)
class _Line:
    """One open line: its wire, what the relay offers over it, and whom it leads to."""

    wire: Wire
    offer: Offer
    via: str  # host, port and TLS, as the journal keeps them
    greeting: Reply
    since: float  # when it was last used, on the loop's clock
    messages: int = 0


class Relay:
    """Guards the lines: never more than allowed, each used by one message at a time."""

    def __init__(self, access: RelayAccess) -> None:
        """Open nothing yet; a CA file or a use of the password that will not do is UserError."""
        if access.username and access.tls == "none" and not is_here(access.host):
            raise UserError.of(
                f"relays.{access.name}.tls",
                "is none, and the login would cross the network in the clear",
            )
        self._access = access
        self._tls = tls_context(access)
        self._hello = access.hello
        self._free: list[_Line] = []
        self._slots = asyncio.Semaphore(access.connections)
        self._is_closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def send(
        self,
        envelope: Envelope,
        data: Sequence[bytes],
        may_go: "asyncio.Future[bool] | None" = None,
    ) -> Outcome:
        """Hand one message to the relay, at most once, and return what came of it.

        Nothing of it leaves before `may_go` says yes; if it says no, the outcome means nothing.

        Each piece of `data` is whole lines. Failures of connect, greeting and login are DEFERRED
        and not `reached`: they refuse us, not the letter. A kept line that turns out dead before
        it took anything is replaced at once.
        """
        if may_go is None:
            may_go = asyncio.get_running_loop().create_future()
            may_go.set_result(True)
        async with self._slots:
            line = await self._kept()
            if line is not None:
                with suppress(LineGoneError):
                    return await self._over(line, envelope, data, may_go)
            try:
                return await self._over(await self._opened(), envelope, data, may_go)
            except LineGoneError as gone:
                return gone.outcome

    async def reachable(self) -> Outcome:
        """Open a line and keep it: SENT with the relay's greeting, or DEFERRED with the reason."""
        async with self._slots:
            try:
                line = await self._opened()
            except LineGoneError as gone:
                return gone.outcome
            self._put_back(line)
            return Outcome(Verdict.SENT, *line.greeting, via=line.via)

    async def aclose(self) -> None:
        """Take leave on every line that is free; those in use close after their message."""
        self._is_closed = True
        while self._free:
            await _take_leave(self._free.pop())

    async def _kept(self) -> _Line | None:
        """Return a free line that was used lately and may be used again; the others are closed."""
        now = asyncio.get_running_loop().time()
        while self._free:
            line = self._free.pop()
            if line.messages >= self._access.messages:
                await _take_leave(line)
            elif line.wire.is_open and now - line.since < IDLE:
                return line
            line.wire.abort()
        return None

    async def _opened(self) -> _Line:
        try:
            smtp = await open_line(self._access, self._tls, self._hello)
        except (SMTPException, OSError, UnicodeError) as error:  # the last: a name that is none
            via = f"{self._access.host}:{self._access.port}"
            raise LineGoneError(replace(_not_let_in(error), via=via)) from error
        self._hello = smtp.local_hostname
        return _line(smtp, self._access)

    async def _over(
        self,
        line: _Line,
        envelope: Envelope,
        data: Sequence[bytes],
        may_go: "asyncio.Future[bool]",
    ) -> Outcome:
        try:
            outcome = await transact(line.wire, line.offer, envelope, data, may_go)
        except LineGoneError as gone:
            raise LineGoneError(replace(gone.outcome, via=line.via)) from gone
        except BaseException:  # cancelled as well: nobody knows what this line would say next
            line.wire.abort()
            raise
        line.messages += 1
        self._put_back(line)
        return replace(outcome, via=line.via)

    def _put_back(self, line: _Line) -> None:
        if self._is_closed:
            line.wire.abort()
        elif line.wire.is_open:
            line.since = asyncio.get_running_loop().time()
            self._free.append(line)


def _line(smtp: SMTP, access: RelayAccess) -> _Line:
    """Take the open line over from aiosmtplib."""
    greeting = smtp.last_ehlo_response or smtp.last_helo_response
    assert greeting is not None
    assert isinstance(smtp.transport, asyncio.Transport)
    return _Line(
        wire=Wire(smtp.transport),
        offer=Offer.of(smtp.esmtp_extensions, timeout=access.timeout, patience=access.patience),
        via=f"{access.host}:{access.port} {negotiated(smtp.transport) or 'no TLS'}",
        greeting=Reply(greeting.code, greeting.message.encode("utf-8", "replace").decode()),
        since=asyncio.get_running_loop().time(),
    )


async def _take_leave(line: _Line) -> None:
    with suppress(WireError):
        line.wire.write(b"QUIT\r\n")
        await line.wire.reply(FAREWELL)
    line.wire.abort()


def _not_let_in(error: Exception) -> Outcome:
    if isinstance(error, SMTPResponseException) and error.code > 0:
        reply = error.message.encode("utf-8", "replace").decode()
        return Outcome(Verdict.DEFERRED, error.code, reply, reached=False)
    why = f"the relay is out of reach: {error}"
    return Outcome(Verdict.DEFERRED, None, why, reached=False)
