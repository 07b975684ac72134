"""The iCalendar object of one consultation for one focal point: REQUEST, update, CANCEL.

What all addressees of a language share is made once; only the three lines that name a person
are made for each.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from icalendar import Calendar, Event
from icalendar.parser import Contentline, Parameters

from notifier.invitations.phrases import PHRASES, Phrases
from notifier.languages import Language
from notifier.plan.activity import Activity, Consultation, text_in

Method = Literal["REQUEST", "CANCEL"]

_POSITIONS = frozenset({"approve-reject", "no-objection", "majority"})
_PRODID = "-//notifier//Consultations//EN"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f-\x9f<>\",;:\\]+@[^\s\x00-\x1f\x7f-\x9f<>\",;:\\@]+")
_UID = re.compile(r"[!-+\--:<-\[\]-~]{1,255}")
_END_OF_EVENT = b"END:VEVENT\r\n"
_LONGEST = 74  # octets of a line


@dataclass(frozen=True, slots=True)
class Parties:
    """Who asks and who is asked. `organizer` is the reply address with this person's token."""

    organizer: str
    organizer_name: str
    attendee: str
    attendee_name: str
    language: Language


@dataclass(frozen=True, slots=True)
class Revision:
    """Which state of which invitation is sent (RFC 5546 2.1.4 and 2.1.5)."""

    uid: str
    method: Method
    sequence: int
    dtstamp: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """All that stands in the object: a session from `start` to `end`, or one day of deadline."""

    uid: str
    method: Method
    sequence: int
    dtstamp: datetime
    organizer: str
    organizer_name: str
    attendee: str
    attendee_name: str
    language: Language
    summary: str
    description: str
    location: str = ""
    start: datetime | None = None
    end: datetime | None = None
    all_day_deadline: date | None = None
    url: str = ""
    partstat: str = "NEEDS-ACTION"

    def __post_init__(self) -> None:
        has_session = self.start is not None and self.end is not None
        if has_session == (self.all_day_deadline is not None):
            raise ValueError("an invitation is either to a session or to the day of a deadline")
        if not _UID.fullmatch(self.uid):
            raise ValueError(
                "a UID is ASCII without comma, semicolon, backslash or blank, 255 long"
            )


class _Shared(NamedTuple):
    """What does not differ by person."""

    method: Method
    sequence: int
    dtstamp: datetime
    language: Language
    summary: str
    description: str
    location: str
    start: datetime | None
    end: datetime | None
    all_day_deadline: date | None
    url: str


def invitation_for(
    consultation: Consultation,
    activity: Activity,
    parties: Parties,
    revision: Revision,
    *,
    when: str,
) -> Invitation:
    """Return the invitation of one focal point to a consultation.

    A consultation with a session is invited to as a meeting; any other as the day of its
    deadline, in the deadline's own zone. `when` is the deadline as the letter prints it, in
    Geneva time and UTC.
    """
    language = parties.language
    words = PHRASES[language]
    title = text_in(consultation.title, language) or text_in(activity.title, language)
    what = dict.fromkeys((text_in(activity.title, language), title))
    asked = _asked(consultation, revision.method, words, when)
    session = consultation.session
    link = (session.link or "") if session else ""
    return Invitation(
        uid=revision.uid,
        method=revision.method,
        sequence=revision.sequence,
        dtstamp=revision.dtstamp,
        organizer=parties.organizer,
        organizer_name=parties.organizer_name,
        attendee=parties.attendee,
        attendee_name=parties.attendee_name,
        language=language,
        summary=title if session else words.deadline_of.format(title=title),
        description="\n".join((*what, *asked)),
        location=_location(consultation, activity, language),
        start=session.start_utc if session else None,
        end=session.end_utc if session else None,
        all_day_deadline=None if session else consultation.deadline.at.date(),
        url=link,
    )


def calendar_bytes(invitation: Invitation) -> bytes:
    """Return the object as it travels: UTF-8, CRLF, folded at 75 octets; the same each time.

    Times are UTC, so no client needs a VTIMEZONE. The addressee is the only ATTENDEE. A name or
    an address with a line break raises ValueError.
    """
    shared = _Shared(*(getattr(invitation, name) for name in _Shared._fields))
    event, end, rest = _shared_bytes(shared).rpartition(_END_OF_EVENT)
    return event + _personal_lines(invitation) + end + rest


