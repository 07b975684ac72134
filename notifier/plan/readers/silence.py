"""Which consultations are open, which stages of reminders have come, and what was reminded of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notifier.plan.activity import Plan
from notifier.plan.calendar.changes import facts_of
from notifier.plan.kind import Kind
from notifier.plan.record import LetterSeen, Record
from notifier.plan.rules import Rules, Stage
from notifier.plan.schedule import Placed, consultations_in, is_cancelled, issue_at
from notifier.plan.tasks.outcomes import closed_at, out_at
from notifier.plan.tasks.updates import concerning


@dataclass(frozen=True, slots=True)
class StageAt:
    """A stage of one consultation: from when it holds, and until when where it ends early."""

    at: datetime
    rule: Stage
    ends: datetime | None = None

    def has_come(self, now: datetime) -> bool:
        """Tell whether the stage holds at `now`."""
        return self.at <= now and (self.ends is None or now < self.ends)


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A consultation that still waits for answers. `rested` is the end of the letter's own grace."""

    key: str
    placed: Placed
    closes: datetime
    stages: tuple[StageAt, ...]  # in order
    rested: datetime

    def come(self, now: datetime) -> tuple[StageAt, ...]:
        """Return the stages that hold; none before the first and in the grace."""
        if now < self.rested:
            return ()
        return tuple(stage for stage in self.stages if stage.has_come(now))

    def soon(self, now: datetime, until: datetime) -> tuple[StageAt, ...]:
        """Return the stages that come until then."""
        return tuple(stage for stage in self.stages if now < stage.at <= until)


@dataclass(slots=True)
class History:
    """Reminders so far: by person, by person and consultation, and whom they were passed on to."""

    mailed: dict[str, datetime] = field(default_factory=dict)
    last: dict[tuple[str, str], datetime] = field(default_factory=dict)
    times: dict[tuple[str, str], int] = field(default_factory=dict)
    seconds: dict[tuple[str, str], list[tuple[str, datetime]]] = field(default_factory=dict)

    def add(self, point: str, at: datetime, consultation: str) -> None:
        """Count one reminder of `consultation` to `point`."""
        pair = (point, consultation)
        last, mailed = self.last.get(pair), self.mailed.get(point)
        self.times[pair] = self.times.get(pair, 0) + 1
        if last is None or last < at:
            self.last[pair] = at
        if mailed is None or mailed < at:
            self.mailed[point] = at

    def add_seconds(self, letter: LetterSeen, at: datetime) -> None:
        """Keep which second contacts of members a letter was the first to write to."""
        for consultation, people in letter.facts.get("escalated", {}).items():
            for person in people:
                if person["contact"] == "second":
                    pair = (person["member"], consultation)
                    self.seconds.setdefault(pair, []).append((person["point"], at))


def open_calls(plan: Plan, rules: Rules, record: Record, now: datetime) -> tuple[OpenCall, ...]:
    """Return the consultations that answers may still come to, the earliest deadline first.

    One whose readers must first hear of a change is left out: nobody is reminded of a
    deadline that has moved.
    """
    found = []
    for key, placed in consultations_in(plan).items():
        if is_settled(key, placed, record, now):
            closes = closed_at(key, placed, record)
            if now < closes:
                found.append(_open_call(key, placed, closes, rules, record))
    return tuple(sorted(found, key=lambda call: (call.closes, call.key)))


def is_settled(key: str, placed: Placed, record: Record, now: datetime) -> bool:
    """Tell whether the invited know a consultation as it is, and it is not called off."""
    known = record.known.get(key)
    if known is None or is_cancelled(*placed):
        return False
    return not concerning(known.facts, facts_of(*placed), now, out_at(key, record))


def rested_at(key: str, rules: Rules, record: Record) -> datetime | None:
    """Return when the grace ends of the letter that told of a consultation last, if it is known."""
    last = record.letters.get(record.known[key].letter_key)
    told = last.issued_at if last else None
    return told + timedelta(days=rules.reminders.after_letter) if told else None


def _open_call(
    key: str, placed: Placed, closes: datetime, rules: Rules, record: Record
) -> OpenCall:
    stages, rested = _stages(key, placed, rules, record), rested_at(key, rules, record)
    return OpenCall(
        key=key,
        placed=placed,
        closes=closes,
        stages=stages,
        rested=rested or (stages[0].at if stages else closes),
    )


def _stages(key: str, placed: Placed, rules: Rules, record: Record) -> tuple[StageAt, ...]:
    """Return the stages whose anchors have a moment, but those that the letter itself overtook.

    Where it overtook all of them, the last one comes at the end of its grace, if there is time.
    """
    opened, workdays = record.opened_by.get(key), rules.workdays
    grace = timedelta(days=rules.reminders.after_letter)
    begun = opened.issued_at + grace if opened and opened.issued_at else None
    moments = _moments(key, placed, record)
    found: list[StageAt] = []
    overtaken: list[StageAt] = []
    for rule in rules.reminders.stages:
        anchor = moments.get(rule.anchor)
        if anchor is None:
            continue
        at = issue_at(workdays.day_of(anchor), rule, workdays)
        stage = StageAt(at, rule, ends=anchor if rule.anchor == "session" else None)
        is_in_time = begun is None or rule.side == "after" or at >= begun
        (found if is_in_time else overtaken).append(stage)
    if begun and not found:
        rested = workdays.next_working_moment(begun)
        found = _last_of(overtaken, rested, closed_at(key, placed, record))
    return tuple(sorted(found, key=lambda stage: stage.at))


def _last_of(stages: Iterable[StageAt], rested: datetime, closes: datetime) -> list[StageAt]:
    """Return the last of `stages` for each kind of reader, from the end of the grace on.

    Stages of one day belong together; one that would come after its end or the deadline is lost.
    """
    last: dict[object, list[StageAt]] = {}
    for stage in sorted(stages, key=lambda stage: stage.at):
        readers = (stage.rule.classes, stage.rule.regions, stage.rule.roles)
        same = last.setdefault(readers, [])
        if same and same[0].at < stage.at:
            same.clear()
        same.append(stage)
    return [
        replace(stage, at=rested)
        for same in last.values()
        for stage in same
        if rested < min(closes, stage.ends or closes)
    ]


def _moments(key: str, placed: Placed, record: Record) -> Mapping[str, datetime | None]:
    opened, session = record.opened_by.get(key), placed[1].session
    return {
        "deadline": closed_at(key, placed, record),
        "session": session.start_utc if session else None,
        "issued": opened.issued_at if opened else None,
        "last-language": opened.released_at if opened else None,
    }


def history(record: Record, now: datetime) -> History:
    """Return all reminders: those on record, those still on their way, those staff took back.

    A reminder letter stands in the record before its messages do; until they appear, its
    addressees count as reminded.
    """
    seen = History()
    for point, reminders in record.reminded.items():
        for at, consultation in reminders:
            seen.add(point, at, consultation)
    for letter in record.letters.values():
        counts = letter.status != "withdrawn" or letter.withdrawn_by_staff
        if letter.kind is Kind.REMINDER and counts:
            at = now if letter.is_pending else letter.issued_at or letter.due_at
            _count(letter, seen, at)
    return seen


def _count(letter: LetterSeen, seen: History, at: datetime) -> None:
    seen.add_seconds(letter, at)
    if letter.released_at is None:
        for consultation in letter.consultations:
            for point in letter.facts["addressees"]:
                seen.add(point, at, consultation)
