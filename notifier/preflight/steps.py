"""The way to a relay one step at a time: name, connection, greeting, EHLO, TLS, each with its row.

`access.open_line` is how a line for letters is opened; this is for saying which step fails.
"""

import asyncio
import os
import socket
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from aiosmtplib import SMTP, SMTPException, SMTPHeloError, SMTPResponseException

from notifier.preflight.check import Check, fail, ok, warn
from notifier.relay.access import RelayAccess, negotiated
from notifier.relay.oauth import is_here

EXPIRY = 21  # days before the end of a certificate from which it is told
FAILURES = (SMTPException, OSError)  # OSError: TimeoutError and ssl.SSLError as well
_Place = tuple[socket.AddressFamily, Any]


class BarredError(Exception):
    """The step at which the relay could not be passed, as its row."""

    def __init__(self, check: Check) -> None:
        self.check = check
        super().__init__(check.seen)


class Approach:
    """Guards the one connection of an approach, and keeps a row for each step."""

    def __init__(self, access: RelayAccess, tls: ssl.SSLContext | None) -> None:
        self.rows: list[Check] = []
        self._access = access
        self._tls = tls
        self._socket: socket.socket | None = None
        self._line: SMTP | None = None

    async def walk(self, now: datetime) -> None:
        """Take every step up to TLS; raises BarredError at the first that fails."""
        try:
            await self._connect(await self._resolve())
            await self._be_greeted()
            await self._introduce()
            await self._secure(now)
        finally:
            self._hang_up()

    async def _resolve(self) -> Sequence[_Place]:
        access = self._access
        try:
            async with asyncio.timeout(access.timeout):
                found = await asyncio.get_running_loop().getaddrinfo(
                    access.host, access.port, type=socket.SOCK_STREAM
                )
        except OSError as error:
            mend = f"Mend relays.{access.name}.host, or the resolver of this machine."
            raise _barred("name", f"{access.host} is not found: {reason(error)}", mend) from error
        places = list(dict.fromkeys((family, address) for family, _, _, _, address in found))
        self.rows.append(ok("name", f"{access.host} is {_addresses(places)}"))
        return places

    async def _connect(self, places: Sequence[_Place]) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        faults = []
        for family, address in places:
            connection = socket.socket(family, socket.SOCK_STREAM)
            connection.setblocking(False)
            try:
                async with asyncio.timeout(self._access.timeout):
                    await loop.sock_connect(connection, address)
            except BaseException as error:
                connection.close()
                if not isinstance(error, OSError):
                    raise
                faults.append(f"{address[0]}: {reason(error)}")
                continue
            self._socket = connection
            took = (loop.time() - begun) * 1000
            self.rows.append(ok("connection", f"{address[0]} port {address[1]}, {took:.0f} ms"))
            return
        mend = "Ask for the port to be opened from here, or mend host and port of the relay."
        raise _barred("connection", "; ".join(faults), mend)

    async def _be_greeted(self) -> None:
        access = self._access
        self._line = SMTP(
            hostname=access.host,
            sock=self._socket,
            local_hostname=access.hello,
            timeout=access.timeout,
            use_tls=access.tls == "implicit",
            start_tls=False,
            tls_context=self._tls,
        )
        try:
            greeting = await self._line.connect()
        except FAILURES as error:
            if access.tls == "implicit" and isinstance(error.__cause__, ssl.SSLError):
                raise _barred_by_tls(error.__cause__, access) from error
            mend = "Ask the relay's administrator; it may not know this machine."
            raise _barred("greeting", reason(error), mend) from error
        self.rows.append(ok("greeting", f"{greeting.code} {greeting.message}"))

    async def _introduce(self) -> None:
        line = self._opened
        try:
            answer = await line.ehlo()
        except SMTPHeloError as error:
            mend = "Use a relay that knows EHLO: without it there is neither TLS nor login."
            raise _barred("EHLO", f"as {line.local_hostname}: {reason(error)}", mend) from error
        except FAILURES as error:
            mend = "Ask the relay's administrator why it hangs up."
            raise _barred("EHLO", reason(error), mend) from error
        seen = f"as {line.local_hostname}: {answer.message.partition(chr(10))[0]}"
        is_whole = "." in (line.local_hostname or "").strip("[]")
        mend = "Give this machine a full host name: some relays refuse one without a domain."
        self.rows.append(ok("EHLO", seen) if is_whole else warn("EHLO", seen, mend))

    async def _secure(self, now: datetime) -> None:
        line, access = self._opened, self._access
        if access.tls == "starttls":
            try:
                await line.starttls()
            except FAILURES as error:
                raise _barred_by_tls(error, access) from error
        self.rows.append(_tls_row(line, access, now))

    @property
    def _opened(self) -> SMTP:
        assert self._line is not None
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            if isinstance(self._line.transport, asyncio.WriteTransport):
                self._line.transport.abort()
            self._line.close()
        if self._socket is not None:
            self._socket.close()


def reason(error: BaseException) -> str:
    """Return what went wrong in a few words, the relay's own where it spoke."""
    match error:
        case SMTPResponseException() if error.code > 0:
            return f"{error.code} {error.message}".replace("\n", " ")
        case ssl.SSLCertVerificationError():
            return f"the certificate does not hold: {error.verify_message}"
        case TimeoutError():
            return "no answer in time"
        case ConnectionError() if error.errno:
            return os.strerror(error.errno)  # asyncio's own words repeat the address
        case socket.gaierror():
            return str(error.strerror)
        case _:
            return str(error) or type(error).__name__


def _barred(what: str, seen: str, mend: str) -> BarredError:
    return BarredError(fail(what, seen, mend))


def _barred_by_tls(error: BaseException, access: RelayAccess) -> BarredError:
    mend = f"See relays.{access.name}.tls and its port: 587 is for starttls, 465 for implicit."
    if isinstance(error, ssl.SSLCertVerificationError):
        mend = f"Let the relay show a certificate of {access.host}, or give its CA as ca_file."
    return _barred("TLS", reason(error), mend)


def _tls_row(line: SMTP, access: RelayAccess, now: datetime) -> Check:
    said = negotiated(line.transport)
    if not said:
        if is_here(access.host):
            return ok("TLS", "none; the relay is on this machine")
        mend = f"Set relays.{access.name}.tls: letters cross the network in the clear."
        return warn("TLS", "none", mend)
    certificate = line.get_transport_info("peercert") or {}
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
    days = (until - now).days
    seen = f"{said}, certificate verified, {days} days left (until {until:%Y-%m-%d})"
    if days < EXPIRY:
        return warn("TLS", seen, "Have the relay's certificate renewed before it ends.")
    return ok("TLS", seen)


def _addresses(places: Sequence[_Place]) -> str:
    return ", ".join(str(address[0]) for _, address in places)