def _asked(
    consultation: Consultation, method: Method, words: Phrases, when: str
) -> tuple[str, ...]:
    """Return until when and how to answer: a position is stated, not accepted or declined."""
    if method == "CANCEL":
        return (words.cancelled,)
    how = words.position if consultation.reply in _POSITIONS else words.how
    return words.answer_by.format(when=when), how


def _location(consultation: Consultation, activity: Activity, language: Language) -> str:
    session = consultation.session
    if session is None:
        return ""
    place = "" if session.mode == "online" else text_in(activity.place, language)
    return " · ".join(filter(None, (place, session.link)))


@lru_cache(maxsize=64)
def _shared_bytes(shared: _Shared) -> bytes:
    event = Event()
    event.add("dtstamp", shared.dtstamp.astimezone(UTC))
    event.add("last-modified", shared.dtstamp.astimezone(UTC))
    event.add("sequence", shared.sequence)
    event.add("status", "CANCELLED" if shared.method == "CANCEL" else "CONFIRMED")
    for name in ("summary", "description", "location"):
        text = getattr(shared, name)
        if text:
            event.add(name, text, parameters={"LANGUAGE": shared.language})
    if shared.url:
        event.add("url", shared.url)
    _add_time(event, shared)
    # Outlook: no "propose new time"; the time of a consultation is not the focal point's to move.
    event.add("x-microsoft-disallow-counter", "TRUE")
    calendar = Calendar()
    calendar.add("prodid", _PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", shared.method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _add_time(event: Event, shared: _Shared) -> None:
    if shared.all_day_deadline is not None:
        event.add("dtstart", shared.all_day_deadline)
        event.add("dtend", shared.all_day_deadline + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("x-microsoft-cdo-alldayevent", "TRUE")
        event.add("x-microsoft-cdo-busystatus", "FREE")
        return
    assert shared.start is not None
    assert shared.end is not None
    event.add("dtstart", shared.start.astimezone(UTC))
    event.add("dtend", shared.end.astimezone(UTC))
    event.add("transp", "OPAQUE")
    event.add("x-microsoft-cdo-busystatus", "TENTATIVE")


def _personal_lines(invitation: Invitation) -> bytes:
    return b"".join(
        (
            _line(b"UID", invitation.uid),
            _line(_organizer(invitation.organizer_name), _mailto(invitation.organizer)),
            _line(
                _attendee(invitation.attendee_name, invitation.partstat),
                _mailto(invitation.attendee),
            ),
        )
    )


@lru_cache(maxsize=64)
def _organizer(name: str) -> bytes:
    """Return the property up to its value, folded."""
    return _folded(f"ORGANIZER;{Parameters({'CN': _name(name)}).to_ical().decode()}")


@lru_cache(maxsize=1024)
def _attendee(name: str, partstat: str) -> bytes:
    parameters = Parameters(
        {
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": partstat,
            "RSVP": "TRUE",
            "CN": _name(name),
        }
    )
    return _folded(f"ATTENDEE;{parameters.to_ical().decode()}")


def _line(begun: bytes, value: str) -> bytes:
    """Return a content line from its folded beginning and its value."""
    used = len(begun) - begun.rfind(b"\n") - 1
    joint = b":" if used + 1 + len(value) <= _LONGEST else b":\r\n "
    return begun + joint + _folded(value) + b"\r\n"


def _folded(text: str) -> bytes:
    """Return `text` in lines of at most 75 octets (RFC 5545 3.1)."""
    if not text.isascii() or "\\" in text or "^" in text:
        line: Any = Contentline(text)  # type: ignore[no-untyped-call]
        return bytes(line.to_ical())  # never inside a character or an escape
    return "\r\n ".join(text[at : at + 74] for at in range(0, len(text), 74)).encode()


def _name(text: str) -> str:
    """Return a name fit for CN: no double quote (RFC 5545 3.2), no backslash, read in two ways."""
    if _CONTROL.search(text):
        raise ValueError(f"the name {text!r} holds a control character")
    return text.replace('"', "'").replace("\\", "/")


def _mailto(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"{address!r} is not an address")
    return f"mailto:{address}"
