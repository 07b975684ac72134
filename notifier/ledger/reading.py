"""Look at the ledger without writing: nobody who writes is kept waiting, however long it takes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from notifier.errors import UserError
from notifier.ledger.database import Tx

T = TypeVar("T")


class Reading(AbstractContextManager["Reading"]):
    """Guards a connection that can only read. Use it in the thread that opened it."""

    def __init__(self, path: Path) -> None:
        """Open a ledger that is there; another file, or none, is UserError."""
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=10, isolation_level=None
            )
            self._connection.execute("pragma query_only=on")
            self._connection.execute("select 1 from messages limit 1")
        except sqlite3.DatabaseError as error:
            raise UserError.of(str(path), f"this ledger cannot be read: {error}") from error

    def look(self, unit: Callable[[Tx], T]) -> T:
        """Return what `unit` sees of the ledger as it is at one instant."""
        with self.instant() as tx:
            return unit(tx)

    @contextmanager
    def instant(self) -> Iterator[Tx]:
        """Hold the ledger as it is now for as long as is looked at it."""
        self._connection.execute("begin")
        try:
            yield Tx(self._connection)
        finally:
            self._connection.execute("rollback")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
