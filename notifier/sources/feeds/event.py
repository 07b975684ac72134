"""One VEVENT (RFC 5545 3.6.1) as a value, and what keeps it from being one."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from icalendar import Event

from notifier.plan.activity import is_web
from notifier.plan.calendar.feeds import FeedEvent, Times

LONGEST_TEXT = 300  # of a title or a place; strangers write them
LONGEST_UID = 1000
_NEEDED = frozenset(
    ("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
)
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_MOST_RULES = 3
_MOST_A_DAY = 3  # occurrences by BYHOUR, BYMINUTE and BYSECOND
_MOST_DATES = 2000  # of RDATE and EXDATE
_DAY = timedelta(days=1)
D = TypeVar("D", bound=date)
# where a link to take part is found before the page about the event (RFC 7986 5.7 and 5.11)
_LINKS = (
    "CONFERENCE",
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
    "X-LINK",
    "URL",
)


def recurs(event: Event) -> bool:
    """Tell whether an event is a series, or one occurrence of a series."""
    return any(name in event for name in ("RRULE", "RDATE", "RECURRENCE-ID"))


def faults(event: Event) -> Iterator[str]:
    """Yield what keeps an event from being understood, each as a sentence."""
    broken = [(name, why) for name, why in event.errors if name in _NEEDED]
    for name, why in broken:
        yield f"Its {name} cannot be read: {_clean(why)}."
    several = [name for name in ("DTSTART", "DTEND", "DURATION") if len(_values(event, name)) > 1]
    for name in several:
        yield f"It has several values of {name}."
    if len(str(event.get("UID", ""))) > LONGEST_UID:
        yield f"Its UID has more than {LONGEST_UID} characters."
    if not broken and not several:
        yield from _faults_of_times(event)
        yield from _faults_of_rules(event)


def _faults_of_times(event: Event) -> Iterator[str]:
    start = _time(event, "DTSTART")
    if start is None:
        yield "It has no DTSTART, so nobody knows when it begins."
        return
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID"):
        zone = _unknown_zone(event, name)
        if zone:
            yield f"Its {name} is in the zone {zone!r}, which nobody knows."
    end = _time(event, "DTEND")
    if end is not None and isinstance(end, datetime) != isinstance(start, datetime):
        yield "One of DTSTART and DTEND is a day and the other one has a clock time."
    elif _end(event, start) < _comparable(start, _end(event, start)):
        yield f"It ends ({_end(event, start)}) before it begins ({start})."


def _faults_of_rules(event: Event) -> Iterator[str]:
    rules = _values(event, "RRULE")
    if len(rules) > _MOST_RULES:
        yield f"It has {len(rules)} rules of recurrence."
    for rule in rules:
        freq = str((rule.get("FREQ") or [""])[0]).upper()
        if freq in _TOO_OFTEN:
            yield f"It recurs {freq}, and no activity does."
        a_day = 1
        for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            a_day *= max(1, len(rule.get(part) or []))
        if a_day > _MOST_A_DAY:
            yield f"It recurs {a_day} times a day, and no activity does."
        if any(int(number) < 1 for number in rule.get("INTERVAL") or []):
            yield "The INTERVAL of its rule of recurrence is not a positive number."
    dates = sum(
        len(each.dts)
        for name in ("RDATE", "EXDATE")
        for each in _values(event, name)
        if hasattr(each, "dts")
    )
    if dates > _MOST_DATES:
        yield f"It lists {dates} single dates; at most {_MOST_DATES} are read."


def event_of(event: Event, zone: str, series: Sequence[Event] = ()) -> FeedEvent:
    """Return one occurrence as a value; `series` are all events of its UID where it recurs.

    A time in a zone of IANA stays in it. One in UTC, in a zone of the file's own or in none
    (floating) is given in `zone`; in UTC where the clock of the zone shows it for the second time.
    """
    start = _time(event, "DTSTART")
    assert start is not None
    common: dict[str, Any] = {
        "uid": str(event["UID"]),
        "occurrence": _occurrence(event, zone, series) if series else None,
        "title": _text(event, "SUMMARY"),
        "status": _status(event),
        **_place_and_link(event),
    }
    end = _end(event, start)
    if not isinstance(start, datetime):
        # RFC 5545 3.6.1: DTEND is the day after the last one; some makers write the last one
        last = max(start, _day_of(end) - _DAY)
        return FeedEvent(start=start, end=last, **common)
    its_zone = _zone_of(start, zone)
    begins, ends = (_wall(each, its_zone) for each in (start, _moment(end, start)))
    if begins.fold or ends.fold:  # the clock shows this time twice: only UTC tells which is meant
        its_zone = "UTC"
        begins, ends = (_wall(each, its_zone) for each in (start, _moment(end, start)))
    times = Times(start=begins, end=ends, zone=its_zone)
    return FeedEvent(start=begins.date(), end=_last_day(begins, ends), times=times, **common)


def is_within(event: FeedEvent, start: datetime, end: datetime) -> bool:
    """Tell whether an occurrence touches the time between two instants, by the day."""
    return event.end >= start.date() and event.start <= end.date()


def _occurrence(event: Event, zone: str, series: Sequence[Event]) -> date:
    """Return which day of the series an occurrence stands for, by the clock of the series."""
    stands_for = _time(event, "RECURRENCE-ID") or _time(event, "DTSTART")
    assert stands_for is not None
    its_zone = _zone_of_series(series)
    stands_for = _in(its_zone, stands_for) + _later(event, its_zone, series)
    if not isinstance(stands_for, datetime):
        return stands_for
    return _wall(stands_for, _zone_of(stands_for, zone)).date()


def _later(event: Event, zone: tzinfo | None, series: Sequence[Event]) -> timedelta:
    """Return how long after the change of all later occurrences (THISANDFUTURE) this one comes.

    Each of them has the RECURRENCE-ID of that change; nothing lies between others and their own.
    """
    own, start = _time(event, "RECURRENCE-ID"), _time(event, "DTSTART")
    changes = [each for each in series if _is_range(each) and _time(each, "RECURRENCE-ID") == own]
    if not changes or start is None:
        return timedelta()
    change = max(changes, key=lambda each: int(each.get("SEQUENCE", -1)))
    first = _time(change, "DTSTART")
    assert first is not None
    if isinstance(first, datetime) and isinstance(start, datetime):
        return _in(zone, _moment(start, first)) - _in(zone, first)
    return _day_of(start) - _day_of(first)


def _is_range(event: Event) -> bool:
    return any(
        str(own.params.get("RANGE", "")).upper() == "THISANDFUTURE"
        for own in _values(event, "RECURRENCE-ID")
        if hasattr(own, "params")
    )


def _in(zone: tzinfo | None, moment: D) -> D:
    """Return the same time by the clock of `zone`; what is a day or floating stays as it is."""
    if zone is not None and isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(zone)
    return moment


def _zone_of_series(series: Sequence[Event]) -> tzinfo | None:
    for each in series:
        start = _time(each, "DTSTART")
        if "RECURRENCE-ID" not in each and isinstance(start, datetime):
            return start.tzinfo
    return None


def _end(event: Event, start: date) -> date:
    """Return DTEND, or what DURATION makes of it; without either a day, or the start itself."""
    end = _time(event, "DTEND")
    if end is not None:
        return end
    [duration] = _values(event, "DURATION") or [None]
    span = getattr(duration, "dt", None)
    if not isinstance(span, timedelta):
        return start if isinstance(start, datetime) else start + _DAY
    if not isinstance(start, datetime):
        return start + timedelta(days=span.days)
    # RFC 5545 3.3.6: days go by the calendar, hours by the clock
    day = start + timedelta(days=span.days)
    if day.tzinfo is None:
        return day + timedelta(seconds=span.seconds)
    return (day.astimezone(UTC) + timedelta(seconds=span.seconds)).astimezone(day.tzinfo)


def _comparable(start: date, end: date) -> date:
    """Return `start` as something that can be compared with `end`, one of both being floating."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return _moment(start, end)
    return start


