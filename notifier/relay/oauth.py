"""Access tokens for XOAUTH2, by OAuth 2.0 (RFC 6749): asked for when needed, kept while they last.

Microsoft 365 gives them for client credentials (4.4), Google for a refresh token (6).
"""

import asyncio
import ipaddress
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import httpx2
from aiosmtplib import SMTPException

from notifier.errors import UserError

EARLY = 120.0  # seconds before its end from which a token is used no more
BRIEF = 300.0  # seconds that a token is taken to last where the endpoint does not say
_LONGEST = 300  # characters of what an endpoint says about an error


class TokenError(SMTPException):
    """No access token: it refuses us, not the letter. Says why in words, and never a secret."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token is asked for with, and where."""

    kind: Literal["client-credentials", "refresh-token"]
    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    refresh_token_file: Path | None = None
    timeout: float = 30.0  # seconds for the whole answer


class _Token(NamedTuple):
    access: str
    until: float  # on the loop's clock


class _Granted(NamedTuple):
    access: str
    lifetime: float
    refresh: str | None


class OAuth:
    """Guards the access token of one relay: one is asked for at a time, however many lines wait."""

    def __init__(self, grant: Grant) -> None:
        """Ask for nothing yet; an endpoint that the secret would reach in the clear is UserError."""
        url = urlsplit(grant.token_url)
        self._host = url.hostname or ""
        if not self._host or not (url.scheme == "https" or is_here(self._host)):
            raise UserError.of(grant.token_url, "a token endpoint must begin with https://")
        self._grant = grant
        self._token: _Token | None = None
        self._asking: asyncio.Task[str] | None = None
        self._unkept = ""  # a refresh token that could not be written to its file

    async def token(self) -> str:
        """Return an access token that lasts; TokenError where there is none to be had.

        Whoever waits is answered by the same request, and it goes on when they give up: with it
        the endpoint may have replaced the refresh token.
        """
        if self._token and asyncio.get_running_loop().time() < self._token.until:
            return self._token.access
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
            self._asking.add_done_callback(_is_told)
        return await asyncio.shield(self._asking)

    def forget(self, token: str) -> None:
        """Ask for another one next time: the relay refused this one. A newer one stays."""
        if self._token and self._token.access == token:
            self._token = None

    async def _ask(self) -> str:
        began = asyncio.get_running_loop().time()
        form = self._form()
        secrets = (self._grant.client_secret, form.get("refresh_token", ""))
        granted = _granted(await self._answer(form), self._host, secrets)
        lasts = granted.lifetime - min(EARLY, granted.lifetime / 2)
        self._token = _Token(granted.access, began + lasts)
        if granted.refresh and granted.refresh != form.get("refresh_token"):
            self._keep(granted.refresh)
        return granted.access

    def _form(self) -> dict[str, str]:
        """Return the request: RFC 6749 4.4.2 or 6, the client named in the body (2.3.1)."""
        grant = self._grant
        form = {"client_id": grant.client_id, "grant_type": grant.kind.replace("-", "_")}
        if grant.kind == "refresh-token":
            form["refresh_token"] = self._unkept or _read(grant.refresh_token_file)
        optional = {"client_secret": grant.client_secret, "scope": grant.scope}
        return form | {name: value for name, value in optional.items() if value}

    async def _answer(self, form: dict[str, str]) -> httpx2.Response:
        grant = self._grant
        try:
            async with (
                asyncio.timeout(grant.timeout),
                httpx2.AsyncClient(timeout=grant.timeout, trust_env=not is_here(self._host)) as web,
            ):
                headers = {"Accept": "application/json"}
                return await web.post(grant.token_url, data=form, headers=headers)
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise TokenError(
                f"{self._host} gave no access token within {grant.timeout:g} s"
            ) from error
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise TokenError(f"{self._host} gave no access token: {error}") from error

    def _keep(self, refresh_token: str) -> None:
        """Write the new refresh token where the old one was read.

        Where that fails the token stays in memory and the failure is told once for each token:
        sending can go on, and whoever reads it has until the next start.
        """
        file = self._grant.refresh_token_file
        if file is None:
            return
        self._unkept = refresh_token
        try:
            _write_anew(file.resolve(), refresh_token)
        except OSError as error:
            raise TokenError(
                f"{self._host} gave a new refresh token, and it cannot be written to {file}:"
                f" {error.strerror}; without it the next start cannot log in"
            ) from error
        self._unkept = ""


def is_here(host: str) -> bool:
    """Return whether what is sent to `host` stays on this machine."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _granted(answer: httpx2.Response, host: str, secrets: tuple[str, ...]) -> _Granted:
    """Return what the endpoint granted (RFC 6749 5.1); TokenError in its own words (5.2)."""
    try:
        said = json.loads(answer.content)
    except ValueError:  # an error page, in whatever encoding
        said = None
    if not isinstance(said, dict):
        said = {}
    if answer.status_code != 200 or "error" in said:
        raise TokenError(f"{host} gave no access token: {_reason(answer, said, secrets)}")
    access, refresh = said.get("access_token"), said.get("refresh_token")
    # RFC 6749 A.12: anything else would break out of the login
    if (
        not isinstance(access, str)
        or not access
        or not access.isascii()
        or not access.isprintable()
    ):
        raise TokenError(f"{host} answered without an access token")
    if str(said.get("token_type", "bearer")).lower() != "bearer":
        raise TokenError(f"{host} gave a token of a type that XOAUTH2 cannot use")
    return _Granted(access, _lifetime(said), refresh if isinstance(refresh, str) else None)


def _reason(answer: httpx2.Response, said: dict[str, Any], secrets: tuple[str, ...]) -> str:
    words = [str(said[key]) for key in ("error", "error_description") if said.get(key)]
    reason = " ".join(": ".join(words).split()) or f"HTTP {answer.status_code}"
    for secret in filter(None, secrets):
        reason = reason.replace(secret, "...")
    return reason[:_LONGEST]


def _lifetime(said: dict[str, Any]) -> float:
    try:
        return max(0.0, float(said["expires_in"]))  # some endpoints write the number as text
    except (KeyError, TypeError, ValueError):
        return BRIEF


def _read(file: Path | None) -> str:
    """Return the refresh token, read anew each time: a person may have put another one there."""
    if file is None:
        raise TokenError("there is no file with a refresh token")
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TokenError(f"the refresh token cannot be read: {error}") from error
    if not token:
        raise TokenError(f"the refresh token cannot be read: {file} is empty")
    return token


def _write_anew(file: Path, token: str) -> None:
    """Replace the file, readable by us alone; after a crash it holds the old token or the new."""
    with NamedTemporaryFile("w", dir=file.parent, prefix=f".{file.name}-", delete=False) as made:
        try:
            made.write(f"{token}\n")
            made.flush()
            os.fsync(made.fileno())
            Path(made.name).replace(file)
        except BaseException:
            with suppress(OSError):
                Path(made.name).unlink()
            raise
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_told(asking: "asyncio.Task[str]") -> None:
    """Count a failure as seen though all who waited for it have left."""
    if not asking.cancelled():
        asking.exception()
