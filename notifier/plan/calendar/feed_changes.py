"""What an outside calendar says now that it did not say before, event by event."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from notifier.plan.calendar.feeds import FeedEvent
from notifier.plan.calendar.plausible_feed import is_on

Became = Literal["new", "moved", "cancelled", "restored", "gone", "reworded"]


@dataclass(frozen=True, slots=True)
class FeedChange:
    """What became of one event, or of `count` occurrences of a series; the first of them is shown."""

    became: Became
    before: FeedEvent | None
    after: FeedEvent | None
    count: int = 1


def feed_changes(before: Sequence[FeedEvent], after: Sequence[FeedEvent]) -> tuple[FeedChange, ...]:
    """Return what changed, in the order of the days; of a series each way that it changed in."""
    found: dict[tuple[str, Became], FeedChange] = {}
    for became, old, new in _single_changes(_by_key(before), _by_key(after)):
        shown = new or old
        assert shown is not None
        uid = shown.uid
        first = found.get((uid, became))
        count = first.count + 1 if first else 1
        sides = (first.before, first.after) if first else (old, new)
        found[uid, became] = FeedChange(became, *sides, count)
    return tuple(found.values())


_Events = Mapping[tuple[str, object], FeedEvent]


def _by_key(events: Sequence[FeedEvent]) -> _Events:
    return {(event.uid, event.occurrence): event for event in events}


def _single_changes(
    before: _Events, after: _Events
) -> Iterator[tuple[Became, FeedEvent | None, FeedEvent | None]]:
    together = {**before, **after}
    for key in sorted(together, key=lambda each: (together[each].start, each[0])):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            yield ("new" if old is None else "gone"), old, new
        elif old != new:
            yield _became(old, new), old, new


def _became(old: FeedEvent, new: FeedEvent) -> Became:
    if is_on(old) != is_on(new):
        return "restored" if is_on(new) else "cancelled"
    return "reworded" if old.is_held_with(new) else "moved"
