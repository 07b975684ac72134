"""Acknowledgements: one standing letter per consultation, under which each answer is confirmed."""

from collections.abc import Iterator
from datetime import datetime

from notifier.members.member import Directory
from notifier.plan.actions import Acknowledge, Action, DraftLetter
from notifier.plan.activity import Plan
from notifier.plan.calendar.changes import Facts
from notifier.plan.kind import Kind
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.snapshots import parent_of, snapshot


def acknowledgements(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    """Yield the acknowledgements that are owed, each consultation's letter before its first."""
    if not (rules.acknowledgement.at_any_hour or rules.workdays.is_open(now)):
        return
    for consultation, responses in _owed(directory, rules, record).items():
        key = f"{consultation}/{Kind.ACKNOWLEDGEMENT}"
        letter = record.letters.get(key)
        if letter is None:
            facts = _facts(consultation, plan, record)
            if facts is None:
                continue
            yield _letter(key, consultation, facts, record, now)
        elif letter.status == "withdrawn":
            continue
        yield Acknowledge(key, consultation, responses)


def acknowledgement_moments(rules: Rules, record: Record, now: datetime) -> Iterator[datetime]:
    """Yield the end of quiet hours, if an acknowledgement waits for it."""
    if record.unacknowledged and not rules.acknowledgement.at_any_hour:
        yield rules.workdays.next_opening(now)


def _owed(directory: Directory, rules: Rules, record: Record) -> dict[str, tuple[int, ...]]:
    owed: dict[str, tuple[int, ...]] = {}
    for item in record.unacknowledged:
        point = directory.focal_points.get(item.focal_point)
        is_dead = point is not None and point.address in record.suppressed
        if item.channel in rules.acknowledgement.channels and not is_dead:
            owed[item.consultation] = (*owed.get(item.consultation, ()), item.response)
    return owed


def _facts(key: str, plan: Plan, record: Record) -> Facts | None:
    """Return what the letter is rendered from: the plan, or what was told of what left it."""
    placed = plan.find(key)
    if placed:
        return snapshot(placed[0], {key: placed[1]})
    told = record.known.get(key)
    letter = told and record.letters.get(told.letter_key)
    if not letter:
        return None
    call = letter.facts["consultations"][key]
    return {**letter.facts, "consultations": {key: call}, "changes": [], "outcome": {}}


def _letter(
    key: str, consultation: str, facts: Facts, record: Record, now: datetime
) -> DraftLetter:
    told = record.known.get(consultation)
    parent = told.letter_key if told else None
    return DraftLetter(
        key=key,
        kind=Kind.ACKNOWLEDGEMENT,
        activity=facts["activity"]["id"],
        consultations=(consultation,),
        facts={**facts, "parent": parent_of(record.letters.get(parent or ""))},
        addressees=(),
        parent=parent,
        urgent=False,
        due_at=now,
        why="The first answer to acknowledge has come.",
    )
