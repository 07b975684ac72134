"""Anybody can ask what a mail says: a file, a folder, an mbox, a Maildir, a list of names."""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notifier.cli.options import console
from notifier.cli.understand import understand

MAIL = Path(__file__).parents[1] / "mail"
BOUNCE, PERSON = MAIL / "bounce_qmail.eml", MAIL / "person_phone_signature.eml"
ANSWER = MAIL / "reply_exchange_no_organizer.eml"
SEPARATOR = b"From sender@foreign.example Tue Jan 12 10:15:00 2027\n"

Said = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """Ask with --json and return the objects, one for each line."""

    def ask(*files: object) -> list[dict[str, Any]]:
        understand([str(file) for file in files], json=True)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return ask


@pytest.fixture
def narrow() -> Iterator[None]:
    """A terminal of 80 columns."""
    width = console.width
    console.width = 80
    yield
    console.width = width


def test_a_bounce_is_one_line_with_all_that_is_known(said: Said) -> None:
    """The keys are a promise to those who read them by program."""
    assert said(BOUNCE) == [
        {
            "file": str(BOUNCE),
            "category": "bounce",
            "delayed": False,
            "hard": True,
            "recipients": ["f.meier@foreign.example"],
            "method": None,
            "answers": [],
            "reply": "",
        }
    ]


def test_an_answer_names_method_and_attendee(said: Said) -> None:
    """Uid, who and what are all that the register needs."""
    [answer] = said(ANSWER)

    assert answer["method"] == "REPLY"
    assert answer["answers"] == [
        {
            "uid": "raedw6ioj7qhzsuq4wklq@secretariat.example",
            "attendee": "f.meier@foreign.example",
            "partstat": "DECLINED",
            "recurrence_id": None,
            "comment": "The minister is travelling that week.",
        }
    ]


def test_a_persons_mail_gives_the_new_words(said: Said) -> None:
    """What was quoted is known already."""
    assert said(PERSON)[0]["reply"] == "Supported."


def test_a_folder_is_read_in_order_and_all_the_way_down(said: Said, tmp_path: Path) -> None:
    """A Maildir is a folder; what its server keeps there is no mail."""
    for folder in ("cur", "new", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "cur/1:2,S").write_bytes(PERSON.read_bytes())
    (tmp_path / "new/2").write_bytes(BOUNCE.read_bytes())
    (tmp_path / "tmp/3").write_bytes(b"half a ma")
    (tmp_path / "dovecot.index").write_bytes(b"\x00\x01")

    assert [one["category"] for one in said(tmp_path)] == ["person", "bounce"]


def test_an_mbox_gives_a_line_for_each_mail(said: Said, tmp_path: Path) -> None:
    """A line that begins with From within a mail is none of its separators."""
    letter = b"From: a@b.example\n\nHello\n\nFrom Geneva to Paris at 10:00 in 2027 we travel.\n\n"
    (tmp_path / "all.mbox").write_bytes(SEPARATOR + letter + SEPARATOR + BOUNCE.read_bytes())

    mails = said(tmp_path / "all.mbox")

    assert [(one["number"], one["category"]) for one in mails] == [(1, "person"), (2, "bounce")]
    assert mails[0]["reply"].endswith("in 2027 we travel.")


def test_one_mail_with_a_separator_is_one_mail(said: Said, tmp_path: Path) -> None:
    """A file of a single mail often keeps the line, and a returned mail may have one inside."""
    (tmp_path / "one.eml").write_bytes(SEPARATOR + BOUNCE.read_bytes() + b"\n\n" + SEPARATOR)

    [one] = said(tmp_path / "one.eml")

    assert (one["category"], "number" in one) == ("bounce", False)


def test_names_come_from_standard_input(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand names fit on no command line."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{BOUNCE}\n\n{PERSON}\n"))

    assert [one["category"] for one in said("-")] == ["bounce", "person"]


def test_a_file_that_cannot_be_read_stops_nothing(said: Said, tmp_path: Path) -> None:
    """One bad file among thousands is told in its own line."""
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    mails = said(tmp_path / "absent.eml", tmp_path / "picture.png", "with\0nul", BOUNCE)

    assert [one["category"] for one in mails] == ["other", "other", "other", "bounce"]
    assert mails[0]["error"] == "cannot be read: No such file or directory"
    assert mails[1]["error"] == "is no mail"
    assert mails[2]["error"].startswith("cannot be read")
    assert "error" not in mails[3]


def test_an_empty_file_is_a_mail_that_says_nothing(said: Said, tmp_path: Path) -> None:
    """It is in the folder, so it has its line."""
    (tmp_path / "empty.eml").write_bytes(b"")

    assert said(tmp_path / "empty.eml")[0]["reply"] == ""


def test_lines_come_while_it_reads(tmp_path: Path) -> None:
    """A program at the other end of the pipe need not wait for the last mail."""
    code = "from notifier.cli.understand import understand; understand(['-'], json=True)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{BOUNCE}\n")
        process.stdin.flush()

        first = process.stdout.readline()
        process.stdin.close()

    assert json.loads(first)["category"] == "bounce"


def test_people_get_a_table_of_80_columns(narrow: None, capsys: pytest.CaptureFixture[str]) -> None:
    """With what each says in a few words, and how many there are of each kind."""
    understand([str(BOUNCE), str(ANSWER), str(PERSON)])
    shown = capsys.readouterr().out

    assert "hard: f.meier@foreign.example" in shown
    assert "f.meier@foreign.example DECLINED" in shown
    assert shown.endswith("In all: 1 bounce, 1 answer, 1 person\n")
    assert max(map(len, shown.splitlines())) <= 80


def test_an_empty_folder_is_said_to_be_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Silence would look like a failure."""
    understand([str(tmp_path)])

    assert capsys.readouterr().out == "No mail here.\nIn all: no mail\n"
