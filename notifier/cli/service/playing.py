"""notifier play: a whole year of the service in a minute, and what came of it."""

import asyncio
import gc
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from time import monotonic

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from notifier.cli import house
from notifier.cli.options import console, now, show_table
from notifier.cli.service.assembly import Outside, assemble
from notifier.cli.writing import editions
from notifier.daemon import Tick
from notifier.errors import UserError
from notifier.ledger import letters
from notifier.ledger.database import Ledger
from notifier.letters.letter import Status
from notifier.letters.sample import sample_values
from notifier.logs import set_up_logs
from notifier.mailbox.maildir import Maildir
from notifier.play.edits import Edit, edits
from notifier.play.elsewhere import Elsewhere, Tidings
from notifier.play.signatory import NAME
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.turn import at_once
from notifier.reports.figures import Cell, Figures
from notifier.reports.summary import Summary
from notifier.settings import Settings
from notifier.simulation.moments import moments
from notifier.simulation.staff import Staff
from notifier.sources.plan_files import read_plans, replace_plan
from notifier.ticks.report import summarize, write_summary

CONNECTIONS = 8
_COUNTED = (
    "Messages", "Delivered to relay", "Refused", "Unsure", "Suppressed or cancelled", "Bounced",
)  # fmt: skip
_SHORT = ("Messages", "Taken", "Refused", "Unsure", "Not sent", "Returned")
_WANTED = ("Consultation", "Members invited", "Members that replied", "Accepted", "Declined", "Silent")  # fmt: skip
_NARROW = ("Consultation", "Invited", "Replied", "Accepted", "Declined", "Silent")


@dataclass(frozen=True, slots=True)
class World:
    """What is not the product: the plan's edits, the staff, and all beyond the relay."""

    edits: tuple[Edit, ...]
    staff: Staff
    elsewhere: Elsewhere
    plan: Path


def play_year(of: Settings, year: int, *, keep: Path | None, seed: int) -> None:
    """Play `year` in a folder of its own and print what happened and where everything lies."""
    begun = monotonic()
    gc.set_threshold(100_000, 20, 20)  # a minute's run that keeps most of what it makes
    set_up_logs(json=True, level="ERROR")
    with _folder(keep) as folder:
        asyncio.run(_play(_settings(of, folder), year, folder, seed))
        console.print(f"\nPlayed {year} in {monotonic() - begun:.0f} s.")
        if keep is None:
            console.print("Run it with --keep DIR to keep the letters, mails, ledger and report.")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        if any(
            keep.iterdir()
        ):  # a second play would write its letters into the ledger of the first
            raise UserError.of(str(keep), "is not empty; name a new folder to keep this play in")
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="notifier-play-") as folder:
        yield Path(folder)


def _settings(of: Settings, folder: Path) -> Settings:
    """Return the settings of a play: a copy of the plan, and a ledger and a signatory of its own."""
    shutil.copytree(of.files.plan, folder / "plan", dirs_exist_ok=True)
    for plan in read_plans(folder / "plan"):  # its edits are made in YAML
        if not (folder / f"plan/{plan.year}.yaml").exists():
            replace_plan(folder / "plan", plan, now())
    files = of.files.model_copy(update={"plan": folder / "plan", "state": folder / "state"})
    signatory = of.signatory.model_copy(update={"name": dict(NAME)})
    return of.model_copy(update={"files": files, "signatory": signatory})


async def _play(of: Settings, year: int, folder: Path, seed: int) -> None:
    sources = house.SourcesReader(of)
    workdays = sources().rules.workdays
    instants = list(moments(workdays, date(year, 1, 1), date(year, 12, 31)))
    with (
        house.open_ledger(of) as ledger,
        Elsewhere(sources().directory, seed, folder, instants[0]) as elsewhere,
    ):
        world = World(
            edits=tuple(edits(sources().plan, year)),
            staff=Staff(ledger, house.PressRoom(of).write, year, at_work=workdays.is_open),
            elsewhere=elsewhere,
            plan=of.files.plan / f"{year}.yaml",
        )
        access = RelayAccess("127.0.0.1", elsewhere.port, tls="none", connections=CONNECTIONS)
        async with aclosing(Relay(access)) as relay:
            box = Maildir(folder / "mailbox")
            outside = Outside(at_once(relay.send), box, lambda: False, CONNECTIONS, hold=1)
            tidings = await _run(assemble(of, ledger, sources, outside), world, instants)
        made = ledger.now(lambda tx: summarize(tx, year, sources(), instants[-1]))
        written = _write_letters(of, ledger, folder / "letters")
    _show(made, write_summary(made, house.papers(of), folder / "report"), tidings)
    _show_places(of, folder, written)


