"""Consultation letters: the call for views, in time, or at once where Member States are urgent."""

from collections.abc import Iterator
from datetime import datetime

from notifier.plan.actions import Action, DraftLetter, Warn
from notifier.plan.activity import Plan, text_in
from notifier.plan.kind import Kind
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.rules.anchors import NOTHING_ON_RECORD, day_from, why_unknown
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


def call_letters(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[Action]:
    """Yield what the letters of consultations need of which nobody was told yet."""
    for key, placed in consultations_in(plan).items():
        if key not in record.known:
            yield from _of_consultation(key, placed, rules, record, now)


def call_moments(
    plan: Plan, rules: Rules, now: datetime, record: Record = NOTHING_ON_RECORD
) -> Iterator[datetime]:
    """Yield the instants at which a consultation letter may fall due or come too late."""
    for placed in consultations_in(plan).values():
        issue = _issue_at(placed, rules, record, now)
        if issue:
            yield draft_at(issue, rules.timings[Kind.CONSULTATION])
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
    elif activity.assessment is None:
        yield from take_back(at, "The activity is not assessed any more.")
        if is_call_due(placed, rules, now, record):
            text = f"{_name(placed)} should be drafted, but its activity is not assessed."
            yield Warn("not-assessed", key, text)
    elif not activity.is_urgent and _issue_at(placed, rules, record, now) is None:
        yield from take_back(at, "The day that the letter is counted from is not known any more.")
        why = why_unknown(rules.timings[Kind.CONSULTATION], consultation.deadline.at.year)
        yield Warn("no-anchor", key, f"{_name(placed)} {why}.")
    elif at.letter or is_call_due(placed, rules, now, record):
        due_at = call_due_at(placed, rules, now, record)
        yield from bring_about(at, lambda: _letter(at.key, (key, placed), rules, due_at, now))
    else:
        yield from _too_late((key, placed), rules, record, now)


def _too_late(
    call: tuple[str, Placed], rules: Rules, record: Record, now: datetime
) -> Iterator[Warn]:
    """Yield, long before a letter is drafted, that its rule issues it too late to be answered."""
    key, placed = call
    issue, closes = call_due_at(placed, rules, now, record), placed[1].deadline.utc
    least = rules.notice.warn_under
    needed = needed_at(placed[1], rules.timings[Kind.CONSULTATION], now)
    days = notice(rules, issue, needed)["days"]
    if issue < closes and days >= least:
        return
    what = f"gives {days} days of notice; at least {least} are expected"
    if issue >= closes:
        what = f"comes after the deadline on {closes:%Y-%m-%d}: nobody would be consulted"
    mend = "Move the deadline, or the day that the letter is counted from."
    text = f"{_name(placed)} is to be issued on {issue:%Y-%m-%d}, which {what}. {mend}"
    yield Warn("issue-too-late", key, text)


def is_call_due(
    placed: Placed, rules: Rules, now: datetime, record: Record = NOTHING_ON_RECORD
) -> bool:
    """Tell whether the letter of a consultation should be drafted at `now`."""
    issue = _issue_at(placed, rules, record, now)
    if placed[0].is_urgent or issue is None:
        return placed[0].is_urgent
    return now >= draft_at(issue, rules.timings[Kind.CONSULTATION])


def _issue_at(placed: Placed, rules: Rules, record: Record, now: datetime) -> datetime | None:
    timing = rules.timings[Kind.CONSULTATION]
    activity, consultation = placed
    if timing.anchor in ("session", "deadline"):
        day = rules.workdays.day_of(needed_at(consultation, timing, now))
        return issue_at(day, timing, rules.workdays)
    known = day_from(timing, activity, consultation.deadline.at.year, rules, record)
    return issue_at(known, timing, rules.workdays) if known else None


def call_due_at(
    placed: Placed, rules: Rules, now: datetime, record: Record = NOTHING_ON_RECORD
) -> datetime:
    """Return when the letter of a consultation can be issued at the earliest that the rules want."""
    issue = now if placed[0].is_urgent else _issue_at(placed, rules, record, now)
    return not_before(issue or now, rules, now)


def _letter(
    key: str, call: tuple[str, Placed], rules: Rules, due_at: datetime, now: datetime
) -> DraftLetter:
    activity, consultation = call[1]
    needed = needed_at(consultation, rules.timings[Kind.CONSULTATION], now)
    facts = snapshot(activity, {call[0]: consultation})
    facts["notice"] = notice(rules, due_at, needed)
    return DraftLetter(
        key=key,
        kind=Kind.CONSULTATION,
        activity=activity.id,
        consultations=(call[0],),
        facts=facts,
        addressees=None,
        parent=None,
        urgent=activity.is_urgent,
        due_at=due_at,
        why=f"Answers are needed on {needed:%Y-%m-%d}, {facts['notice']['days']} days after issue.",
    )


def _name(placed: Placed) -> str:
    activity, consultation = placed
    return f"{text_in(activity.title, 'en')}, consultation {consultation.id!r},"
