"""A simulated year: its letters and papers as rows, and what each member has to bear."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from zoneinfo import ZoneInfo

from notifier.letters.letter import Status
from notifier.members.member import Directory, Member
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.plan.rules import Rules
from notifier.reports.figures import Cell, Figures

_NAMED = 3  # of those who get most


@dataclass(frozen=True, slots=True)
class Simulated:
    """One letter of a simulated year; `people` are focal point and member of each message."""

    key: str
    kind: Kind
    activity: str
    title: str  # of the activity, in English
    consultations: tuple[str, ...]
    status: Status
    urgent: bool
    drafted_at: datetime
    due_at: datetime
    issued_at: datetime | None
    people: tuple[tuple[str, str], ...] = ()

    @property
    def about(self) -> str:
        """What the letter is about: its consultations, else its activity."""
        return ", ".join(self.consultations) or self.activity

    @property
    def name(self) -> str:
        """What people call it: its key, but for a reminder, whose key says nothing to them."""
        return f"reminder of {self.about}" if self.kind is Kind.REMINDER else self.key

    @property
    def members(self) -> frozenset[str]:
        """The members that get it."""
        return frozenset(member for _, member in self.people)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper for the cluster of working groups whose draft fell due."""

    key: str
    kind: str
    year: int
    drafted_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """What staff would have been told: `way` is held, held for good, not issued, or warning."""

    way: str
    code: str
    subject: str
    text: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SimulatedYear:
    """All that a simulated year brought, from `first` to `end`; `earlier` letters are of the week before."""

    first: datetime
    end: datetime
    letters: tuple[Simulated, ...]
    earlier: tuple[Simulated, ...]
    papers: tuple[Paper, ...]
    notices: tuple[Notice, ...]
    plan: Plan


class Almanac:
    """Guards how dates are read: on the duty station's calendar, the year only where it differs."""

    def __init__(self, rules: Rules, year: int) -> None:
        self._zone = ZoneInfo(rules.duty_station.zone)
        self._year = year

    def day(self, at: datetime) -> date:
        """Return the day of an instant."""
        return at.astimezone(self._zone).date()

    def short(self, day: datetime | date) -> str:
        """Return a day as a narrow table has it: `04 Mar`, and the year where it is another one."""
        found = self.day(day) if isinstance(day, datetime) else day
        return f"{found:%d %b}" if found.year == self._year else f"{found:%d %b %y}"

    def minute(self, at: datetime) -> str:
        """Return an instant to the minute, on the duty station's clock."""
        return f"{at.astimezone(self._zone):%Y-%m-%d %H:%M}"


def listed(made: SimulatedYear, almanac: Almanac) -> Figures:
    """Return each letter and paper in order, as narrow as a terminal."""
    rows: list[tuple[datetime, tuple[Cell, ...]]] = [
        (
            x.issued_at or x.due_at,
            (
                almanac.short(x.drafted_at),
                _issue(x, almanac),
                x.kind,
                "\n".join(x.consultations) or x.activity,
                len(x.people),
                len(x.members),
            ),
        )
        for x in made.letters
    ]
    rows += [
        (p.drafted_at, (almanac.short(p.drafted_at), "", p.kind, str(p.year), None, None))
        for p in made.papers
    ]
    columns = ("Draft", "Issue", "Kind", "About", "Messages", "Members")
    in_order = tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))
    title = "Letters and papers (in brackets: due, and not issued by the end)"
    return Figures("simulated", title, "", columns, in_order)


def _issue(letter: Simulated, almanac: Almanac) -> str:
    if letter.issued_at is not None:
        return almanac.short(letter.issued_at)
    if letter.status is Status.WITHDRAWN:
        return "withdrawn"
    return f"({almanac.short(letter.due_at)})"


def whole(made: SimulatedYear, almanac: Almanac) -> Figures:
    """Return each letter and paper with all that is known of it, for a spreadsheet."""
    columns = (
        "drafted", "due", "issued", "status", "kind", "key", "activity", "title", "consultations",
        "urgent", "messages", "members",
    )  # fmt: skip
    rows = [_letter_row(letter, almanac) for letter in made.letters]
    rows += [
        (
            almanac.minute(paper.drafted_at), almanac.minute(paper.due_at), "", "drafted",
            paper.kind, paper.key, "", "", "", "", None, None,
        )
        for paper in made.papers
    ]  # fmt: skip
    return Figures("simulated", "Letters and papers", "", columns, tuple(sorted(rows, key=_first)))


def _letter_row(x: Simulated, almanac: Almanac) -> tuple[Cell, ...]:
    issued = almanac.minute(x.issued_at) if x.issued_at else ""
    return (
        almanac.minute(x.drafted_at), almanac.minute(x.due_at), issued, x.status, x.kind, x.key,
        x.activity, x.title, " ".join(x.consultations), "yes" if x.urgent else "no",
        len(x.people), len(x.members),
    )  # fmt: skip


def _first(row: tuple[Cell, ...]) -> tuple[str, str]:
    return str(row[2] or row[1]), str(row[5])


def sums(made: SimulatedYear) -> Figures:
    """Return how many letters of each kind, and how many messages, there are."""
    issued = [letter for letter in made.letters if letter.issued_at]
    letters = Counter(letter.kind for letter in issued)
    messages: Counter[Kind] = Counter()
    for letter in issued:
        messages[letter.kind] += len(letter.people)
    rows: list[tuple[Cell, ...]] = [
        (kind, letters[kind], messages[kind]) for kind in Kind if letters[kind]
    ]
    rows.append(("all", len(issued), messages.total()))
    return Figures("sums", "In all", "", ("Kind", "Letters", "Messages"), tuple(rows))


def load(made: SimulatedYear, directory: Directory, almanac: Almanac) -> Figures:
    """Return, by month and for all, how many letters a member gets: in the middle, and at most."""
    months: dict[str, list[Simulated]] = {}
    for letter in sorted(made.letters, key=lambda x: x.issued_at or x.due_at):
        if letter.issued_at is not None:
            month = f"{almanac.day(letter.issued_at):%Y-%m}"
            months.setdefault(month, []).append(letter)
    rows = [_load_row(month, letters, directory.members) for month, letters in months.items()]
    issued = [letter for letters in months.values() for letter in letters]
    if issued:
        rows.append(_load_row("all", issued, directory.members))
    columns = ("Month", "Letters", "Messages", "Median", "Most", "Most to")
    return Figures("load", "Letters a member gets", "", columns, tuple(rows))


def _load_row(
    name: str, letters: list[Simulated], members: Mapping[str, Member]
) -> tuple[Cell, ...]:
    counts = Counter(member for letter in letters for member in letter.members)
    each = [counts[code] for code in members]
    most = max(each, default=0)
    busiest = sorted(code for code in members if counts[code] == most) if most else []
    named = ", ".join(busiest[:_NAMED])
    if len(busiest) > _NAMED:
        named += f" and {len(busiest) - _NAMED} more"
    messages = sum(len(letter.people) for letter in letters)
    return name, len(letters), messages, f"{median(each or [0]):g}", most, named


def notices(made: SimulatedYear, almanac: Almanac) -> Figures:
    """Return what would be held or warned of, with the day on which staff would hear of it first."""
    rows = tuple((almanac.short(x.since), x.way, x.text) for x in made.notices)
    return Figures("notices", "What would be held or warned of", "", ("Since", "What", "Why"), rows)
