"""Whom of the invited a rule chooses: by what they said, by class, region and role."""

from collections.abc import Iterable, Iterator

from notifier.members.member import Directory
from notifier.plan.record import Record
from notifier.plan.rules import Narrowed, Timing

Person = tuple[str, str]  # focal point and member
_NOBODY: frozenset[str] = frozenset()


def readers_of(
    key: str, timing: Timing, directory: Directory, record: Record
) -> tuple[str, ...] | None:
    """Return the invited that the rule chooses; None where it leaves all to the moment of issue."""
    if timing.to == "all" and not timing.is_narrowed:
        return None
    invited = record.invited.get(key, ())
    people = [person for person in invited if _is_meant(key, person, timing.to, record)]
    return tuple(point for point, _ in chosen(people, timing, directory))


def silent_people(key: str, record: Record) -> Iterator[Person]:
    """Yield those invited to a consultation whose members have not answered.

    A member of which a mail is held that may be its answer is not silent: a person will tell.
    """
    heard = record.answered.get(key, _NOBODY) | record.held.get(key, _NOBODY)
    return (person for person in record.invited.get(key, ()) if person[1] not in heard)


def chosen(people: Iterable[Person], rule: Narrowed, directory: Directory) -> Iterator[Person]:
    """Yield those of `people` whom a narrowed rule means."""
    if not rule.is_narrowed:
        yield from people
        return
    for point, member in people:
        if is_of(member, rule, directory) and has_role(point, rule, directory):
            yield point, member


def is_of(member: str, rule: Narrowed, directory: Directory) -> bool:
    """Tell whether a member is of the classes and regions of a rule."""
    found = directory.members.get(member)
    if found is None:
        return rule.classes is None and rule.regions is None
    is_of_class = rule.classes is None or found.recipient_class in rule.classes
    return is_of_class and (rule.regions is None or found.region in rule.regions)


def has_role(point: str, rule: Narrowed, directory: Directory) -> bool:
    """Tell whether a focal point has one of the roles of a rule."""
    found = directory.focal_points.get(point)
    return rule.roles is None or (found is not None and not found.roles.isdisjoint(rule.roles))


def _is_meant(key: str, person: Person, to: str, record: Record) -> bool:
    if to == "accepted":
        return person[0] in record.accepted.get(key, _NOBODY)
    heard = record.answered.get(key, _NOBODY) | record.held.get(key, _NOBODY)
    return to == "all" or person[1] not in heard
