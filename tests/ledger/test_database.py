"""The ledger opens, upgrades, refuses what it must, and keeps units whole."""

import asyncio
import sqlite3
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from threading import Event, Thread

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


def suppress(tx: Tx, address: str) -> None:
    """A row, whatever it is about."""
    tx.run("insert into suppressions (address, since, reason) values (:a, '', '')", a=address)


def addresses(tx: Tx) -> list[str]:
    """The rows that are there."""
    return [row["address"] for row in tx.rows("select address from suppressions order by 1")]


def test_units_that_share_a_commit_fail_alone() -> None:
    """A neighbour's mistake takes nothing of ours back."""
    with Ledger(":memory:") as ledger:
        is_open = Event()
        waiting: list[Future[None]] = [ledger._hand_over(lambda _: is_open.wait() and None)]

        def mistaken(tx: Tx) -> None:
            suppress(tx, "b")
            raise ValueError("a mistake")

        waiting += [
            ledger._hand_over(lambda tx: suppress(tx, "a")),
            ledger._hand_over(mistaken),
            ledger._hand_over(lambda tx: suppress(tx, "c")),
        ]
        is_open.set()

        ends = [future.exception() for future in waiting]
        assert [str(end) for end in ends] == ["None", "None", "a mistake", "None"]
        assert ledger.now(addresses) == ["a", "c"]


async def test_a_unit_whose_caller_gave_up_is_not_run() -> None:
    """Nobody would learn what became of it."""
    with Ledger(":memory:") as ledger:
        is_open, is_begun = Event(), Event()

        def long(_: Tx) -> None:
            is_begun.set()
            is_open.wait()

        busy = asyncio.create_task(ledger.run(long))
        await asyncio.to_thread(is_begun.wait)
        given_up = asyncio.create_task(ledger.run(lambda tx: suppress(tx, "a")))
        await asyncio.sleep(0)

        given_up.cancel()
        await asyncio.sleep(0)
        is_open.set()
        await busy

        assert ledger.now(addresses) == []


def test_what_was_answered_is_on_disk(tmp_path: Path) -> None:
    """Another connection sees it before the answer is out: no commit is still on its way."""
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.now(lambda tx: suppress(tx, "a"))

        other = sqlite3.connect(tmp_path / "ledger.db")
        assert other.execute("select address from suppressions").fetchall() == [("a",)]
        other.close()


def test_many_threads_lose_no_unit(tmp_path: Path) -> None:
    """The command line, the service and its workers write at once."""
    with Ledger(tmp_path / "a.db") as ledger, Ledger(tmp_path / "a.db") as other:

        def write(into: Ledger, name: int) -> None:
            for n in range(20):
                into.now(partial(suppress, address=f"{name}-{n}"))

        threads = [Thread(target=write, args=((ledger, other)[n % 2], n)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(ledger.now(addresses)) == 120


def test_a_ledger_of_an_older_version_is_upgraded(tmp_path: Path) -> None:
    """What it holds stays, and the program can work with it."""
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        ledger.now(lambda tx: suppress(tx, "a"))
        ledger.now(lambda tx: tx.run("drop index messages_under_way"))
        ledger.now(lambda tx: tx.run("delete from _sqlite_migrations where name like 'm002%'"))

    with Ledger(path) as ledger:
        names = ledger.now(
            lambda tx: tx.rows("select name from sqlite_master where type = 'index'")
        )
        assert {"name": "messages_under_way"} in names
        assert ledger.now(addresses) == ["a"]


def test_a_closed_ledger_says_so() -> None:
    """Whoever comes too late is told, and does not wait for ever."""
    ledger = Ledger(":memory:")
    ledger.close()

    with pytest.raises(RuntimeError, match="is closed"):
        ledger.now(addresses)
