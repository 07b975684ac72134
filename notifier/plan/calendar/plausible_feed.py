"""Whether an outside calendar that was just read can be meant, compared with what it said before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from notifier.plan.calendar.feeds import FeedEvent
from notifier.plan.calendar.plausible import LEAST

_Occurrences = Mapping[object, FeedEvent]


def implausible_feed(
    before: Sequence[FeedEvent], after: Sequence[FeedEvent], now: datetime
) -> str | None:
    """Return why `after` should not be followed unasked; None where it may.

    Counted are the events that are still to come and moved, vanished or were cancelled: at least
    LEAST of them, and more than a third. A series is one event, however often it recurs.
    """
    coming = _by_uid(event for event in before if event.is_coming(now) and is_on(event))
    if coming and not after:
        return f"The calendar is suddenly empty; {len(coming)} events were still to come."
    found = _by_uid(after)
    changed = [uid for uid, events in coming.items() if _is_changed(events, found.get(uid, {}))]
    if len(changed) >= LEAST and len(changed) * 3 > len(coming):
        titles = [_title(coming[uid]) for uid in changed[:5]]
        more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
        return (
            f"{len(changed)} of {len(coming)} events to come are moved, cancelled or gone at once:"
            f" {', '.join(titles)}{more}."
        )
    return None


def is_on(event: FeedEvent) -> bool:
    """Tell whether an event takes place."""
    return event.status != "cancelled"


def _by_uid(events: Iterable[FeedEvent]) -> dict[str, dict[object, FeedEvent]]:
    found: dict[str, dict[object, FeedEvent]] = defaultdict(dict)
    for event in events:
        found[event.uid][event.occurrence] = event
    return found


def _is_changed(before: _Occurrences, after: _Occurrences) -> bool:
    return any(_is_moved(event, after.get(key)) for key, event in before.items())


def _is_moved(before: FeedEvent, after: FeedEvent | None) -> bool:
    if after is None or not is_on(after):
        return True
    return not before.is_held_with(after)


def _title(events: _Occurrences) -> str:
    event = next(iter(events.values()))
    return event.title or event.uid
