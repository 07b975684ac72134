"""Whether a plan that was just read can be meant: a suddenly empty one is a slip, not a decision."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifier.plan.activity import Activity, Plan, instant
from notifier.plan.calendar.comparison import Sort, compare

LEAST = 3  # so few may change at once, whatever their share
_GRAVE = frozenset({Sort.MOVED, Sort.RELOCATED, Sort.CANCELLED, Sort.WITHDRAWN})


def implausible(before: Plan, after: Plan, now: datetime) -> str | None:
    """Return why `after` should not follow `before` unasked; None where it may.

    Counted are the activities that are still to come and are moved, relocated, cancelled or gone,
    they or a consultation of theirs: at least LEAST of them, and more than a third.
    """
    coming = {activity.id for activity in before.activities if not is_over(activity, now)}
    if coming and not after.activities:
        return f"The plan is suddenly empty; {len(coming)} activities were still to come."
    changed = {
        change.subject.partition("/")[0]
        for change in compare(before, after)
        if change.sort in _GRAVE
    } & coming
    if len(changed) >= LEAST and len(changed) * 3 > len(coming):
        return (
            f"{len(changed)} of {len(coming)} activities to come are moved, relocated, cancelled or"
            f" gone at once: {', '.join(sorted(changed))}."
        )
    return None


def is_over(activity: Activity, now: datetime) -> bool:
    """Tell whether all dates of an activity are past; one without dates is not over."""
    return all(end <= now for end in _ends(activity)) and any(True for _ in _ends(activity))


def _ends(activity: Activity) -> Iterator[datetime]:
    last = activity.dates.end or activity.dates.start
    if last:
        zone = activity.dates.zone
        midnight = datetime.combine(last + timedelta(days=1), datetime.min.time())
        yield instant(midnight, zone)
    for call in activity.consultations:
        yield call.deadline.utc
        if call.session:
            yield call.session.end_utc
