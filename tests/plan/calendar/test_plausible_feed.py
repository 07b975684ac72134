"""A calendar that looks as if it were broken is not followed unasked."""

from typing import Any

import pytest

from notifier.plan.calendar.feeds import FeedEvent
from notifier.plan.calendar.plausible_feed import implausible_feed
from tests.plan.feed_scenes import JUNE, a_series, feed_event, timed

PAST = [feed_event(f"past-{n}", "2026-05-01") for n in range(20)]


def coming(count: int, **changes: Any) -> list[FeedEvent]:
    """So many events that are still to come."""
    return [feed_event(f"event-{n}", **changes) for n in range(count)]


def changed(count: int, of: int, **changes: Any) -> list[FeedEvent]:
    """As many of them changed, and the rest as they were."""
    return [*coming(count, **changes), *coming(of)[count:]]


def test_a_calendar_that_is_suddenly_empty_is_not_followed() -> None:
    """Even of one event: an export that failed looks so."""
    assert implausible_feed(coming(1), [], JUNE) == (
        "The calendar is suddenly empty; 1 events were still to come."
    )


@pytest.mark.parametrize(
    "changes", [{"start": "2026-11-01"}, {"end": "2026-11-01"}, {"status": "cancelled"}]
)
def test_more_than_a_third_that_moved_or_is_off_is_asked_about(changes: dict[str, Any]) -> None:
    """Three of nine may, four may not; what is past counts on neither side."""
    nine = [*PAST, *coming(9)]

    assert implausible_feed(nine, changed(3, 9, **changes), JUNE) is None
    said = implausible_feed(nine, changed(4, 9, **changes), JUNE)
    assert said is not None
    assert said.startswith(
        "4 of 9 events to come are moved, cancelled or gone at once: The event-0,"
    )


def test_what_vanished_counts() -> None:
    """Half a file is half a calendar; five are named, and how many more."""
    said = implausible_feed(coming(9), coming(9)[7:], JUNE)

    assert said is not None
    assert said.endswith("The event-4 and 2 more.")


def test_two_of_two_may_change() -> None:
    """A small calendar changes wholly."""
    assert implausible_feed(coming(2), changed(2, 2, start="2026-11-01"), JUNE) is None


def test_a_series_is_one_event() -> None:
    """A weekly meeting that moves by an hour is no landslide."""
    weekly = a_series("weekly", "2026-07-01", "2026-07-08", "2026-07-15", "2026-07-22")
    later = [each.model_copy(update={"start": each.end, "status": "cancelled"}) for each in weekly]

    assert implausible_feed([*weekly, *coming(4)], [*later, *coming(4)], JUNE) is None


def test_new_events_and_new_words_are_no_slip() -> None:
    """Calendars grow, and titles are mended."""
    reworded = coming(9, title="Another", place="Doha", status="tentative")

    assert implausible_feed(coming(9), [*reworded, *coming(20)[9:]], JUNE) is None


def test_a_calendar_of_the_past_may_be_emptied() -> None:
    """And one of which all was cancelled before."""
    off = coming(3, status="cancelled")

    assert implausible_feed(PAST, [], JUNE) is None
    assert implausible_feed(off, [], JUNE) is None


def test_another_zone_for_the_same_instant_is_no_move() -> None:
    """A server that names its zone anew moves nothing."""
    days = ("2026-07-01T09:00", "2026-07-01T11:00")
    here, there = (
        [timed(f"e{n}", *days, zone) for n in range(9)]
        for zone in ("Europe/Zurich", "Europe/Berlin")
    )

    assert implausible_feed(here, there, JUNE) is None


def test_a_time_at_the_end_of_the_calendar_can_be_compared() -> None:
    """One that was kept by an older notifier must not keep this one from looking."""
    far = timed("far", "9999-12-31T23:30", "9999-12-31T23:45", "America/New_York")

    assert implausible_feed([far], [far], JUNE) is None
    assert far.is_coming(JUNE)