async def _run(ticks: list[Tick], world: World, instants: list[datetime]) -> Tidings:
    waiting = list(world.edits)
    tidings = Tidings(0, {})
    columns = (
        TextColumn("{task.description}"),
        BarColumn(40),
        TextColumn("{task.fields[so_far]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(instants), so_far="")
        for now in instants:
            while waiting and waiting[0].at <= now:
                waiting.pop(0).apply(world.plan)
            tidings = world.elsewhere.deliver(now)
            for _, tick in ticks:
                await tick(now)
            world.staff.work(now)
            await dict(ticks)["issue"](now)  # the service wakes at once when a letter is issued
            so_far = f"{tidings.delivered:,} mails out, {sum(tidings.replies.values()):,} in"
            progress.update(task, advance=1, description=f"{now:%d %b %Y}", so_far=so_far)
    return tidings


def _show(made: Summary, page: Path, tidings: Tidings) -> None:
    headline, issued, consultations = made.tables[:3]
    for table in (headline, _by_kind(issued), _narrow(consultations)):
        console.print(f"\n[bold]{table.title}[/bold]")
        show_table(table.columns, table.rows, empty="Nothing.")
    console.print("\n[bold]What came back[/bold]")
    show_table(("Kind", "Mails"), sorted(tidings.replies.items()), empty="Nothing.")
    console.print(f"\nReport: {page}", soft_wrap=True)


def _by_kind(issued: Figures) -> Figures:
    """Sum the letters up by their kind: a year has too many for a screen."""
    kind, *counts = (issued.columns.index(name) for name in ("Kind", *_COUNTED))
    sums: dict[str, list[int]] = {}
    for row in issued.rows:
        found = sums.setdefault(str(row[kind]), [0] * (1 + len(counts)))
        for place, number in enumerate([1, *(int(row[at] or 0) for at in counts)]):
            found[place] += number
    rows: tuple[tuple[Cell, ...], ...] = tuple((k, *n) for k, n in sorted(sums.items()))
    return replace(issued, columns=("Kind", "Letters", *_SHORT), rows=rows)


def _narrow(consultations: Figures) -> Figures:
    """Leave out what a terminal of 80 columns has no room for; the report has all of it."""
    wanted = [consultations.columns.index(name) for name in _WANTED]
    rows = tuple(tuple(row[at] for at in wanted) for row in consultations.rows)
    return replace(consultations, columns=_NARROW, rows=rows)


def _show_places(of: Settings, folder: Path, written: int) -> None:
    console.print("\n[bold]Where it lies[/bold]")
    show_table(
        ("What", "Where"),
        [
            (f"Letters, {written} editions in text, HTML and PDF", folder / "letters"),
            ("Mails as delivered (two of each letter and language)", folder / "sent"),
            ("Mails that came in", folder / "mailbox"),
            ("Documents that fell due", of.files.state / "documents"),
            ("Ledger", of.files.state / house.LEDGER),
        ],
        empty="",
    )


def _write_letters(of: Settings, ledger: Ledger, folder: Path) -> int:
    """Write every issued edition as files, as a sample person reads it, and return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for letter in ledger.now(lambda tx: letters.by_status(tx, Status.ISSUED)):
        for language in ledger.now(partial(letters.languages, letter=letter.id)):
            edition = ledger.now(partial(letters.edition, letter=letter.id, language=language))
            assert edition is not None
            stem = folder / f"{(letter.reference or letter.key).replace('/', '-')}-{language}"
            editions.write(edition, stem, sample_values(letter, language, of.sender.reply))
            count += 1
    return count
