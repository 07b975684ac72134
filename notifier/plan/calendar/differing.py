"""Every field in which two plans differ, by its place: for staff who compare files, not for readers."""

from collections.abc import Iterator, Mapping
from typing import Any

from notifier.plan.activity import Plan


def leaves(plan: Plan) -> dict[str, Any]:
    """Return every value of a plan that holds no other, by its place, such as `forum.title.en`.

    Activities and consultations are placed by their ids, whatever their order. What is not given
    has no place; an empty list has one, as no region is not all of them.
    """
    found: dict[str, Any] = {}
    for activity in plan.model_dump(mode="json")["activities"]:
        found.update(_below(activity, activity["id"]))
    return found


def differing(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return the places at which two plans differ, in the order of the first."""
    old, new = leaves(before), leaves(after)
    return tuple(place for place in dict.fromkeys([*old, *new]) if old.get(place) != new.get(place))


def _below(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _below(item, f"{place}.{name}")
    elif isinstance(value, list) and value:
        for position, item in enumerate(value, start=1):
            own = item.get("id") if isinstance(item, Mapping) else None
            yield from _below(item, f"{place}.{own or position}")
    elif value is not None:
        yield place, value
