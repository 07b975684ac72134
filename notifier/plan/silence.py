"""Which consultations are open, who of the invited is silent, and what they were reminded of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifier.plan.activity import Plan
from notifier.plan.changes import facts_of
from notifier.plan.kind import Kind
from notifier.plan.outcomes import closed_at
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import Placed, consultations_in, is_cancelled
from notifier.plan.updates import concerning


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A consultation that still waits for answers. `rested` is the end of the letter's own grace."""

    key: str
    placed: Placed
    closes: datetime
    stages: tuple[datetime, ...]  # when reminders fall due, in order
    rested: datetime

    def stage(self, now: datetime) -> datetime | None:
        """Return the last stage that has come, None before the first and in the grace."""
        if now < self.rested:
            return None
        return max((stage for stage in self.stages if stage <= now), default=None)

    def next_stage(self, now: datetime) -> datetime | None:
        """Return the first stage that is still to come."""
        return min((stage for stage in self.stages if stage > now), default=None)


@dataclass(slots=True)
class History:
    """Reminders so far, by person and by person and consultation."""

    mailed: dict[str, datetime] = field(default_factory=dict)
    last: dict[tuple[str, str], datetime] = field(default_factory=dict)
    times: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, point: str, at: datetime, consultation: str) -> None:
        """Count one reminder of `consultation` to `point`."""
        pair = (point, consultation)
        last, mailed = self.last.get(pair), self.mailed.get(point)
        self.times[pair] = self.times.get(pair, 0) + 1
        if last is None or last < at:
            self.last[pair] = at
        if mailed is None or mailed < at:
            self.mailed[point] = at


def open_calls(plan: Plan, rules: Rules, record: Record, now: datetime) -> tuple[OpenCall, ...]:
    """Return the consultations that answers may still come to, the earliest deadline first.

    One whose readers must first hear of a change is left out: nobody is reminded of a
    deadline that has moved.
    """
    found = []
    for key, placed in consultations_in(plan).items():
        known = record.known.get(key)
        if known is None or is_cancelled(*placed):
            continue
        closes = closed_at(key, placed, record)
        if now < closes and not concerning(known.facts, facts_of(*placed), now):
            found.append(_open_call(key, placed, closes, rules, record))
    return tuple(sorted(found, key=lambda call: (call.closes, call.key)))


def _open_call(
    key: str, placed: Placed, closes: datetime, rules: Rules, record: Record
) -> OpenCall:
    workdays, grace = rules.workdays, timedelta(days=rules.reminders.after_letter)
    opened, last = record.opened_by.get(key), record.letters.get(record.known[key].letter_key)
    stages = sorted(
        workdays.opening(workdays.roll(workdays.day_of(closes) - timedelta(days=n), "previous"))
        for n in rules.reminders.before
    )
    begun = opened.issued_at if opened else None
    told = last.issued_at if last else None
    return OpenCall(
        key=key,
        placed=placed,
        closes=closes,
        stages=tuple(s for s in stages if begun is None or s >= begun + grace),
        rested=told + grace if told else stages[0] if stages else closes,
    )


def silent(call: OpenCall, record: Record) -> Iterator[str]:
    """Yield the focal points invited to `call` whose members have not answered.

    A member of which a mail is held that may be its answer is not silent: a person will tell.
    """
    nothing: frozenset[str] = frozenset()
    heard = record.answered.get(call.key, nothing) | record.held.get(call.key, nothing)
    return (point for point, member in record.invited.get(call.key, ()) if member not in heard)


def history(record: Record, rules: Rules, now: datetime) -> History:
    """Return all reminders: those on record, those still on their way, those staff took back.

    A reminder letter stands in the record before its messages do; until they appear, its
    addressees count as reminded. Where both are there they count twice, which does no harm
    while the person is spared anyway.
    """
    seen = History()
    for point, reminders in record.reminded.items():
        for at, consultation in reminders:
            seen.add(point, at, consultation)
    recent = now - timedelta(days=rules.reminders.apart)
    for letter in record.letters.values():
        if letter.kind is not Kind.REMINDER:
            continue
        at = now if letter.is_pending else letter.issued_at or letter.due_at
        is_recent = letter.issued_at is not None and letter.issued_at > recent
        if letter.is_pending or letter.withdrawn_by_staff or is_recent:
            for consultation in letter.consultations:
                for point in letter.facts["addressees"]:
                    seen.add(point, at, consultation)
    return seen
