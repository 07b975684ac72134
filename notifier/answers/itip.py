"""Calendar answers (iTIP, RFC 5546) as mail carries them (RFC 6047), with the quirks of clients.

A tolerant reader of content lines: what one line breaks does not cost the others. The METHOD
in the calendar counts, not the one on the MIME part: Google sends a COUNTER as `method=REPLY`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from icalendar.parser import Contentline, Contentlines

from notifier.answers.answer import CalendarAnswer, Category, Understood
from notifier.answers.bodies import words
from notifier.answers.charset import text_of
from notifier.answers.evidence import confirmed
from notifier.answers.mime import BROKEN, RETURNED, Part, leaves
from notifier.answers.person import reply_of
from notifier.invitations.token import tokens_in

ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH"})
PARTSTATS = frozenset({"ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED", "NEEDS-ACTION"})

_MAX_CALENDAR = 2 * 1024 * 1024
_MAX_LINES = 20_000
_CALENDAR_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_CANNOT_HOLD = ("image/", "audio/", "video/", "font/")
_BEGIN = re.compile(r"^[ \t\ufeff]*BEGIN:VCALENDAR", re.IGNORECASE | re.MULTILINE)
_WANTED = re.compile(
    r"(?:BEGIN|END|METHOD|PRODID|UID|SEQUENCE|DTSTAMP|RECURRENCE-ID|ORGANIZER|ATTENDEE|COMMENT)"
    r"\s*[:;]",
    re.IGNORECASE,
)
_STAMP = re.compile(r"(\d{8})T(\d{6})Z?\s*$")
_MESSAGE_CLASS = re.compile(rb"IPM\.(?:Schedule\.Meeting\.Resp\.|Microsoft Schedule\.MtgResp)(\w+)")
_CLASS_MEANS = {
    b"Pos": "ACCEPTED",
    b"P": "ACCEPTED",
    b"Neg": "DECLINED",
    b"N": "DECLINED",
    b"Tent": "TENTATIVE",
    b"A": "TENTATIVE",
}
# What calendars write themselves into the text of an answer; it is no comment of the person.
_BOILERPLATE = re.compile(
    r"has (?:tentatively )?(?:accepted|declined|replied)|calendar\.google\.com|"
    r"(?:accepté|refusé|provisoire).{0,40}invitation|ha (?:aceptado|rechazado|respondido)|"
    r"(?:accepted|declined|tentative)(?: this)? (?:invitation|event|meeting|appointment)",
    re.IGNORECASE,
)

Params = Mapping[str, str]


@dataclass(slots=True)
class _Event:
    """The lines of one VEVENT or VTODO that matter here."""

    values: dict[str, str] = field(default_factory=dict)
    attendees: list[tuple[Params, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Calendar:
    """One VCALENDAR: its first METHOD and its events."""

    method: str = ""
    product: str = ""
    events: list[_Event] = field(default_factory=list)


def read_calendar(mail: Part, envelope: Understood) -> Understood | None:
    """Return the calendar answer that a mail holds outside returned mail, None when none."""
    calendars = [(part, c) for part in _calendar_parts(mail) for c in _calendars(part)]
    answering = [c for part, c in calendars if _method(part, c) in ANSWERS]
    answers = tuple(_distinct(calendars)) or _from_tnef(mail, envelope)
    if not answers and not answering:
        return None
    text = words(mail)
    places = "\n".join(
        f"{event.values.get('UID', '')}\n{event.values.get('ORGANIZER', '')}"
        for calendar in answering
        for event in calendar.events
    )
    reply = reply_of(text)
    return replace(
        confirmed(envelope, tokens_in(places)),
        category=Category.ANSWER,
        answers=tuple(_with_comment(a, answers, answering, reply) for a in answers),
        text=text,
        reply=reply,
    )


def bare_address(value: str) -> str:
    """Return a calendar address as an address in lower case: `MAILTO:` and blanks taken off."""
    return (
        re.sub(r"^\s*(?:mailto:|invalid:|smtp:)*\s*", "", value, flags=re.IGNORECASE)
        .strip(" <>\"'")
        .lower()
    )


def _calendar_parts(mail: Part) -> Iterator[Part]:
    """Yield the parts that may hold a calendar, text/calendar first."""
    parts = [
        p
        for p in leaves(mail)
        if p.media_type not in RETURNED
        and not p.media_type.startswith(_CANNOT_HOLD)
        and len(p.body) <= _MAX_CALENDAR
    ]
    yield from sorted(parts, key=lambda p: p.media_type not in _CALENDAR_TYPES)


def _calendars(part: Part) -> list[_Calendar]:
    text = text_of(part.content(), part.parameter("charset"))
    begins = _BEGIN.search(text)
    return _read(text[begins.start() :]) if begins else []


def _read(text: str) -> list[_Calendar]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    calendars: list[_Calendar] = []
    open_components: list[str] = []
    for line in _content_lines(text)[:_MAX_LINES]:
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


def _content_lines(text: str) -> list[Contentline]:
    try:
        lines: list[Contentline] = Contentlines.from_ical(text)  # type: ignore[no-untyped-call]
    except BROKEN:
        return []
    return lines


def _begin(component: str, calendars: list[_Calendar], open_components: list[str]) -> None:
    open_components.append(component)
    if component == "VCALENDAR" or not calendars:
        calendars.append(_Calendar())
    elif component in {"VEVENT", "VTODO"}:
        calendars[-1].events.append(_Event())


def _note(calendar: _Calendar, component: str, name: str, line: tuple[Params, str]) -> None:
    """Take down one property; those of alarms and time zones are none of ours."""
    params, value = line
    if component == "VCALENDAR":
        if name == "METHOD" and not calendar.method:
            calendar.method = value.strip().upper()
        elif name == "PRODID":
            calendar.product = value
    elif component in {"VEVENT", "VTODO"} and calendar.events:
        event = calendar.events[-1]
        if name == "ATTENDEE":
            event.attendees.append((params, value))
        else:
            event.values.setdefault(name, value)


def _parts(line: Contentline) -> tuple[str, Params, str]:
    try:
        name, params, value = line.parts()
        return name.upper(), {k.upper(): _one(v) for k, v in params.items()}, str(value)
    except BROKEN:
        name, _, value = line.partition(":")
        return name.partition(";")[0].strip().upper(), _loose_params(name), value


def _one(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _loose_params(name: str) -> Params:
    """Read parameters that break the grammar, an unquoted comma or colon say."""
    pairs = (piece.partition("=") for piece in name.split(";")[1:])
    return {key.strip().upper(): value.strip().strip('"') for key, _, value in pairs}


def _method(part: Part, calendar: _Calendar) -> str:
    return calendar.method or part.parameter("method").strip().upper()


def _distinct(calendars: list[tuple[Part, _Calendar]]) -> Iterator[CalendarAnswer]:
    """Yield one answer for each UID, instance and attendee: the calendar often comes twice."""
    seen: set[tuple[str, str | None, str]] = set()
    for part, calendar in calendars:
        method = _method(part, calendar)
        if method not in ANSWERS:
            continue
        for event in calendar.events:
            for answer in _of_event(event, method):
                key = (answer.uid, answer.recurrence_id, answer.attendee)
                if key not in seen:
                    seen.add(key)
                    yield answer


def _of_event(event: _Event, method: str) -> list[CalendarAnswer]:
    organizer = bare_address(event.values.get("ORGANIZER", ""))
    spoken = [
        (params, value)
        for params, value in event.attendees
        if params.get("PARTSTAT") and bare_address(value) != organizer
    ]
    definite = [line for line in spoken if _partstat(line[0]) != "NEEDS-ACTION"]
    chosen = definite or spoken or event.attendees[:1]
    return [_answer(event, method, params, value) for params, value in chosen]


def _answer(event: _Event, method: str, params: Params, value: str) -> CalendarAnswer:
    sequence = re.match(r"\s*(\d{1,9})\s*$", event.values.get("SEQUENCE", ""))
    return CalendarAnswer(
        method=method,
        uid=event.values.get("UID", "").strip(),
        attendee=bare_address(value) or params.get("EMAIL", "").lower(),
        partstat=_partstat(params),
        sequence=int(sequence[1]) if sequence else None,
        dtstamp=_stamp(event.values.get("DTSTAMP", "")),
        recurrence_id=event.values.get("RECURRENCE-ID", "").strip() or None,
        comment=_comment(event.values.get("COMMENT", "")) or _comment(_remark(params)),
        delegated_to=bare_address(params.get("DELEGATED-TO", "")),
    )


def _partstat(params: Params) -> str:
    said = params.get("PARTSTAT", "").strip().upper()
    # RFC 5545 3.2.12: one that is not known means the same as NEEDS-ACTION.
    return said if said in PARTSTATS else "NEEDS-ACTION"


def _remark(params: Params) -> str:
    return params.get("X-RESPONSE-COMMENT", "")


def _comment(value: str) -> str:
    return value.replace("\\n", "\n").replace("\\N", "\n").strip()


def _stamp(value: str) -> datetime | None:
    found = _STAMP.search(value)
    try:
        return (
            datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            if found
            else None
        )
    except ValueError:
        return None


def _with_comment(
    answer: CalendarAnswer,
    answers: tuple[CalendarAnswer, ...],
    calendars: list[_Calendar],
    reply: str,
) -> CalendarAnswer:
    """Take the text of the mail as the comment of its only answer, unless a program wrote it."""
    written_by_program = any(re.search("google|apple", c.product, re.IGNORECASE) for c in calendars)
    if answer.comment or len(answers) != 1 or written_by_program or _BOILERPLATE.search(reply):
        return answer
    return replace(answer, comment=reply[:4000])


def _from_tnef(mail: Part, envelope: Understood) -> tuple[CalendarAnswer, ...]:
    """Read the message class in a winmail.dat: Exchange sent the answer without a calendar."""
    for part in leaves(mail):
        is_tnef = part.media_type in {"application/ms-tnef", "application/vnd.ms-tnef"}
        if not is_tnef and part.filename.lower() != "winmail.dat":
            continue
        found = _MESSAGE_CLASS.search(part.content()[: 256 * 1024])
        partstat = _CLASS_MEANS.get(found[1]) if found else None
        if partstat:
            return (CalendarAnswer("REPLY", "", envelope.sender, partstat),)
    return ()
