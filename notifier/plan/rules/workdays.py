"""Working days and working hours of the duty station: when letters may leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from notifier.plan.activity import instant

Direction = Literal["previous", "next"]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The calendar of one duty station: Monday to Friday but for holidays and observances.

    `observances` are the closing days that the host country's law does not know. `opens` and
    `closes` are wall-clock times in `zone`; outside them, and on days off, hours are quiet.
    """

    zone: str
    country: str
    subdivision: str | None
    opens: time
    closes: time
    observances: Mapping[date, str]

    def is_working_day(self, day: date) -> bool:
        """Tell whether the office is open on `day`."""
        return (
            day.weekday() < 5
            and day not in self.observances
            and day not in public_holidays(self.country, self.subdivision, day.year)
        )

    def roll(self, day: date, direction: Direction) -> date:
        """Return `day`, or the nearest working day before or after it."""
        step = DAY if direction == "next" else -DAY
        while not self.is_working_day(day):
            day += step
        return day

    def add(self, day: date, working_days: int) -> date:
        """Return the day that many working days after `day`, or before it when negative.

        `day` itself is never counted, so adding 0 returns it even when it is a day off.
        """
        step = DAY if working_days > 0 else -DAY
        for _ in range(abs(working_days)):
            day = self.roll(day + step, "next" if working_days > 0 else "previous")
        return day

    def opening(self, day: date) -> datetime:
        """Return the instant, in UTC, when working hours begin on `day`, itself a day off or not."""
        return instant(datetime.combine(day, self.opens), self.zone)

    def day_of(self, moment: datetime) -> date:
        """Return the date that the duty station's calendar shows at `moment`."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def is_open(self, now: datetime) -> bool:
        """Tell whether `now` lies in working hours of a working day."""
        local = now.astimezone(ZoneInfo(self.zone))
        return self.opens <= local.time() < self.closes and self.is_working_day(local.date())

    def next_working_moment(self, now: datetime) -> datetime:
        """Return `now` in working hours, else the next opening: nothing leaves in between."""
        return now if self.is_open(now) else self.next_opening(now)

    def next_opening(self, now: datetime) -> datetime:
        """Return the first opening of a working day that is later than `now`."""
        day = self.roll(self.day_of(now), "next")
        if self.opening(day) <= now:
            day = self.roll(day + DAY, "next")
        return self.opening(day)


@cache
def public_holidays(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """Return the public holidays of a year; an unknown country raises NotImplementedError."""
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
