"""The rules of `config/rules.yaml`: who is written to how long before or after what.

Every field is validated, and what is wrong is said in sentences the officer can act on.
"""

from collections.abc import Mapping
from datetime import date, time
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from notifier.plan.activity import Zone
from notifier.plan.kind import STANDING, Kind
from notifier.plan.workdays import Direction, Workdays, public_holidays

Anchor = Literal["activity-start", "session", "deadline", "event"]
Count = Literal["calendar", "working"]

_ANCHORS: Mapping[Kind, tuple[str, tuple[Anchor, ...]]] = {
    Kind.ADVANCE_NOTICE: ("before", ("activity-start",)),
    Kind.CONSULTATION: ("before", ("session", "deadline")),
    Kind.OUTCOME: ("after", ("deadline",)),
    Kind.UPDATE: ("after", ("event",)),
    Kind.CANCELLATION: ("after", ("event",)),
}


def _quoted(value: object) -> object:
    # YAML 1.1 reads a bare 17:30 as the number 1050
    if isinstance(value, int | float):
        raise ValueError('Write the time of day in quotes, such as "17:30".')
    return value


Clock = Annotated[time, BeforeValidator(_quoted)]
Days = Annotated[int, Field(ge=0, le=730)]


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DutyStation(_Rule):
    """Where the secretariat works: its clock, its days off, its working hours."""

    zone: Zone = Field("Europe/Zurich", description="IANA time zone of the office.")
    country: str = Field("CH", description="ISO 3166 code of the country with its holidays.")
    subdivision: str | None = Field(
        "GE", description="Canton, state or province with holidays of its own; empty for none."
    )
    opens: Clock = Field(
        time(8, 30), description="Start of working hours; letters and reminders leave after it."
    )
    closes: Clock = Field(
        time(17, 30), description="End of working hours; quiet hours last until the next opening."
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("The office closes before it opens.")
        try:
            public_holidays(self.country, self.subdivision, 2026)
        except NotImplementedError as error:
            raise ValueError(
                f"No public holidays are known for country {self.country!r}"
                f" with subdivision {self.subdivision!r}."
            ) from error
        return self


class Cluster(_Rule):
    """A cluster of Council working groups: first and last day."""

    start: date = Field(description="First day of the cluster.")
    end: date = Field(description="Last day of the cluster.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("The cluster ends before it starts.")
        return self


class Notice(_Rule):
    """How much notice Member States are owed, in calendar days."""

    normal: Days = Field(56, description="Notice that every consultation letter should give.")
    warn_under: Days = Field(
        42, description="Under this the officer is warned and the letter is marked short notice."
    )
    urgent_least: Days = Field(
        6, description="Even an urgent letter with less notice than this raises a warning."
    )
    urgent_most: Days = Field(
        14,
        description="With this notice or less, an activity should be marked urgent with a reason,"
        " which the letter prints.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        steps = (self.urgent_least, self.urgent_most, self.warn_under, self.normal)
        if list(steps) != sorted(steps):
            raise ValueError(
                "Notice must grow from urgent_least over urgent_most and warn_under to normal."
            )
        return self


class Timing(_Rule):
    """When one kind of letter is issued, counted from its anchor."""

    anchor: Anchor = Field(
        description="What the days are counted from: activity-start; session (its start or the"
        " deadline, whichever comes first); deadline; event (the change itself)."
    )
    before: Days | None = Field(None, description="Days before the anchor.")
    after: Days | None = Field(None, description="Days after the anchor.")
    count: Count = Field("calendar", description="Kind of days that before and after count.")
    prepare: Days = Field(
        0, description="Calendar days before its issue that the draft is made: time to translate."
    )
    roll: Direction = Field(
        "previous", description="Where a date goes that falls on a day off: previous or next."
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


class Reminders(_Rule):
    """How those who are silent are reminded, and how they are spared."""

    before: tuple[Annotated[int, Field(ge=1, le=365)], ...] = Field(
        (21, 7), description="Calendar days before the deadline on which the silent are reminded."
    )
    cap: int = Field(
        2, ge=0, description="Reminders that one person gets for one consultation at most."
    )
    apart: int = Field(
        7,
        ge=1,
        description="Days between two reminder mails to one person; what falls due within them"
        " is merged into the earlier mail.",
    )
    after_letter: Days = Field(
        3, description="Days after the letter itself, or an update, in which nobody is reminded."
    )

    @model_validator(mode="after")
    def _spaced(self) -> Self:
        days = sorted(self.before)
        for near, far in pairwise(days):
            if far - near < self.apart:
                raise ValueError(
                    f"The reminders {far} and {near} days before the deadline are less than"
                    f" {self.apart} days apart."
                )
        return self


class Acknowledgement(_Rule):
    """Which answers are acknowledged by a mail of our own."""

    channels: tuple[Literal["calendar", "mail", "page", "hand"], ...] = Field(
        ("mail",),
        description="Channels whose answers are acknowledged. A calendar answer is acknowledged"
        " by the calendar itself, a page by what it shows.",
    )
    at_any_hour: bool = Field(
        True, description="Acknowledge at night too: whoever has just written is awake."
    )


class Documents(_Rule):
    """When the papers for the first cluster fall due, in calendar days counted back from it."""

    untranslated: Days = Field(
        12, description="Days before the cluster that an untranslated paper must be handed in."
    )
    posted: Days = Field(7, description="Days for signature and posting, added to the former.")


class Delivery(_Rule):
    """Hours on the reader's own clock in which messages leave; urgent letters leave at any hour."""

    opens: Clock | None = Field(
        default=None,
        description="From when messages leave on the reader's clock; empty: at any hour.",
    )
    closes: Clock | None = Field(
        default=None, description="Until when; what comes later waits for the next opening."
    )
    weekends: bool = Field(
        default=True, description="Whether they leave on Saturdays and Sundays too."
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.opens is None) != (self.closes is None):
            raise ValueError("Give both opens and closes, or neither.")
        if self.opens is not None and self.closes is not None and self.closes <= self.opens:
            raise ValueError("The reader's hours close before they open.")
        if self.opens is None and not self.weekends:
            raise ValueError("To keep weekends free, give opens and closes as well.")
        return self


ANY_HOUR = Delivery()


class Rules(_Rule):
    """All rules. `observances` comes from its own file, `config/observances.yaml`."""

    duty_station: DutyStation = Field(description="Clock, holidays and hours of the secretariat.")
    first_cluster: Mapping[int, Cluster | None] = Field(
        description="First cluster of working groups of each year; empty while unknown, which"
        " shows as a warning and is never guessed."
    )
    notice: Notice = Field(description="Guards for the notice that letters give.")
    timings: Mapping[Kind, Timing] = Field(
        description="When each kind of letter is issued. Reminders and acknowledgements have"
        " sections of their own."
    )
    reminders: Reminders = Field(description="Reminders to those who are silent.")
    acknowledgement: Acknowledgement = Field(description="Acknowledgements of answers.")
    documents: Documents = Field(description="Annual plan and summary report.")
    delivery: Delivery = Field(default=ANY_HOUR, description="The reader's hours.")
    observances: Mapping[date, str] = Field(
        default_factory=dict,
        description="Days off that the host country's law does not know, with their names.",
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        problems = [*_unsound_clusters(self.first_cluster), *_unsound_timings(self.timings)]
        letter = self.timings.get(Kind.CONSULTATION)
        if letter and letter.count == "calendar" and (letter.before or 0) < self.notice.normal:
            problems.append(
                f"Consultation letters leave {letter.before or 0} days before, less than the"
                f" normal notice of {self.notice.normal} days."
            )
        if problems:
            raise ValueError(" ".join(problems))
        return self

    @cached_property
    def workdays(self) -> Workdays:
        """The working days of the duty station."""
        station = self.duty_station
        return Workdays(
            zone=station.zone,
            country=station.country,
            subdivision=station.subdivision,
            opens=station.opens,
            closes=station.closes,
            observances=self.observances,
        )


def _unsound_clusters(clusters: Mapping[int, Cluster | None]) -> list[str]:
    return [
        f"The first cluster of {year} starts in {cluster.start.year}."
        for year, cluster in clusters.items()
        if cluster and cluster.start.year != year
    ]


def _unsound_timings(timings: Mapping[Kind, Timing]) -> list[str]:
    problems = [f"There is no timing for {kind.value}." for kind in _ANCHORS if kind not in timings]
    for kind, timing in timings.items():
        if kind in STANDING:
            problems.append(f"The timing of {kind.value} has a section of its own.")
            continue
        side, anchors = _ANCHORS[kind]
        if timing.anchor not in anchors:
            problems.append(f"The timing of {kind.value} is anchored to {' or '.join(anchors)}.")
        if getattr(timing, side) is None:
            problems.append(f"The timing of {kind.value} counts days {side} its anchor.")
    return problems
