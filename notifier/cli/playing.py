"""notifier play: a whole year of the service in a minute, and what came of it."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from notifier.cli import house
from notifier.cli.assembly import Outside, assemble
from notifier.cli.options import console, show_table
from notifier.daemon import Tick
from notifier.ledger import letters
from notifier.ledger.database import Ledger
from notifier.letters.letter import Status
from notifier.logs import set_up_logs
from notifier.mailbox.maildir import Maildir
from notifier.play.edits import Edit, edits
from notifier.play.people import People
from notifier.play.postbox import Postbox
from notifier.play.year import Staff, moments
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.loopback import LoopbackRelay
from notifier.settings import Settings
from notifier.ticks.report import summarize, write_summary

CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class World:
    """What is not the product: the plan's edits, the staff, the people's mail."""

    edits: tuple[Edit, ...]
    staff: Staff
    postbox: Postbox
    plan: Path


def play_year(of: Settings, year: int, *, keep: Path | None, seed: int) -> None:
    """Play `year` in a folder of its own and print what happened and where everything lies."""
    begun = monotonic()
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
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="notifier-play-") as folder:
        yield Path(folder)


def _settings(of: Settings, folder: Path) -> Settings:
    """Return the settings of a play: the same, on a copy of the plan and a ledger of its own."""
    shutil.copytree(of.files.plan, folder / "plan", dirs_exist_ok=True)
    files = of.files.model_copy(update={"plan": folder / "plan", "state": folder / "state"})
    return of.model_copy(update={"files": files})


async def _play(of: Settings, year: int, folder: Path, seed: int) -> None:
    sources = house.SourcesReader(of)
    directory = sources().directory
    people = People(directory.focal_points.values(), seed, directory.members)
    first = next(moments(year))
    postbox = Postbox(people, folder / "mailbox", folder / "sent", first)
    with house.open_ledger(of) as ledger:
        async with (
            LoopbackRelay(postbox.receive, people.refuses) as server,
            aclosing(Relay(RelayAccess("127.0.0.1", server.port, tls="none"))) as relay,
        ):
            box = Maildir(folder / "mailbox")
            outside = Outside(relay.send, box, lambda: False, CONNECTIONS, "play")
            world = World(
                edits=tuple(edits(sources().plan, year)),
                staff=Staff(ledger, house.PressRoom(of).write, year),
                postbox=postbox,
                plan=of.files.plan / f"{year}.yaml",
            )
            await _run(assemble(of, ledger, sources, outside), world, list(moments(year)))
        _show(of, ledger, sources, year, folder, postbox)


async def _run(ticks: list[Tick], world: World, instants: list[datetime]) -> None:
    waiting = list(world.edits)
    columns = (TextColumn("{task.description}"), BarColumn(40), TextColumn("{task.fields[so_far]}"), TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        task = progress.add_task("", total=len(instants), so_far="")
        for now in instants:
            while waiting and waiting[0].at <= now:
                waiting.pop(0).apply(world.plan)
            world.postbox.deliver(now)
            for _, tick in ticks:
                await tick(now)
            world.staff.work(now)
            progress.update(
                task,
                advance=1,
                description=f"{now:%d %b %Y}",
                so_far=f"{world.postbox.delivered} mails out, {sum(world.postbox.replies.values())} in",
            )


def _show(
    of: Settings,
    ledger: Ledger,
    sources: house.SourcesReader,
    year: int,
    folder: Path,
    postbox: Postbox,
) -> None:
    made = ledger.now(lambda tx: summarize(tx, year, sources(), postbox.now))
    page = write_summary(made, house.papers(of), folder / "report")
    written = _write_letters(ledger, folder / "letters")
    for table in made.tables[:3]:
        console.print(f"\n[bold]{table.title}[/bold]")
        show_table(table.columns, table.rows, empty="Nothing.")
    console.print("\n[bold]What came back[/bold]")
    show_table(("Kind", "Mails"), sorted(postbox.replies.items()), empty="Nothing.")
    console.print("\n[bold]Where it lies[/bold]")
    show_table(
        ("What", "Where"),
        [
            (f"Letters, {written} in text, HTML and PDF", folder / "letters"),
            ("Mails as delivered (the first ones)", folder / "sent"),
            ("Mails that came in", folder / "mailbox"),
            ("Report", page),
            ("Documents that fell due", of.files.state / "documents"),
            ("Ledger", of.files.state / house.LEDGER),
        ],
        empty="",
    )


def _write_letters(ledger: Ledger, folder: Path) -> int:
    """Write every issued edition as files and return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for letter in ledger.now(lambda tx: letters.by_status(tx, Status.ISSUED)):
        for language in ledger.now(partial(letters.languages, letter=letter.id)):
            edition = ledger.now(partial(letters.edition, letter=letter.id, language=language))
            assert edition is not None
            stem = folder / f"{(letter.reference or letter.key).replace('/', '-')}-{language}"
            stem.with_suffix(".txt").write_text(edition.text, "utf-8")
            stem.with_suffix(".html").write_text(edition.html, "utf-8")
            if edition.pdf:
                stem.with_suffix(".pdf").write_bytes(edition.pdf)
            count += 1
    return count
