"""Which members the letter of a consultation reached, as far as the relay and reports tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a member was written to that it is consulted, and how many of these mails were lost.

    Lost are those that were refused, suppressed, cancelled or came back; none were written
    where the member had nobody to write to.
    """

    consultation: str
    member: str
    messages: int
    lost: int


def not_reached(tries: Iterable[Tries]) -> Mapping[str, frozenset[str]]:
    """Return, by consultation, the members that were written to and of which every message was lost.

    One that is still on its way, in doubt, or only delayed may yet arrive: such a member is
    not counted.
    """
    return _by_consultation(each for each in tries if 0 < each.messages <= each.lost)


def without_contact(tries: Iterable[Tries]) -> Mapping[str, frozenset[str]]:
    """Return, by consultation, the members that had nobody to write to: they are not invited at all."""
    return _by_consultation(each for each in tries if not each.messages)


def _by_consultation(tries: Iterable[Tries]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for each in tries:
        found.setdefault(each.consultation, set()).add(each.member)
    return {key: frozenset(members) for key, members in found.items()}
