"""A plan that looks like a slip is not followed unasked."""

from datetime import UTC, datetime
from typing import Any

import pytest

from notifier.plan.activity import Activity, Plan
from notifier.plan.calendar.plausible import implausible, is_over
from tests.plan.scenes import activity, consultation

JUNE = datetime(2026, 6, 1, 9, tzinfo=UTC)


def _plan(count: int, **changes: Any) -> Plan:
    """So many activities that are still to come."""
    return Plan(year=2026, activities=tuple(_numbered(n, **changes) for n in range(count)))


def _numbered(number: int, **changes: Any) -> Activity:
    return activity(id=f"forum-{number}", **changes)


def _changed(plan: Plan, count: int, **changes: Any) -> Plan:
    """The plan with the first `count` activities changed."""
    rest = plan.activities[count:]
    return Plan(year=2026, activities=(*_plan(count, **changes).activities, *rest))


MOVED = {"dates": {"start": "2026-11-02", "end": "2026-11-06"}}
OFF = {"dates": {"start": "2026-10-19", "end": "2026-10-23", "status": "cancelled"}}


def test_an_empty_plan_is_never_meant() -> None:
    """Somebody saved an empty file, or the folder is not mounted."""
    assert implausible(_plan(1), Plan(year=2026, activities=()), JUNE) == (
        "The plan is suddenly empty; 1 activities were still to come."
    )


@pytest.mark.parametrize("change", [MOVED, OFF, {"place": {"en": "Doha"}}])
def test_more_than_a_third_that_moved_is_asked_about(change: dict[str, Any]) -> None:
    """Four of nine moved, or were called off, at once; three of nine may have."""
    nine = _plan(9)

    assert implausible(nine, _changed(nine, 3, **change), JUNE) is None
    assert "4 of 9 activities to come" in str(implausible(nine, _changed(nine, 4, **change), JUNE))


def test_activities_that_are_gone_count() -> None:
    """Half a file that was saved is half a plan."""
    six = _plan(6)

    found = str(implausible(six, Plan(year=2026, activities=six.activities[:3]), JUNE))

    assert "forum-3, forum-4, forum-5" in found


def test_sessions_that_moved_count_for_their_activity() -> None:
    """A column of dates that was filled down by mistake."""
    three = _plan(3)
    late = consultation(deadline={"at": "2026-09-23T23:59"})
    moved = tuple(activity(late, id=a.id) for a in three.activities)

    assert implausible(three, Plan(year=2026, activities=moved), JUNE) is not None


def test_a_small_plan_may_change_wholly() -> None:
    """Two of two is what happens while a plan is being made."""
    two = _plan(2)

    assert implausible(two, _changed(two, 2, **MOVED), JUNE) is None


def test_new_activities_and_reworded_ones_are_no_slip() -> None:
    """A plan grows, and its titles are mended."""
    three = _plan(3)
    grown = Plan(year=2026, activities=(*three.activities, *_plan(12).activities[3:]))
    reworded = _changed(three, 3, title={"en": "The Forum"})

    assert implausible(three, grown, JUNE) is None
    assert implausible(three, reworded, JUNE) is None


def test_a_year_that_is_over_may_be_put_away() -> None:
    """Its file leaves the folder, and nobody has to be asked."""
    assert implausible(_plan(9), _plan(0), datetime(2027, 1, 5, tzinfo=UTC)) is None


def test_an_activity_without_dates_is_not_over() -> None:
    """It may still come."""
    made = activity(dates={}, consultations=())

    assert not is_over(made, datetime(2030, 1, 1, tzinfo=UTC))
