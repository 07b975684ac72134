"""notifier digest shows what the mail would say, and every command in it can be run."""

import re
import shlex
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from notifier.cli import app
from notifier.cli.digest import digest, ticks
from notifier.cli.options import console
from notifier.relay.turn import at_once
from notifier.reports.digest import Digest
from notifier.reports.digest import digest as made_of
from notifier.reports.digest_page import to_text
from notifier.reports.digest_sections import sections
from notifier.ticks import digest as daily
from tests.cli.conftest import Terminal
from tests.reports.findings import NOW, everything
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.office import sets
from tests.ticks.plans import FORUM, MEETING, WRITING
from tests.ticks.replies import delivered, presses

MONDAY = at("2026-03-09 09:00")
READERS = '[digest]\nto = ["ana@secretariat.example", "ben@secretariat.example"]\n\n[files]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the secretariat in which the commands are run."""
    return tmp_path


@pytest.fixture
def house(folder: Path) -> Iterator[Secretariat]:
    """A secretariat with an urgent consultation and one that is not."""
    secretariat = Secretariat(folder, MEETING + WRITING, PEOPLE)
    yield sets(secretariat)
    secretariat.close()


def shown(
    folder: Path, capsys: pytest.CaptureFixture[str], moment: str, html: Path | None = None
) -> str:
    """What the command prints."""
    capsys.readouterr()
    digest(as_of=moment, html=html, config=folder / "config/notifier.toml")
    return capsys.readouterr().out


def name_readers(folder: Path) -> None:
    """Name two readers in the settings."""
    settings = folder / "config/notifier.toml"
    text = settings.read_text(encoding="utf-8").replace("[files]\n", READERS)
    settings.write_text(text, encoding="utf-8")


def commands_in(made: Digest) -> set[str]:
    """Every command that a digest prints: of its lines and sections, and between backquotes."""
    found = {line.command for section in made.sections for line in section.lines}
    found |= {section.command for section in made.sections}
    texts = [section.note for section in made.sections]
    texts += [line.text for section in made.sections for line in section.lines]
    found |= {words for text in texts for words in re.findall(r"`(notifier [^`]*)`", text)}
    return found | set(re.findall(r"notifier digest", to_text(made, "The Union")))


def refusal(command: str) -> str:
    """Why the command line would refuse a command, nothing being done; empty where it would not."""
    words = shlex.split(command.replace(" ID", " 1"))[1:]
    node: Any = get_command(app)
    while words and getattr(node, "commands", None):
        if words[0] not in node.commands:
            return f"{command}: there is no {words[0]}"
        node = node.commands[words.pop(0)]
    try:
        node.make_context("notifier", words)
    except Exception as error:  # noqa: BLE001 - whatever it is, the command cannot be run
        return f"{command}: {error!r}"
    return ""


def test_every_command_that_a_digest_prints_is_one() -> None:
    """With options that there are, and none missing that is needed."""
    printed = commands_in(made_of(NOW.date(), sections(everything())))

    assert len(printed) > 20
    assert sorted(filter(None, map(refusal, printed))) == []


def test_a_command_that_is_none_would_be_found() -> None:
    """A search that finds nothing proves nothing."""
    assert refusal("notifier status") == ""
    assert refusal("notifier nothing")
    assert refusal("notifier letter sign 3 --reference CL-27/5")
    assert refusal("notifier letter issue 3")


