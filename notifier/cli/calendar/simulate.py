"""notifier simulate: a year as the service would go through it, with what collides in it."""

import asyncio
import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from notifier.cli import house
from notifier.cli.options import CONFIG, Config, console, now, show_table
from notifier.errors import UserError
from notifier.ledger.database import Ledger
from notifier.logs import set_up_logs
from notifier.plan.activity import Plan
from notifier.reports import simulated
from notifier.reports.figures import Figures
from notifier.reports.simulated import Almanac, SimulatedYear
from notifier.reports.summary import to_csv
from notifier.settings import Settings
from notifier.simulation import clashes
from notifier.simulation.calendar import to_ics
from notifier.simulation.copy import copied, known_until
from notifier.simulation.year import Span, World
from notifier.simulation.year import simulate as simulated_year
from notifier.ticks.watch import Sources

PATIENCE = 2.0  # seconds after which a person wants to see that something goes on
TODAY = "today"
_NOTHING = {
    "simulated": "No letter falls due.",
    "sums": "",
    "full-weeks": "Nobody gets two letters within 7 days.",
    "days-off": "Nothing.",
    "nights": "None.",
    "overlaps": "None.",
    "load": "Nobody gets a letter.",
    "notices": "Nothing.",
}

Year = Annotated[
    int | None, typer.Option(help="Which year; without it that of --from, or this one.")
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DATE",
        help="Go on from this day, or from today, with what the ledger knows; without it, the"
        " whole year is simulated with an empty ledger.",
    ),
]
Ics = Annotated[Path | None, typer.Option("--ics", help="Write a calendar file to import.")]
Csv = Annotated[
    Path | None, typer.Option("--csv", help="Write one row for each letter, for a spreadsheet.")
]
Answers = Annotated[
    int, typer.Option(min=0, max=100, metavar="N", help="How many of 100 members answer.")
]


@dataclass(frozen=True, slots=True)
class _Start:
    """Which year is simulated, from which day if it is not the first, and after which ledger."""

    year: int
    day: date | None
    ledger: Path | None


def simulate(
    year: Year = None,
    since: From = None,
    ics: Ics = None,
    to: Csv = None,
    answers: Answers = 0,
    config: Config = CONFIG,
) -> None:
    """List every letter and reminder of a year to come, what collides, and each member's load.

    Nothing is sent, and the ledger is not changed.
    """
    of, begun = house.settings(config), now()
    sources = house.SourcesReader(of)()
    start = _start(of, year, since, sources.rules.workdays.day_of(begun))
    _refuse_empty(of, sources.plan, start.year)
    set_up_logs(json=True, level="CRITICAL")  # what is simulated is no event of the service
    gc.set_threshold(100_000, 20, 20)  # a run of seconds that keeps most of what it makes
    world = World(sources, tuple(of.required_languages), of.sender.domain, answers)
    with _ledger(start) as ledger:
        span = _span(ledger, sources, start)
        made = _passed(ledger, world, span)
    almanac = Almanac(sources.rules, start.year)
    console.print(_heading(span, start, answers))
    for table in _tables(made, sources, almanac):
        console.print(f"\n[bold]{table.title}[/bold]")
        show_table(table.columns, table.rows, empty=_NOTHING[table.name])
    if to is not None:
        # a byte order mark, so that a spreadsheet reads the names in UTF-8
        to.write_text(to_csv(simulated.whole(made, almanac)), encoding="utf-8-sig", newline="")
    if ics is not None:
        ics.write_bytes(to_ics(made, almanac, domain=of.sender.domain, made_at=begun))
    for written in filter(None, (to, ics)):
        console.print(f"Written: {written}", markup=False, soft_wrap=True)


def _start(of: Settings, year: int | None, since: str | None, today: date) -> _Start:
    day = _day(since, today)
    chosen = year if year is not None else (day or today).year
    if day is not None and day.year > chosen:
        raise UserError.of("--from", f"{day} is later than the end of {chosen}")
    ledger = of.files.state / house.LEDGER
    return _Start(chosen, day, ledger if day is not None and ledger.is_file() else None)


def _day(since: str | None, today: date) -> date | None:
    if since is None or since == TODAY:
        return today if since else None
    try:
        return date.fromisoformat(since)
    except ValueError as error:
        raise UserError.of(
            "--from", f"{since!r} is not a day, such as 2027-03-01, or {TODAY}"
        ) from error


def _refuse_empty(of: Settings, plan: Plan, year: int) -> None:
    for activity in plan.activities:
        days = (activity.dates.start, *(call.deadline.at for call in activity.consultations))
        if any(day is not None and day.year == year for day in days):
            return
    raise UserError.of(str(of.files.plan), f"there is no plan of {year} to simulate")


@contextmanager
def _ledger(start: _Start) -> Iterator[Ledger]:
    """Open a ledger of the simulation's own: a copy of the true one as it is, or an empty one."""
    if start.ledger is None:
        with Ledger(":memory:") as ledger:
            yield ledger
        return
    with (
        tempfile.TemporaryDirectory(prefix="notifier-simulate-") as folder,
        Ledger(copied(start.ledger, Path(folder) / house.LEDGER)) as ledger,
    ):
        yield ledger


def _span(ledger: Ledger, sources: Sources, start: _Start) -> Span:
    """Return the days to go through; UserError where the ledger knows of later ones."""
    first, last = start.day or date(start.year, 1, 1), date(start.year, 12, 31)
    workdays = sources.rules.workdays
    known = ledger.now(lambda tx: known_until(tx, workdays.opening(first)))
    if known is not None and workdays.day_of(known) > first:
        raise UserError.of(
            "--from",
            f"the ledger knows what happened until {workdays.day_of(known)}; begin on that day or"
            " later, or leave out --from",
        )
    return Span(first, last, known)


def _passed(ledger: Ledger, world: World, span: Span) -> SimulatedYear:
    """Let the time pass; a bar shows how far it is if that takes a while."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(40),
        TextColumn("{task.percentage:.0f}%"),
        TimeElapsedColumn(),
    )
    progress = Progress(*columns, console=console, transient=not console.is_terminal)
    task = progress.add_task("", total=len(span.instants(world.sources)))
    try:
        return asyncio.run(simulated_year(ledger, world, span, _shown(progress, task)))
    finally:
        progress.stop()


def _shown(progress: Progress, task: TaskID) -> Callable[[datetime], None]:
    begun = monotonic()

    def passed(at: datetime) -> None:
        if not progress.live.is_started and monotonic() - begun > PATIENCE:
            progress.start()
        progress.update(task, advance=1, description=f"{at:%d %b %Y}")

    return passed


def _heading(span: Span, start: _Start, answers: int) -> str:
    who = f"{answers} of 100 members answer" if answers else "nobody answers"
    which = "an empty ledger" if start.ledger is None else "a copy of the ledger"
    told = f"Simulated from {span.first} to {span.last} on {which}; {who}."
    if start.ledger is None:
        told += " What was due before is drafted on the first day"
        told += ": with --from, the ledger tells what was done." if start.day is None else "."
    return told


def _tables(made: SimulatedYear, sources: Sources, almanac: Almanac) -> Iterator[Figures]:
    rules, directory = sources.rules, sources.directory
    yield simulated.listed(made, almanac)
    yield simulated.sums(made)
    yield clashes.full_weeks(made, directory, almanac)
    yield clashes.days_off(made, rules, almanac)
    yield clashes.nights(made, directory, almanac)
    yield clashes.overlaps(made, directory, almanac)
    yield simulated.load(made, directory, almanac)
    yield simulated.notices(made, almanac)
