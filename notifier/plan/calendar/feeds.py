"""Events of outside calendars as values: what a feed says, read and expanded in `sources`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
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
            return instant(self.times.end, self.times.zone) > now
        return self.end >= now.date()


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
