"""Asks for a calendar over HTTP, and goes nowhere and takes nothing that nobody meant.

A name is resolved once and the address connected to is the one that was looked at. Redirects are
few and looked at as the first address was. What is unpacked is counted while it comes.
"""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx2

from notifier.errors import UserError
from notifier.plan.calendar.feeds import Known, Reading
from notifier.sources.feeds.access import MEGABYTE, Access
from notifier.sources.feeds.addresses import PrivateAddressError
from notifier.sources.feeds.ics import read_events
from notifier.sources.feeds.recurrence import Window

REDIRECTS = 3
WHOLE = 3  # times the timeout that an answer may take in all
_MOVED = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_SAID = {
    401: "asks for a login, or does not take the one that is set",
    403: "refuses to show it",
    404: "has no calendar there",
    410: "says that the calendar is gone",
    429: "asks to be asked less often",
    503: "is out of service for the moment",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what is asked beside the address."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to the last of the addresses that it led to."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


async def read_calendar(access: Access, known: Known, within: Window) -> Reading | None:
    """Return what the calendar says now; None where the server says that nothing is new.

    Raises UserError with one sentence where there is no answer, or none that is a calendar.
    """
    said = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    conditions = {name: value for name, value in said.items() if value}
    headers = {"Accept": "text/calendar, */*;q=0.1", **conditions}
    answer = await ask(access, Call(headers=headers))
    if answer.status == 304 and conditions:
        return None
    if answer.status != 200:
        raise refused(access, answer)
    found = await asyncio.to_thread(
        read_events,
        answer.body,
        where=access.where,
        zone=access.zone,
        within=within,
        charset=_charset(answer.headers.get("content-type", "")),
    )
    validators = Known(answer.headers.get("etag"), answer.headers.get("last-modified"))
    return Reading(found.events, found.skipped, validators)


def refused(access: Access, answer: Answer) -> UserError:
    """Return the error that says what a server answered in place of a calendar."""
    host = urlsplit(answer.url).hostname
    said = _SAID.get(answer.status, f"answered with HTTP {answer.status}")
    return UserError.of(access.where, f"{host} {said}.")


async def ask(access: Access, call: Call) -> Answer:
    """Send a request, follow where the server leads, and return its last answer.

    The login goes to the origin that is set and to no other. Raises UserError with one sentence
    for whatever goes wrong.
    """
    try:
        async with asyncio.timeout(WHOLE * access.timeout):
            return await _follow(access, call)
    except (TimeoutError, httpx2.TimeoutException) as error:
        what = f"{_host(access)} did not answer in time ({access.timeout:g} s)."
        raise UserError.of(access.where, what) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
        said = " ".join(str(error).split())[:160] or type(error).__name__
        what = f"{_host(access)} cannot be read: {said.rstrip('.')}."
        raise UserError.of(access.where, what) from error


async def _follow(access: Access, call: Call) -> Answer:
    url = _secure(access.url)
    for _ in range(REDIRECTS + 1):
        answer = await _ask_once(access, call, url)
        location = answer.headers.get("location")
        if answer.status not in _MOVED or not location:
            return answer
        url = _next(access, url, location)
    what = f"{_host(access)} leads on from one address to the next, more than {REDIRECTS} times."
    raise UserError.of(access.where, what)


def _next(access: Access, url: str, location: str) -> str:
    try:
        target = _secure(urljoin(url, location))
        parts = urlsplit(target)
    except ValueError as error:
        what = f"{_host(access)} leads to something that is no address."
        raise UserError.of(access.where, what) from error
    if parts.scheme == "http" and urlsplit(url).scheme == "https":
        what = (
            f"{_host(access)} leads from a secure address to one that is not; that is not followed."
        )
        raise UserError.of(access.where, what)
    return target


async def _ask_once(access: Access, call: Call, url: str) -> Answer:
    parts = urlsplit(url)
    host, port = _place(access, parts)
    error: httpx2.ConnectError | None = None
    for address in await _addresses(access, host, port):
        try:
            async with _answering(access, call, url, address) as response:
                body = await _body(access, response)
                return Answer(response.status_code, dict(response.headers), body, url)
        except httpx2.ConnectError as each:  # another of its addresses may answer
            error = each
    assert error is not None
    raise error


def _place(access: Access, parts: SplitResult) -> tuple[str, int]:
    """Return host and port of an address that is http or https; UserError of any other."""
    try:
        port = parts.port
    except ValueError as error:
        raise UserError.of(access.where, f"{_host(access)}: its port is no number.") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        what = f"An address that begins with {parts.scheme or 'nothing'}: is not asked; only http and https are."
        raise UserError.of(access.where, what)
    return parts.hostname, port or _PORTS[parts.scheme]


async def _addresses(access: Access, host: str, port: int) -> list[str]:
    try:
        return list(await access.resolve(host, port, access.allow_private))
    except PrivateAddressError as error:
        what = f"{host} is at a private address ({error}); only `allow_private` lets it be asked."
        raise UserError.of(access.where, what) from error
    except (OSError, UnicodeError) as error:
        raise UserError.of(access.where, f"There is no host of the name {host}.") from error


@asynccontextmanager
async def _answering(
    access: Access, call: Call, url: str, address: str
) -> AsyncIterator[httpx2.Response]:
    """Send a request to one address; name and certificate are those of the host in `url`."""
    named = httpx2.URL(url)
    headers = {
        "User-Agent": "notifier",
        "Host": named.netloc.decode("ascii"),
        **_login(access, url),
        **call.headers,
    }
    # no proxy of the environment: it would resolve the name again
    async with httpx2.AsyncClient(
        timeout=access.timeout, trust_env=False, verify=access.tls or _tls(), follow_redirects=False
    ) as web:
        request = web.build_request(
            call.method,
            named.copy_with(host=address, userinfo=b""),
            headers=headers,
            content=call.body,
            extensions={"sni_hostname": named.raw_host.decode("ascii")},
        )
        response = await web.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()


@cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)  # it takes a while, and is the same each time


async def _body(access: Access, response: httpx2.Response) -> bytes:
    told = response.headers.get("content-length", "")
    if told.isdecimal() and int(told) > access.max_octets:
        raise _too_large(access)
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > access.max_octets or response.num_bytes_downloaded > access.max_octets:
            raise _too_large(access)
    return bytes(body)


def _too_large(access: Access) -> UserError:
    size = f"{access.max_octets / MEGABYTE:g} MB"
    return UserError.of(access.where, f"What {_host(access)} sends is larger than {size}.")


def _login(access: Access, url: str) -> dict[str, str]:
    if not access.username or _origin(url) != _origin(_secure(access.url)):
        return {}
    pair = f"{access.username}:{access.password}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}  # RFC 7617


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _secure(url: str) -> str:
    """Return an address of webcal as one of https, which it stands for."""
    return f"https{url[6:]}" if url[:7].lower() == "webcal:" else url


def _host(access: Access) -> str:
    return urlsplit(access.url).hostname or "The server"


def _charset(content_type: str) -> str | None:
    header = Message()
    header["Content-Type"] = content_type
    return header.get_content_charset()
