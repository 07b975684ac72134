"""Reminders and session notices: in which stages, to whom, and how people are spared."""

from collections.abc import Mapping
from itertools import combinations
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from notifier.plan.rules.rule import IN_WORDS, Anchor, Days, Narrowed, Rule, Sides, unsound

Contact = Literal["invited", "second", "mission"]

_REMINDED: Sides = {
    "deadline": ("before",),
    "session": ("before",),
    "issued": ("after",),
    "last-language": ("after",),
}


class Stage(Narrowed):
    """One stage of reminders: when, and which contacts of the members that are silent."""

    anchor: Anchor = Field(
        description="What the days are counted from: deadline or session, with before; issued (the"
        " letter that asked) or last-language (the release of its last language), with after."
    )
    to: Literal["silent"] = Field(
        default="silent", description="Reminders go to members that are silent, and to no other."
    )
    contacts: Annotated[tuple[Contact, ...], Field(min_length=1)] = Field(
        default=("invited",),
        description="Who of a silent member: invited (who holds the invitation), second (its next"
        " contact by rank who does not), mission (its contacts with the role mission, else its"
        " last resort, the highest rank). Who did not hold the invitation is invited with it.",
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        problems = unsound(self, _REMINDED, "A reminder")
        if len(set(self.contacts)) < len(self.contacts):
            problems.append("A stage of reminders names the same contacts twice.")
        if problems:
            raise ValueError(" ".join(problems))
        return self


_STAGES = (
    Stage(anchor="deadline", before=21, contacts=("invited",)),
    Stage(anchor="deadline", before=14, contacts=("second",)),
    Stage(anchor="deadline", before=7, contacts=("invited", "mission")),
)


class Reminders(Rule):
    """How those who are silent are reminded, and how they are spared."""

    stages: tuple[Stage, ...] = Field(
        _STAGES, description="When the silent are reminded, and which of their contacts."
    )
    cap: int = Field(
        2, ge=0, description="Reminders that one person gets for one consultation at most."
    )
    cap_member: int = Field(
        6,
        ge=0,
        description="Reminders that all contacts of one member get for one consultation at most.",
    )
    apart: int = Field(
        7,
        ge=1,
        description="Days between two reminder mails to one person; what falls due within them"
        " is merged into the earlier mail.",
    )
    after_letter: Days = Field(
        3,
        description="Days after the letter itself, or an update, in which nobody is reminded or"
        " gets a session notice.",
    )

    @model_validator(mode="before")
    @classmethod
    def _in_stages(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and "before" in given:
            raise ValueError(
                "Reminders are written in stages now, each with its contacts. In place of"
                f" `before`, write: stages: [{', '.join(_as_stages(given['before']))}]"
            )
        return given

    @model_validator(mode="after")
    def _spaced(self) -> Self:
        problems = [
            f"The reminders {far} and {near} days {one.side} {IN_WORDS[one.anchor]} are less than"
            f" {self.apart} days apart."
            for one, other in combinations(self.stages, 2)
            if _concern_the_same(one, other)
            for near, far in [sorted((abs(one.offset), abs(other.offset)))]
            if far - near < self.apart
        ]
        if self.cap_member < self.cap:
            problems.append(
                f"One person may get {self.cap} reminders, but a whole member only"
                f" {self.cap_member}: cap_member is at least cap."
            )
        if problems:
            raise ValueError(" ".join(problems))
        return self


class SessionNotice(Narrowed):
    """One stage of session notices: when and where the meeting is, shortly before it."""

    anchor: Anchor = Field(description="What the days are counted from: session, with before.")
    to: Literal["accepted", "all"] = Field(
        "accepted",
        description="Those who accepted, or all who were invited and did not decline. One notice"
        " for each person and session.",
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        problems = unsound(self, {"session": ("before",)}, "A session notice")
        if problems:
            raise ValueError(" ".join(problems))
        return self


def _as_stages(days: object) -> list[str]:
    """Return the old list of days in the new form, for people to copy."""
    numbers = (
        [day for day in days if isinstance(day, int)] if isinstance(days, list | tuple) else []
    )
    return [
        f"{{anchor: deadline, before: {number}, contacts: [invited]}}" for number in numbers or [21]
    ]


def _concern_the_same(one: Stage, other: Stage) -> bool:
    """Tell whether two stages count in one way and may write to the same person."""
    return (
        (one.anchor, one.side, one.count) == (other.anchor, other.side, other.count)
        and (one.classes, one.regions, one.roles) == (other.classes, other.regions, other.roles)
        and not set(one.contacts).isdisjoint(other.contacts)
    )
