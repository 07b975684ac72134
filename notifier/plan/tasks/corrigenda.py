"""Corrigenda: whoever was told of an activity in advance hears what is wrong in it now, once.

Of a consultation the updates tell; a corrigendum tells of the activity that an issued advance
notice spoke of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count
from typing import Any

from notifier.plan.actions import Action, DraftLetter
from notifier.plan.activity import Activity, Plan, instant
from notifier.plan.calendar.changes import Difference, Facts, differences, facts_of_activity_in
from notifier.plan.kind import Kind
from notifier.plan.record import LetterSeen, Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import event_at
from notifier.plan.series import Place, bring_about, take_back
from notifier.plan.snapshots import parent_of, snapshot


@dataclass(frozen=True, slots=True)
class _Case:
    """An issued notice, the last letter that told of its activity, and where the next one stands."""

    notice: LetterSeen
    last: LetterSeen
    at: Place


def corrigenda(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[Action]:
    """Yield what issued advance notices need whose activity is no longer as they say.

    An activity that left the plan counts as cancelled. A change that is undone before anyone
    heard of it takes its draft back. It concerns nobody once the activity has begun, by what
    readers were told and by the plan.
    """
    in_plan = {activity.id: activity for activity in plan.activities}
    for letter in record.letters.values():
        if letter.kind is Kind.ADVANCE_NOTICE and letter.status == "issued":
            case = _case(letter, record)
            activity = in_plan.get(letter.facts["activity"]["id"])
            yield from _of_notice(case, activity, rules, now)


def corrigendum_moments(plan: Plan, record: Record) -> Iterator[datetime]:
    """Yield the instants at which activities begin, as readers were told and as the plan says."""
    told = last_told(record)
    for letter in told.values():
        yield from _begins(letter.facts["activity"])
    for activity in plan.activities:
        if activity.id in told:
            yield from _begins(activity.model_dump(mode="json", include={"dates"}))


def last_told(record: Record) -> Mapping[str, LetterSeen]:
    """Return, by activity, the last letter that told readers of an activity in advance."""
    return {
        letter.facts["activity"]["id"]: _case(letter, record).last
        for letter in record.letters.values()
        if letter.kind is Kind.ADVANCE_NOTICE and letter.status == "issued"
    }


def _case(notice: LetterSeen, record: Record) -> _Case:
    last, previous = notice, None
    subject = notice.facts["activity"]["id"]
    for number in count(1):
        key = f"{subject}/{Kind.CORRIGENDUM}-{number}"
        letter = record.letters.get(key)
        if letter is None or letter.is_pending:
            return _Case(notice, last, Place(key, Kind.CORRIGENDUM, letter, previous))
        if letter.status == "issued":
            last = letter
        previous = letter
    raise AssertionError("numbers do not end")


def _of_notice(
    case: _Case, activity: Activity | None, rules: Rules, now: datetime
) -> Iterator[Action]:
    facts = snapshot(activity, {}) if activity else _gone(case.last)
    changes = _changes(case.last, facts)
    if not changes or _is_over(case.last.facts["activity"], facts["activity"], now):
        yield from take_back(case.at, "Readers know all that is in the plan.")
        return
    facts |= {
        "changes": [change.as_json() for change in changes],
        "parent": parent_of(case.last),
    }
    due_at = event_at(rules.timings[Kind.CORRIGENDUM], rules, now)
    yield from bring_about(case.at, lambda: _letter(case, facts, due_at))


def _gone(last: LetterSeen) -> dict[str, Any]:
    """Return the facts of an activity that left the plan: as they were told, and cancelled."""
    activity = last.facts["activity"]
    dates = {**activity["dates"], "status": "cancelled"}
    return {**last.facts, "activity": {**activity, "dates": dates}, "consultations": {}}


def _changes(last: LetterSeen, facts: dict[str, Any]) -> tuple[Difference, ...]:
    changes = differences(facts_of_activity_in(last.facts), facts_of_activity_in(facts))
    off = tuple(change for change in changes if change.field == "cancelled" and change.after)
    return off or changes  # of what is cancelled, nothing else matters


def _is_over(told: Facts, planned: Facts, now: datetime) -> bool:
    """Tell whether readers have nothing to wait for, nor to stay away from."""
    if planned["dates"]["status"] == "cancelled":
        return has_begun(told, now)
    return has_begun(told, now) and has_begun(planned, now)


def has_begun(activity: Facts, now: datetime) -> bool:
    """Tell whether the first day of an activity has come where it takes place."""
    return any(begins <= now for begins in _begins(activity))


def _begins(activity: Facts) -> Iterator[datetime]:
    start, zone = activity["dates"]["start"], activity["dates"]["zone"]
    if start is not None:
        yield instant(datetime.combine(date.fromisoformat(start), time.min), zone)


def _letter(case: _Case, facts: dict[str, Any], due_at: datetime) -> DraftLetter:
    needed = (facts["activity"]["assessment"] or {}).get("members_needed")
    fields = ", ".join(change["field"] for change in facts["changes"])
    return DraftLetter(
        key=case.at.key,
        kind=Kind.CORRIGENDUM,
        activity=facts["activity"]["id"],
        consultations=(),
        facts=facts,
        addressees=None,
        parent=case.notice.key,
        urgent=needed == "urgent",
        due_at=due_at,
        why=f"Changed since the advance notice: {fields}.",
    )
