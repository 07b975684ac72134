"""Outcome notices: some days after the deadline, those consulted hear what came of it."""

from collections.abc import Iterator
from datetime import datetime

from notifier.plan.actions import Action, DraftLetter
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import (
    Placed,
    closes_at,
    consultations_in,
    draft_at,
    is_cancelled,
    issue_at,
    not_before,
)
from notifier.plan.series import Place, bring_about, place, take_back
from notifier.plan.snapshots import parent_of, snapshot


def outcome_notices(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[Action]:
    """Yield what the outcome notices need of consultations that were told and are closed."""
    for key, placed in consultations_in(plan).items():
        if key in record.known:
            yield from _of_consultation(key, placed, rules, record, now)


def outcome_moments(plan: Plan, rules: Rules, record: Record) -> Iterator[datetime]:
    """Yield the instants at which a consultation closes, and its outcome may be drafted."""
    for key, placed in consultations_in(plan).items():
        if key in record.known:
            closes = closed_at(key, placed, record)
            yield from (closes, draft_at(_issue_at(closes, rules), rules.timings[Kind.OUTCOME]))


def closed_at(key: str, placed: Placed, record: Record) -> datetime:
    """Return until when answers to a consultation that was told count."""
    letter = record.opened_by.get(key)
    return closes_at(placed[1], (letter.released_at or letter.issued_at) if letter else None)


def _of_consultation(
    key: str, placed: Placed, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    at = place(record, key, Kind.OUTCOME)
    closes = closed_at(key, placed, record)
    if is_cancelled(*placed):
        yield from take_back(at, "The consultation is cancelled.")
    elif now < closes:
        yield from take_back(at, "The deadline was extended; answers may still come.")
    elif at.letter or now >= draft_at(_issue_at(closes, rules), rules.timings[Kind.OUTCOME]):
        due_at = not_before(_issue_at(closes, rules), rules, now)
        yield from bring_about(at, lambda: _letter(at, key, placed, record, due_at))


def _issue_at(closes: datetime, rules: Rules) -> datetime:
    return issue_at(rules.workdays.day_of(closes), rules.timings[Kind.OUTCOME], rules.workdays)


def _letter(at: Place, key: str, placed: Placed, record: Record, due_at: datetime) -> DraftLetter:
    told_by = record.known[key].letter_key
    facts = snapshot(placed[0], {key: placed[1]}) | {
        "outcome": dict(record.outcome.get(key, {})),
        "parent": parent_of(record.letters.get(told_by)),
    }
    return DraftLetter(
        key=at.key,
        kind=Kind.OUTCOME,
        activity=placed[0].id,
        consultations=(key,),
        facts=facts,
        addressees=None,
        parent=told_by,
        urgent=False,
        due_at=due_at,
        why=f"The consultation {key} is closed.",
    )
