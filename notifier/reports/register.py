"""The rows that a report is made of, and the consultations as they follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notifier.answers.heard import Heard, Hearing, heard
from notifier.answers.response import Said
from notifier.plan.activity import Consultation
from notifier.plan.kind import Kind
from notifier.plan.readers.reached import Tries, not_reached
from notifier.plan.schedule import closes_at

Row = Mapping[str, Any]
_YEAR = (  # what a member's year was, the first that holds
    Heard.REPLIED,
    Heard.HELD,
    Heard.LATE,
    Heard.SILENT,
    Heard.NOT_REACHED,
    Heard.OPEN,
    Heard.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Register:
    """The rows of a year as they stood at one moment.

    `counted` is the response that counts, by consultation and member. `held` names the members
    of which a mail is held that may be their reply.
    """

    year: int
    as_of: datetime
    letters: Sequence[Row] = ()
    told: Sequence[Row] = ()
    invited: Sequence[Row] = ()
    tries: Sequence[Tries] = ()
    responses: Sequence[Row] = ()
    counted: Mapping[str, Mapping[str, Said]] = field(default_factory=dict)
    held: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mails: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One consultation at that moment: how each member asked stands, and what it said."""

    key: str
    form: str
    reply: str
    closes: datetime | None
    stands: Mapping[str, Heard]
    said: Mapping[str, Said]


def calls(register: Register) -> tuple[Call, ...]:
    """Return the consultations that were opened in the year, each member in exactly one state."""
    lost = not_reached(register.tries)
    asked: dict[str, set[str]] = {}
    for row in register.invited:
        asked.setdefault(row["consultation"], set()).add(row["member"])
    last = {row["consultation"]: row for row in register.told}
    return tuple(
        _call(key, last.get(key), members, register, lost.get(key, frozenset()))
        for key, members in sorted(asked.items())
    )


def of_the_year(made: Sequence[Call]) -> Mapping[str, Heard]:
    """Return how each member stands over all that it was asked: at its best, silence before excuses."""
    every: dict[str, set[Heard]] = {}
    for call in made:
        for member, stand in call.stands.items():
            every.setdefault(member, set()).add(stand)
    return {
        member: next(stand for stand in _YEAR if stand in stands)
        for member, stands in sorted(every.items())
    }


def _call(
    key: str, last: Row | None, asked: set[str], register: Register, lost: frozenset[str]
) -> Call:
    told = Consultation.model_validate_json(last["call"]) if last and last["call"] else None
    closes = closes_at(told, _left_at(last, register.as_of)) if told and last else None
    said = {m: s for m, s in register.counted.get(key, {}).items() if m in asked}
    replies = [row for row in register.responses if row["consultation"] == key]
    hearing = Hearing(
        asked=asked,
        said=said,
        late={row["member"] for row in replies if row["is_late"]},
        held=register.held.get(key, frozenset()),
        not_reached=lost,
        is_cancelled=last is not None and last["kind"] == Kind.CANCELLATION,
        is_open=closes is not None and register.as_of <= closes,
    )
    return Call(
        key=key,
        form=told.form if told else "",
        reply=told.reply if told else "",
        closes=closes,
        stands=heard(hearing),
        said=said,
    )


def _left_at(letter: Row, as_of: datetime) -> datetime:
    """Return when a letter was released, by what was known then; its issue before that."""
    issued = datetime.fromisoformat(letter["issued_at"])
    released = letter["released_at"] and datetime.fromisoformat(letter["released_at"])
    return released if released and released <= as_of else issued
