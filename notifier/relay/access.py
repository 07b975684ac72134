"""How the relay is reached: connection, TLS and login, up to a line that takes messages."""

import asyncio
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPHeloError

from notifier.errors import UserError
from notifier.relay.oauth import OAuth, is_here

_IN_THE_CLEAR = frozenset({"plain", "login"})  # they show the password to whoever listens


@dataclass(frozen=True, slots=True)
class RelayAccess:
    """Where the relay is and how it is spoken to. Times are in seconds."""

    host: str
    port: int
    tls: Literal["none", "starttls", "implicit"] = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 60.0  # for each answer but the last
    connections: int = 4
    ca_file: Path | None = None
    patience: float = 600.0  # for the answer to the end of the data (RFC 5321 4.5.3.2.6)
    messages: int = 100  # over one line, before it is opened anew
    hello: str | None = None  # our name in EHLO; None: the name of this machine
    name: str = "main"  # in the settings: relays.NAME
    client_certificate: Path | None = None
    client_key: Path | None = None  # None: it is in the file of the certificate
    oauth: OAuth | None = field(default=None, repr=False, compare=False)  # in place of a password


class _Line(SMTP):
    """aiosmtplib's line, which closes at once: it would wait 30 s for a relay to end TLS."""

    def close(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
        super().close()


def tls_context(access: RelayAccess) -> ssl.SSLContext | None:
    """Return how TLS is spoken: the relay's chain and name verified, 1.2 or newer; None without.

    Raises UserError with the setting whose file is not to be read.
    """
    if access.tls == "none":
        return None
    try:
        context = ssl.create_default_context(cafile=access.ca_file)
    except OSError as error:  # ssl.SSLError is one
        key = f"relays.{access.name}.ca_file"
        raise UserError.of(key, f"cannot be read as certificates: {error}") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if access.client_certificate:
        _show(context, access, access.client_certificate)
    return context


async def open_line(
    access: RelayAccess, tls: ssl.SSLContext | None, hello: str | None = None
) -> SMTP:
    """Return a line that takes messages: connected, EHLO said, TLS as wanted, logged in.

    STARTTLS that is wanted and not offered is a failure, never plain text. Raises SMTPException or
    OSError; then, and when it is cancelled, no socket stays open. `hello`: our name; None: that of
    this machine, looked up.
    """
    line = _Line(
        hostname=access.host,
        port=access.port,
        local_hostname=hello,
        timeout=access.timeout,
        use_tls=access.tls == "implicit",
        start_tls=access.tls == "starttls",
        tls_context=tls,
    )
    try:
        await line.connect()
        await _introduce(line)
        if access.username:
            await _log_in(line, access, access.username)
    except BaseException:
        line.close()
        raise
    return line


def negotiated(transport: asyncio.BaseTransport | None) -> str:
    """Return what TLS a line speaks: `TLSv1.3 TLS_AES_256_GCM_SHA384`; "" where it speaks none."""
    tls = transport.get_extra_info("ssl_object") if transport else None
    cipher = tls.cipher() if tls else None
    return f"{tls.version()} {cipher[0]}" if tls and cipher else ""


def _show(context: ssl.SSLContext, access: RelayAccess, certificate: Path) -> None:
    """Let the relay see our certificate when it asks."""
    try:
        # without a passphrase of our own OpenSSL would ask the terminal for one
        context.load_cert_chain(certificate, access.client_key, password="")
    except OSError as error:
        is_key = isinstance(error, ssl.SSLError) and access.client_key is not None
        raise UserError.of(
            f"relays.{access.name}.client_certificate",
            f"certificate and key cannot be read{' or are no pair' if is_key else ''}: {error}",
        ) from error


async def _introduce(line: SMTP) -> None:
    """Say EHLO, or HELO to a relay of the old school (RFC 5321 3.2)."""
    try:
        await line.ehlo()
    except SMTPHeloError:
        if not line.is_connected:  # it said 421 and was gone
            raise
        await line.helo()


async def _log_in(line: SMTP, access: RelayAccess, username: str) -> None:
    is_private = bool(negotiated(line.transport)) or _stays_here(line)
    if access.oauth is None:
        await _by_password(line, username, access.password or "", is_private=is_private)
    elif "xoauth2" not in line.server_auth_methods:
        raise SMTPException("the relay does not offer XOAUTH2")
    elif not is_private:
        raise SMTPException("not logged in: an access token is not sent without TLS")
    else:
        await _by_token(line, username, access.oauth)


async def _by_token(line: SMTP, username: str, oauth: OAuth) -> None:
    token = await oauth.token()
    try:
        await line.auth_xoauth2(username, token)
    except SMTPAuthenticationError as error:
        if error.code // 100 == 5:  # 454 says: later, with the same
            oauth.forget(token)
        raise


async def _by_password(line: SMTP, username: str, password: str, *, is_private: bool) -> None:
    """Log in by the strongest way offered, or else the next.

    A refusal is final when the last one gives it: some relays offer CRAM-MD5 for every account
    and know the password of a few in a form that does for it.
    """
    offered = line.supported_auth_methods  # aiosmtplib's order: CRAM-MD5, PLAIN, LOGIN
    ways = [way for way in offered if is_private or way not in _IN_THE_CLEAR]
    if not ways:
        raise SMTPException(
            "not logged in: the relay takes a password in the clear only, and there is no TLS"
            if offered
            else "the relay offers no login that takes a password"
        )
    log_in = {"cram-md5": line.auth_crammd5, "plain": line.auth_plain, "login": line.auth_login}
    for way in ways:
        try:
            await log_in[way](username, password)
        except SMTPAuthenticationError as error:
            if way == ways[-1] or error.code // 100 != 5 or not line.is_connected:
                raise
        else:
            return


def _stays_here(line: SMTP) -> bool:
    peer = line.get_transport_info("peername")
    return isinstance(peer, tuple) and is_here(str(peer[0]))
