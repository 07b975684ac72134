"""Sections about the secretariat itself: where it works, its clusters, notice, papers and hours."""

from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from notifier.plan.activity import Zone
from notifier.plan.rules.rule import Clock, Days, Rule
from notifier.plan.rules.workdays import public_holidays


class DutyStation(Rule):
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


class Cluster(Rule):
    """A cluster of Council working groups: first and last day."""

    start: date = Field(description="First day of the cluster.")
    end: date = Field(description="Last day of the cluster.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError("The cluster ends before it starts.")
        return self


class Notice(Rule):
    """How much notice Member States are owed, in calendar days."""

    normal: Days = Field(56, description="Notice that every consultation letter should give.")
    warn_under: Days = Field(
        42, description="Under this the letter is held for a person, and marked short notice."
    )
    urgent_least: Days = Field(
        6, description="Even an urgent letter with less notice than this is held for a person."
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


class Acknowledgement(Rule):
    """Which answers are acknowledged by a mail of our own."""

    channels: tuple[Literal["calendar", "mail", "page", "hand"], ...] = Field(
        ("mail",),
        description="Channels whose answers are acknowledged. A calendar answer is acknowledged"
        " by the calendar itself, a page by what it shows.",
    )
    at_any_hour: bool = Field(
        True, description="Acknowledge at night too: whoever has just written is awake."
    )


class Documents(Rule):
    """When the papers for the first cluster fall due, in calendar days counted back from it."""

    untranslated: Days = Field(
        12, description="Days before the cluster that an untranslated paper must be handed in."
    )
    posted: Days = Field(7, description="Days for signature and posting, added to the former.")


class Delivery(Rule):
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


class Overdue(Rule):
    """What becomes of messages that should have left while the service was down."""

    after: Annotated[int, Field(ge=1, le=60)] = Field(
        default=3, description="Days that the service may be down before what is late is judged."
    )
    then: Literal["ask", "late"] = Field(
        default="ask",
        description="ask: what is late waits until a person accepts it, for what it says may be"
        " overtaken; late: it leaves all the same.",
    )


ANY_HOUR = Delivery()
