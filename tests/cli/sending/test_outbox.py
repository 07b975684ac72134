"""The outbox as people see it."""

import re
from pathlib import Path

import pytest

from notifier.ledger import evidence, letters
from notifier.letters.mail.message import Outcome, Verdict
from tests.cli.conftest import Say, Terminal
from tests.cli.mistakes import ledger
from tests.doubts import UNSURE, tried
from tests.scenes import CONSULTATION, NOON, enqueued

SENT = Outcome(Verdict.SENT, 250, "2.0.0 queued as 4Vk", via="mx.example:587 TLSv1.3")
DEAD = Outcome(Verdict.REFUSED, 550, "5.1.1 no such user", via="other.example:25 no TLS")
CALL = f"{CONSULTATION}/consultation"


@pytest.fixture
def outbox(folder: Path) -> Path:
    """A letter to four members: sent, refused, in doubt, waiting."""
    with ledger(folder) as opened:
        letter = enqueued(opened, "fr", "no", "eg", "cn")
        opened.now(lambda tx: letters.keep_issue(tx, letter.id, "CL-26/5", by="registry", at=NOON))
        for outcome in (SENT, DEAD, UNSURE):
            tried(opened, outcome, limit=1)
    return folder


def numbers(out: str) -> list[str]:
    """The numbers of the messages that a table lists."""
    return re.findall(r"^ *(\d+) ", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "listed"),
    [
        ("", "4 3 2 1"),
        ("--state refused", "2"),
        (f"--letter {CALL}", "4 3 2 1"),
        ("--member eg", "3"),
        ("--relay mx.example", "1"),
        ("--since 2026-03-02T12:00", "4 3 2 1"),
        ("--since 2026-03-02T12:01", ""),
        ("--since 1h", ""),
        ("--limit 2", "4 3"),
    ],
)
def test_messages_are_listed_as_they_are_chosen(
    outbox: Path, terminal: Terminal, words: str, listed: str
) -> None:
    """Each option means what its help says."""
    ended = terminal("outbox", "list", *words.split())

    assert ended.code == 0, ended.err
    assert numbers(ended.out) == listed.split()


def test_a_list_says_how_many_there_are_in_all_and_what_it_leaves_out(
    outbox: Path, terminal: Terminal
) -> None:
    """Nobody takes the newest fifty for all."""
    ended = terminal("outbox", "list", "--limit", "1")

    assert "In all: 1 refused, 1 sent, 1 unsure, 1 waiting" in ended.out
    assert "Shown are the newest 1; --limit shows more." in ended.out


def test_an_empty_outbox_says_so(terminal: Terminal) -> None:
    """And not with an empty table."""
    assert terminal("outbox", "list").out.endswith("No message here.\nIn all: none\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("list --letter none", "none: there is no such letter; `notifier letter list` shows all"),
        (
            "list --since yesterday",
            "--since: 'yesterday' is neither a moment, such as 2026-03-02T17:00, nor a span: 8h, 3d",
        ),
    ],
)
def test_a_choice_that_means_nothing_is_told(say: Say, words: str, said: str) -> None:
    """An empty list would look like an answer."""
    assert say("outbox", *words.split()) == [said]


def test_a_message_is_shown_with_every_step_of_it(outbox: Path, terminal: Terminal) -> None:
    """Which relay said it, over which TLS, with both codes; and how to go on."""
    ended = terminal("outbox", "show", "2")

    (refused,) = [line for line in ended.out.splitlines() if " refused " in line and "2026" in line]
    for word in ("other.example:25", "no TLS", "550", "5.1.1", "no such user"):
        assert word in refused
    assert "notifier outbox retry 2" in ended.out
    assert "message_id" in ended.out


def test_a_doubt_is_shown_with_its_hints(outbox: Path, terminal: Terminal) -> None:
    """Whoever has to decide sees what was found, and that it decides nothing."""
    with ledger(outbox) as opened:
        opened.now(
            lambda tx: evidence.note(tx, 3, hint="mail.log has no trace", by="settle", at=NOON)
        )

    ended = terminal("outbox", "show", "3")

    assert "Hint of 2026-03-02 12:00: mail.log has no trace\n" in ended.out
    assert "notifier outbox settle 3 --sent (or --resend)" in ended.out


def test_the_check_names_what_has_no_end_and_its_exit_code_tells(
    outbox: Path, terminal: Terminal
) -> None:
    """A script can ask it."""
    ended = terminal("outbox", "check", "--as", "dupont")

    assert ended.code == 1
    assert numbers(ended.out) == ["3", "4"]
    assert "Letters issued: 1. Messages: 1 refused, 1 sent, 1 unsure, 1 waiting" in ended.out
    assert "! " in ended.out
    status = terminal("status")
    assert "messages in doubt: 1" in status.out


def test_the_check_of_an_empty_outbox_finds_nothing(terminal: Terminal) -> None:
    """Exit code 0."""
    ended = terminal("outbox", "check", "--as", "dupont")

    assert ended.code == 0
    assert "Every message of an issued letter has its end." in ended.out
