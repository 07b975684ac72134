"""Updates and cancellations: whoever was told of a consultation hears what changed, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from notifier.members.audience import Audience, addressees
from notifier.members.member import Directory
from notifier.plan.actions import Action, DraftLetter, Warn, WithdrawLetter
from notifier.plan.activity import Deadline, Plan
from notifier.plan.calendar.changes import Difference, Facts, differences, ends_at, facts_of
from notifier.plan.kind import Kind
from notifier.plan.record import Record, Told
from notifier.plan.rules import Rules
from notifier.plan.schedule import Placed, consultations_in, event_at, extended
from notifier.plan.series import Place, bring_about
from notifier.plan.snapshots import parent_of, snapshot
from notifier.plan.tasks.outcomes import out_at

_KINDS = (Kind.UPDATE, Kind.CANCELLATION)


@dataclass(frozen=True, slots=True)
class _Case:
    """A consultation that was told, and where it stands in the plan; None: it left the plan."""

    key: str
    known: Told
    placed: Placed | None

    @property
    def facts(self) -> Facts:
        return facts_of(*self.placed) if self.placed else {**self.known.facts, "cancelled": True}


def updates(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    """Yield what those who were told of a consultation must hear of its changes.

    What left the plan counts as cancelled. A change that is undone before anyone heard of it
    takes its draft back; one of a consultation that is over concerns nobody.
    """
    in_plan = consultations_in(plan)
    for key, known in record.known.items():
        case = _Case(key, known, in_plan.get(key))
        yield from _of_consultation(case, directory, rules, record, now)


def update_moments(record: Record) -> Iterator[datetime]:
    """Yield the instants at which what readers know ceases to concern them."""
    for key, told in record.known.items():
        end = _ends_at(told.facts, out_at(key, record))
        if end is not None:
            yield end


def concerning(
    before: Facts, after: Facts, now: datetime, out: datetime | None = None
) -> tuple[Difference, ...]:
    """Return the changes that those who know `before` must still hear of at `now`.

    `out` is when the letter that asked them was out in its last language.
    """
    if after["cancelled"]:
        if before["cancelled"] or _is_over(before, out, now):
            return ()
        return (Difference("cancelled", before=False, after=True),)
    return () if _is_over(after, out, now) else differences(before, after)


def _of_consultation(
    case: _Case, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    before, after, out = case.known.facts, case.facts, out_at(case.key, record)
    changes = concerning(before, after, now, out)
    if not changes:
        yield from _withdrawn(record, case.key, "Readers know all that is in the plan.")
        is_past = _is_over(after, out, now) and not _is_over(before, out, now)
        if is_past and not after["cancelled"]:
            text = f"All dates of {case.key} now lie in the past; the invited know later ones."
            yield Warn("moved-into-past", case.key, text)
        return
    facts = _snapshot(case, record)
    at = _place(record, case, Kind.CANCELLATION if after["cancelled"] else Kind.UPDATE)
    yield from _withdrawn(record, case.key, "Another letter tells what changed.", but=at.key)
    if facts is None:
        text = f"{case.key} left the plan, and the letter that told of it is not on record."
        yield Warn("cannot-cancel", case.key, text)
        return
    facts |= {
        "changes": [change.as_json() for change in changes],
        "parent": parent_of(record.letters.get(case.known.letter_key)),
    }
    readers = _informed(case.key, facts, directory, record, rules.workdays.day_of(now))
    due_at = event_at(rules.timings[at.kind], rules, now)
    yield from bring_about(at, lambda: _letter(at, facts, case, readers, due_at))


def _ends_at(facts: Facts, out: datetime | None) -> datetime | None:
    """Return when the facts concern nobody any more: answers may count beyond what they say."""
    deadline = facts["deadline"]
    if out is None or not (deadline and deadline["days"]):
        return ends_at(facts)
    return ends_at(facts, extended(Deadline.model_validate(deadline), out))


def _is_over(facts: Facts, out: datetime | None, now: datetime) -> bool:
    end = _ends_at(facts, out)
    return end is not None and end <= now


def _place(record: Record, case: _Case, kind: Kind) -> Place:
    """Return the first number after the last SEQUENCE under which no letter is settled."""
    previous = None
    for number in count(case.known.sequence + 1):
        seen = [record.letters.get(f"{case.key}/{k}-{number}") for k in _KINDS]
        found = [letter for letter in seen if letter is not None]
        mine = [letter for letter in found if letter.kind is kind and letter.is_pending]
        if mine or not found:
            return Place(f"{case.key}/{kind}-{number}", kind, mine[0] if mine else None, previous)
        previous = found[-1]
    raise AssertionError("numbers do not end")


def _withdrawn(
    record: Record, key: str, why: str, but: str | None = None
) -> Iterator[WithdrawLetter]:
    for letter in record.pending(*_KINDS):
        if key in letter.consultations and letter.key != but:
            yield WithdrawLetter(letter.key, why)


def _snapshot(case: _Case, record: Record) -> dict[str, Any] | None:
    """Return the facts of the letter: of the plan, or, of what left it, as they were told."""
    if case.placed:
        return snapshot(case.placed[0], {case.key: case.placed[1]})
    letter = record.letters.get(case.known.letter_key)
    if letter is None:
        return None
    gone = {**letter.facts["consultations"][case.key], "cancelled": True}
    return {**letter.facts, "consultations": {case.key: gone}, "outcome": {}}


def _informed(
    key: str, facts: Facts, directory: Directory, record: Record, today: date
) -> tuple[str, ...] | None:
    """Return None where those invited at issue are the ones to be told, else name them.

    A member that was told, and whom none of those invited serves any more, is told through
    those who serve now: they are named, together with all invited who still serve.
    """
    invited = record.invited.get(key, ())
    serving = {
        point: member
        for point, member in invited
        if point in directory.focal_points and directory.focal_points[point].is_valid(today)
    }
    orphaned = {member for _, member in invited} - set(serving.values())
    if not orphaned:
        return None
    audience = Audience.model_validate(facts["consultations"][key]["audience"])
    found = addressees(directory, audience, today, suppressed=record.suppressed)
    heirs = [point.id for point in found.focal_points if point.member in orphaned]
    return tuple(dict.fromkeys([*serving, *heirs]))


def _letter(
    at: Place, facts: dict[str, Any], case: _Case, readers: tuple[str, ...] | None, due_at: datetime
) -> DraftLetter:
    needed = (facts["activity"]["assessment"] or {}).get("members_needed")
    fields = ", ".join(change["field"] for change in facts["changes"])
    return DraftLetter(
        key=at.key,
        kind=at.kind,
        activity=facts["activity"]["id"],
        consultations=(case.key,),
        facts=facts,
        addressees=readers,
        parent=case.known.letter_key,
        urgent=needed == "urgent",
        due_at=due_at,
        why=f"Changed since readers were told: {fields}.",
    )
