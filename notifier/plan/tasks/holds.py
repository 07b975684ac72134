"""What is held for a person: dates that lie in the past, and notice that is too short.

A hold keeps letters about a consultation from being cleared and issued. It is accepted by a
person, with a reason, or ends with its cause.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifier.plan.actions import Hold
from notifier.plan.activity import Plan, text_in
from notifier.plan.calendar.changes import Facts
from notifier.plan.kind import Kind
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import Placed, consultations_in, is_cancelled, needed_at
from notifier.plan.series import place
from notifier.plan.snapshots import notice
from notifier.plan.tasks.calls import call_due_at, is_call_due

WORTH_A_HOLD = timedelta(days=30)  # after the deadline; older ones are history


def holds(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[Hold]:
    """Yield every reason for which letters about a consultation have to wait for a person."""
    for key, placed in consultations_in(plan).items():
        if is_cancelled(*placed):
            continue
        known = record.known.get(key)
        if known is not None:
            yield from _moved_into_past(key, placed, known.facts, now)
        elif placed[1].deadline.utc <= now:
            yield from _deadline_past(key, placed, now)
        elif placed[0].assessment is not None:
            yield from _session_past(key, placed, now)
            if place(record, key, Kind.CONSULTATION).letter or is_call_due(
                placed, rules, now, record
            ):
                yield from _short_notice(key, placed, rules, record, now)


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


def _moved_into_past(key: str, placed: Placed, told: Facts, now: datetime) -> Iterator[Hold]:
    """Hold the update of what readers know as still to come and the plan now dates in the past."""
    call = placed[1]
    if call.deadline.utc <= now and told["deadline"]["at"] != call.deadline.at.isoformat():
        text = (
            f"The deadline of {_name(placed)} was moved to {call.deadline.at:%Y-%m-%d}, the past."
        )
        yield Hold("deadline-past", key, call.deadline.at.isoformat(), text)
    session = call.session
    if session is None or session.start_utc > now or not told["session"]:
        return
    if told["session"]["start"] != session.start.isoformat():
        text = f"The session of {_name(placed)} was moved to {session.start:%Y-%m-%d}, the past."
        yield Hold("session-past", key, session.start.isoformat(), text)


def _short_notice(
    key: str, placed: Placed, rules: Rules, record: Record, now: datetime
) -> Iterator[Hold]:
    """Hold, until the letter is issued, what gives less notice than its class is owed."""
    activity, call = placed
    needed = needed_at(call, rules.timings[Kind.CONSULTATION], now)
    days = notice(rules, call_due_at(placed, rules, now, record), needed)["days"]
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
