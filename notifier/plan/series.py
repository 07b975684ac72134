"""Letters under one natural key: which one stands, what to do with it, what comes next.

A withdrawn letter keeps its key; its successor takes the next number (`.../consultation-2`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from notifier.plan.actions import Action, DraftLetter, ReturnLetter, WithdrawLetter
from notifier.plan.kind import Kind
from notifier.plan.record import LetterSeen, Record
from notifier.plan.snapshots import is_same_content, outdated


@dataclass(frozen=True, slots=True)
class Place:
    """The end of a series: the key in use or to use, its letter if any, the one before it."""

    key: str
    kind: Kind
    letter: LetterSeen | None
    previous: LetterSeen | None

    @property
    def is_issued(self) -> bool:
        """Whether this letter has left; nothing more is drafted in its series."""
        return self.letter is not None and self.letter.status == "issued"


def place(record: Record, subject: str, kind: Kind) -> Place:
    """Return where the series of `kind` about `subject` stands: its first key not withdrawn."""
    previous = None
    for number in count(1):
        key = f"{subject}/{kind}" if number == 1 else f"{subject}/{kind}-{number}"
        letter = record.letters.get(key)
        if letter is None or letter.status != "withdrawn":
            return Place(key, kind, letter, previous)
        previous = letter
    raise AssertionError("numbers do not end")


def bring_about(at: Place, wanted: Callable[[], DraftLetter]) -> Iterator[Action]:
    """Yield what makes the letter at `at` as `wanted`: a draft, a refreshed draft, or nothing."""
    if at.is_issued:
        return
    letter = wanted()
    if at.letter is not None:
        changed = (*outdated(at.letter, letter.facts), *_misdirected(at.letter, letter))
        if changed:
            why = f"The plan changed since the draft: {', '.join(changed)}."
            yield ReturnLetter(
                at.letter.key, letter.facts, why, letter.due_at, letter.addressees, letter.urgent
            )
    elif not is_declined(at, letter):
        yield letter


def _misdirected(letter: LetterSeen, wanted: DraftLetter) -> Iterator[str]:
    """Yield what of readers and urgency is no longer as it should be."""
    if _people(letter.addressees) != _people(wanted.addressees):
        yield "addressees"
    if letter.urgent != wanted.urgent:
        yield "urgency"


def _people(addressees: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if addressees is None else frozenset(addressees)


def is_declined(at: Place, letter: DraftLetter) -> bool:
    """Tell whether a person has withdrawn the very content of `letter`."""
    return (
        at.previous is not None
        and at.previous.withdrawn_by_staff
        and is_same_content(at.previous, letter.facts)
    )


def take_back(at: Place, why: str) -> Iterator[Action]:
    """Yield the withdrawal of the letter at `at`, if it is drafted and not issued."""
    if at.letter is not None and at.letter.is_pending:
        yield WithdrawLetter(at.letter.key, why)
