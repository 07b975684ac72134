"""Letters leave in working hours of working days of the duty station."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.plan.rules.workdays import Workdays
from tests.plan.scenes import OBSERVANCES, RULES

GENEVA = RULES.workdays
MOMENTS = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2026-09-09", True),
        ("2026-09-10", False),  # Genevan fast, in this canton alone
        ("2026-09-12", False),  # Saturday
        ("2026-12-31", False),  # restoration of the Republic
        ("2026-05-27", False),  # an observance
        ("2026-07-14", True),  # another country's day
        ("2026-05-01", True),
    ],
)
def test_days_off_are_those_of_the_canton_and_the_list(day: str, *, is_working: bool) -> None:
    """A circular letter dated on a holiday would be an embarrassment."""
    assert GENEVA.is_working_day(date.fromisoformat(day)) is is_working


@pytest.mark.parametrize(("direction", "day"), [("previous", "2026-04-02"), ("next", "2026-04-07")])
def test_rolling_leaves_a_long_weekend_on_the_side_asked(direction: str, day: str) -> None:
    """Easter is four days off in a row."""
    assert GENEVA.roll(date(2026, 4, 4), direction) == date.fromisoformat(day)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-04-07", -1, "2026-04-02"),
        ("2026-04-04", 0, "2026-04-04"),
        ("2026-12-23", 5, "2027-01-04"),
    ],
)
def test_working_days_are_counted_over_days_off(start: str, days: int, end: str) -> None:
    """An outcome is promised in working days."""
    assert GENEVA.add(date.fromisoformat(start), days) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-07-14T06:29:59Z", "2026-07-14T06:30:00Z"),
        ("2026-07-14T06:30:00Z", "2026-07-14T06:30:00Z"),
        ("2026-07-14T15:29:59Z", "2026-07-14T15:29:59Z"),
        ("2026-07-14T15:30:00Z", "2026-07-15T06:30:00Z"),
        ("2026-09-09T20:00:00Z", "2026-09-11T06:30:00Z"),
        ("2026-03-27T17:00:00Z", "2026-03-30T06:30:00Z"),  # the clocks change in between
        ("2026-10-23T16:00:00Z", "2026-10-26T07:30:00Z"),
    ],
)
def test_quiet_hours_end_at_the_next_opening(now: str, then: str) -> None:
    """Nobody gets mail of ours at night, and half past eight stays so over a clock change."""
    assert GENEVA.next_working_moment(datetime.fromisoformat(now)) == datetime.fromisoformat(then)


@given(MOMENTS)
def test_the_next_working_moment_is_open_and_not_before_now(now: datetime) -> None:
    """What waits for it leaves then, at once."""
    then = GENEVA.next_working_moment(now)

    assert then >= now
    assert GENEVA.is_open(then)
    assert GENEVA.next_working_moment(then) == then


@given(MOMENTS)
def test_the_next_opening_is_the_first_one_later_than_now(now: datetime) -> None:
    """The alarm clock that slept to it has missed no working hour."""
    then = GENEVA.next_opening(now)

    assert then > now
    between = GENEVA.next_working_moment(now)
    assert between in (now, then)


def test_a_station_without_subdivision_keeps_the_country_alone() -> None:
    """Not every country has cantons."""
    anywhere = Workdays("Europe/Zurich", "CH", None, time(8), time(17), OBSERVANCES)

    assert anywhere.is_working_day(date(2026, 9, 10))
    assert not anywhere.is_working_day(date(2026, 5, 14))
