"""The instants that follow from rules and dates: when drafted, when issued, until when."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from notifier.plan.activity import (
    Activity,
    Consultation,
    Deadline,
    Plan,
    consultation_key,
    instant,
)
from notifier.plan.rules import Offset, Rules, Timing
from notifier.plan.rules.workdays import Workdays

Placed = tuple[Activity, Consultation]


def consultations_in(plan: Plan) -> dict[str, Placed]:
    """Return every consultation of the plan by its key."""
    return {
        consultation_key(activity, consultation): (activity, consultation)
        for activity in plan.activities
        for consultation in activity.consultations
    }


def is_cancelled(activity: Activity, consultation: Consultation | None = None) -> bool:
    """Tell whether a consultation, or the activity as a whole, is called off."""
    return activity.dates.status == "cancelled" or (
        consultation is not None and consultation.cancelled
    )


def issue_at(day: date, rule: Offset, workdays: Workdays) -> datetime:
    """Return when a letter counted from `day` is issued: at the opening of a working day."""
    if rule.count == "working":
        return workdays.opening(workdays.roll(workdays.add(day, rule.offset), rule.roll))
    return workdays.opening(workdays.roll(day + timedelta(days=rule.offset), rule.roll))


def draft_at(issue: datetime, timing: Timing) -> datetime:
    """Return when the draft is made of a letter that is issued at `issue`."""
    return issue - timedelta(days=timing.prepare)


def not_before(issue: datetime, rules: Rules, now: datetime) -> datetime:
    """Return `issue`, or the next working moment when it has gone by."""
    return max(issue, rules.workdays.next_working_moment(now))


def event_at(timing: Timing, rules: Rules, now: datetime) -> datetime:
    """Return when a letter about what happens at `now` is issued."""
    if not timing.offset:
        return rules.workdays.next_working_moment(now)
    return not_before(issue_at(rules.workdays.day_of(now), timing, rules.workdays), rules, now)


def closes_at(consultation: Consultation, released: datetime | None) -> datetime:
    """Return until when answers count.

    A deadline anchored to the last language is `days` after `released`, when the last edition
    left, at the same time of day; never earlier than the date that was announced.
    """
    return extended(consultation.deadline, released)


def extended(deadline: Deadline, released: datetime | None) -> datetime:
    """Return the same of a deadline alone."""
    if deadline.days is None or released is None:
        return deadline.utc
    day = released.astimezone(ZoneInfo(deadline.zone)).date() + timedelta(days=deadline.days)
    return max(deadline.utc, instant(datetime.combine(day, deadline.at.time()), deadline.zone))


def ends_of(consultation: Consultation) -> datetime:
    """Return when a consultation is over by its dates: after its deadline and its session."""
    deadline, session = consultation.deadline.utc, consultation.session
    return max(deadline, session.end_utc) if session else deadline


def needed_at(consultation: Consultation, timing: Timing, now: datetime) -> datetime:
    """Return the date a consultation letter must lead: session start or deadline.

    It is the first of the two that is still to come; only by the rule `deadline` the session
    counts for nothing.
    """
    deadline, session = consultation.deadline.utc, consultation.session
    if timing.anchor != "deadline" and session and now < session.start_utc < deadline:
        return session.start_utc
    return deadline


def turning_points(consultation: Consultation) -> Iterator[datetime]:
    """Yield the instants at which a consultation's own dates pass."""
    yield consultation.deadline.utc
    if consultation.session:
        yield consultation.session.start_utc
        yield consultation.session.end_utc
