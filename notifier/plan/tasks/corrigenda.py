"""Corrigenda: whoever was told of an activity in advance hears what is wrong in it now, once.

Of a consultation the updates tell; a corrigendum tells of the activity that an issued advance
notice spoke of.
"""

from collections.abc import Iterator
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
    heard of it takes its draft back; one of an activity that has begun concerns nobody.
    """
    in_plan = {activity.id: activity for activity in plan.activities}
    for letter in record.letters.values():
        if letter.kind is Kind.ADVANCE_NOTICE and letter.status == "issued":
            case = _case(letter, record)
            activity = in_plan.get(letter.facts["activity"]["id"])
            yield from _of_notice(case, activity, rules, now)


def corrigendum_moments(record: Record) -> Iterator[datetime]:
    """Yield the instants at which activities begin that readers were told of in advance."""
    for letter in record.letters.values():
        if letter.kind in (Kind.ADVANCE_NOTICE, Kind.CORRIGENDUM) and letter.status == "issued":
            begins = _begins_at(letter.facts["activity"])
            if begins is not None:
                yield begins


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
    if not changes or _has_begun(case.last.facts["activity"], now):
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


def _has_begun(told: Facts, now: datetime) -> bool:
    begins = _begins_at(told)
    return begins is not None and begins <= now


def _begins_at(told: Facts) -> datetime | None:
    start, zone = told["dates"]["start"], told["dates"]["zone"]
    if start is None:
        return None
    return instant(datetime.combine(date.fromisoformat(start), time.min), zone)


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
