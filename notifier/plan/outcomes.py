"""Outcome notices: some days after the deadline, those consulted hear what came of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from notifier.members.classes import by_class, in_all_languages
from notifier.members.member import Directory
from notifier.plan.actions import Action, DraftLetter
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.plan.phrases import names_of_replies
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

_Call = tuple[str, Placed]


def outcome_notices(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    """Yield what the outcome notices need of consultations that were told and are closed."""
    for call in consultations_in(plan).items():
        if call[0] in record.known:
            yield from _of_consultation(call, directory, rules, record, now)


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
    call: _Call, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    key, placed = call
    at = place(record, key, Kind.OUTCOME)
    closes = closed_at(key, placed, record)
    if is_cancelled(*placed):
        yield from take_back(at, "The consultation is cancelled.")
    elif now < closes:
        yield from take_back(at, "The deadline was extended; answers may still come.")
    elif at.letter or now >= draft_at(_issue_at(closes, rules), rules.timings[Kind.OUTCOME]):
        due_at = not_before(_issue_at(closes, rules), rules, now)
        yield from bring_about(at, lambda: _letter(at, call, directory, record, due_at))


def _issue_at(closes: datetime, rules: Rules) -> datetime:
    return issue_at(rules.workdays.day_of(closes), rules.timings[Kind.OUTCOME], rules.workdays)


def _letter(
    at: Place, call: _Call, directory: Directory, record: Record, due_at: datetime
) -> DraftLetter:
    key, placed = call
    told_by = record.known[key].letter_key
    facts = snapshot(placed[0], {key: placed[1]}) | {
        "outcome": _outcome(call, directory, record),
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


def _outcome(call: _Call, directory: Directory, record: Record) -> dict[str, Any]:
    """Return the figures of a consultation, and in six languages what they are figures of.

    `consenting` are those whose silence says that they have no objection: in that procedure
    alone, and never a member that was not reached, or of which a mail is held. `addressed` are
    those `entitled`, by recipient class, in words; `names` is what each reply is called.
    """
    key, placed = call
    figures = record.outcome.get(key)
    if not figures:
        return {}
    asked = by_class(record.asked.get(key, frozenset()), directory.members)
    return {
        **figures,
        "consenting": figures.get("silent", 0) if placed[1].reply == "no-objection" else 0,
        "addressed": in_all_languages(asked),
        "names": names_of_replies(placed[1]),
    }
