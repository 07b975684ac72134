"""notifier take-over shows what it will do, asks, does it, and says what is left to people."""

import asyncio
import io
import sys
from functools import partial
from pathlib import Path

import pytest

from notifier.ledger import instance, outbox
from notifier.ledger.database import Ledger
from notifier.ticks import guard
from tests.cli.conftest import Say, Terminal
from tests.cli.mistakes import ledger
from tests.scenes import NOON, enqueued

WORDS = ("take-over", "--why", "the disk had failed", "--by", "officer")


@pytest.fixture(autouse=True)
def file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file outside, in a folder of its own."""
    file = folder / "outside/instance.json"
    monkeypatch.setenv("NOTIFIER_FILES__INSTANCE", str(file))
    return file


def adopted(folder: Path, file: Path) -> None:
    """A service has run here, and two messages wait."""
    with ledger(folder) as opened:
        at = guard.site(file, folder / "var/ledger.db")
        asyncio.run(guard.stand(opened, at, by="host/1", now=NOON))
        enqueued(opened, "fr", "no")


@pytest.fixture
def foreign(folder: Path, file: Path) -> Path:
    """The file outside was lost."""
    adopted(folder, file)
    file.unlink()
    return folder


def counts(folder: Path) -> dict[str, int]:
    """How many messages are in each state."""
    with ledger(folder) as opened:
        return opened.now(outbox.counts)


def answers(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    """Somebody types a line."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(line))


def test_it_tells_what_it_will_do_and_does_nothing_before_a_yes(
    foreign: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A habit of pressing Enter is no decision."""
    answers(monkeypatch, "\n")

    ended = terminal(*WORDS)

    assert ended.code == 1
    assert "How it stands: the file outside is missing" in ended.out
    assert "put in doubt (unsure) what may have left already: 2 messages" in ended.out
    assert "officer did it, and why: the disk had failed" in ended.out
    assert counts(foreign) == {"waiting": 2}


def test_after_a_yes_it_is_done_and_the_next_steps_are_told(
    foreign: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever restores at night needs no book."""
    answers(monkeypatch, "y\n")

    ended = terminal(*WORDS)

    assert ended.code == 0
    assert "This installation sends now. Messages in doubt: 2." in ended.out
    for step in ("outbox list --state unsure", "letter withdraw", "$NotifierFiled", "notifier run"):
        assert step in ended.out
    assert counts(foreign) == {"unsure": 2}
    assert "NOTHING IS SENT" not in terminal("status").out


def test_who_knows_that_nothing_was_sent_keeps_what_waits(
    foreign: Path, terminal: Terminal
) -> None:
    """Nobody has to settle a hundred messages that are in no doubt."""
    ended = terminal(*WORDS, "--nothing-was-sent", "--yes")

    assert "keep in line what waits" in ended.out
    assert "--state unsure" not in ended.out
    assert counts(foreign) == {"waiting": 2}


def test_status_says_that_nothing_is_sent_why_and_what_to_do(
    foreign: Path, terminal: Terminal
) -> None:
    """Red letters in the first line: somebody looks there when no letter arrives."""
    said = terminal("status").out

    assert said.startswith("NOTHING IS SENT FROM THIS LEDGER: the file outside is missing")
    assert "notifier take-over --why" in said


def test_the_sender_has_nothing_to_take_over(folder: Path, file: Path, say: Say) -> None:
    """A new identity would only stop the service that runs."""
    adopted(folder, file)

    assert say(*WORDS) == [
        "var/ledger.db: this installation is the one that sends already; nothing was changed"
    ]


def test_a_new_ledger_needs_no_take_over(say: Say) -> None:
    """Its first service adopts it."""
    [said] = say(*WORDS, "--rolled-back")

    assert "`notifier run` makes this installation the sender" in said


def test_after_a_roll_back_of_the_machine_the_sender_may_put_in_doubt_what_waits(
    folder: Path, file: Path, terminal: Terminal
) -> None:
    """Nothing shows it; somebody has to say so."""
    adopted(folder, file)

    ended = terminal(*WORDS, "--rolled-back", "--yes")

    assert "How it stands: it was rolled back with its machine." in ended.out
    assert counts(folder) == {"unsure": 2}


def test_two_words_that_contradict_each_other_are_refused(foreign: Path, say: Say) -> None:
    """Either it is known what was sent, or not."""
    [said] = say(*WORDS, "--rolled-back", "--nothing-was-sent")

    assert said == "take-over: say either --nothing-was-sent or --rolled-back"
    assert counts(foreign) == {"waiting": 2}


@pytest.mark.parametrize("missing", ["--why", "--by"])
def test_nobody_takes_over_without_a_name_and_a_reason(
    foreign: Path, terminal: Terminal, missing: str
) -> None:
    """In a year somebody will ask."""
    place = WORDS.index(missing)

    ended = terminal(*WORDS[:place], *WORDS[place + 2 :], "--yes")

    assert ended.code == 2
    assert f"Missing option '{missing}'" in ended.err
    assert counts(foreign) == {"waiting": 2}


def test_a_ledger_behind_its_file_outside_is_named_as_restored(
    folder: Path, file: Path, terminal: Terminal
) -> None:
    """The words say how far each of the two had come."""
    adopted(folder, file)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"mark": 0', '"mark": 42'), encoding="utf-8")

    said = terminal("status").out

    assert "restored from a backup: its journal ends with entry 0, and 42 were written here" in said


def test_a_file_that_cannot_be_written_is_named_and_nothing_is_changed(
    foreign: Path, file: Path, say: Say
) -> None:
    """Half a take-over would be worse than none."""
    file.parent.rmdir()
    file.parent.symlink_to(foreign / "a disk that is not mounted")
    with ledger(foreign) as opened:
        before = identity(opened, file)

    [said] = say(*WORDS, "--yes")

    assert said.startswith("outside/instance.json: ")
    with ledger(foreign) as opened:
        assert identity(opened, file) == before
    assert counts(foreign) == {"waiting": 2}


def identity(opened: Ledger, file: Path) -> str | None:
    """The identity of a ledger."""
    place = guard.site(file, file).place
    return opened.now(partial(instance.facts, place=place, seen=0)).instance
