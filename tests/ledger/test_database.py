"""The ledger opens, upgrades, refuses what it must, and keeps units whole."""

from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.ledger.database import Ledger, Tx


def test_a_unit_that_fails_leaves_nothing_behind() -> None:
    """Half a step on a letter's path would be a lie."""
    with Ledger(":memory:") as ledger:

        def unit(tx: Tx) -> None:
            tx.run("insert into suppressions (address, since, reason) values ('a', 'b', 'c')")
            raise RuntimeError("power cut")

        with pytest.raises(RuntimeError):
            ledger.now(unit)

        assert ledger.now(lambda tx: tx.rows("select * from suppressions")) == []


def test_opening_twice_upgrades_once(tmp_path: Path) -> None:
    """A restart must find its ledger as it left it."""
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.now(lambda tx: tx.run("insert into absences values ('fr-wsis', '2026-01-01', null)"))

    with Ledger(tmp_path / "ledger.db") as ledger:
        assert len(ledger.now(lambda tx: tx.rows("select * from absences"))) == 1


def test_a_ledger_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    """An older program would write rows that the newer one cannot trust."""
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        ledger.now(
            lambda tx: tx.run(
                "insert into _sqlite_migrations (migration_set, name, applied_at)"
                " values ('notifier', 'm999_later', '2030-01-01')"
            )
        )

    with pytest.raises(UserError, match="made by a newer notifier \\(it has m999_later\\)"):
        Ledger(path)


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    """Whoever names the wrong file is told, and the file stays as it was."""
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK\x03\x04 this is a document, not a database" * 40)

    with pytest.raises(UserError, match="not a ledger"):
        Ledger(path)

    assert path.read_bytes().startswith(b"PK")
