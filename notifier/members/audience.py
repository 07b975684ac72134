"""Who gets a letter: an audience resolved to focal points, and the members it cannot reach."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from notifier.members.member import Directory, FocalPoint, Member, RecipientClass, Role


class Audience(BaseModel):
    """The rule that chooses addressees: recipient classes, roles, regions (None is all)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    classes: tuple[RecipientClass, ...] = ("member-state",)
    roles: tuple[Role, ...] = ("wsis",)
    regions: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Addressees:
    """Focal points to write to, and the members for whom nobody could be found."""

    focal_points: tuple[FocalPoint, ...]
    unreachable: tuple[Member, ...]


def addressees(
    directory: Directory, audience: Audience, day: date, *, suppressed: Set[str] = frozenset()
) -> Addressees:
    """Return who gets a letter for `audience` on `day`, each focal point once.

    A member with no live focal point in the asked roles falls back to its last resort,
    the highest rank that is valid and not suppressed; with none at all it is unreachable.
    `suppressed` holds addresses that bounced for good.
    """
    chosen: list[FocalPoint] = []
    unreachable: list[Member] = []
    for member in directory.members.values():
        if not _is_addressed(member, audience):
            continue
        live = [
            p for p in directory.of(member.code) if p.is_valid(day) and p.address not in suppressed
        ]
        found = [p for p in live if p.roles & set(audience.roles)] or live[-1:]
        chosen.extend(found)
        if not found:
            unreachable.append(member)
    return Addressees(tuple(chosen), tuple(unreachable))


def _is_addressed(member: Member, audience: Audience) -> bool:
    return member.recipient_class in audience.classes and (
        audience.regions is None or member.region in audience.regions
    )
