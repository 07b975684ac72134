"""The true ledger is only read, whoever has it open."""

import hashlib
import os
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.ledger.overdue import begin_pass
from notifier.simulation.copy import copied, known_until
from tests.scenes import NOON, draft, enqueued
from tests.secretariat import at


def digests(folder: Path) -> dict[str, str]:
    """Every file of a folder, by its digest."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_ledger_at_rest_is_copied_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """A file of the administrator's own beside it would stop the service of another user."""
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    with Ledger(here / "ledger.db") as ledger:
        enqueued(ledger, "fr", "no")
    before = digests(here)

    with Ledger(copied(here / "ledger.db", there / "ledger.db")) as copy:
        copy.now(lambda tx: tx.run("delete from messages"))

    assert digests(here) == before


def test_a_ledger_at_work_is_copied_with_what_was_committed_last(tmp_path: Path) -> None:
    """The service goes on while its year is simulated; its last commits are not in the file yet."""
    with Ledger(tmp_path / "ledger.db") as ledger:
        enqueued(ledger, "fr", "no")
        before = (tmp_path / "ledger.db").read_bytes()

        with Ledger(copied(tmp_path / "ledger.db", tmp_path / "copy.db")) as copy:
            assert copy.now(outbox.counts) == {"waiting": 2}

        assert (tmp_path / "ledger.db").read_bytes() == before
        assert ledger.now(outbox.counts) == {"waiting": 2}


def test_what_is_no_ledger_is_told_by_its_own_name(tmp_path: Path) -> None:
    """Not by that of a copy which nobody has heard of."""
    (tmp_path / "ledger.db").write_text("This is a letter, and no ledger.\n" * 40)

    with pytest.raises(UserError, match=os.fspath(tmp_path / "ledger.db")):
        copied(tmp_path / "ledger.db", tmp_path / "copy.db")


def test_a_ledger_knows_until_its_last_letter_or_pass() -> None:
    """Before that the year cannot begin again."""
    with Ledger(":memory:") as ledger:
        assert ledger.now(lambda tx: known_until(tx, at("2026-02-01 08:00"))) is None

    with Ledger(":memory:") as ledger:
        ledger.now(draft)
        assert ledger.now(lambda tx: known_until(tx, NOON)) == NOON

    with Ledger(":memory:") as ledger:
        ledger.now(draft)
        ledger.now(lambda tx: begin_pass(tx, at("2026-05-01 09:00")))
        assert ledger.now(lambda tx: known_until(tx, NOON)) == at("2026-05-01 09:00")
