"""What collides in a simulated year, as tables: full weeks, days off, nights, two at a time."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from notifier.members.member import Directory
from notifier.plan.calendar import collisions
from notifier.plan.kind import Kind
from notifier.plan.rules import Rules
from notifier.plan.schedule import consultations_in, is_cancelled
from notifier.reports.figures import Figures
from notifier.reports.simulated import Almanac, SimulatedYear

WORST = 10  # full weeks that are listed; there are many that differ by one letter


def full_weeks(made: SimulatedYear, directory: Directory, almanac: Almanac) -> Figures:
    """Return the worst weeks of members that get several letters within seven days."""
    found = collisions.crowds(_arrivals(made, almanac))
    since = almanac.day(made.first)
    crowds = [crowd for crowd in found if crowd.last >= since]
    hit = {member for crowd in crowds for member in crowd.members}
    rows = tuple(
        (
            f"{almanac.short(crowd.first)} - {almanac.short(crowd.last)}",
            len(crowd.letters),
            len(crowd.members),
            "; ".join(crowd.letters),
        )
        for crowd in crowds[:WORST]
    )
    title = (
        f"Several letters to one member within 7 days: {len(hit)} of"
        f" {len(directory.members)} members, {len(crowds)} such weeks"
    )
    return Figures("full-weeks", title, "", ("Days", "Letters", "Members", "Which"), rows)


def _arrivals(made: SimulatedYear, almanac: Almanac) -> Iterator[collisions.Arrival]:
    for letter in (*made.earlier, *made.letters):
        if letter.issued_at is not None and letter.kind is not Kind.ACKNOWLEDGEMENT:
            day = almanac.day(letter.issued_at)
            yield from ((member, day, letter.name) for member in letter.members)


def days_off(made: SimulatedYear, rules: Rules, almanac: Almanac) -> Figures:
    """Return letters, deadlines and sessions on days on which the secretariat does not work."""
    found = collisions.days_off(_events(made, almanac), rules.workdays)
    rows = tuple((almanac.short(x.day), x.why, x.what, x.subject) for x in found)
    return Figures("days-off", "On days off", "", ("Day", "Why", "What", "Of"), rows)


def _events(made: SimulatedYear, almanac: Almanac) -> Iterator[collisions.Event]:
    for letter in made.letters:
        if letter.issued_at is not None and letter.kind is not Kind.ACKNOWLEDGEMENT:
            yield "letter", letter.name, almanac.day(letter.issued_at)
    for key, at in deadlines(made).items():
        yield "deadline", key, almanac.day(at)
    for key, (_, session) in collisions.sessions(made.plan, made.first, made.end).items():
        yield "session", key, almanac.day(session.start_utc)


def deadlines(made: SimulatedYear) -> Mapping[str, datetime]:
    """Return the deadlines within the simulated time, by the keys of their consultations."""
    return {
        key: placed[1].deadline.utc
        for key, placed in consultations_in(made.plan).items()
        if not is_cancelled(*placed) and made.first <= placed[1].deadline.utc <= made.end
    }


def nights(made: SimulatedYear, directory: Directory, almanac: Almanac) -> Figures:
    """Return the sessions at night, by region."""
    found = collisions.nights(collisions.sessions(made.plan, made.first, made.end), directory)
    rows = tuple(
        (x.key, almanac.minute(x.start), x.region, f"{x.at_night} of {x.members}", _share(x))
        for x in found
    )
    columns = ("Session", "At the duty station", "Region", "At night", "%")
    return Figures("nights", "Sessions between 22:00 and 7:00 in capitals", "", columns, rows)


def _share(night: collisions.Night) -> int:
    return round(100 * night.at_night / night.members)


def overlaps(made: SimulatedYear, directory: Directory, almanac: Almanac) -> Figures:
    """Return the sessions at the same time."""
    found = collisions.overlaps(collisions.sessions(made.plan, made.first, made.end), directory)
    rows = tuple((almanac.minute(x.start), *x.keys, x.members) for x in found)
    columns = ("From", "Session", "And", "Members of both")
    return Figures("overlaps", "Two sessions at the same time", "", columns, rows)
