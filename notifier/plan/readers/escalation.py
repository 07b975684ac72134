"""Whom a reminder concerns: those who hold the invitation, the next contact, the mission.

Only of members that are silent. A contact that does not hold the invitation yet gets it with the
reminder.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.members.member import Directory, FocalPoint
from notifier.plan.readers.narrowing import has_role, is_of, silent_people
from notifier.plan.readers.silence import History, OpenCall, StageAt
from notifier.plan.record import Record
from notifier.plan.rules import Contact, Narrowed, Rules


@dataclass(frozen=True, slots=True)
class Look:
    """What is known when reminders are looked for: people, rules, record, and reminders so far."""

    directory: Directory
    rules: Rules
    record: Record
    seen: History
    now: datetime

    @property
    def today(self) -> date:
        """The day at the duty station."""
        return self.rules.workdays.day_of(self.now)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom the stage `stage` of one consultation concerns, and as which contact."""

    point: str
    member: str
    stage: StageAt
    contact: Contact
    is_invited: bool  # holds the invitation already


def concerned(call: OpenCall, stages: Sequence[StageAt], look: Look) -> Iterator[Concerned]:
    """Yield all whom one of `stages` (in order) concerns, each once, with the last such stage."""
    if not stages:
        return
    for member, holders in _silent_members(call, look.record).items():
        found: dict[str, Concerned] = {}
        for stage in stages:
            if is_of(member, stage.rule, look.directory):
                found |= _of_stage(call, stages, stage, (member, holders), look)
        yield from found.values()


def is_living(point: FocalPoint | None, look: Look) -> bool:
    """Tell whether a focal point serves today and its address is not dead."""
    return (
        point is not None
        and point.is_valid(look.today)
        and point.address not in look.record.suppressed
    )


def is_away(point: str, look: Look) -> bool:
    """Tell whether a focal point has said that it is away today."""
    return point in look.record.away and look.record.away[point] >= look.today


def _silent_members(call: OpenCall, record: Record) -> Mapping[str, list[str]]:
    members: dict[str, list[str]] = {}
    for point, member in silent_people(call.key, record):
        members.setdefault(member, []).append(point)
    return members


def _of_stage(
    call: OpenCall,
    stages: Sequence[StageAt],
    stage: StageAt,
    of: tuple[str, list[str]],
    look: Look,
) -> dict[str, Concerned]:
    member, holders = of
    points: list[tuple[str, Contact]] = []
    for contact in stage.rule.contacts:
        if contact == "mission":
            points += [(point, contact) for point in _mission(member, look)]
        elif contact == "second" and _is_second_owed(call, stages, stage, member, look):
            points += [(point, contact) for point in _second(of, stage.rule, look)]
        elif contact == "invited":
            points += [(p, contact) for p in holders if has_role(p, stage.rule, look.directory)]
    return {p: Concerned(p, member, stage, contact, p in holders) for p, contact in points}


def _is_second_owed(
    call: OpenCall, stages: Sequence[StageAt], stage: StageAt, member: str, look: Look
) -> bool:
    """Tell whether a member's next contact is to be asked: once for each stage that says so.

    One whose address turned out to be dead was not asked: the next one is.
    """
    points, dead = look.directory.focal_points, look.record.suppressed
    asked = [
        at
        for point, at in look.seen.seconds.get((member, call.key), [])
        if not (point in points and points[point].address in dead)
    ]
    wanted = [
        each
        for each in stages
        if "second" in each.rule.contacts and is_of(member, each.rule, look.directory)
    ]
    is_last = stage is wanted[-1]
    return is_last and len(asked) < len(wanted) and all(at < stage.at for at in asked)


def _second(of: tuple[str, list[str]], rule: Narrowed, look: Look) -> tuple[str, ...]:
    """Return the contact that comes next by rank after those who hold the invitation, if any."""
    member, holders = of
    contacts = look.directory.of(member)
    first = min((point.rank for point in contacts if point.id in holders), default=0)
    others = [
        point
        for point in contacts
        if point.id not in holders
        and is_living(point, look)
        and not is_away(point.id, look)
        and has_role(point.id, rule, look.directory)
    ]
    others.sort(key=lambda point: (point.rank < first, point.rank, point.id))
    return tuple(point.id for point in others[:1])


def _mission(member: str, look: Look) -> list[str]:
    """Return a member's contacts with the role mission, else its last resort; nobody who is away."""
    living = [
        point
        for point in look.directory.of(member)
        if is_living(point, look) and not is_away(point.id, look)
    ]
    found = [point for point in living if "mission" in point.roles] or living[-1:]
    return [point.id for point in found]
