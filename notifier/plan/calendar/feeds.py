"""Events of outside calendars as values: what a feed says, read and expanded in `sources`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from notifier.errors import Problem
from notifier.plan.activity import Zone, instant


class Times(BaseModel):
    """Start and end of a timed event: wall-clock times in `zone`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: datetime
    end: datetime
    zone: Zone

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """Start and end in UTC; one that does not exist there stands as the clock shows it."""
        return _instant(self.start, self.zone), _instant(self.end, self.zone)


class FeedEvent(BaseModel):
    """One occurrence of an event (RFC 5545 VEVENT).

    `start` and `end` are its first and last day, both included, where it takes place. `times` is
    None for an event of whole days. `occurrence` is the day in the series that it stands for
    (RECURRENCE-ID), None where the event does not recur.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    uid: str
    start: date
    end: date
    times: Times | None = None
    occurrence: date | None = None
    title: str = ""
    place: str = ""
    link: str | None = None
    status: Literal["confirmed", "tentative", "cancelled"] = "confirmed"

    def is_coming(self, now: datetime) -> bool:
        """Tell whether it has not ended yet; of whole days, not before its last day is over."""
        if self.times:
            return self.times.instants[1] > now
        return self.end >= now.date()

    def is_held_with(self, other: "FeedEvent") -> bool:
        """Tell whether both take place at the same time, in whatever zone that is written."""
        if self.times and other.times:
            return self.times.instants == other.times.instants
        return (self.start, self.end, self.times) == (other.start, other.end, other.times)


@dataclass(frozen=True, slots=True)
class Known:
    """What was kept of the last reading, so that the next one can ask for what is new only.

    `objects` are the iCalendar objects of a CalDAV collection by their href.
    """

    etag: str | None = None  # RFC 9110 8.8.3; of a file, its digest
    modified: str | None = None
    sync_token: str | None = None  # RFC 6578
    objects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed said, the events that could not be read, and what to keep for the next time.

    `is_whole` is false where only changes were asked for.
    """

    events: tuple[FeedEvent, ...]
    skipped: tuple[Problem, ...] = ()
    known: Known = Known()
    is_whole: bool = True


def _instant(wall: datetime, zone: str) -> datetime:
    try:
        return instant(wall, zone)
    except OverflowError:  # at an end of the calendar; no such event is read any more
        return wall.replace(tzinfo=UTC)
