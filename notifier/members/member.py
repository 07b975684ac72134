"""Members and their focal points as values. Knows no file and no ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from notifier.languages import Language

RecipientClass = Literal["member-state", "resolution-99", "sector-member", "observer"]
Role = Literal["wsis", "sdg", "digital-governance", "mission", "regulator", "registration"]


@dataclass(frozen=True, slots=True)
class Member:
    """A Member State or other recipient class, by its ISO 3166 code."""

    code: str
    recipient_class: RecipientClass
    region: str
    zone: str  # IANA zone of the capital: for the reader's local time
    languages: tuple[Language, ...]  # of correspondence, preferred first
    names: Mapping[Language, str]  # official short names, all six


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """A person or functional mailbox of a member, with roles and days of validity (inclusive)."""

    id: str
    member: str
    name: str
    address: str
    roles: frozenset[Role]
    language: Language
    zone: str
    rank: int  # 1 is written to first; the highest is the last resort (the permanent mission)
    valid_from: date | None = None
    valid_until: date | None = None

    def is_valid(self, day: date) -> bool:
        """Tell whether this focal point serves on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True)
class Directory:
    """All members and focal points by their ids, in the order of the files."""

    members: Mapping[str, Member]
    focal_points: Mapping[str, FocalPoint]
    _by_member: dict[str, list[FocalPoint]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_member: dict[str, list[FocalPoint]] = {}
        for point in self.focal_points.values():
            by_member.setdefault(point.member, []).append(point)
        object.__setattr__(self, "_by_member", by_member)

    def of(self, member: str) -> tuple[FocalPoint, ...]:
        """Return the focal points of a member, lowest rank first."""
        return tuple(sorted(self._by_member.get(member, ()), key=lambda p: (p.rank, p.id)))
