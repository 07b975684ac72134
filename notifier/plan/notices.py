"""Advance notices: Member States hear early of an assessed activity that is to be announced."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from notifier.plan.actions import Action, DraftLetter, Warn
from notifier.plan.activity import Activity, Plan, consultation_key, instant, text_in
from notifier.plan.changes import differences, facts_of, facts_of_activity_in
from notifier.plan.kind import Kind
from notifier.plan.record import LetterSeen, Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import draft_at, is_cancelled, issue_at, not_before
from notifier.plan.series import bring_about, place, take_back
from notifier.plan.snapshots import notice, snapshot

WORTH_A_WARNING = timedelta(days=30)


def advance_notices(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[Action]:
    """Yield what the advance notices need: drafts, refreshed drafts, withdrawals, warnings."""
    for activity in _announced(plan):
        yield from _of_activity(activity, rules, record, now)


def notice_moments(plan: Plan, rules: Rules) -> Iterator[datetime]:
    """Yield the instants at which an advance notice may fall due or come too late."""
    timing = rules.timings[Kind.ADVANCE_NOTICE]
    for activity in _announced(plan):
        issue, begins = _issue_at(activity, rules), begins_at(activity)
        if issue and begins:
            yield from (draft_at(issue, timing), begins)


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
    if at.letter and at.is_issued:
        yield from _overtaken(activity, at.letter, now)
    elif is_cancelled(activity):
        yield from take_back(at, "The activity was cancelled before anyone was told of it.")
    elif begins is not None and begins <= now:
        yield from take_back(at, "The activity has begun.")
        if now < begins + WORTH_A_WARNING:
            text = f"{name} began before its advance notice was issued."
            yield Warn("notice-missed", activity.id, text)
    elif begins is None and not activity.is_urgent:
        yield from take_back(at, "The activity has no dates any more.")
        text = f"{name} is to be announced but has no dates to count back from."
        yield Warn("no-dates", activity.id, text)
    elif at.letter or _is_due(activity, rules, now):
        yield from bring_about(at, lambda: _letter(at.key, activity, rules, now))


def _is_due(activity: Activity, rules: Rules, now: datetime) -> bool:
    issue = _issue_at(activity, rules)
    if activity.is_urgent or issue is None:
        return activity.is_urgent
    return now >= draft_at(issue, rules.timings[Kind.ADVANCE_NOTICE])


def _issue_at(activity: Activity, rules: Rules) -> datetime | None:
    start = activity.dates.start
    if start is None:
        return None
    return issue_at(start, rules.timings[Kind.ADVANCE_NOTICE], rules.workdays)


def _letter(key: str, activity: Activity, rules: Rules, now: datetime) -> DraftLetter:
    issue = None if activity.is_urgent else _issue_at(activity, rules)
    due_at, begins = not_before(issue or now, rules, now), begins_at(activity)
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


def _overtaken(activity: Activity, letter: LetterSeen, now: datetime) -> Iterator[Action]:
    """Warn when an activity is no longer what its issued notice says: staff choose the reissue."""
    begins = begins_at(activity)
    if begins is not None and begins <= now:
        return
    changes = differences(facts_of_activity_in(letter.facts), facts_of(activity, None))
    if changes:
        fields = ", ".join(change.field for change in changes)
        text = f"The advance notice of {text_in(activity.title, 'en')} is overtaken: {fields}."
        yield Warn("notice-overtaken", activity.id, text)
