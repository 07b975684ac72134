"""All rules as one value: every section, and what of one section does not fit another."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from notifier.plan.kind import Kind
from notifier.plan.rules.office import (
    ANY_HOUR,
    Acknowledgement,
    Cluster,
    Delivery,
    Documents,
    DutyStation,
    Notice,
    Overdue,
)
from notifier.plan.rules.rule import Narrowed, Rule
from notifier.plan.rules.stages import Reminders, SessionNotice
from notifier.plan.rules.timings import Timing, unsound_timings
from notifier.plan.rules.workdays import Workdays


class Rules(Rule):
    """All rules. `observances` comes from its own file, `config/observances.yaml`."""

    duty_station: DutyStation = Field(description="Clock, holidays and hours of the secretariat.")
    first_cluster: Mapping[int, Cluster | None] = Field(
        description="First cluster of working groups of each year; empty while unknown, which"
        " shows as a warning and is never guessed."
    )
    notice: Notice = Field(description="Guards for the notice that letters give.")
    timings: Mapping[Kind, Timing] = Field(
        description="When each kind of letter is issued. Reminders, session notices and"
        " acknowledgements have sections of their own."
    )
    reminders: Reminders = Field(description="Reminders to those who are silent.")
    session_notices: tuple[SessionNotice, ...] = Field(
        default=(), description="When those who take part hear once more when and where it is."
    )
    acknowledgement: Acknowledgement = Field(description="Acknowledgements of answers.")
    documents: Documents = Field(description="Annual plan and summary report.")
    delivery: Delivery = Field(default=ANY_HOUR, description="The reader's hours.")
    overdue: Overdue = Field(
        default=Overdue(), description="What should have left while the service was down."
    )
    observances: Mapping[date, str] = Field(
        default_factory=dict,
        description="Days off that the host country's law does not know, with their names.",
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        problems = [*_unsound_clusters(self.first_cluster), *unsound_timings(self.timings)]
        letter = self.timings.get(Kind.CONSULTATION)
        if letter and _is_late(letter, self.notice):
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

    def unknown_regions(self, known: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield place and name of each region that no member belongs to, most likely a slip."""
        for place, rule in self._narrowed():
            yield from ((place, each) for each in rule.regions or () if each not in known)

    def _narrowed(self) -> Iterator[tuple[str, Narrowed]]:
        yield from ((f"timings.{kind}.regions", timing) for kind, timing in self.timings.items())
        for number, stage in enumerate(self.reminders.stages, start=1):
            yield f"reminders.stages.{number}.regions", stage
        for number, notice in enumerate(self.session_notices, start=1):
            yield f"session_notices.{number}.regions", notice


def _is_late(letter: Timing, notice: Notice) -> bool:
    """Tell whether consultation letters give less notice by rule than Member States are owed."""
    is_counted_to_the_answer = letter.anchor in ("session", "deadline")
    is_less = letter.count == "calendar" and (letter.before or 0) < notice.normal
    return is_counted_to_the_answer and is_less


def _unsound_clusters(clusters: Mapping[int, Cluster | None]) -> list[str]:
    return [
        f"The first cluster of {year} starts in {cluster.start.year}."
        for year, cluster in clusters.items()
        if cluster and cluster.start.year != year
    ]
