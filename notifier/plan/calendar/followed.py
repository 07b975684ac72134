"""An activity or a consultation with the dates of an event, where they make sense beside the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from notifier.plan.activity import Activity, Consultation, Dates, Session, instant
from notifier.plan.calendar.feeds import FeedEvent, Times
from notifier.plan.calendar.plausible_feed import is_on

LONGEST_SESSION = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the dates of an event are not taken over: a sentence that its subject begins."""

    why: str


def year_of(activity: Activity, default: int) -> int:
    """Return the year in which an activity takes place by what is written of it, else `default`."""
    if activity.dates.start:
        return activity.dates.start.year
    years = [call.deadline.at.year for call in activity.consultations]
    return min(years, default=default)


def activity_as(
    activity: Activity, stays: Activity, events: Sequence[FeedEvent], year: int
) -> Activity | Refusal:
    """Return the activity from the first day of the first event to the last day of the last.

    Where all are cancelled, or the plan cancels it, it is, with the dates that it had in `stays`.
    Its place is that of the plan, else that of the first event.
    """
    on = [event for event in events if is_on(event)]
    used = on or events
    first_day, last_day = min(each.start for each in used), max(each.end for each in used)
    written = year_of(activity, year)
    if last_day < first_day:
        return Refusal(f"would end ({last_day}) before it begins ({first_day}); its dates stay.")
    if abs(first_day.year - written) > 1:
        return Refusal(f"would take place in {first_day.year}, not in {written}; its dates stay.")
    if last_day.year - written > 1:
        return Refusal(f"would last until {last_day.year}, from {written} on; its dates stay.")
    if not on or activity.dates.status == "cancelled":
        return _cancelled(stays if stays.dates.start else _dated(stays, used))
    return _dated(activity, on)


def _cancelled(activity: Activity) -> Activity:
    dates = activity.dates.model_copy(update={"status": "cancelled"})
    return activity.model_copy(update={"dates": dates})


def consultation_as(
    call: Consultation, stays: Consultation, event: FeedEvent
) -> Consultation | Refusal:
    """Return the consultation with the session that the event says, and its link.

    A cancelled event cancels it, with the session that it had in `stays`; so does the plan. A
    link that the plan has stays.
    """
    if not is_on(event) or call.cancelled:
        return stays.model_copy(update={"cancelled": True})
    times = event.times
    if times is None:
        return Refusal("follows an event without clock times; its session stays.")
    if abs(times.start.year - call.deadline.at.year) > 1:
        year = times.start.year
        return Refusal(f"would be held in {year}, far from its deadline; its session stays.")
    if times.end <= times.start or times.end - times.start > LONGEST_SESSION:
        span = f"{times.start:%Y-%m-%d %H:%M} to {times.end:%Y-%m-%d %H:%M}"
        return Refusal(f"would be held from {span}; its session stays.")
    if _is_too_late(call, times):
        deadline = f"{call.deadline.at:%Y-%m-%d}"
        late = f"{times.start:%Y-%m-%d}"
        return Refusal(f"would be held on {late}, after its deadline of {deadline}; it stays.")
    mode = call.session.mode if call.session else "hybrid"
    link = (call.session.link if call.session else None) or event.link
    session = Session(start=times.start, end=times.end, zone=times.zone, mode=mode, link=link)
    return call.model_copy(update={"session": session})


def _is_too_late(call: Consultation, times: Times) -> bool:
    """Tell whether a session lies after the deadline, which the one that is written does not."""
    closes = call.deadline.utc
    if call.session and call.session.start_utc > closes:  # registration closes before, say
        return False
    return instant(times.start, times.zone) > closes


def _dated(activity: Activity, events: Sequence[FeedEvent]) -> Activity:
    first = min(events, key=lambda event: event.start)
    is_tentative = any(event.status == "tentative" for event in events)
    dates = Dates(
        start=first.start,
        end=max(event.end for event in events),
        zone=first.times.zone if first.times else activity.dates.zone,
        status="tentative" if is_tentative else "confirmed",
    )
    place = activity.place or ({"en": first.place} if first.place else {})
    return activity.model_copy(update={"dates": dates, "place": place})
