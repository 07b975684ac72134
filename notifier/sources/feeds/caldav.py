"""Reads a CalDAV collection (RFC 4791): all of it once, then only what changed (RFC 6578).

The objects are kept by their href, so that a change of one can be applied to the others.
"""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from notifier.errors import Problem, UserError
from notifier.plan.calendar.feeds import Known, Reading
from notifier.sources.feeds.access import Access
from notifier.sources.feeds.ics import EVENTS, Found, merged, read_events
from notifier.sources.feeds.recurrence import Window
from notifier.sources.feeds.web import Answer, Call, ask, refused

DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
MULTISTATUS = 207
_LOGIN = frozenset({401, 407})
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_PROPERTIES = (
    f'{_HEAD}<D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/><D:sync-token/></D:prop>'
    "</D:propfind>"
).encode()
_QUERY = (
    f'{_HEAD}<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    "<D:prop><C:calendar-data/></D:prop>"
    '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
    '<C:time-range start="{start}" end="{end}"/>'
    "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)
_SYNC = (
    f'{_HEAD}<D:sync-collection xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    "<D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
    "<D:prop><C:calendar-data/></D:prop></D:sync-collection>"
)


@dataclass(frozen=True, slots=True)
class _Resource:
    """One response of a multistatus (RFC 4918 14.24). `data` is None where none came with it."""

    href: str
    status: int
    data: str | None


@dataclass(frozen=True, slots=True)
class _Multistatus:
    resources: tuple[_Resource, ...]
    sync_token: str | None


async def read_collection(access: Access, known: Known, within: Window) -> Reading | None:
    """Return what the collection says now; None where the server says that nothing is new.

    With the token of the last reading only what changed is asked for. A server that does not know
    the token any more, or names changes without their objects, is asked for all. Raises UserError
    with one sentence where there is no answer, or none of a calendar.
    """
    changed = await _changes(access, known) if known.sync_token else None
    if changed is None:
        return await _read(access, await _all(access, within), within, is_whole=True)
    if changed.objects == known.objects:
        return None
    return await _read(access, changed, within, is_whole=False)


async def _read(access: Access, known: Known, within: Window, *, is_whole: bool) -> Reading:
    found = await asyncio.to_thread(_events, access, known.objects, within)
    return Reading(found.events, found.skipped, known, is_whole)


def _events(access: Access, objects: Mapping[str, str], within: Window) -> Found:
    """Return the events of all objects; one that is no calendar is told, and the others are read."""
    parts = []
    for href, data in sorted(objects.items()):
        try:
            part = read_events(data.encode(), where=access.where, zone=access.zone, within=within)
        except UserError as error:
            told = (Problem(f"{access.where}, {href}", p.what) for p in error.problems)
            part = Found((), tuple(told))
        parts.append(part)
    return merged(parts)


async def _all(access: Access, within: Window) -> Known:
    """Return all objects that touch the window, and a token from before they were asked for.

    What changes in between is then told twice rather than never.
    """
    token = await _token(access)
    answer = await ask(access, _report(_query(within), depth="1"))
    if answer.status != MULTISTATUS:
        raise refused(access, answer)
    found = _multistatus(access, answer)
    if any(resource.status == 507 for resource in found.resources):
        what = f"The server sends only a part of the calendar: it is too large for {_host(access)}."
        raise UserError.of(access.where, what)
    objects = {r.href: r.data for r in found.resources if r.data is not None}
    return Known(sync_token=token, objects=_few(access, objects))


async def _changes(access: Access, known: Known) -> Known | None:
    """Return the objects after what changed since the last token; None where all must be asked for."""
    assert known.sync_token is not None
    answer = await ask(access, _report(_since(known.sync_token), depth="0"))
    if answer.status in _LOGIN:
        raise refused(access, answer)
    if answer.status != MULTISTATUS:  # RFC 6578 3.2: above all 403 with valid-sync-token
        return None
    found = _multistatus(access, answer)
    objects = dict(known.objects)
    for resource in found.resources:
        if resource.status == 404:
            objects.pop(resource.href, None)
        elif resource.data is None:  # without its object, or 507: there is more than was sent
            return None
        else:
            objects[resource.href] = resource.data
    return Known(sync_token=found.sync_token, objects=_few(access, objects))


async def _token(access: Access) -> str | None:
    """Return the token of the collection as it is now; None where the server has none.

    Raises UserError where the address is not that of a calendar.
    """
    answer = await ask(access, Call("PROPFIND", _headers("0"), _PROPERTIES))
    if answer.status != MULTISTATUS:
        raise refused(access, answer)
    root = _xml(access, answer)
    if root.find(f".//{DAV}resourcetype/{CAL}calendar") is None:
        what = f"{_host(access)} has no calendar at this address; give that of one calendar."
        raise UserError.of(access.where, what)
    return root.findtext(f".//{DAV}prop/{DAV}sync-token") or None


def _multistatus(access: Access, answer: Answer) -> _Multistatus:
    root = _xml(access, answer)
    resources = tuple(_resources(root, answer.url))
    return _Multistatus(resources, root.findtext(f"{DAV}sync-token") or None)


def _xml(access: Access, answer: Answer) -> Element:
    try:
        root: Element = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        what = f"{_host(access)} answered with something that is not XML."
        raise UserError.of(access.where, what) from error
    return root


def _resources(root: Element, url: str) -> Iterator[_Resource]:
    """Yield the members of the collection that a multistatus speaks of, not the collection itself."""
    own = _path(url)
    for response in root.iter(f"{DAV}response"):
        href = response.findtext(f"{DAV}href")
        if href is None:
            continue
        path = _path(urljoin(url, href.strip()))
        status = _status(response.findtext(f"{DAV}status"))
        if path.rstrip("/") != own.rstrip("/") or status == 507:
            yield _Resource(path, status, response.findtext(f".//{CAL}calendar-data"))


def _path(url: str) -> str:
    return unquote(urlsplit(url).path)


def _status(line: str | None) -> int:
    """Return the number of a status line such as `HTTP/1.1 404 Not Found`; 200 without one."""
    words = (line or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else 200


def _few(access: Access, objects: Mapping[str, str]) -> Mapping[str, str]:
    if len(objects) > EVENTS:
        raise UserError.of(access.where, f"The calendar is too large: more than {EVENTS} objects.")
    return objects


def _report(body: bytes, *, depth: str) -> Call:
    return Call("REPORT", _headers(depth), body)


def _headers(depth: str) -> dict[str, str]:
    return {"Depth": depth, "Content-Type": "application/xml; charset=utf-8"}


def _query(within: Window) -> bytes:
    """Return the calendar-query of RFC 4791 7.8 for events that touch the window."""
    return _QUERY.format(start=_utc(within.start), end=_utc(within.end)).encode()


def _since(token: str) -> bytes:
    """Return the sync-collection of RFC 6578 3.2."""
    return _SYNC.format(token=escape(token)).encode()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _host(access: Access) -> str:
    return urlsplit(access.url).hostname or "The server"
