"""Advance notices: Member States hear early of an assessed activity that is to be announced."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from notifier.plan.actions import Action, DraftLetter, Warn
from notifier.plan.activity import Activity, Plan, consultation_key, instant, text_in
from notifier.plan.kind import Kind
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.rules.anchors import NOTHING_ON_RECORD, day_from, why_unknown
from notifier.plan.schedule import draft_at, is_cancelled, issue_at, not_before
from notifier.plan.series import bring_about, place, take_back
from notifier.plan.snapshots import notice, snapshot

WORTH_A_WARNING = timedelta(days=30)


def advance_notices(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[Action]:
    """Yield what the advance notices need: drafts, refreshed drafts, withdrawals, warnings."""
    for activity in _announced(plan):
        yield from _of_activity(activity, rules, record, now)


def notice_moments(
    plan: Plan, rules: Rules, record: Record = NOTHING_ON_RECORD
) -> Iterator[datetime]:
    """Yield the instants at which an advance notice may fall due or come too late."""
    timing = rules.timings[Kind.ADVANCE_NOTICE]
    for activity in _announced(plan):
        issue, begins = _issue_at(activity, rules, record), begins_at(activity)
        if issue:
            yield draft_at(issue, timing)
        if begins:
            yield begins


def begins_at(activity: Activity) -> datetime | None:
    """Return the instant at which the first day of an activity begins where it takes place."""
    start = activity.dates.start
    if start is None:
        return None
    return instant(datetime.combine(start, time.min), activity.dates.zone)


def _announced(plan: Plan) -> Iterator[Activity]:
    return (a for a in plan.activities if a.announce is not None and a.assessment is not None)


def _of_activity(
    activity: Activity, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    at = place(record, activity.id, Kind.ADVANCE_NOTICE)
    begins, name = begins_at(activity), text_in(activity.title, "en")
    if at.is_issued:
        return  # what changes now is the business of corrigenda
    if is_cancelled(activity):
        yield from take_back(at, "The activity was cancelled before anyone was told of it.")
    elif begins is not None and begins <= now:
        yield from take_back(at, "The activity has begun.")
        if now < begins + WORTH_A_WARNING:
            text = f"{name} began before its advance notice was issued."
            yield Warn("notice-missed", activity.id, text)
    elif not activity.is_urgent and _issue_at(activity, rules, record) is None:
        yield from take_back(at, "The activity has no day any more to count its notice from.")
        why = why_unknown(rules.timings[Kind.ADVANCE_NOTICE], _year_of(activity))
        yield Warn("no-dates", activity.id, f"{name} is to be announced but {why}.")
    elif at.letter or _is_due(activity, rules, record, now):
        due_at = _due_at(activity, rules, record, now)
        yield from bring_about(at, lambda: _letter(at.key, activity, rules, due_at))


def _is_due(activity: Activity, rules: Rules, record: Record, now: datetime) -> bool:
    issue = _issue_at(activity, rules, record)
    if activity.is_urgent or issue is None:
        return activity.is_urgent
    return now >= draft_at(issue, rules.timings[Kind.ADVANCE_NOTICE])


def _due_at(activity: Activity, rules: Rules, record: Record, now: datetime) -> datetime:
    issue = None if activity.is_urgent else _issue_at(activity, rules, record)
    return not_before(issue or now, rules, now)


def _issue_at(activity: Activity, rules: Rules, record: Record) -> datetime | None:
    timing = rules.timings[Kind.ADVANCE_NOTICE]
    day = day_from(timing, activity, _year_of(activity), rules, record)
    return issue_at(day, timing, rules.workdays) if day else None


def _year_of(activity: Activity) -> int | None:
    return activity.dates.start.year if activity.dates.start else None


def _letter(key: str, activity: Activity, rules: Rules, due_at: datetime) -> DraftLetter:
    begins = begins_at(activity)
    calls = {consultation_key(activity, c): c for c in activity.consultations if not c.cancelled}
    facts = snapshot(activity, calls)
    if begins:
        facts["notice"] = notice(rules, due_at, begins)
    return DraftLetter(
        key=key,
        kind=Kind.ADVANCE_NOTICE,
        activity=activity.id,
        consultations=(),
        facts=facts,
        addressees=None,
        parent=None,
        urgent=activity.is_urgent,
        due_at=due_at,
        why="Member States are needed urgently." if activity.is_urgent else "Its time has come.",
    )
