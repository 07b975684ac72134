"""Outcome notices: some days after the deadline, those consulted hear what came of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from notifier.members.classes import by_class, in_all_languages
from notifier.members.member import Directory
from notifier.plan.actions import Action, DraftLetter
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.plan.phrases import names_of_replies
from notifier.plan.readers.narrowing import readers_of
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
            closes, issue = closed_at(key, placed, record), _issue_at(key, placed, rules, record)
            yield from (closes, draft_at(issue, rules.timings[Kind.OUTCOME]))


def closed_at(key: str, placed: Placed, record: Record) -> datetime:
    """Return until when answers to a consultation that was told count."""
    return closes_at(placed[1], out_at(key, record))


def out_at(key: str, record: Record) -> datetime | None:
    """Return when the letter that opened a consultation was out in its last language, if it is."""
    letter = record.opened_by.get(key)
    return (letter.released_at or letter.issued_at) if letter else None


def _of_consultation(
    call: _Call, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    key, placed = call
    at = place(record, key, Kind.OUTCOME)
    if is_cancelled(*placed):
        yield from take_back(at, "The consultation is cancelled.")
        return
    if now < closed_at(key, placed, record):
        yield from take_back(at, "The deadline was extended; answers may still come.")
        return
    issue, timing = _issue_at(key, placed, rules, record), rules.timings[Kind.OUTCOME]
    if at.letter or now >= draft_at(issue, timing):
        readers = readers_of(key, timing, directory, record)
        if readers == ():
            yield from take_back(at, "Those whom the rule chooses are none.")
            return
        due_at = not_before(issue, rules, now)
        yield from bring_about(
            at, lambda: replace(_letter(at, call, directory, record, due_at), addressees=readers)
        )


def _issue_at(key: str, placed: Placed, rules: Rules, record: Record) -> datetime:
    """Return when an outcome is told: never counted from before the last answers may come."""
    timing, closes, session = rules.timings[Kind.OUTCOME], closed_at(key, placed, record), None
    if timing.anchor == "session" and placed[1].session:
        session = placed[1].session.end_utc
    day = rules.workdays.day_of(max(closes, session or closes))
    return issue_at(day, timing, rules.workdays)


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
