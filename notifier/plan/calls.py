"""Consultation letters: the call for views, in time, or at once where Member States are urgent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifier.plan.actions import Action, DraftLetter, Warn
from notifier.plan.activity import Plan, text_in
from notifier.plan.kind import Kind
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import (
    Placed,
    consultations_in,
    draft_at,
    is_cancelled,
    issue_at,
    needed_at,
    not_before,
    turning_points,
)
from notifier.plan.series import bring_about, place, take_back
from notifier.plan.snapshots import notice, snapshot

WORTH_A_WARNING = timedelta(days=30)


def call_letters(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[Action]:
    """Yield what the letters of consultations need of which nobody was told yet."""
    for key, placed in consultations_in(plan).items():
        if key not in record.known:
            yield from _of_consultation(key, placed, rules, record, now)


def call_moments(plan: Plan, rules: Rules, now: datetime) -> Iterator[datetime]:
    """Yield the instants at which a consultation letter may fall due or come too late."""
    for placed in consultations_in(plan).values():
        yield draft_at(_issue_at(placed, rules, now), rules.timings[Kind.CONSULTATION])
        yield from turning_points(placed[1])


def _of_consultation(
    key: str, placed: Placed, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    activity, consultation = placed
    at = place(record, key, Kind.CONSULTATION)
    closes = consultation.deadline.utc
    if is_cancelled(activity, consultation):
        yield from take_back(at, "The consultation was cancelled before anyone was told of it.")
    elif closes <= now:
        yield from take_back(at, "The deadline passed before the letter was issued.")
        if now < closes + WORTH_A_WARNING:
            text = f"The deadline of {_name(placed)} passed and nobody was consulted."
            yield Warn("deadline-passed", key, text)
    elif activity.assessment is None:
        yield from take_back(at, "The activity is not assessed any more.")
        if _is_due(placed, rules, now):
            text = f"{_name(placed)} should be drafted, but its activity is not assessed."
            yield Warn("not-assessed", key, text)
    elif at.letter or _is_due(placed, rules, now):
        actions = tuple(bring_about(at, lambda: _letter(at.key, key, placed, rules, now)))
        yield from actions
        if actions or at.letter:
            yield from _short_notice(key, placed, rules, now)


def _is_due(placed: Placed, rules: Rules, now: datetime) -> bool:
    issue = _issue_at(placed, rules, now)
    return placed[0].is_urgent or now >= draft_at(issue, rules.timings[Kind.CONSULTATION])


def _issue_at(placed: Placed, rules: Rules, now: datetime) -> datetime:
    timing = rules.timings[Kind.CONSULTATION]
    day = rules.workdays.day_of(needed_at(placed[1], timing, now))
    return issue_at(day, timing, rules.workdays)


def _due_at(placed: Placed, rules: Rules, now: datetime) -> datetime:
    issue = now if placed[0].is_urgent else _issue_at(placed, rules, now)
    return not_before(issue, rules, now)


def _letter(key: str, call: str, placed: Placed, rules: Rules, now: datetime) -> DraftLetter:
    activity, consultation = placed
    due_at = _due_at(placed, rules, now)
    needed = needed_at(consultation, rules.timings[Kind.CONSULTATION], now)
    facts = snapshot(activity, {call: consultation})
    facts["notice"] = notice(rules, due_at, needed)
    return DraftLetter(
        key=key,
        kind=Kind.CONSULTATION,
        activity=activity.id,
        consultations=(call,),
        facts=facts,
        addressees=None,
        parent=None,
        urgent=activity.is_urgent,
        due_at=due_at,
        why=f"Answers are needed on {needed:%Y-%m-%d}, {facts['notice']['days']} days after issue.",
    )


def _short_notice(key: str, placed: Placed, rules: Rules, now: datetime) -> Iterator[Warn]:
    """Warn, until the letter is issued, of notice that is too short for its class."""
    needed = needed_at(placed[1], rules.timings[Kind.CONSULTATION], now)
    days = notice(rules, _due_at(placed, rules, now), needed)["days"]
    least = rules.notice.urgent_least if placed[0].is_urgent else rules.notice.warn_under
    if days >= least:
        return
    text = f"{_name(placed)} gives {days} days of notice; at least {least} are expected."
    if not placed[0].is_urgent and days <= rules.notice.urgent_most:
        text += " Mark the activity urgent with a reason, so that the letter says why."
    yield Warn("short-notice", key, text)


def _name(placed: Placed) -> str:
    activity, consultation = placed
    return f"{text_in(activity.title, 'en')}, consultation {consultation.id!r},"
