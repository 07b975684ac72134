"""Reminders: only to those who are silent, merged, capped, spaced, and in working hours."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from notifier.members.member import Directory
from notifier.plan.actions import DraftLetter, WithdrawLetter
from notifier.plan.activity import Plan, text_in
from notifier.plan.kind import Kind
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.silence import History, OpenCall, history, open_calls, silent
from notifier.plan.snapshots import notice, parent_of, snapshot


def stale_reminders(
    plan: Plan, rules: Rules, record: Record, now: datetime
) -> Iterator[WithdrawLetter]:
    """Yield the withdrawal of reminders that did not leave before they became pointless."""
    pending = record.pending(Kind.REMINDER)
    if not pending:
        return
    calls = {call.key: call for call in open_calls(plan, rules, record, now)}
    for letter in pending:
        if not calls.keys() >= set(letter.consultations):
            yield WithdrawLetter(letter.key, "A consultation is no longer open as it was told.")
        elif not any(
            set(silent(calls[key], record)) & set(letter.facts["addressees"])
            for key in letter.consultations
        ):
            yield WithdrawLetter(
                letter.key, "All those to be reminded have answered, or a mail of theirs is held."
            )


def reminders(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[DraftLetter]:
    """Yield one letter for each set of consultations that the same people are reminded of.

    A person is written to when a reminder falls due that was not given; what falls due within
    the next days is merged in, so that there is one mail and not two.
    """
    if not rules.workdays.is_open(now):
        return
    calls = open_calls(plan, rules, record, now)
    if not any(call.stage(now) for call in calls):
        return
    seen = history(record, rules, now)
    for keys, points in _merged(calls, rules, record, seen, now).items():
        wanted = {call.key: call for call in calls if call.key in keys}
        free = [p for p in points if _may_be_mailed(p, directory, rules, record, now)]
        if free:
            letter = _letter(wanted, tuple(sorted(free)), rules, record, now)
            if letter.key not in record.letters:
                yield letter


def reminder_moments(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[datetime]:
    """Yield the instants at which a reminder may fall due, as long as a consultation is open.

    Each opening of the office is one: people come back, and quiet hours end.
    """
    calls = open_calls(plan, rules, record, now)
    for call in calls:
        yield from (call.rested, call.closes, *call.stages)
    if calls:
        yield rules.workdays.next_opening(now)
        apart = timedelta(days=rules.reminders.apart)
        yield from (at + apart for at in history(record, rules, now).mailed.values())


def _merged(
    calls: tuple[OpenCall, ...], rules: Rules, record: Record, seen: History, now: datetime
) -> Mapping[frozenset[str], list[str]]:
    due: dict[str, set[str]] = {}
    apart = timedelta(days=rules.reminders.apart)
    for call in calls:
        for point in _unserved(call, call.stage(now), rules, record, seen):
            if seen.mailed.get(point, now - apart) <= now - apart:
                due.setdefault(point, set()).add(call.key)
    if due:
        for call in calls:
            soon = call.next_stage(now)
            if soon and call.rested <= now and soon <= now + apart:
                for point in _unserved(call, soon, rules, record, seen):
                    if point in due:
                        due[point].add(call.key)
    groups: dict[frozenset[str], list[str]] = {}
    for point, keys in due.items():
        groups.setdefault(frozenset(keys), []).append(point)
    return groups


def _unserved(
    call: OpenCall, stage: datetime | None, rules: Rules, record: Record, seen: History
) -> Iterator[str]:
    """Yield who is silent on `call`, was not reminded of it for `stage`, and is under the cap."""
    if stage is None:
        return
    since = stage - timedelta(days=rules.reminders.apart)
    for point in silent(call, record):
        last = seen.last.get((point, call.key))
        is_capped = seen.times.get((point, call.key), 0) >= rules.reminders.cap
        if not is_capped and (last is None or last <= since):
            yield point


def _may_be_mailed(
    point: str, directory: Directory, rules: Rules, record: Record, now: datetime
) -> bool:
    found, today = directory.focal_points.get(point), rules.workdays.day_of(now)
    if found is None or not found.is_valid(today) or found.address in record.suppressed:
        return False
    return point not in record.away or record.away[point] < today


def _letter(
    calls: Mapping[str, OpenCall],
    points: tuple[str, ...],
    rules: Rules,
    record: Record,
    now: datetime,
) -> DraftLetter:
    first = next(iter(calls.values()))
    letters = {key: record.letters.get(record.known[key].letter_key) for key in calls}
    facts = snapshot(first.placed[0], {key: call.placed[1] for key, call in calls.items()})
    for key, call in calls.items():  # the activity's title is lost on another one's consultations
        facts["consultations"][key]["title"] = dict(call.placed[1].title or call.placed[0].title)
    facts |= {
        "notice": notice(rules, now, first.closes),
        "parent": parent_of(letters[first.key]),
        "parents": {key: parent_of(letter) for key, letter in letters.items()},
        "addressees": list(points),
    }
    return DraftLetter(
        key=f"reminder/{rules.workdays.day_of(now)}/{_digest(tuple(calls), points)}",
        kind=Kind.REMINDER,
        activity=first.placed[0].id,
        consultations=tuple(calls),
        facts=facts,
        addressees=points,
        parent=record.known[first.key].letter_key,
        urgent=first.placed[0].is_urgent,
        due_at=now,
        why=f"{len(points)} focal points are silent on {', '.join(_names(calls))}.",
    )


def _names(calls: Mapping[str, OpenCall]) -> list[str]:
    return [text_in(c.placed[1].title or c.placed[0].title, "en") for c in calls.values()]


def _digest(keys: tuple[str, ...], points: tuple[str, ...]) -> str:
    said = "\n".join((*sorted(keys), "", *points))
    return hashlib.sha256(said.encode()).hexdigest()[:8]
