"""A simulated year as an iCalendar file: letters, papers, deadlines and sessions, to look at beside others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from notifier.letters.letter import Status
from notifier.plan.activity import text_in
from notifier.plan.calendar import collisions
from notifier.plan.schedule import Placed, consultations_in
from notifier.reports.simulated import Almanac, Simulated, SimulatedYear
from notifier.simulation.clashes import deadlines

_PRODID = "-//notifier//Simulation//EN"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: `uid` names it in every simulation; a day, or a session from `start` to `end`."""

    uid: str
    sort: str
    summary: str
    description: str
    day: date | None = None
    start: datetime | None = None
    end: datetime | None = None


def to_ics(made: SimulatedYear, almanac: Almanac, *, domain: str, made_at: datetime) -> bytes:
    """Return the year as one calendar. A later file replaces what it says of the same letters.

    Letters, papers and deadlines are days, sessions are in UTC: no client needs a zone. There is no
    METHOD: it is a file to import and nothing that anybody is asked to answer (RFC 5545 3.7.2).
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for entry in _entries(made, almanac):
        calendar.add_component(_event(entry, domain, made_at))
    return bytes(calendar.to_ical())


def _entries(made: SimulatedYear, almanac: Almanac) -> Iterator[_Entry]:
    for letter in made.letters:
        if letter.status is not Status.WITHDRAWN:
            yield _letter(letter, almanac)
    for paper in made.papers:
        yield _Entry(
            uid=f"paper/{paper.key}",
            sort="Paper",
            summary=f"Draft of {paper.kind} {paper.year}",
            description="For the first cluster of working groups.",
            day=almanac.day(paper.drafted_at),
        )
    in_plan = consultations_in(made.plan)
    for key, at in deadlines(made).items():
        yield _deadline(key, in_plan[key], almanac.minute(at))
    for key, (placed, session) in collisions.sessions(made.plan, made.first, made.end).items():
        yield _Entry(
            uid=f"session/{key}",
            sort="Session",
            summary=f"Session: {_title(placed)}",
            description=f"Consultation {key}, {session.mode}.",
            start=session.start_utc,
            end=session.end_utc,
        )


def _letter(letter: Simulated, almanac: Almanac) -> _Entry:
    issued = letter.issued_at is not None
    messages = f"{len(letter.people)} messages to {len(letter.members)} members."
    return _Entry(
        uid=f"letter/{letter.key}",
        sort="Letter",
        summary=f"{letter.kind}: {letter.title}" + ("" if issued else " (not issued)"),
        description=f"{letter.about}. Drafted {almanac.day(letter.drafted_at)}. {messages}",
        day=almanac.day(letter.issued_at or letter.due_at),
    )


def _deadline(key: str, placed: Placed, minute: str) -> _Entry:
    return _Entry(
        uid=f"deadline/{key}",
        sort="Deadline",
        summary=f"Deadline: {_title(placed)}",
        description=f"Consultation {key}, {minute} at the duty station.",
        day=placed[1].deadline.at.date(),
    )


def _title(placed: Placed) -> str:
    activity, call = placed
    return text_in(call.title or activity.title, "en")


def _event(entry: _Entry, domain: str, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@simulated.{domain}")
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("categories", [entry.sort])
    if entry.day is not None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("x-microsoft-cdo-busystatus", "FREE")
        return event
    assert entry.start is not None
    assert entry.end is not None
    event.add("dtstart", entry.start.astimezone(UTC))
    event.add("dtend", entry.end.astimezone(UTC))
    return event