def _moment(of: date, like: datetime) -> datetime:
    """Return a time that is floating where `like` is, and by its clock where only `like` has one."""
    moment = of if isinstance(of, datetime) else datetime.combine(of, datetime.min.time())
    if like.tzinfo is None:
        return moment.replace(tzinfo=None)
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _last_day(start: datetime, end: datetime) -> date:
    """Return the last day of a timed event: one that ends at midnight ends the day before."""
    return max(start.date(), (end - timedelta(microseconds=1)).date())


def _zone_of(moment: datetime, zone: str) -> str:
    """Return the zone of IANA that a time is in, `zone` where it is in none or in UTC."""
    own = getattr(moment.tzinfo, "key", None)
    return own if own and own not in ("UTC", "Etc/UTC") else zone


def _wall(moment: datetime, zone: str) -> datetime:
    """Return a time as the clock on the wall shows it; its `fold` is 1 for the second time."""
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _unknown_zone(event: Event, name: str) -> str | None:
    """Return the TZID of a property where neither IANA, nor Windows, nor the file knows it."""
    for value in _values(event, name):
        tzid = value.params.get("TZID") if hasattr(value, "params") else None
        moment = getattr(value, "dt", None)
        if tzid and isinstance(moment, datetime) and moment.tzinfo is None:
            return str(tzid)[:60]
    return None


def _time(event: Event, name: str) -> date | None:
    """Return the day or the time of a property; None where it has none."""
    for value in _values(event, name):
        moment = getattr(value, "dt", None)
        if isinstance(moment, date):
            return moment
    return None


def _values(event: Event, name: str) -> list[Any]:
    value = event.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(event: Event, name: str) -> str:
    return _clean(str(next(iter(_values(event, name)), "")))


def _clean(text: str) -> str:
    visible = "".join(sign if sign.isprintable() else " " for sign in text)
    printable = " ".join(visible.split())
    return printable if len(printable) <= LONGEST_TEXT else printable[: LONGEST_TEXT - 1] + "…"


def _status(event: Event) -> str:
    said = _text(event, "STATUS").lower()
    return said if said in ("tentative", "cancelled") else "confirmed"


def _place_and_link(event: Event) -> dict[str, str | None]:
    place = _text(event, "LOCATION")
    links = [str(value) for name in _LINKS for value in _values(event, name)]
    link = next(filter(is_web, links), None)
    if is_web(place):  # a meeting that takes place nowhere else
        return {"place": "", "link": link or place}
    return {"place": place, "link": link}
