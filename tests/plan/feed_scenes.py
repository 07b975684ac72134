"""Events of a feed, and activities that follow them."""

from datetime import UTC, datetime
from typing import Any

from notifier.plan.activity import Activity, Consultation
from notifier.plan.calendar.feeds import FeedEvent
from tests.plan.scenes import activity, consultation

JUNE = datetime(2026, 6, 1, 9, tzinfo=UTC)
FEED = "un-events"
FORUM = {"feed": FEED, "uid": "forum"}
HEARING = {"feed": FEED, "uid": "hearing"}


def feed_event(uid: str = "forum", start: str = "2026-10-26", **changes: Any) -> FeedEvent:
    """An event of one day, unless told otherwise."""
    fields = {"uid": uid, "start": start, "end": start, "title": f"The {uid}"}
    return FeedEvent.model_validate(fields | changes)


def timed(uid: str, start: str, end: str, zone: str = "Europe/Zurich", **changes: Any) -> FeedEvent:
    """An event with clock times."""
    times = {"start": start, "end": end, "zone": zone}
    days = {"start": start[:10], "end": end[:10]}
    return feed_event(uid, **days, times=times, **changes)


def a_series(uid: str, *days: str, **changes: Any) -> list[FeedEvent]:
    """A series that recurs on these days."""
    return [feed_event(uid, day, occurrence=day, **changes) for day in days]


def following(**changes: Any) -> Activity:
    """The Forum of 19 October, which follows an event."""
    return activity(**{"calendar": FORUM} | changes)


def heard(**changes: Any) -> Consultation:
    """The consultation of 8 September, whose session follows an event."""
    return consultation(**{"calendar": HEARING} | changes)
