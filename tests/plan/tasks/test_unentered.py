"""A year whose official holidays nobody entered is said while letters fall due in it."""

from datetime import UTC, datetime, timedelta

from notifier.plan.tasks.unentered import unentered_holidays, unentered_moments
from tests.plan.scenes import RULES

IN_2028 = datetime(2028, 3, 1, 9, tzinfo=UTC)


def warned(now: datetime, *moments: datetime) -> list[str]:
    """The years that are warned of."""
    return [warning.subject for warning in unentered_holidays(moments, RULES, now)]


def test_a_year_without_entered_holidays_is_said_while_letters_fall_due_in_it() -> None:
    """The shipped file has days of 2026 and 2027."""
    (warning,) = unentered_holidays([IN_2028], RULES, datetime(2028, 1, 3, 9, tzinfo=UTC))

    assert warning.text.startswith("No official holidays are entered for 2028")


def test_it_is_said_from_autumn_on_when_the_list_of_the_year_comes_out() -> None:
    """Earlier nobody could enter it."""
    assert warned(datetime(2027, 9, 1, 9, tzinfo=UTC), IN_2028) == []
    assert warned(datetime(2027, 10, 1, 9, tzinfo=UTC), IN_2028) == ["2028"]


def test_a_year_in_which_nothing_falls_due_needs_no_list() -> None:
    """What is past falls due no more, and entered years are in order."""
    now = datetime(2028, 3, 2, 9, tzinfo=UTC)

    assert warned(now, IN_2028, datetime(2027, 3, 1, tzinfo=UTC)) == []


def test_the_year_is_that_of_the_duty_station() -> None:
    """The last hour of 2027 in UTC is 2028 in Geneva."""
    now = datetime(2027, 12, 1, 9, tzinfo=UTC)

    assert warned(now, datetime(2027, 12, 31, 23, 30, tzinfo=UTC)) == ["2028"]


def test_the_alarm_rings_when_the_warning_begins() -> None:
    """At midnight in Geneva, 92 days before the year; entered years need none."""
    (rings,) = unentered_moments([IN_2028, datetime(2027, 3, 1, tzinfo=UTC)], RULES)

    assert warned(rings, IN_2028) == ["2028"]
    assert warned(rings - timedelta(seconds=1), IN_2028) == []
