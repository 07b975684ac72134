"""Open the ledger, and run units of work in it: one writer thread, one transaction a unit."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlite_utils import Database

from notifier.errors import UserError
from notifier.ledger.migrations import MIGRATIONS, known

T = TypeVar("T")
Row = dict[str, Any]
TOGETHER = 64  # units that share one commit at most
_UNWRITABLE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
# Few and large checkpoints: pages that many commits touch are then written back once.
_PRAGMAS = (
    "wal_autocheckpoint=8000",
    "cache_size=-32000",
    "journal_mode=wal",
    "synchronous=full",
    "foreign_keys=on",
    "busy_timeout=10000",
)


class Tx:
    """A transaction under way: the only thing that the modules of SQL are given."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Return all rows of a query or of `... returning`."""
        cursor = self._connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def one(self, sql: str, **values: object) -> Row | None:
        """Return the first row, or None."""
        return next(iter(self.rows(sql, **values)), None)

    def run(self, sql: str, **values: object) -> int:
        """Run one statement and return how many rows it changed."""
        return self._connection.execute(sql, values).rowcount

    def add(self, sql: str, **values: object) -> int:
        """Run one insert and return the id of its row."""
        identity = self._connection.execute(sql, values).lastrowid
        assert identity is not None
        return identity

    def run_many(self, sql: str, values: Sequence[Mapping[str, object] | Sequence[object]]) -> int:
        """Run one statement for each row of values and return how many rows it changed in all."""
        return self._connection.executemany(sql, values).rowcount


_Unit = tuple[Callable[[Tx], Any], "Future[Any]"]


class Ledger(AbstractContextManager["Ledger"]):
    """Guards the one writing connection. Every unit of work is whole or not at all.

    Units that wait at the same time share one commit: each has a savepoint of its own, and
    none is answered before the commit has reached the disk.
    """

    def __init__(self, path: Path | str) -> None:
        """Open (and make or upgrade) the ledger at `path`; `:memory:` is for tests.

        Raises UserError when the file is newer than this program or not a ledger.
        """
        self._path = str(path)
        self._waiting: SimpleQueue[_Unit | None] = SimpleQueue()
        self._is_closed = False
        opened: Future[None] = Future()
        self._thread = Thread(target=self._serve, args=(opened,), name="ledger", daemon=True)
        self._thread.start()
        opened.result()

    def now(self, unit: Callable[[Tx], T]) -> T:
        """Run `unit` in a transaction and wait for it."""
        with _in_words(self._path):
            return self._hand_over(unit).result()

    async def run(self, unit: Callable[[Tx], T]) -> T:
        """Run `unit` in a transaction without holding up the loop."""
        with _in_words(self._path):
            return await asyncio.wrap_future(self._hand_over(unit))

    def close(self) -> None:
        """Close after the units already handed over; one that comes later raises RuntimeError."""
        self._is_closed = True
        self._waiting.put(None)
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _hand_over(self, unit: Callable[[Tx], T]) -> Future[T]:
        if self._is_closed:  # nobody would ever answer
            raise RuntimeError(f"the ledger {self._path} is closed")
        answer: Future[T] = Future()
        self._waiting.put((unit, answer))
        return answer

    def _serve(self, opened: Future[None]) -> None:
        try:
            database = _open(self._path)
        except BaseException as error:  # noqa: BLE001 - raised by whoever opens
            opened.set_exception(error)
            return
        opened.set_result(None)
        is_open = True
        while is_open:
            units = _together(self._waiting)
            is_open = None not in units
            # one whose caller was cancelled while it waited is not run at all
            wanted = [u for u in units if u is not None and u[1].set_running_or_notify_cancel()]
            _run_together(database.conn, wanted)
        database.close()


@contextmanager
def _in_words(path: str) -> Iterator[None]:
    """Tell as UserError what a person can mend: a full disk, a file that may not be written."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if not error.sqlite_errorname.startswith(_UNWRITABLE):
            raise
        raise UserError.of(path, f"the ledger cannot be written: {error}") from error


def _together(waiting: SimpleQueue[_Unit | None]) -> list[_Unit | None]:
    """Wait for a unit, and return it with those that are waiting behind it."""
    units = [waiting.get()]
    while units[-1] is not None and len(units) < TOGETHER:
        try:
            units.append(waiting.get_nowait())
        except Empty:
            break
    return units


def _run_together(connection: sqlite3.Connection, units: list[_Unit]) -> None:
    """Run units in one transaction, and answer them when it is committed.

    A failing unit undoes its own work alone. If the commit fails, all of them failed.
    """
    if not units:
        return
    answers: list[Callable[[], None]] = []
    try:
        # IMMEDIATE, because a deferred transaction that turns to writing fails as "locked"
        connection.execute("begin immediate")
        for unit, future in units:
            answers.append(_run_one(connection, unit, future))
        connection.execute("commit")
    except BaseException as error:  # noqa: BLE001 - raised by whoever handed a unit over
        if connection.in_transaction:
            connection.execute("rollback")
        for _, future in units:
            future.set_exception(error)
        return
    for answer in answers:
        answer()


def _run_one(
    connection: sqlite3.Connection, unit: Callable[[Tx], Any], future: Future[Any]
) -> Callable[[], None]:
    connection.execute("savepoint unit")
    try:
        result = unit(Tx(connection))
    except BaseException as error:
        if not connection.in_transaction:  # on a full disk SQLite undoes the whole of it by itself
            raise
        connection.execute("rollback to unit")
        connection.execute("release unit")
        return partial(future.set_exception, error)
    connection.execute("release unit")
    return partial(future.set_result, result)


def _open(path: str) -> Database:
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    with _in_words(path):
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        with _in_words(path):
            for pragma in _PRAGMAS:
                connection.execute(f"pragma {pragma}")
            database = Database(connection, execute_plugins=False, strict=True)
            _upgrade(database, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise UserError.of(path, f"this is not a ledger of notifier ({error})") from error
    except BaseException:
        connection.close()
        raise
    return database


def _upgrade(database: Database, path: str) -> None:
    # one transaction, begun IMMEDIATE: two processes that start at once must not race
    database.execute("begin immediate")
    try:
        newer = {migration.name for migration in MIGRATIONS.applied(database)} - known()
        if newer:
            raise UserError.of(
                path,
                f"this ledger was made by a newer notifier (it has {', '.join(sorted(newer))}); "
                "install that version, or restore a backup made by this one",
            )
        MIGRATIONS.apply(database)
    except BaseException:
        database.rollback()
        raise
    database.commit()


def stamp(moment: datetime) -> str:
    """Return an aware instant as the ledger keeps it: UTC, ISO 8601, sortable as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


@lru_cache(maxsize=8192)
def moment(text: str) -> datetime:
    """Return the instant of a stamp."""
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    """Return the instant of a stamp that may be missing."""
    return moment(text) if text else None


def as_json(value: object) -> str:
    """Return `value` as the compact JSON that the ledger keeps, the same text each time."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
