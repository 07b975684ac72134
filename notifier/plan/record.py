"""What the ledger knows, as `due` sees it. A snapshot: nothing in it is ever changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from notifier.plan.calendar.changes import facts_told_by
from notifier.plan.kind import Kind

PENDING = frozenset({"draft", "cleared", "signed"})
_TELLING = frozenset({Kind.CONSULTATION, Kind.UPDATE, Kind.CANCELLATION})


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter and how far it has come; `status` is one of the words of its path.

    `withdrawn_by_staff` tells a person's decision from a draft that the plan itself overtook:
    what a person declined is not drafted again as long as it would say the same.
    """

    key: str
    kind: Kind
    status: str
    facts: Mapping[str, Any]
    due_at: datetime
    issued_at: datetime | None = None
    consultations: tuple[str, ...] = ()
    reference: str | None = None
    released_at: datetime | None = None
    withdrawn_by_staff: bool = False
    addressees: tuple[str, ...] | None = None
    urgent: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether it is drafted and neither issued nor withdrawn."""
        return self.status in PENDING


@dataclass(frozen=True, slots=True)
class Told:
    """What the invited know of a consultation: facts, SEQUENCE, and the letter that said so."""

    facts: Mapping[str, Any]
    sequence: int
    letter_key: str


@dataclass(frozen=True, slots=True)
class ToAcknowledge:
    """A response that nobody has acknowledged yet."""

    response: int
    consultation: str
    focal_point: str
    channel: str = "mail"


@dataclass(frozen=True)
class Record:
    """The state of the ledger. Keys of consultations are `activity/consultation`.

    invited: focal point id and member of everyone who holds an invitation. answered: codes of
    the members that have answered. held: codes of the members of which a mail that may answer
    waits for a person. oldest_held: the mail that waits longest, and since when. reminded: when
    and of what each focal point was reminded. outcome: figures per consultation. asked: codes of
    the members whom these figures count. suppressed: dead addresses. away: last day of absence.
    warned: keys of warnings that staff have seen and that need not be returned again. accepted,
    declined: focal points by what their own answer says that counts, of consultations that are
    still to meet or whose outcome is to be told. assessed: since when each activity's assessment
    stands in the plan in force.
    """

    letters: Mapping[str, LetterSeen] = field(default_factory=dict)
    told: Mapping[str, Told] = field(default_factory=dict)
    invited: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    answered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    held: Mapping[str, frozenset[str]] = field(default_factory=dict)
    oldest_held: tuple[int, datetime] | None = None
    reminded: Mapping[str, tuple[tuple[datetime, str], ...]] = field(default_factory=dict)
    unacknowledged: tuple[ToAcknowledge, ...] = ()
    outcome: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    asked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    suppressed: frozenset[str] = frozenset()
    away: Mapping[str, date] = field(default_factory=dict)
    warned: frozenset[str] = frozenset()
    accepted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    declined: Mapping[str, frozenset[str]] = field(default_factory=dict)
    assessed: Mapping[str, datetime] = field(default_factory=dict)

    @cached_property
    def known(self) -> Mapping[str, Told]:
        """What readers know of each consultation.

        It is `told`, but for a letter that was issued a moment ago and is not told yet: what
        it says is counted as known, so that nothing is drafted a second time in between.
        """
        known = dict(self.told)
        for letter in self._issued(_TELLING):
            facts = facts_told_by(letter.facts, letter.consultations)
            for key in letter.consultations:
                told = known.get(key)
                if told is None:
                    known[key] = Told(facts[key], 0, letter.key)
                elif self._is_older(told.letter_key, letter):
                    known[key] = Told(facts[key], told.sequence + 1, letter.key)
        return known

    @cached_property
    def opened_by(self) -> Mapping[str, LetterSeen]:
        """The issued consultation letter of each consultation."""
        return {
            key: letter
            for letter in self._issued(frozenset({Kind.CONSULTATION}))
            for key in letter.consultations
        }

    def pending(self, *kinds: Kind) -> tuple[LetterSeen, ...]:
        """Return the letters of `kinds` that are neither issued nor withdrawn."""
        return tuple(x for x in self.letters.values() if x.kind in kinds and x.is_pending)

    def _issued(self, kinds: frozenset[Kind]) -> list[LetterSeen]:
        dated = [
            (letter.issued_at, letter)
            for letter in self.letters.values()
            if letter.kind in kinds and letter.issued_at is not None
        ]
        return [letter for _, letter in sorted(dated, key=lambda pair: pair[0])]

    def _is_older(self, key: str, letter: LetterSeen) -> bool:
        last = self.letters.get(key)
        return (
            last is not None
            and last.issued_at is not None
            and letter.issued_at is not None
            and last.issued_at < letter.issued_at
        )
