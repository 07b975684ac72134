"""When a message may leave, by the clock on its reader's wall."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifier.plan.rules import Delivery


def leaves_at(now: datetime, zone: str, rule: Delivery, *, urgent: bool) -> datetime:
    """Return the first instant from `now` on at which the reader's quiet hours allow a message.

    `now` itself where there are none, or where the letter is urgent.
    """
    if urgent or rule.opens is None or rule.closes is None:
        return now
    there = now.astimezone(ZoneInfo(zone))
    if rule.opens <= there.time() < rule.closes and not _is_weekend(there, rule):
        return now
    day = there.date() if there.time() < rule.opens else there.date() + timedelta(days=1)
    opening = _opening(there.replace(year=day.year, month=day.month, day=day.day), rule.opens)
    while _is_weekend(opening, rule):
        opening = _opening(opening + timedelta(days=1), rule.opens)
    return opening.astimezone(UTC)


def _opening(day: datetime, opens: time) -> datetime:
    return day.replace(hour=opens.hour, minute=opens.minute, second=0, microsecond=0, fold=0)


def _is_weekend(there: datetime, rule: Delivery) -> bool:
    return not rule.weekends and there.weekday() >= 5
