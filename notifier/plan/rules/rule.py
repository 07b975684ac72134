"""What all sections of the rules share: how days, times of day and offsets are written."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from notifier.members.member import RecipientClass, Role
from notifier.plan.rules.workdays import Direction

Anchor = Literal[
    "approved",
    "issued",
    "last-language",
    "session",
    "deadline",
    "activity-start",
    "first-cluster",
    "event",
]
Count = Literal["calendar", "working"]
Side = Literal["before", "after"]
Sides = Mapping[Anchor, tuple[Side, ...]]

IN_WORDS: Mapping[Anchor, str] = {
    "approved": "the assessment",
    "issued": "the issue of the letter",
    "last-language": "the release of the last language",
    "session": "the session",
    "deadline": "the deadline",
    "activity-start": "the start of the activity",
    "first-cluster": "the first cluster",
    "event": "the change",
}


def _quoted(value: object) -> object:
    # YAML 1.1 reads a bare 17:30 as the number 1050
    if isinstance(value, int | float):
        raise ValueError('Write the time of day in quotes, such as "17:30".')
    return value


Clock = Annotated[time, BeforeValidator(_quoted)]
Days = Annotated[int, Field(ge=0, le=730)]


class Rule(BaseModel):
    """A group of fields; none can be changed once read, and an unknown one is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Offset(Rule):
    """So many days before or after something, on a working day."""

    anchor: Anchor = Field(description="What the days are counted from.")
    before: Days | None = Field(default=None, description="Days before the anchor.")
    after: Days | None = Field(default=None, description="Days after the anchor.")
    count: Count = Field(
        default="calendar", description="Kind of days that before and after count."
    )
    roll: Direction = Field(
        default="previous",
        description="Where a date goes that falls on a day off: previous or next.",
    )

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.before is None) == (self.after is None):
            raise ValueError("Give either before or after, and only one of them.")
        return self

    @property
    def offset(self) -> int:
        """Days from the anchor, negative before it."""
        return -self.before if self.before is not None else self.after or 0

    @property
    def side(self) -> Side:
        """Whether days are counted before or after the anchor."""
        return "before" if self.before is not None else "after"

    @property
    def in_words(self) -> str:
        """What the officer has written: `21 days before the deadline`."""
        number = abs(self.offset)
        if not number:
            return f"on the day of {IN_WORDS[self.anchor]}"
        kind = "working day" if self.count == "working" else "day"
        many = "" if number == 1 else "s"
        return f"{number} {kind}{many} {self.side} {IN_WORDS[self.anchor]}"


class Narrowed(Offset):
    """An offset for some of those whom it could concern; without a choice, for all."""

    classes: Annotated[tuple[RecipientClass, ...], Field(min_length=1)] | None = Field(
        default=None, description="Only members of these recipient classes; empty: of all."
    )
    regions: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(
        default=None, description="Only members of these regions; empty: of all."
    )
    roles: Annotated[tuple[Role, ...], Field(min_length=1)] | None = Field(
        default=None, description="Only contacts that have one of these roles; empty: with any."
    )

    @property
    def is_narrowed(self) -> bool:
        """Whether some are left out by class, region or role."""
        return not (self.classes is None and self.regions is None and self.roles is None)


def unsound(rule: Offset, sides: Sides, what: str) -> list[str]:
    """Return, in sentences, why `rule` cannot count as it does; `what` begins them."""
    if rule.anchor not in sides:
        possible = f"{' or '.join(sides)}, not to {rule.anchor}"
        return [f"{what} is anchored to {possible}."]
    if rule.side not in sides[rule.anchor]:
        return [f"{what} counts days {' or '.join(sides[rule.anchor])} its anchor."]
    return []
