"""Two plans side by side: what was added, moved, revised, cancelled, withdrawn, restored.

What is compared is what a reader would be told: a comma, another zone for the same instant or a
translation that arrived is no change.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from notifier.plan.activity import Plan, text_in
from notifier.plan.calendar.changes import Difference, Facts, differences, facts_of
from notifier.plan.schedule import consultations_in


class Sort(StrEnum):
    """What became of an activity or a consultation."""

    ADDED = "added"
    MOVED = "moved"  # dates, session or deadline
    RELOCATED = "relocated"  # place, mode or link
    REVISED = "revised"  # title, type of reply or questions
    CANCELLED = "cancelled"
    RESTORED = "restored"  # cancelled before, and not any more
    WITHDRAWN = "withdrawn"  # it left the plan


_FIELDS: Mapping[str, Sort] = {
    **dict.fromkeys(("dates", "session", "deadline"), Sort.MOVED),
    **dict.fromkeys(("place", "mode", "link"), Sort.RELOCATED),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of `subject`: the id of an activity, or the key of a consultation."""

    subject: str
    sort: Sort
    title: str  # in English, as the later of the two plans has it
    differences: tuple[Difference, ...] = ()


def compare(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Return what changed for readers: activities first, then consultations, as they are listed.

    Of a consultation, only what its activity's own change does not say already.
    """
    activities = {c.subject: c for c in _changes(_by_id(before), _by_id(after))}
    calls = _changes(_by_key(before), _by_key(after))
    return (*activities.values(), *(own for call in calls if (own := _own(call, activities))))


def _own(call: Change, activities: Mapping[str, Change]) -> Change | None:
    whole = activities.get(call.subject.partition("/")[0])
    if whole is None:
        return call
    if not whole.differences or whole.sort in (Sort.CANCELLED, Sort.RESTORED):
        return None
    own = tuple(found for found in call.differences if found not in whole.differences)
    if call.differences and not own:
        return None
    return replace(call, sort=_sort(own) if own else call.sort, differences=own)


def _changes(before: Mapping[str, Facts], after: Mapping[str, Facts]) -> Iterator[Change]:
    for subject in dict.fromkeys([*before, *after]):
        old, new = before.get(subject), after.get(subject)
        title = text_in((new or old or {})["title"], "en")
        if old is None or new is None:
            yield Change(subject, Sort.ADDED if old is None else Sort.WITHDRAWN, title)
        elif found := differences(old, new):
            yield Change(subject, _sort(found), title, found)


def _sort(found: tuple[Difference, ...]) -> Sort:
    """Return what weighs most: that it is off or on again, then its time, then its place."""
    fields = {difference.field: difference for difference in found}
    if "cancelled" in fields:
        return Sort.CANCELLED if fields["cancelled"].after else Sort.RESTORED
    sorts = {_FIELDS.get(field, Sort.REVISED) for field in fields}
    return next(sort for sort in (Sort.MOVED, Sort.RELOCATED, Sort.REVISED) if sort in sorts)


def _by_id(plan: Plan) -> dict[str, Facts]:
    return {activity.id: facts_of(activity, None) for activity in plan.activities}


def _by_key(plan: Plan) -> dict[str, Facts]:
    return {key: facts_of(*placed) for key, placed in consultations_in(plan).items()}
