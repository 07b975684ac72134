"""Every placeholder for the people who write templates: its meaning, an example, and who has it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifier.languages import Language
from notifier.letters.context import context, known_names
from notifier.letters.sample import sample_values
from notifier.letters.slots import PERSONAL
from notifier.letters.templates.misplaced import OF_REPLIES
from notifier.letters.templates.occasion import next_occasion
from notifier.letters.templates.sandbox import Absent
from notifier.letters.templates.vocabulary import EACH, Path, all_names, dotted
from notifier.members.member import Member
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind

_ALIKE = "consultations"  # each of them has what `consultation` has


@dataclass(frozen=True, slots=True)
class Entry:
    """One placeholder; `example` is what a letter would print, in one language."""

    name: str
    meaning: str
    example: str
    kinds: frozenset[Kind]


def glossary(
    language: Language,
    members: Mapping[str, Member],
    *,
    contact: Mapping[str, Any],
    reply: str,
    now: datetime,
) -> Iterator[Entry]:
    """Yield each placeholder that prints or lists something, with examples of a specimen.

    `reply` is the address of answers, of which its sample is made.
    """
    values: dict[Kind, Mapping[str, Any]] = {}
    for kind in Kind:
        letter = next_occasion(kind, Plan(year=now.year, activities=()), members, now).letter
        personal: dict[str, Any] = {**sample_values(letter, language, reply)}
        if kind is not Kind.ACKNOWLEDGEMENT:
            personal |= {name: Absent(name) for name in OF_REPLIES}
        values[kind] = context(letter.facts, language, contact=contact) | personal
    for path in all_names(known_names()):
        meaning = _meaning(path)
        if meaning is not None:
            yield _entry(path, meaning, values)


def _meaning(path: Path) -> str | None:
    """Return the line on a placeholder; None for a branch, which prints nothing by itself."""
    if path[0] == _ALIKE and len(path) > 1:
        return None
    here: Any = known_names()
    for part in path:
        here = here[0] if part == EACH else here[part]
    if isinstance(here, str):
        return here
    if not isinstance(here, list):
        return None
    return here[0] if isinstance(here[0], str) else "a list, for {% for %}"


def _entry(path: Path, meaning: str, values: Mapping[Kind, Mapping[str, Any]]) -> Entry:
    found = {kind: _value(path, each) for kind, each in values.items()}
    having = {kind: value for kind, value in found.items() if value is not None}
    example = next((_printed(value) for value in having.values()), "")
    if path[0] in PERSONAL and not example:
        example = "(empty here)"
    return Entry(dotted(path), meaning, example, frozenset(having))


def _value(path: Path, values: Mapping[str, Any]) -> Any:
    """Return what a letter has under a path; None where it has nothing."""
    here: Any = values
    for part in path:
        if isinstance(here, Absent) or not here:
            return None
        here = here[0] if part == EACH else here[part]
    is_list = isinstance(here, Sequence) and not isinstance(here, str)
    return None if isinstance(here, Absent) or (is_list and not here) else here


def _printed(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _printed(value[0]) if isinstance(value[0], str) else ""
    return str(value)
