"""What is held for a person: dates that lie in the past, and notice that is too short.

A hold keeps letters about a consultation from being cleared and issued. It is accepted by a
person, with a reason, or ends with its cause.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifier.plan.actions import Hold
from notifier.plan.activity import Activity, Plan, instant, text_in
from notifier.plan.calendar.changes import Facts, facts_of
from notifier.plan.kind import Kind
from notifier.plan.record import LetterSeen, Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import Placed, consultations_in, event_at, is_cancelled, needed_at
from notifier.plan.series import place
from notifier.plan.snapshots import notice
from notifier.plan.tasks.calls import call_due_at, is_call_due
from notifier.plan.tasks.corrigenda import has_begun, last_told

WORTH_A_HOLD = timedelta(days=30)  # after the deadline; older ones are history


def holds(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[Hold]:
    """Yield every reason for which letters have to wait for a person."""
    for key, placed in consultations_in(plan).items():
        if is_cancelled(*placed):
            continue
        known = record.known.get(key)
        if known is not None:
            yield from _moved(key, placed, known.facts, rules, now)
        elif placed[0].assessment is not None:
            yield from _of_call(key, placed, rules, record, now)
    told = last_told(record)
    for activity in plan.activities:
        if activity.id in told:
            yield from _activity_past(activity, told[activity.id], now)


def _of_call(
    key: str, placed: Placed, rules: Rules, record: Record, now: datetime
) -> Iterator[Hold]:
    """Yield what is wrong with the dates of a consultation of which nobody was told yet."""
    if placed[1].deadline.utc <= now:
        yield from _deadline_past(key, placed, now)
        return
    yield from _session_past(key, placed, now)
    has_letter = place(record, key, Kind.CONSULTATION).letter is not None
    if has_letter or is_call_due(placed, rules, now, record):
        yield from _short_notice(key, placed, rules, call_due_at(placed, rules, now, record), now)


def _deadline_past(key: str, placed: Placed, now: datetime) -> Iterator[Hold]:
    deadline = placed[1].deadline
    if now < deadline.utc + WORTH_A_HOLD:
        text = f"The deadline of {_name(placed)} passed and nobody was consulted."
        yield Hold("deadline-past", key, deadline.at.isoformat(), text, may_be_accepted=False)


def _session_past(key: str, placed: Placed, now: datetime) -> Iterator[Hold]:
    session = placed[1].session
    if session is not None and session.start_utc <= now:
        text = f"The session of {_name(placed)} was on {session.start:%Y-%m-%d}: before its letter."
        yield Hold("session-past", key, session.start.isoformat(), text)


def _moved(key: str, placed: Placed, told: Facts, rules: Rules, now: datetime) -> Iterator[Hold]:
    """Hold the update of what the plan moved into the past, or too near for those who know it."""
    call = placed[1]
    before, after = _instants(told), _instants(facts_of(*placed))
    for part in ("deadline", "session"):
        at = after.get(part)
        if at is None or at == before.get(part) or at > now:
            continue
        text = f"The {part} of {_name(placed)} was moved to {at:%Y-%m-%d %H:%M} UTC, the past."
        yield Hold(f"{part}-past", key, at.isoformat(), text)
    is_earlier = any(after[part] < before[part] for part in after.keys() & before.keys())
    if (is_earlier or told["cancelled"]) and call.deadline.utc > now:
        due_at = event_at(rules.timings[Kind.UPDATE], rules, now)
        yield from _short_notice(key, placed, rules, due_at, now)


def _instants(facts: Facts) -> dict[str, datetime]:
    """Return when session and deadline are, by what readers were told or by the plan."""
    parts = (("session", "start"), ("deadline", "at"))
    return {
        part: instant(datetime.fromisoformat(facts[part][field]), facts[part]["zone"])
        for part, field in parts
        if facts[part]
    }


def _activity_past(activity: Activity, told: LetterSeen, now: datetime) -> Iterator[Hold]:
    """Hold the corrigendum of an activity to come that the plan now dates in the past."""
    planned = activity.model_dump(mode="json", include={"dates"})
    is_off = is_cancelled(activity)
    if has_begun(planned, now) and not has_begun(told.facts["activity"], now) and not is_off:
        start = activity.dates.start
        text = f"{text_in(activity.title, 'en')} was moved to {start}, the past."
        yield Hold("activity-past", activity.id, str(start), text)


def _short_notice(
    key: str, placed: Placed, rules: Rules, due_at: datetime, now: datetime
) -> Iterator[Hold]:
    """Hold, until a letter that can be issued at `due_at` is, less notice than its class is owed."""
    activity, call = placed
    needed = needed_at(call, rules.timings[Kind.CONSULTATION], now)
    days = notice(rules, due_at, needed)["days"]
    least = rules.notice.urgent_least if activity.is_urgent else rules.notice.warn_under
    if days >= least:
        return
    text = f"{_name(placed)} gives {days} days of notice; at least {least} are expected."
    if not activity.is_urgent and days <= rules.notice.urgent_most:
        text += " Mark the activity urgent with a reason, so that the letter says why."
    yield Hold("short-notice", key, needed.isoformat(timespec="minutes"), text)


def _name(placed: Placed) -> str:
    activity, consultation = placed
    return f"{text_in(activity.title, 'en')}, consultation {consultation.id!r},"
