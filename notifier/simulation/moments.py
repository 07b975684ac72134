"""When the ticks and the staff look in a year that is simulated or played."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from notifier.plan.rules.workdays import DAY, Workdays

FRIDAY = 5


def moments(workdays: Workdays, first: date, last: date) -> Iterator[datetime]:
    """Yield the instants from `first` to `last`, in UTC: two a day, on weekends the first alone.

    Both lie well within working hours, with those of Geneva at 9:00 and 16:00: what falls due at
    any hour of a working day, until the second, is seen on that day.
    """
    day = first
    while day <= last:
        hours = _hours(workdays, day)
        yield from hours if day.isoweekday() <= FRIDAY else hours[:1]
        day += DAY


def _hours(workdays: Workdays, day: date) -> tuple[datetime, datetime]:
    opens = datetime.combine(day, workdays.opens)
    closes = datetime.combine(day, workdays.closes)
    span = closes - opens
    zone = ZoneInfo(workdays.zone)
    walls = (opens + span / 18, closes - span / 6)
    first, second = (_whole(wall).replace(tzinfo=zone).astimezone(UTC) for wall in walls)
    return first, second


def _whole(wall: datetime) -> datetime:
    return wall - timedelta(seconds=wall.second, microseconds=wall.microsecond)
