"""What people do wrong is told in sentences, all at once, with exit code 2 and no traceback."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from notifier.cli import main
from notifier.cli.running import only_one
from notifier.ledger import letters
from notifier.ledger.database import Ledger
from notifier.letters.letter import Status
from tests.scenes import NOON, draft, enqueued
from tests.secretariat import PEOPLE, PLAN, ROOT, Secretariat

Say = Callable[..., str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A secretariat whose files may be spoilt; templates are copied, so that they may be too."""
    house = Secretariat(tmp_path, PLAN, PEOPLE)
    house.close()
    (tmp_path / "templates").unlink()
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    return tmp_path


@pytest.fixture
def say(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a command that must fail, and return what it says."""

    def failing(*words: str) -> str:
        monkeypatch.setattr(
            sys, "argv", ["notifier", *words, "--config", str(folder / "config/notifier.toml")]
        )
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert ended.value.code == 2, said.out + said.err
        assert "Traceback" not in said.err
        return said.err

    return failing


def spoil(path: Path, old: str, new: str) -> None:
    """Change a file as a careless hand would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def ledger(folder: Path) -> Ledger:
    """The secretariat's ledger."""
    return Ledger(folder / "var/ledger.db")


PLANS = [
    ("process: wsis", "proces: wsis", ("`proces` is not known; did you mean `process`?",)),
    ("end: 2026-07-10}", "end: 2026-07-10, zone: Europe/Zuerich}", ("Europe/Zuerich", "zone")),
    ("end: 2026-07-10", "end: 2026-07-01", ("before",)),
    ("level: high", "level: highest", ("level", "`highest` is not known; did you mean `high`?")),
]


@pytest.mark.parametrize(("old", "new", "expected"), PLANS)
def test_a_mistake_in_a_plan_is_told_with_line_and_field(
    folder: Path, say: Say, old: str, new: str, expected: tuple[str, ...]
) -> None:
    """The officer mends it without asking anybody."""
    spoil(folder / "config/plan/2026.yaml", old, new)

    said = say("check")

    assert "2026.yaml:" in said
    assert all(word in said for word in expected), said


def test_an_id_used_twice_is_told(folder: Path, say: Say) -> None:
    """Two activities of one id would share their letters."""
    plan = folder / "config/plan/2026.yaml"
    plan.write_text(PLAN + PLAN, encoding="utf-8")

    assert "forum-2026" in say("check")


def test_focal_points_are_checked_row_by_row(folder: Path, say: Say) -> None:
    """An unknown member and a malformed address come in one go."""
    path = folder / "config/focal_points.csv"
    spoil(path, "no-wsis,NO", "no-wsis,XX")
    spoil(path, "wsis@digital.fr.example", "wsis at digital.fr.example")

    said = say("check")

    assert "2 problems" in said
    assert "member" in said
    assert "wsis at digital.fr.example" in said


def test_a_name_that_no_letter_has_is_told_with_the_near_miss(folder: Path, say: Say) -> None:
    """Staff who write letters make typing errors, not stack traces."""
    spoil(folder / "templates/letters/update/fr.md", "activity.title", "activity.tittle")

    said = say("check")

    assert "update/fr.md:" in said
    assert "`activity.tittle` is not known; did you mean `activity.title`?" in said


def test_a_missing_language_is_told(folder: Path, say: Say) -> None:
    """No letter leaves in five languages by oversight."""
    (folder / "templates/letters/update/zh.md").unlink()

    assert "update/zh.md: the update letter is missing in zh" in say("check")


def test_an_unknown_setting_is_told(folder: Path, say: Say) -> None:
    """A misspelt setting must not be a default in silence."""
    spoil(folder / "config/notifier.toml", "[relay]\nhost", "[relay]\nhosts")

    assert "relay.hosts: is not a setting" in say("status")


def test_a_ledger_of_a_newer_version_is_refused(folder: Path, say: Say) -> None:
    """Also by every command."""
    with ledger(folder) as opened:
        opened.now(
            lambda tx: tx.run(
                "insert into _sqlite_migrations (migration_set, name, applied_at)"
                " values ('notifier', 'm999_later', '2030-01-01')"
            )
        )

    assert "made by a newer notifier (it has m999_later)" in say("status")


def test_a_second_service_on_the_same_ledger_is_refused(folder: Path, say: Say) -> None:
    """Each would think that the other had died, and settle its messages."""
    with only_one(folder / "var"):
        said = say("run")

    assert f"another notifier runs on this ledger (process {os.getpid()})" in said


def test_a_letter_that_is_not_there_is_told(say: Say) -> None:
    """With the command that lists those that are."""
    assert "there is no such letter; `notifier letter list` shows all" in say("letter", "show", "9")


def test_nobody_signs_what_they_cleared(folder: Path, say: Say) -> None:
    """Two pairs of eyes on every letter."""
    with ledger(folder) as opened:
        letter = opened.now(draft)
        opened.now(lambda tx: letters.advance(tx, letter, Status.CLEARED, by="officer", at=NOON))
        opened.now(
            lambda tx: letters.keep_wordings(
                tx, letter.id, {}, signed_hash="", by="officer", at=NOON
            )
        )

    said = say("letter", "sign", "1", "--as", "officer")

    assert "officer cleared this letter, so somebody else has to sign it" in said


@pytest.mark.parametrize("reference", ["", "CL-5", "cl-26/5", "CL-26/5 "])
def test_a_reference_that_the_registry_never_gives_is_refused(say: Say, reference: str) -> None:
    """The number belongs to the registry."""
    assert "is not an official reference" in say("letter", "issue", "1", "--reference", reference)


def test_a_draft_cannot_be_issued_and_a_reference_is_given_once(folder: Path, say: Say) -> None:
    """The path has no short cut."""
    with ledger(folder) as opened:
        first = opened.now(draft)
        opened.now(lambda tx: draft(tx, "another/consultation"))
        opened.now(lambda tx: letters.keep_issue(tx, first.id, "CL-26/5", by="x", at=NOON))

    assert "is taken by the letter" in say("letter", "issue", "2", "--reference", "CL-26/5")
    assert "only a signed letter can be issued" in say(
        "letter", "issue", "2", "--reference", "CL-26/6"
    )


def test_only_a_message_in_doubt_is_settled_by_hand(folder: Path, say: Say) -> None:
    """Evidence is for what nobody knows."""
    with ledger(folder) as opened:
        enqueued(opened, "fr")

    assert "say either --sent or --resend" in say("outbox", "settle", "1", "--why", "log")
    assert "not in doubt" in say("outbox", "settle", "1", "--sent", "--why", "log")
