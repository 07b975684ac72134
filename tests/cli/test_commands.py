"""Commands show what is there, whatever strangers wrote into it."""

from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from notifier.cli import app, house
from notifier.ledger import letters, mail, outbox
from notifier.letters.letter import Status
from notifier.ticks.watch import watch
from tests.cli.conftest import Terminal
from tests.cli.mistakes import a_message_that_waits, ledger
from tests.scenes import NOON
from tests.secretariat import at
from tests.ticks.plans import FORUM

MARKUP = "[/b] [red]RE:[EXTERNAL] your letter"
TITLE_OF_WINDOW = "\x1b]0;all is well\x07"  # what a terminal would obey


def hold_a_mail(folder: Path, subject: str) -> None:
    """A mail that nobody can attribute waits for a person."""
    understood = {"category": "person", "sender": "clerk@mfa.example", "subject": subject}
    with ledger(folder) as opened:
        number = opened.now(
            lambda tx: mail.file(
                tx, f"Subject: {subject}\r\n\r\nYes.".encode(), mailbox="INBOX", received_at=NOON
            )
        )
        assert number is not None
        opened.now(
            lambda tx: mail.hold(tx, number, understood, why="no token", guesses=[], at=NOON)
        )


def test_a_held_mail_is_listed_with_its_subject_as_it_came(
    folder: Path, terminal: Terminal
) -> None:
    """Brackets are words of a stranger, not markup of ours; nor does a terminal obey them."""
    hold_a_mail(folder, MARKUP + TITLE_OF_WINDOW)

    ended = terminal("mail", "held")

    assert ended.code == 0
    assert f"{MARKUP}␛]0;" in ended.out
    assert "\x1b" not in ended.out


def test_a_mail_is_written_unaltered_into_a_file(folder: Path, terminal: Terminal) -> None:
    """Evidence is not made pretty."""
    hold_a_mail(folder, MARKUP)

    assert terminal("mail", "show", "1").out == f"Subject: {MARKUP}\r\n\r\nYes."


def test_a_released_mail_is_held_no_more(folder: Path, terminal: Terminal) -> None:
    """The list of what waits gets shorter."""
    hold_a_mail(folder, MARKUP)

    released = terminal("mail", "release", "1", "--why", "entered by hand", "--as", "officer")

    assert released.out == "Mail 1 is settled.\n"
    assert terminal("mail", "held").out == "Nothing is held.\nIn all: 1 settled\n"


def test_a_message_that_cannot_be_composed_is_shown_with_the_reason(
    folder: Path, terminal: Terminal
) -> None:
    """A poisoned message is the one that somebody looks at."""
    a_message_that_waits(folder)

    ended = terminal("outbox", "show", "1")

    assert ended.code == 0
    assert "It cannot be composed: letter 1 has no edition in en" in ended.out


@pytest.mark.parametrize(
    ("word", "state", "said"),
    [("--sent", "sent", "counts as sent"), ("--resend", "waiting", "goes again")],
)
def test_a_message_in_doubt_is_settled_on_evidence(
    folder: Path, terminal: Terminal, word: str, state: str, said: str
) -> None:
    """A person has seen the relay's log; the row says who and why."""
    a_message_that_waits(folder)
    with ledger(folder) as opened:
        opened.now(lambda tx: tx.run("update messages set state = 'unsure'"))

    ended = terminal("outbox", "settle", "1", word, "--why", "queue id 4XyZ", "--as", "officer")

    assert ended.out == f"Message 1 {said}.\n"
    with ledger(folder) as opened:
        assert opened.now(outbox.counts) == {state: 1}


async def test_a_letter_goes_its_path_by_commands_of_three_people(
    folder: Path, terminal: Terminal
) -> None:
    """Cleared, signed, issued: each command says the next, and no letter leaves before."""
    of = house.settings(folder / "config/notifier.toml")
    with house.open_ledger(of) as opened:
        await watch(at("2026-02-02 09:00"), ledger=opened, read=house.SourcesReader(of))
    key = f"{FORUM}/consultation"

    cleared = terminal("letter", "clear", key, "--as", "officer")
    signed = terminal("letter", "sign", key, "--as", "chief")
    issued = terminal("letter", "issue", key, "--as", "registry", "--reference", "CL-26/5")

    assert "Next: notifier letter sign 1" in cleared.out
    assert "Next: notifier letter issue 1 --reference" in signed.out
    assert f"{key} is issued as CL-26/5." in issued.out
    with house.open_ledger(of) as opened:
        letter = opened.now(lambda tx: letters.find(tx, "CL-26/5"))
    assert letter is not None
    assert letter.status is Status.ISSUED


def test_a_command_that_has_no_work_says_so(terminal: Terminal) -> None:
    """Silence would leave open whether it looked."""
    said = [
        terminal(*words.split()).out.splitlines()[0]
        for words in ("letter list", "outbox list", "mail held", "response list", "status")
    ]

    assert said == [
        "No letter here. `notifier run` drafts them when they fall due.",
        "No message here.",
        "Nothing is held.",
        "No response yet.",
        "No letter waits for anybody.",
    ]


def leaves(command: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Every command that does something, with the words that call it."""
    inner = getattr(command, "commands", None) or {}
    below = [leaf for name, each in inner.items() for leaf in leaves(each, (*path, name))]
    return below or [(path, command)]


def test_help_tells_the_words_of_every_command_and_option() -> None:
    """Whoever asks for help gets some: no command and no option is without a sentence."""
    mute = [name for name, command in leaves(get_command(app)) if not command.help]
    bare = [
        (*name, param.name)
        for name, command in leaves(get_command(app))
        for param in command.params
        if not getattr(param, "help", "")
    ]

    assert (mute, bare) == ([], [])
