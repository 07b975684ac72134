"""Small calendars as their makers write them, and how they are read."""

from datetime import UTC, datetime

from notifier.sources.feeds.ics import Found, read_events, window

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ZONE = "Europe/Zurich"
GENEVA = """BEGIN:VTIMEZONE
TZID:Our Geneva
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str, head: str = "") -> bytes:
    """A calendar of events, each given as its lines."""
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{head}{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def event(uid: str, start: str, *more: str) -> str:
    """The lines of an event of one day, or with a clock time."""
    kind = "" if "T" in start else ";VALUE=DATE"
    return "\n".join((f"UID:{uid}", f"DTSTART{kind}:{start}", *more))


def read(content: bytes, *, zone: str = ZONE, charset: str | None = None) -> Found:
    """What a calendar says on NOW, a year back and two ahead."""
    return read_events(content, where="feed un", zone=zone, within=window(NOW), charset=charset)


def days(found: Found) -> list[tuple[str, str, str]]:
    """UID, first and last day of each occurrence."""
    return [(each.uid, str(each.start), str(each.end)) for each in found.events]


def clocks(found: Found) -> list[tuple[str, str, str]]:
    """Start, end and zone of each occurrence, as the clock on the wall shows it."""
    return [
        (each.times.start.isoformat(" ", "minutes"), each.times.end.isoformat(" ", "minutes"),
         each.times.zone)
        for each in found.events
        if each.times
    ]  # fmt: skip


def told(found: Found) -> list[str]:
    """Why events were left out."""
    return [str(problem) for problem in found.skipped]
