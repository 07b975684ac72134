"""What was heard of a member on a consultation: a reply, a late one, nothing, and why nothing."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum

from notifier.answers.response import Said


class Heard(StrEnum):
    """How a member stands in a consultation; each is in exactly one of these, the first that holds."""

    REPLIED = "replied"  # in time
    HELD = "held"  # a mail that may be its reply waits for a person
    LATE = "late"  # it replied, and only after the deadline
    CANCELLED = "cancelled"  # the consultation was called off
    NOT_REACHED = "not-reached"  # no message to it arrived
    OPEN = "open"  # there is time yet
    SILENT = "silent"  # it was reached, the deadline is past, and it said nothing


@dataclass(frozen=True, slots=True)
class Hearing:
    """All that bears on who was heard in one consultation, at one moment.

    `said` is what the response that counts amounts to, by member.
    """

    asked: Set[str]
    said: Mapping[str, Said]
    late: Set[str] = field(default_factory=frozenset)
    held: Set[str] = field(default_factory=frozenset)
    not_reached: Set[str] = field(default_factory=frozenset)
    is_cancelled: bool = False
    is_open: bool = False


def heard(hearing: Hearing) -> Mapping[str, Heard]:
    """Return how each member that was asked stands, in the order of their codes."""
    return {member: _heard(member, hearing) for member in sorted(hearing.asked)}


def _heard(member: str, hearing: Hearing) -> Heard:
    grounds = (
        (Heard.REPLIED, member in hearing.said),
        (Heard.HELD, member in hearing.held),
        (Heard.LATE, member in hearing.late),
        (Heard.CANCELLED, hearing.is_cancelled),
        (Heard.NOT_REACHED, member in hearing.not_reached),
        (Heard.OPEN, hearing.is_open),
    )
    return next((stand for stand, holds in grounds if holds), Heard.SILENT)
