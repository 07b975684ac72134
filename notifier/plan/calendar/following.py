"""The plan with the dates of the outside calendars that it follows, and events that nothing follows.

Nothing is taken over that makes no sense beside the rest of the plan, and what a calendar does not
tell any more stays as it was known last.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.plan.actions import Warn
from notifier.plan.activity import Activity, Consultation, Feed, Plan, consultation_key
from notifier.plan.calendar.feeds import FeedEvent
from notifier.plan.calendar.followed import Refusal, activity_as, consultation_as, year_of
from notifier.plan.calendar.plausible import is_over
from notifier.plan.calendar.plausible_feed import is_on

Calendars = Mapping[str, Sequence[FeedEvent] | None]  # None: it was never read


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event that nothing follows, for staff to assess; of a series the next one to come."""

    feed: str
    event: FeedEvent
    recurs: bool


def follow(
    plan: Plan, calendars: Calendars, now: datetime, *, last: Plan | None = None
) -> tuple[Plan, tuple[Warn, ...]]:
    """Return the plan as the calendars say it, and what staff must know of it.

    `last` is the plan in force: what cannot be followed keeps the dates of there, else those that
    are written in `plan`. That an event is gone is not told once it is over.
    """
    known = {activity.id: activity for activity in last.activities} if last else {}
    told: list[Warn] = []
    activities = tuple(
        _followed(activity, known.get(activity.id), _Reader(plan, calendars, now, told))
        for activity in plan.activities
    )
    return plan.model_copy(update={"activities": activities}), tuple(told)


def candidates(
    plan: Plan, calendars: Calendars, dismissed: Collection[tuple[str, str]], now: datetime
) -> tuple[Candidate, ...]:
    """Return the coming events that nothing in the plan follows, the next one first.

    Cancelled ones are none, nor are those that a person dismissed (feed and UID); a series is one.
    """
    done = {*dismissed, *((feed.feed, feed.uid) for feed in _feeds(plan))}
    found: dict[tuple[str, str], Candidate] = {}
    for name, events in calendars.items():
        for event in sorted(events or (), key=lambda each: each.start):
            key = (name, event.uid)
            if key not in done and event.is_coming(now) and is_on(event):
                found.setdefault(key, Candidate(name, event, event.occurrence is not None))
    return tuple(sorted(found.values(), key=lambda each: (each.event.start, each.feed)))


def _feeds(plan: Plan) -> Iterator[Feed]:
    for activity in plan.activities:
        if activity.calendar:
            yield activity.calendar
        yield from (call.calendar for call in activity.consultations if call.calendar)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the calendars say, and where to tell what is wrong with it."""

    plan: Plan
    calendars: Calendars
    now: datetime
    told: list[Warn]

    def events(self, of: Feed, subject: str, *, is_over: bool) -> Sequence[FeedEvent]:
        """Return the events that are followed, none where the calendar does not say."""
        if of.feed not in self.calendars:
            text = f"follows the calendar {of.feed!r}, which is not among the settings."
            self.tell("feed-unknown", subject, text)
            return ()
        events = self.calendars[of.feed]
        if events is None:  # that it cannot be read is told of the feed itself
            return ()
        found = [event for event in events if event.uid == of.uid and _is_meant(event, of)]
        if not found and not is_over:
            which = f", on {of.occurrence}" if of.occurrence else ""
            text = f"follows an event that is not in {of.feed!r} ({of.uid}{which}); its dates stay."
            self.tell("feed-event-gone", subject, text)
        return found

    def tell(self, code: str, subject: str, text: str) -> None:
        self.told.append(Warn(code, subject, f"{subject} {text}"))


def _is_meant(event: FeedEvent, of: Feed) -> bool:
    """Tell whether an event is the occurrence that is followed; one that recurs no more is, too."""
    return of.occurrence is None or of.occurrence == (event.occurrence or event.start)


def _followed(activity: Activity, last: Activity | None, reader: _Reader) -> Activity:
    activity = _with_dates(activity, last, reader)
    calls = {call.id: call for call in last.consultations} if last else {}
    followed = tuple(
        _with_session(activity, call, calls.get(call.id), reader) if call.calendar else call
        for call in activity.consultations
    )
    return activity.model_copy(update={"consultations": followed})


def _with_dates(activity: Activity, last: Activity | None, reader: _Reader) -> Activity:
    of = activity.calendar
    if of is None:
        return activity
    stays = activity
    if last is not None and last.calendar == of:
        place = activity.place or last.place
        dates = last.dates
        if activity.dates.status == "cancelled":  # whatever the calendar says
            dates = dates.model_copy(update={"status": "cancelled"})
        stays = activity.model_copy(update={"dates": dates, "place": place})
    events = reader.events(of, activity.id, is_over=is_over(stays, reader.now))
    if of.occurrence is None and any(event.occurrence for event in events):
        year = year_of(activity, reader.plan.year)
        events = [event for event in events if event.start.year == year]
        if not events:
            text = f"follows a series that has nothing in {year} ({of.uid}); its dates stay."
            reader.tell("feed-event-gone", activity.id, text)
    if not events:
        return stays
    return _or_stays(activity_as(activity, stays, events, reader.plan.year), stays, reader)


def _or_stays(found: Activity | Refusal, stays: Activity, reader: _Reader) -> Activity:
    if isinstance(found, Refusal):
        reader.tell("feed-not-followed", stays.id, found.why)
        return stays
    return found


def _with_session(
    activity: Activity, call: Consultation, last: Consultation | None, reader: _Reader
) -> Consultation:
    assert call.calendar is not None
    of, subject = call.calendar, consultation_key(activity, call)
    stays = call
    if last is not None and last.calendar == of:
        is_off = call.cancelled
        if reader.calendars.get(of.feed) is None:  # whether it is off there is not known
            is_off = is_off or last.cancelled
        stays = call.model_copy(update={"session": last.session, "cancelled": is_off})
    ends = [call.deadline.utc, *([stays.session.end_utc] if stays.session else [])]
    events = reader.events(of, subject, is_over=max(ends) <= reader.now)
    if not events:
        return stays
    if of.occurrence is None and any(event.occurrence for event in events):
        text = (
            f"follows a series; name one day of it as `occurrence` ({of.uid}). Its session stays."
        )
        reader.tell("feed-not-followed", subject, text)
        return call
    found = consultation_as(call, stays, events[0])
    if isinstance(found, Refusal):
        reader.tell("feed-not-followed", subject, found.why)
        return stays
    return found
