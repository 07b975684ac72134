"""Reads iCalendar (RFC 5545) into events, each occurrence by itself.

One event that cannot be understood is left out and told; what is no calendar is refused as a whole.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

from notifier.errors import Problem, UserError
from notifier.plan.calendar.feeds import FeedEvent
from notifier.sources.feeds.decoding import text_of
from notifier.sources.feeds.event import event_of, faults, is_within, recurs
from notifier.sources.feeds.recurrence import Budget, SpentError, Window, occurrences

EVENTS = 5_000  # in one calendar
LINES = 150_000
BACK, AHEAD = timedelta(days=366), timedelta(days=2 * 366)
FIRST_YEAR, LAST_YEAR = 1900, 2200  # between them every clock time is an instant
# what the parser and dateutil raise on what no standard foresees
_BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
_BEGIN = re.compile(r"^BEGIN:VCALENDAR\s*$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"(?:\A|\n)END:VCALENDAR\s*\Z", re.IGNORECASE)
_EVENT = re.compile(r"^BEGIN:VEVENT\s*$", re.IGNORECASE | re.MULTILINE)


class Found(NamedTuple):
    """The events of a calendar in the order of their days, and why others were left out."""

    events: tuple[FeedEvent, ...]
    skipped: tuple[Problem, ...]


def window(now: datetime) -> Window:
    """Return the time of which events are read: a year back, two ahead."""
    return Window(now - BACK, now + AHEAD)


def read_events(
    content: bytes, *, where: str, zone: str, within: Window, charset: str | None = None
) -> Found:
    """Return what happens within the window; times without a zone, and those in UTC, are in `zone`.

    `where` names the calendar in what is told. `charset` is what a server told of the encoding.
    Raises UserError where this is no calendar, or a larger one than is ever read.
    """
    series, skipped = _series(_calendar(text_of(content, charset), where), where)
    budget, found = Budget(), list[FeedEvent]()
    for uid, events in series.items():
        try:
            wrong = [what for event in events for what in faults(event)]
            if not wrong:
                found.extend(_expanded(events, zone, within, budget))
        except SpentError as error:
            raise UserError.of(where, f"This calendar cannot be read: {error}.") from error
        except (*_BROKEN, RecursionError) as error:
            wrong = [f"It cannot be worked out: {_said(error)}."]
        skipped += [Problem(f"{where}, event {uid}", what) for what in dict.fromkeys(wrong)]
    return Found(tuple(sorted(found, key=_order)), tuple(skipped))


def merged(parts: Sequence[Found]) -> Found:
    """Return the events of several calendars as those of one."""
    events = (event for part in parts for event in part.events)
    skipped = (problem for part in parts for problem in part.skipped)
    return Found(tuple(sorted(events, key=_order)), tuple(skipped))


def _order(event: FeedEvent) -> tuple[object, ...]:
    clock = event.times.start.isoformat() if event.times else ""
    return event.start, clock, event.uid, str(event.occurrence)


def _calendar(text: str, where: str) -> Calendar:
    what = _what_else_it_is(text)
    if what:
        raise UserError.of(where, what)
    try:
        calendar = Calendar.from_ical(text)
    except (*_BROKEN, RecursionError) as error:
        raise UserError.of(where, f"The calendar cannot be read: {_said(error)}.") from error
    if not isinstance(calendar, Calendar):
        raise UserError.of(where, "This is not a calendar: its outermost part is another one.")
    return calendar


def _what_else_it_is(text: str) -> str | None:
    """Return what keeps a text from being one whole calendar of a size that can be read."""
    text = text.strip().replace("\r\n", "\n")
    if not text:
        return "There is nothing in it; a calendar without events would still say what it is."
    if not _BEGIN.match(text):
        if text.startswith("<"):
            return "This is a web page, not a calendar: perhaps the page for logging in."
        return "This is not a calendar: it does not begin with BEGIN:VCALENDAR."
    if len(_BEGIN.findall(text)) > 1:
        return "There are several calendars in one; a feed is one calendar."
    if not _END.search(text):
        return "The calendar breaks off: it does not end with END:VCALENDAR."
    is_large = text.count("\n") >= LINES or len(_EVENT.findall(text)) > EVENTS
    too_large = f"The calendar is too large: more than {EVENTS} events, or {LINES} lines."
    return too_large if is_large else None


def _series(calendar: Calendar, where: str) -> tuple[Mapping[str, list[Event]], list[Problem]]:
    """Return the events by UID: those that share one are a series with its changes."""
    series: dict[str, list[Event]] = defaultdict(list)
    skipped = []
    for event in calendar.subcomponents:
        if not isinstance(event, Event):
            continue
        uid = event.get("UID")
        if isinstance(uid, str) and uid.strip():
            series[str(uid)].append(event)
        else:
            title = " ".join(str(event.get("SUMMARY", "")).split())[:60]
            skipped.append(Problem(where, f"The event {title!r} has no UID, so it is nobody's."))
    return series, skipped


def _expanded(
    events: Sequence[Event], zone: str, within: Window, budget: Budget
) -> list[FeedEvent]:
    if any(map(recurs, events)):
        each = [event_of(one, zone, events) for one in occurrences(events, within, budget)]
    else:
        # RFC 5545 3.8.7.4: of two versions of an event, the one with the higher SEQUENCE counts
        each = [event_of(max(events, key=lambda event: int(event.get("SEQUENCE", 0))), zone)]
    inside = [event for event in each if is_within(event, within.start, within.end)]
    for event in inside:
        if event.start.year < FIRST_YEAR or event.end.year > LAST_YEAR:
            raise ValueError(f"it would last from {event.start} to {event.end}")
    return inside


def _said(error: BaseException) -> str:
    """Return what the parser said, short: it quotes what it could not read."""
    said = " ".join(str(error).split())
    text = "".join(sign for sign in said if sign.isprintable()).rstrip(".") or type(error).__name__
    return text if len(text) <= 120 else text[:119] + "…"
