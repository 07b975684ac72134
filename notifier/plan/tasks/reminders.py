"""Reminders: only to those whose members are silent, in stages, merged, capped and spaced.

They leave in working hours. Whom a stage concerns is the matter of `escalation`.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from notifier.members.member import Directory
from notifier.plan.actions import DraftLetter, WithdrawLetter
from notifier.plan.activity import Plan, text_in
from notifier.plan.kind import Kind
from notifier.plan.readers.escalation import Concerned, Look, concerned, is_away, is_living
from notifier.plan.readers.narrowing import silent_people
from notifier.plan.readers.silence import OpenCall, history, open_calls
from notifier.plan.record import LetterSeen, Record
from notifier.plan.rules import Rules
from notifier.plan.snapshots import is_same_content, notice, parent_of, snapshot, still_to_come


@dataclass(slots=True)
class _Given:
    """Who is reminded of what in this look, and how many mails that makes for each member."""

    wanted: dict[str, dict[str, Concerned]] = field(default_factory=dict)  # by person, then call
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)  # by member and call

    def add(self, person: Concerned, key: str) -> None:
        self.wanted.setdefault(person.point, {})[key] = person
        self.mails[person.member, key] += 1


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
            continue
        facts = _said_of([calls[key] for key in letter.consultations], record, now)
        if not is_same_content(letter, facts):
            yield WithdrawLetter(letter.key, "It no longer says what holds now.")
        elif not any(_is_awaited(letter, key, record) for key in letter.consultations):
            yield WithdrawLetter(
                letter.key, "All those to be reminded have answered, or a mail of theirs is held."
            )


def reminders(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[DraftLetter]:
    """Yield one letter for each set of consultations that the same people are reminded of.

    A person is written to when a reminder falls due that was not given; what falls due within
    the next days is merged in, so that there is one mail and not two. Those who are new to a
    consultation get a letter that says so.
    """
    if not rules.workdays.is_open(now):
        return
    calls = open_calls(plan, rules, record, now)
    if not any(call.come(now) for call in calls):
        return
    look = Look(directory, rules, record, history(record, now), now)
    for keys, people in _merged(calls, look).items():
        letter = _letter([call for call in calls if call.key in keys[0]], people, look)
        if letter.key not in record.letters:
            yield letter


def reminder_moments(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[datetime]:
    """Yield the instants at which a reminder may fall due, as long as a consultation is open.

    Each opening of the office is one: people come back, and quiet hours end.
    """
    calls = open_calls(plan, rules, record, now)
    for call in calls:
        yield from (call.rested, call.closes, *(stage.at for stage in call.stages))
    if calls:
        yield rules.workdays.next_opening(now)
        apart = timedelta(days=rules.reminders.apart)
        yield from (at + apart for at in history(record, now).mailed.values())


def _is_awaited(letter: LetterSeen, key: str, record: Record) -> bool:
    """Tell whether one of those whom a reminder was written for still has not answered."""
    silent = dict(silent_people(key, record))
    members = set(silent.values())
    passed_on = letter.facts.get("escalated", {}).get(key, ())
    return not silent.keys().isdisjoint(letter.facts["addressees"]) or any(
        person["member"] in members for person in passed_on
    )


def _merged(
    calls: tuple[OpenCall, ...], look: Look
) -> Mapping[tuple[frozenset[str], bool], list[dict[str, Concerned]]]:
    """Return who is reminded, by the consultations, and by whether one of these is new to them."""
    given, now = _Given(), look.now
    apart = timedelta(days=look.rules.reminders.apart)
    for call in calls:
        owed = _owed(call, concerned(call, call.come(now), look), look)
        _add(call, [p for p in owed if _is_free(p, look)], given, look)
    if given.wanted:
        for call in calls:
            if call.rested <= now and (soon := call.soon(now, now + apart)):
                owed = _owed(call, concerned(call, (*call.come(now), *soon), look), look)
                _add(call, [p for p in owed if p.point in given.wanted], given, look)
    groups: dict[tuple[frozenset[str], bool], list[dict[str, Concerned]]] = {}
    for wanted in given.wanted.values():
        is_new = not all(person.is_invited for person in wanted.values())
        groups.setdefault((frozenset(wanted), is_new), []).append(wanted)
    return groups


def _add(call: OpenCall, people: list[Concerned], given: _Given, look: Look) -> None:
    """Add those of `people` who are not in yet, as far as their members' caps allow.

    Who was reminded least comes first, so that a cap never keeps the last resort out.
    """
    times, cap = look.seen.times, look.rules.reminders.cap_member
    for person in sorted(people, key=lambda p: (times.get((p.point, call.key), 0), p.point)):
        so_far = _reminded(person.member, call.key, look) + given.mails[person.member, call.key]
        if so_far < cap and call.key not in given.wanted.get(person.point, {}):
            given.add(person, call.key)


def _owed(call: OpenCall, people: Iterable[Concerned], look: Look) -> Iterator[Concerned]:
    return (person for person in people if _is_owed(person, call, look))


def _reminded(member: str, key: str, look: Look) -> int:
    """Return how many reminders of one consultation all contacts of a member had."""
    invited = (p for p, of in look.record.invited.get(key, ()) if of == member)
    points = {*invited, *(point.id for point in look.directory.of(member))}
    return sum(look.seen.times.get((point, key), 0) for point in points)


def _is_owed(person: Concerned, call: OpenCall, look: Look) -> bool:
    """Tell whether somebody is under the cap and was not reminded of `call` for this stage.

    A reminder within the days before the stage, by which mails are apart, was given for it too.
    """
    pair, rules = (person.point, call.key), look.rules
    if look.seen.times.get(pair, 0) >= rules.reminders.cap:
        return False
    last, day_of = look.seen.last.get(pair), rules.workdays.day_of
    apart = timedelta(days=rules.reminders.apart)
    return last is None or day_of(last) <= day_of(person.stage.at) - apart


def _is_free(person: Concerned, look: Look) -> bool:
    """Tell whether a person can be written to now, and was not within the last days."""
    apart = timedelta(days=look.rules.reminders.apart)
    if look.seen.mailed.get(person.point, look.now - apart) > look.now - apart:
        return False
    found = look.directory.focal_points.get(person.point)
    return is_living(found, look) and not is_away(person.point, look)


def _letter(calls: list[OpenCall], people: list[dict[str, Concerned]], look: Look) -> DraftLetter:
    record, first = look.record, calls[0]
    points = tuple(sorted(next(iter(wanted.values())).point for wanted in people))
    letters = {call.key: record.letters.get(record.known[call.key].letter_key) for call in calls}
    facts = _said_of(calls, record, look.now) | {
        "notice": notice(look.rules, look.now, first.closes),
        "parent": parent_of(letters[first.key]),
        "parents": {key: parent_of(letter) for key, letter in letters.items()},
        "addressees": list(points),
        "escalated": _escalated(people),
    }
    keys = tuple(call.key for call in calls)
    return DraftLetter(
        key=f"reminder/{look.today}/{_digest(keys, points)}",
        kind=Kind.REMINDER,
        activity=first.placed[0].id,
        consultations=keys,
        facts=facts,
        addressees=points,
        parent=record.known[first.key].letter_key,
        urgent=first.placed[0].is_urgent,
        due_at=look.now,
        why=f"{len(points)} focal points are reminded of {', '.join(_names(calls))}.",
    )


def _said_of(calls: Sequence[OpenCall], record: Record, now: datetime) -> dict[str, Any]:
    """Return what a reminder of `calls` says at `now`: a date in place of a rule, once it is known."""
    facts = snapshot(calls[0].placed[0], {call.key: call.placed[1] for call in calls})
    for call in calls:  # the activity's title is lost on another one's consultations
        opened = record.opened_by.get(call.key)
        closes = call.closes if opened and opened.released_at else None
        facts["consultations"][call.key] = still_to_come(*call.placed, closes, now)
    return facts


def _escalated(people: list[dict[str, Concerned]]) -> dict[str, list[dict[str, str]]]:
    """Return, by consultation, who does not hold its invitation yet, for which member, and why."""
    found: dict[str, list[dict[str, str]]] = {}
    for wanted in people:
        for key, person in wanted.items():
            if not person.is_invited:
                new = {"point": person.point, "member": person.member, "contact": person.contact}
                found.setdefault(key, []).append(new)
    return found


def _names(calls: list[OpenCall]) -> list[str]:
    return [text_in(c.placed[1].title or c.placed[0].title, "en") for c in calls]


def _digest(keys: tuple[str, ...], points: tuple[str, ...]) -> str:
    said = "\n".join((*sorted(keys), "", *points))
    return hashlib.sha256(said.encode()).hexdigest()[:8]
