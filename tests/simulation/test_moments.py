"""The ticks and the staff of a simulated year look when people are there."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from notifier.plan.rules.workdays import Workdays
from notifier.simulation.moments import moments

GENEVA = Workdays("Europe/Zurich", "CH", "GE", time(8, 30), time(17, 30), {})


def local(of: Workdays, first: date, last: date) -> list[datetime]:
    """The instants as the duty station's clock shows them."""
    return [now.astimezone(ZoneInfo(of.zone)) for now in moments(of, first, last)]


def test_two_looks_on_a_working_day_and_one_on_a_weekend() -> None:
    """A draft that falls due on a Saturday is there on Monday morning."""
    found = local(GENEVA, date(2026, 3, 6), date(2026, 3, 7))

    assert [f"{now:%a %H:%M}" for now in found] == ["Fri 09:00", "Fri 16:00", "Sat 09:00"]


def test_the_clock_of_the_duty_station_goes_on_when_summer_time_begins() -> None:
    """Nine o'clock is nine o'clock, an hour earlier in UTC."""
    found = local(GENEVA, date(2026, 3, 27), date(2026, 3, 30))

    assert {now.hour for now in found} == {9, 16}


def test_every_look_of_a_working_day_lies_in_working_hours_wherever_that_is() -> None:
    """Outside them nothing leaves, and a year would be empty."""
    wellington = Workdays("Pacific/Auckland", "NZ", None, time(7), time(11, 45), {})
    first, last = date(2026, 3, 2), date(2026, 3, 6)

    assert len(list(moments(wellington, first, last))) == 10
    assert all(wellington.is_open(now) for now in moments(wellington, first, last))
    assert {now.date() for now in local(wellington, first, last)} == {
        date(2026, 3, day) for day in range(2, 7)
    }