async def test_it_prints_subject_text_and_readers(
    house: Secretariat, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the mail would have them."""
    await house.tick(MONDAY, "watch")

    printed = shown(folder, capsys, "2026-03-10T08:00Z")
    name_readers(folder)
    named = shown(folder, capsys, "2026-03-10T08:00Z")

    assert printed.startswith("Subject: Digest: 2 letters wait for clearance (1 overdue)")
    assert "- Review 2026: consultation letter (views); to be issued on Fri 13" in printed
    assert "    notifier letter clear 1\n" in printed
    assert "Nobody gets it by mail" in printed
    assert "It goes to: ana@secretariat.example, ben@secretariat.example." in named


async def test_it_counts_from_the_moment_that_is_asked_about(
    house: Secretariat, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What falls due in the two weeks after it."""
    await house.tick(MONDAY, "watch")

    assert "deadline of Forum 2026 – inputs" not in shown(folder, capsys, "2026-03-10T08:00Z")
    assert "deadline of Forum 2026 – inputs" in shown(folder, capsys, "2026-04-20T08:00Z")


def test_the_page_is_written_for_a_look(
    house: Secretariat, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of it is sent."""
    page = folder / "digest.html"

    printed = shown(folder, capsys, "2026-03-10T08:00Z", page)

    assert f"Written: {page}" in " ".join(printed.split())
    assert "<h1 style=" in page.read_text(encoding="utf-8")
    assert house.ledger.now(lambda tx: tx.rows("select * from digests")) == []


def test_with_nothing_to_say_it_says_that(
    house: Secretariat, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An officer on a quiet day."""
    house.plan.write_text("[]\n", encoding="utf-8")
    rules = house.settings.files.rules
    text = rules.read_text(encoding="utf-8")
    rules.write_text(
        text.replace("  2027:\n", "  2027: {start: 2027-12-01, end: 2027-12-02}\n", 1),
        encoding="utf-8",
    )

    printed = shown(folder, capsys, "2026-06-10T08:00Z")

    assert "no digest would be sent." in " ".join(printed.split())


async def test_the_silent_are_those_that_the_printed_command_lists(
    house: Secretariat, folder: Path, terminal: Terminal
) -> None:
    """Whoever doubts the figure counts again."""
    await house.tick(MONDAY, "watch")
    for _ in range(3):
        house.staff.work(MONDAY)
    await house.tick(MONDAY, "issue", "post")
    letter = next(delivered(data) for envelope, data in house.sent if ".fr." in envelope.recipient)
    house.receive(presses(letter), "1.button")
    now = at("2026-03-10 07:30")
    await house.tick(now, "listen")
    compose = partial(daily.compose, sources=house.sources(), now=now)
    made = house.ledger.now(compose)

    [line] = [
        line for section in made.sections if section.name == "silent" for line in section.lines
    ]
    ended = terminal(*shlex.split(line.command)[1:], "--as-of", now.isoformat())

    assert line.text.startswith(
        "Forum 2026 – inputs: 4 of 5 members silent: China, Egypt, Norway, Peru; it closes on"
    )
    assert "In all: 4" in ended.out
    assert FORUM in line.command


async def test_nobody_gets_a_tick_of_the_digest_who_named_no_reader(house: Secretariat) -> None:
    """The shipped settings, and the play, send none."""
    make = partial(
        ticks,
        ledger=house.ledger,
        sources=house.sources,
        turn=at_once(house._record),
        stopping=lambda: False,
        may_send=lambda _: True,
    )
    readers = house.settings.digest.model_copy(update={"to": ("ana@secretariat.example",)})
    named = house.settings.model_copy(update={"digest": readers})

    assert make(house.settings) == []
    [(name, tick)] = make(named)
    assert name == "digest"
    assert await tick(at("2026-03-10 07:30")) == 1
    [(envelope, data)] = house.sent
    mail = delivered(data)
    assert envelope.recipient == "ana@secretariat.example"
    assert str(mail["From"]).startswith("ITU General Secretariat <reply@")
    assert str(mail["Reply-To"]) == house.settings.contact.mail


def test_the_text_fits_a_terminal_of_eighty_columns(
    house: Secretariat, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """But for commands, which are never broken."""
    width = console.width
    console.width = 80
    try:
        lines = shown(folder, capsys, "2026-03-10T08:00Z").splitlines()
    finally:
        console.width = width

    assert all(len(line) <= 80 for line in lines if not line.startswith("    notifier"))
