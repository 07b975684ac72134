"""What changed in a calendar is told event by event."""

from notifier.plan.calendar.feed_changes import feed_changes
from notifier.plan.calendar.feeds import FeedEvent
from tests.plan.feed_scenes import a_series, feed_event, timed


def told(before: list[FeedEvent], after: list[FeedEvent]) -> list[tuple[str, str, int]]:
    """UID, what became of it, and of how many occurrences."""
    found = feed_changes(before, after)
    return [
        (shown.uid, each.became, each.count)
        for each in found
        if (shown := each.after or each.before)
    ]


def test_each_way_to_change_has_its_word() -> None:
    """In the order of the days."""
    before = [
        feed_event("same", "2026-07-01"),
        feed_event("moved", "2026-07-02"),
        feed_event("off", "2026-07-03"),
        feed_event("on", "2026-07-04", status="cancelled"),
        feed_event("gone", "2026-07-05"),
        feed_event("words", "2026-07-06"),
    ]
    after = [
        feed_event("same", "2026-07-01"),
        feed_event("moved", "2026-07-12"),
        feed_event("off", "2026-07-03", status="cancelled"),
        feed_event("on", "2026-07-04"),
        feed_event("words", "2026-07-06", title="Other words"),
        feed_event("new", "2026-07-07"),
    ]

    assert told(before, after) == [
        ("off", "cancelled", 1),
        ("on", "restored", 1),
        ("gone", "gone", 1),
        ("words", "reworded", 1),
        ("new", "new", 1),
        ("moved", "moved", 1),
    ]


def test_a_series_is_told_once_for_each_way_that_it_changed_in() -> None:
    """Fifty lines of one meeting hide the others."""
    before = a_series("weekly", "2026-07-01", "2026-07-08", "2026-07-15")
    after = [
        before[0].model_copy(update={"status": "cancelled"}),
        *a_series("weekly", "2026-07-22", "2026-07-29"),
    ]

    assert told(before, after) == [
        ("weekly", "cancelled", 1),
        ("weekly", "gone", 2),
        ("weekly", "new", 2),
    ]


def test_the_same_calendar_has_no_changes() -> None:
    """Nothing is told of it."""
    assert feed_changes(a_series("a", "2026-07-01"), a_series("a", "2026-07-01")) == ()


def test_another_zone_for_the_same_instant_is_no_move() -> None:
    """Nobody has to come earlier or later."""
    here, there, late = (
        [timed("a", "2026-07-01T09:00", "2026-07-01T11:00", zone)]
        for zone in ("Europe/Zurich", "Europe/Berlin", "Europe/London")
    )

    assert told(here, there) == [("a", "reworded", 1)]
    assert told(here, late) == [("a", "moved", 1)]
