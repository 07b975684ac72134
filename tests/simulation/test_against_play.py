"""The shipped year, played with people who answer and bounce, is the year that was simulated."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from notifier.cli import house
from notifier.cli.service import playing
from notifier.ledger import responses
from notifier.ledger.database import Ledger
from notifier.members.member import Directory
from notifier.play.edits import edits
from notifier.settings import Settings
from notifier.simulation.year import Span, World
from tests.secretariat import ROOT
from tests.simulation.rows import LetterRow, as_simulated, lived, simulated

YEAR = 2026
MEMBERS = ("CH", "CN", "EG", "FR", "JP", "KZ", "NG", "PE", "SV", "US")
STANDING = ("reminder/", "session-notice/", "/acknowledgement")


def few(folder: Path) -> Settings:
    """The shipped settings, but that ten members alone have focal points, and read English."""
    of = house.settings(ROOT / "config/notifier.toml")
    head, *lines = of.files.focal_points.read_text(encoding="utf-8").splitlines()
    points = folder / "focal_points.csv"
    chosen = [line for line in lines if line.split(",")[1] in MEMBERS]
    points.write_text("\n".join([head, *chosen]) + "\n", encoding="utf-8")
    files = of.files.model_copy(update={"focal_points": points})
    return of.model_copy(update={"files": files, "required_languages": ("en",)})


def circular(rows: Iterable[LetterRow]) -> list[LetterRow]:
    """Letters that people sign: the others depend on who answers."""
    return [row for row in rows if not any(part in row[0] for part in STANDING)]


def first_asked(rows: Iterable[LetterRow]) -> list[LetterRow]:
    """The rows, in each only those of its consultation's own letter: reminders ask others too."""
    found = list(rows)
    asked = {key.removesuffix("/consultation"): set(people) for key, *_, people in found}
    return [
        (key, *row, tuple(x for x in people if x in asked.get(key.rpartition("/")[0], people)))
        for key, *row, people in found
    ]


def without(members: frozenset[str], rows: Iterable[LetterRow]) -> list[LetterRow]:
    """The rows, these members left out of them."""
    return [(*row, tuple(x for x in people if x[1] not in members)) for *row, people in rows]


def lost(ledger: Ledger, directory: Directory) -> frozenset[str]:
    """The members of which an address was found dead: from then on others are written to."""
    dead = ledger.now(responses.suppressed)
    return frozenset(p.member for p in directory.focal_points.values() if p.address in dead)


async def test_the_letters_of_the_simulated_year_are_those_of_the_played_one(
    tmp_path: Path,
) -> None:
    """With the same edits: the same letters, drafted and issued at the same instants, to the same."""
    of = few(tmp_path)
    sources = house.SourcesReader(of)()
    made = edits(sources.plan, YEAR)
    domain, languages = of.sender.domain, tuple(of.required_languages)

    played_in = tmp_path / "played"
    await playing._play(playing._settings(of, played_in), YEAR, played_in, seed=1)
    rows = await simulated(
        World(sources, languages, domain, edits=as_simulated(made)),
        Span(date(YEAR, 1, 1), date(YEAR, 12, 31)),
    )

    with Ledger(played_in / "state" / house.LEDGER) as ledger:
        played, gone = lived(ledger), lost(ledger, sources.directory)
    expected, found = (first_asked(circular(each)) for each in (rows, played))
    assert without(gone, expected) == without(gone, found)
    assert len(gone) < len(MEMBERS) / 2
    assert len(circular(rows)) > 30
    kinds = {row[0].split("/")[-1].removesuffix("-1") for row in rows}
    assert {"update", "cancellation"} <= kinds
