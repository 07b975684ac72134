"""The officer sees a year before it comes, and nothing is changed by it."""

import asyncio
import csv
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from icalendar import Calendar

from notifier.cli.calendar.simulate import simulate
from notifier.cli.options import console
from notifier.errors import UserError
from notifier.ledger.database import Ledger
from notifier.ledger.overdue import begin_pass
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, sets
from tests.ticks.plans import MEETING, WRITING

Run = Callable[..., str]
AT_NIGHT = WRITING.replace("review", "night").replace(
    "form: writing",
    "form: meeting\n      session: {start: 2026-05-02T02:00, end: 2026-05-02T03:00}",
)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Simulate in a secretariat on a terminal of 80 columns, and return what it says."""
    Secretariat(tmp_path, MEETING + WRITING + AT_NIGHT).close()
    config = tmp_path / "config/notifier.toml"
    width = console.width
    console.width = 80

    def simulated(**options: object) -> str:
        capsys.readouterr()
        simulate(**{"year": 2026, "config": config} | options)  # type: ignore[arg-type]
        return capsys.readouterr().out

    yield simulated
    console.width = width


def ledger_of(folder: Path) -> Path:
    """The secretariat's own ledger."""
    return folder / "var/ledger.db"


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file that the simulation wrote."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_year_is_listed_with_all_that_collides_in_it(run: Run) -> None:
    """One page: letters, full weeks, days off, nights, load, and what would be held."""
    said = run()

    assert "forum-2026/inputs" in said
    assert "Several letters to one member within 7 days" in said
    assert "Saturday" in said
    assert "night-2026/views" in said.partition("in capitals")[2]
    assert "Two sessions at the same time\nNone." in said
    assert "The first cluster of 2027" in said


def test_the_page_fits_a_terminal_of_80_columns(run: Run) -> None:
    """Of a table that is folded by the terminal nobody can read a column."""
    assert max(map(len, run(answers=30).splitlines())) <= 80


def test_the_sheet_and_the_calendar_are_written(run: Run, tmp_path: Path) -> None:
    """For the spreadsheet and the calendar in which the officer works."""
    sheet, calendar = tmp_path / "year.csv", tmp_path / "year.ics"

    said = run(to=sheet, ics=calendar)

    keys = [row["key"] for row in rows(sheet)]
    assert "forum-2026/inputs/consultation" in keys
    assert len(keys) == len(set(keys))
    events = Calendar.from_ical(calendar.read_bytes()).walk("VEVENT")
    assert len(events) == len(keys) + 3 + 2  # deadlines and sessions
    assert str(sheet) in said.replace("\n", "")


def test_nothing_is_made_in_the_folders_of_the_service(run: Run, tmp_path: Path) -> None:
    """Neither a ledger nor a key: a simulation leaves no trace."""
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    ledger = hashlib.sha256(ledger_of(tmp_path).read_bytes()).hexdigest()

    run()
    run(since="2026-03-02")

    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert hashlib.sha256(ledger_of(tmp_path).read_bytes()).hexdigest() == ledger


async def issued_in_february(tmp_path: Path) -> None:
    """The forum's letter has left."""
    house = sets(Secretariat(tmp_path / "lived", MEETING))
    await drafts_and_issues(house, at("2026-02-02 09:00"))
    house.close()


async def test_from_a_day_on_what_was_done_is_not_done_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The letter of February is out; what is left are reminders and the outcome."""
    await issued_in_february(tmp_path)
    config, sheet = tmp_path / "lived/config/notifier.toml", tmp_path / "rest.csv"
    before = ledger_of(tmp_path / "lived").read_bytes()

    await as_command(lambda: simulate(since="2026-02-10", to=sheet, config=config))

    kinds = [row["kind"] for row in rows(sheet)]
    assert kinds == ["reminder", "reminder", "outcome"]
    assert "on a copy of the ledger" in capsys.readouterr().out
    assert ledger_of(tmp_path / "lived").read_bytes() == before


async def as_command(command: Callable[[], None]) -> None:
    """Run what has a loop of its own, as each command has."""
    await asyncio.to_thread(command)


def test_a_day_that_the_ledger_has_left_behind_is_refused(run: Run, tmp_path: Path) -> None:
    """What happened cannot be simulated otherwise."""
    with Ledger(ledger_of(tmp_path)) as ledger:
        ledger.now(lambda tx: begin_pass(tx, at("2026-03-09 09:00")))

    with pytest.raises(UserError, match="until 2026-03-09; begin on that day or later"):
        run(since="2026-03-08")
    assert "2026-03-09 to 2026-12-31" in run(since="2026-03-09")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"year": 2031}, "there is no plan of 2031 to simulate"),
        ({"since": "9 March"}, "'9 March' is not a day"),
        ({"since": "2027-01-01"}, "2027-01-01 is later than the end of 2026"),
    ],
)
def test_what_cannot_be_simulated_is_told_in_a_sentence(
    run: Run, options: dict[str, object], sentence: str
) -> None:
    """With what to do instead."""
    with pytest.raises(UserError, match=sentence):
        run(**options)
