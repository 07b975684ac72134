"""Calendar objects read from the parts of a mail, content line by content line (RFC 5545 3.1).

A tolerant reader: what one line breaks does not cost the others. Lines are unfolded also where
a gateway doubled the line ends or lost the blank of a fold.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from icalendar.parser import Contentline

from notifier.answers.mime.charset import text_of
from notifier.answers.mime.entity import BROKEN, RETURNED, Part, leaves, unbase64

Params = Mapping[str, str]

CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_MAX_CALENDAR = 2 * 1024 * 1024
_MAX_OTHER = 512 * 1024  # of a file that says it is something else
_MAX_LINES = 20_000
_OTHER_TYPES = ("text/", "application/octet-stream", "application/x-", "application/calendar")
_NAMES = (".ics", ".ical", ".vcs", ".ifb", ".icalendar")
_BEGIN = re.compile(r"^[ \t\ufeff]*BEGIN:VCALENDAR", re.IGNORECASE | re.MULTILINE)
_ENCODED = b"QkVHSU46VkNBTEVOREFS"  # BEGIN:VCALENDAR in a base64 that no header speaks of
_WANTED = re.compile(
    r"(?:BEGIN|END|METHOD|PRODID|UID|SEQUENCE|DTSTAMP|RECURRENCE-ID|ORGANIZER|ATTENDEE|COMMENT)"
    r"\s*[:;]",
    re.IGNORECASE,
)
_PROPERTY = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\s*[:;]")
_FOLD = re.compile(r"\n+[ \t]")
_EVENTS = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_MAILTO = re.compile(r":\s*(mailto:[^:;]*)$", re.IGNORECASE)


@dataclass(slots=True)
class Event:
    """The lines of one VEVENT or VTODO that matter here."""

    values: dict[str, str] = field(default_factory=dict)
    attendees: list[tuple[Params, str]] = field(default_factory=list)


@dataclass(slots=True)
class Calendar:
    """One VCALENDAR: its first METHOD and its events."""

    method: str = ""
    product: str = ""
    events: list[Event] = field(default_factory=list)


def calendars_in(mail: Part) -> list[tuple[Part, Calendar]]:
    """Return the calendars of a mail outside returned mail, those of calendar parts first."""
    return [(part, calendar) for part in _calendar_parts(mail) for calendar in _calendars(part)]


def method_of(part: Part, calendar: Calendar) -> str:
    """Return the METHOD, the one in the calendar before the one on the part; "" for none."""
    return calendar.method or part.parameter("method").strip().upper()


def bare_address(value: str) -> str:
    """Return a calendar address as an address in lower case: `MAILTO:` and blanks taken off."""
    bare = re.sub(r"^\s*(?:mailto:|invalid:|smtp:)*\s*", "", value, flags=re.IGNORECASE)
    return bare.strip(" <>\"'").lower()


def _calendar_parts(mail: Part) -> Iterator[Part]:
    """Yield the parts that may hold a calendar, text/calendar first."""
    parts = [part for part in leaves(mail) if _may_hold(part)]
    yield from sorted(parts, key=lambda p: p.media_type not in CALENDAR_TYPES)


def _may_hold(part: Part) -> bool:
    if part.media_type in RETURNED or part.media_type == "text/html":
        return False
    if part.media_type in CALENDAR_TYPES or part.filename.lower().endswith(_NAMES):
        return len(part.body) <= _MAX_CALENDAR
    return part.media_type.startswith(_OTHER_TYPES) and len(part.body) <= _MAX_OTHER


def _calendars(part: Part) -> list[Calendar]:
    content = part.content()
    if _ENCODED in content[:200]:
        content = unbase64(content)
    text = text_of(content, part.parameter("charset"))
    begins = _BEGIN.search(text)
    is_pasted = part.media_type == "text/plain" and not part.filename
    if begins is None or (is_pasted and begins.start() > 200):
        return []
    return _read(text[begins.start() :])


def _read(text: str) -> list[Calendar]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    calendars: list[Calendar] = []
    open_components: list[str] = []
    for line in _content_lines(text):
        if not _WANTED.match(line):
            continue
        name, params, value = _parts(line)
        if name == "BEGIN":
            _begin(value.strip().upper(), calendars, open_components)
        elif name == "END":
            if open_components:
                open_components.pop()
        elif calendars and open_components:
            _note(calendars[-1], open_components[-1], name, (params, value))
    return calendars


def _content_lines(text: str) -> Iterator[str]:
    """Yield the lines unfolded; one that is no property goes on where the last one ended."""
    whole = ""
    for line in _FOLD.sub("", text).split("\n", _MAX_LINES)[:_MAX_LINES]:
        if _PROPERTY.match(line):
            yield whole
            whole = line
        else:
            whole += line
    yield whole


def _begin(component: str, calendars: list[Calendar], open_components: list[str]) -> None:
    open_components.append(component)
    if component == "VCALENDAR" or not calendars:
        calendars.append(Calendar())
    elif component in _EVENTS:
        calendars[-1].events.append(Event())


def _note(calendar: Calendar, component: str, name: str, line: tuple[Params, str]) -> None:
    """Take down one property; those of alarms and time zones are none of ours."""
    params, value = line
    if component == "VCALENDAR":
        if name == "METHOD" and not calendar.method:
            calendar.method = value.strip().upper()
        elif name == "PRODID":
            calendar.product = value
    elif component in _EVENTS and calendar.events:
        event = calendar.events[-1]
        if name == "ATTENDEE":
            event.attendees.append((params, value))
        else:
            event.values.setdefault(name, value)


def _parts(line: str) -> tuple[str, Params, str]:
    if ";" not in line.partition(":")[0]:
        name, _, value = line.partition(":")
        return name.strip().upper(), {}, value
    try:
        name, params, value = Contentline(line[:20_000]).parts()  # type: ignore[no-untyped-call]
    except BROKEN:
        return _loose_parts(line)
    if ":mailto:" in str(value).lower():
        return _loose_parts(line)  # a colon in a name, without the quotes that it needs
    return name.upper(), {k.upper(): _one(v) for k, v in params.items()}, str(value)


def _loose_parts(line: str) -> tuple[str, Params, str]:
    """Read a line that breaks the grammar: its value is what looks like an address, if any."""
    mailto = _MAILTO.search(line)
    name = line[: mailto.start()] if mailto else line.partition(":")[0]
    value = mailto[1] if mailto else line.partition(":")[2]
    return name.partition(";")[0].strip().upper(), _loose_params(name), value


def _one(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _loose_params(name: str) -> Params:
    """Read parameters that break the grammar, an unquoted comma or colon say."""
    pairs = (piece.partition("=") for piece in name.split(";")[1:])
    return {key.strip().upper(): value.strip().strip('"') for key, _, value in pairs}
