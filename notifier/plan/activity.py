"""The activity calendar as values: activities, their assessment, their consultations.

Every field is validated and an unknown one refused; files are read in `sources`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from notifier.languages import LANGUAGES, Language
from notifier.members.audience import Audience

Process = Literal["wsis", "sdg", "digital-governance"]
Form = Literal["meeting", "writing", "questionnaire"]
ReplyType = Literal[
    "views", "approve-reject", "no-objection", "majority", "nomination", "registration"
]
Participation = Literal["host", "attend", "written-contribution", "sign-outcome"]
Text = Mapping[Language, str]
LONGEST_LINK = 2000
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # reading them all takes milliseconds


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError(f"{name!r} is not an IANA time zone, such as Europe/Zurich")
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dates(_Value):
    """Days of an activity, both inclusive; an activity may still be without them."""

    start: date | None = None
    end: date | None = None
    zone: Zone = "Europe/Zurich"
    status: Literal["confirmed", "tentative", "cancelled"] = "confirmed"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end and (self.start is None or self.end < self.start):
            raise ValueError("end is before start")
        return self


class Session(_Value):
    """A meeting of a consultation: wall-clock times in `zone`."""

    start: datetime
    end: datetime
    zone: Zone = "Europe/Zurich"
    mode: Literal["physical", "online", "hybrid"] = "hybrid"
    link: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _naive(self.start)
        _naive(self.end)
        if self.end <= self.start:
            raise ValueError("the session ends before it starts")
        return self

    @property
    def start_utc(self) -> datetime:
        """The instant of the start, in UTC."""
        return instant(self.start, self.zone)

    @property
    def end_utc(self) -> datetime:
        """The instant of the end, in UTC."""
        return instant(self.end, self.zone)


class Deadline(_Value):
    """Until when answers count: a wall-clock time in `zone`, never "midnight" without one.

    With `anchor: last-language` the clock starts when the last language is released, and `at`
    is the earliest it may be.
    """

    at: datetime
    zone: Zone = "Europe/Zurich"
    anchor: Literal["last-language"] | None = None
    days: int | None = Field(default=None, ge=1, le=366)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _naive(self.at)
        if (self.anchor is None) != (self.days is None):
            raise ValueError("anchor and days come together")
        return self

    @property
    def utc(self) -> datetime:
        """The instant of the deadline, in UTC."""
        return instant(self.at, self.zone)


class Feed(_Value):
    """The event of an outside calendar whose dates are followed.

    `occurrence` is the day in a series that is meant, as the series has it: a moved one keeps it.
    """

    feed: Slug
    uid: str = Field(min_length=1)
    occurrence: date | None = None


class Consultation(_Value):
    """One call for views on an activity. `title` defaults to the activity's.

    With `calendar`, the session is held when that event is: the one written here stands in for it
    for as long as the event was never read.
    """

    id: Slug
    form: Form
    reply: ReplyType
    deadline: Deadline
    title: Text = Field(default_factory=dict)
    session: Session | None = None
    calendar: Feed | None = None
    questions: tuple[Text, ...] = ()
    audience: Audience = Audience()
    cancelled: bool = False

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.form == "meeting" and self.session is None:
            raise ValueError("a meeting needs a session")
        if self.form == "questionnaire" and not self.questions:
            raise ValueError("a questionnaire needs questions")
        return self


class Impact(_Value):
    """How much the activity matters: 1 (little) to 5 (decisive), and why."""

    rating: int = Field(ge=1, le=5)
    text: Text


class People(_Value):
    """Who works on it: staff, and knowledge from outside such as consultancies."""

    staff: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


class Assessment(_Value):
    """What was judged in advance: impact, people, forms, support expected of Member States."""

    impact: Impact
    people: People = People()
    forms: tuple[Participation, ...] = Field(min_length=1)
    expected_support: Text
    members_needed: Literal["urgent", "welcome", "informed"]
    reason: Text = Field(default_factory=dict)

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.members_needed == "urgent" and not self.reason.get("en"):
            raise ValueError("members_needed: urgent needs a reason, at least in English")
        return self


class Activity(_Value):
    """A process or event of the year. Without an assessment it is listed but writes to nobody."""

    id: Slug
    title: Text
    process: Process
    level: Literal["high", "senior", "expert"]
    dates: Dates = Dates()
    place: Text = Field(default_factory=dict)
    calendar: Feed | None = None
    assessment: Assessment | None = None
    consultations: tuple[Consultation, ...] = ()
    announce: Audience | None = None  # who hears of it in advance; None: nobody

    @model_validator(mode="after")
    def _named(self) -> Self:
        if "en" not in self.title:
            raise ValueError("title needs at least English")
        seen: set[str] = set()
        for consultation in self.consultations:
            if consultation.id in seen:
                raise ValueError(f"consultation {consultation.id!r} is there twice")
            seen.add(consultation.id)
        return self

    @property
    def is_urgent(self) -> bool:
        """Whether Member States are needed urgently."""
        return self.assessment is not None and self.assessment.members_needed == "urgent"

    def is_of(self, year: int) -> bool:
        """Tell whether something of this activity falls into `year`; without any date it does."""
        days = [self.dates.start, *(call.deadline.at for call in self.consultations)]
        known = [day.year for day in days if day is not None]
        return not known or year in known


class Plan(_Value):
    """A calendar year's activities, in the order of the file."""

    year: int
    activities: tuple[Activity, ...]

    def of_year(self, year: int) -> "Plan":
        """Return the activities that begin or have a deadline in `year`, and those without dates."""
        return Plan(year=year, activities=tuple(a for a in self.activities if a.is_of(year)))

    def find(self, key: str) -> tuple[Activity, Consultation] | None:
        """Return the activity and consultation of a consultation key, `activity/consultation`."""
        activity_id, _, consultation_id = key.partition("/")
        for activity in self.activities:
            if activity.id == activity_id:
                for consultation in activity.consultations:
                    if consultation.id == consultation_id:
                        return activity, consultation
        return None


def consultation_key(activity: Activity, consultation: Consultation) -> str:
    """Return the key that names a consultation everywhere: `activity/consultation`."""
    return f"{activity.id}/{consultation.id}"


def text_in(texts: Text, language: Language, default: str = "") -> str:
    """Return the text in `language`, else English, else any of the six, else `default`."""
    for choice in (language, "en", *LANGUAGES):
        if texts.get(choice):
            return texts[choice]
    return default


def instant(wall: datetime, zone: str) -> datetime:
    """Return a wall-clock time in `zone` as an instant in UTC.

    A time in the gap of spring moves forward by the gap; one that occurs twice in autumn is
    the first of the two (PEP 495, fold=0).
    """
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def is_web(text: str) -> bool:
    """Tell whether a text is a link of http or https that a reader can follow."""
    if len(text) > LONGEST_LINK or any(sign.isspace() or not sign.isprintable() for sign in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _naive(wall: datetime) -> None:
    if wall.tzinfo is not None:
        raise ValueError("give the wall-clock time without an offset, and the zone beside it")
