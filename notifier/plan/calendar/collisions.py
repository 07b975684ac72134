"""Where the dates of a year collide: a member's full week, days off, nights, two sessions at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from notifier.members.audience import Audience, addressees
from notifier.members.member import Directory, Member
from notifier.plan.activity import Plan, Session
from notifier.plan.rules.workdays import DAY, Workdays, public_holidays
from notifier.plan.schedule import Placed, consultations_in, is_cancelled

WEEK = timedelta(days=7)
MORNING, AWAKE = timedelta(hours=7), timedelta(hours=15)  # it is night from 22:00 to 7:00
SATURDAY = 5

Arrival = tuple[str, date, str]  # member, day, and the key of what comes on it
Event = tuple[str, str, date]  # what it is, whose it is, and its day


@dataclass(frozen=True, slots=True)
class Crowd:
    """Several letters that come to the same members within a week."""

    first: date
    last: date
    letters: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayOff:
    """Something on a day on which nobody works at the duty station."""

    what: str
    subject: str
    day: date
    why: str


@dataclass(frozen=True, slots=True)
class Night:
    """A session for which it is night in some capitals of a region."""

    key: str
    start: datetime
    region: str
    at_night: int
    members: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two sessions at the same time, and how many members are asked to both."""

    keys: tuple[str, str]
    start: datetime
    members: int


def crowds(arrivals: Iterable[Arrival]) -> list[Crowd]:
    """Return what comes to one member within seven days, the fullest weeks of most members first.

    Members who get the very same letters stand together; a week within a fuller one is not told.
    """
    by_member: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for member, day, key in sorted(set(arrivals)):
        by_member[member].append((day, key))
    weeks: dict[tuple[tuple[date, str], ...], list[str]] = defaultdict(list)
    for member, letters in by_member.items():
        for week in _full_weeks(letters):
            weeks[week].append(member)
    found = [
        Crowd(week[0][0], week[-1][0], tuple(key for _, key in week), tuple(members))
        for week, members in weeks.items()
    ]
    return sorted(found, key=lambda c: (-len(c.letters), -len(c.members), c.first, c.letters))


def _full_weeks(letters: list[tuple[date, str]]) -> Iterator[tuple[tuple[date, str], ...]]:
    end = 0
    for start, (first, _) in enumerate(letters):
        beyond = start
        while beyond < len(letters) and letters[beyond][0] < first + WEEK:
            beyond += 1
        if beyond - start > 1 and beyond > end:
            yield tuple(letters[start:beyond])
        end = max(end, beyond)


def days_off(events: Iterable[Event], workdays: Workdays) -> list[DayOff]:
    """Return what lies on weekends, holidays of the duty station, or days on which it is closed."""
    return [
        DayOff(what, subject, day, _why(day, workdays))
        for what, subject, day in sorted(events, key=lambda e: (e[2], e[0], e[1]))
        if not workdays.is_working_day(day)
    ]


def _why(day: date, workdays: Workdays) -> str:
    if day.weekday() >= SATURDAY:
        return f"{day:%A}"
    if day in workdays.observances:
        return f"closed: {workdays.observances[day]}"
    is_holiday = day in public_holidays(workdays.country, workdays.subdivision, day.year)
    return "public holiday" if is_holiday else "closed"


def sessions(plan: Plan, first: datetime, end: datetime) -> dict[str, tuple[Placed, Session]]:
    """Return the sessions that begin from `first` to `end` and are not cancelled, by consultation."""
    return {
        key: (placed, placed[1].session)
        for key, placed in consultations_in(plan).items()
        if placed[1].session is not None
        and not is_cancelled(*placed)
        and first <= placed[1].session.start_utc <= end
    }


def nights(found: Mapping[str, tuple[Placed, Session]], directory: Directory) -> list[Night]:
    """Return, for each session and region, for how many capitals of its members it is night.

    A session of which a part lies between 22:00 and 7:00 is one at night. Regions for which it is
    day are left out; the worst come first within a session.
    """
    return [
        night
        for key, ((_, call), session) in sorted(found.items(), key=lambda x: x[1][1].start_utc)
        for night in _of_session(key, session, _asked(call.audience, session, directory))
    ]


def _of_session(key: str, session: Session, members: Iterable[Member]) -> list[Night]:
    regions: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        regions[member.region].append(member)
    made = [
        Night(
            key,
            session.start_utc,
            region,
            sum(is_night(session, m.zone) for m in those),
            len(those),
        )
        for region, those in regions.items()
    ]
    at_night = [night for night in made if night.at_night]
    return sorted(at_night, key=lambda n: (-n.at_night / n.members, n.region))


def is_night(session: Session, zone: str) -> bool:
    """Tell whether a part of a session lies between 22:00 and 7:00 in `zone`."""
    start = session.start_utc.astimezone(ZoneInfo(zone))
    since_midnight = timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
    since_morning = (since_midnight - MORNING) % DAY
    return since_morning + (session.end_utc - session.start_utc) > AWAKE


def overlaps(found: Mapping[str, tuple[Placed, Session]], directory: Directory) -> list[Overlap]:
    """Return each pair of sessions of which one begins before the other has ended."""
    in_order = sorted(found.items(), key=lambda x: (x[1][1].start_utc, x[0]))
    made = []
    for (one, (placed, first)), (other, (beside, second)) in combinations(in_order, 2):
        if second.start_utc < first.end_utc:
            both = {m.code for m in _asked(placed[1].audience, first, directory)} & {
                m.code for m in _asked(beside[1].audience, second, directory)
            }
            made.append(Overlap((one, other), second.start_utc, len(both)))
    return made


def _asked(audience: Audience, session: Session, directory: Directory) -> list[Member]:
    """Return the members that are asked to a session, those without a contact too."""
    chosen = addressees(directory, audience, session.start.date())
    members = {point.member: directory.members[point.member] for point in chosen.focal_points}
    return [*members.values(), *chosen.unreachable]
