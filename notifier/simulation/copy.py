"""A copy of the ledger to simulate in: the ledger itself is only read."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from notifier.errors import UserError
from notifier.ledger import letters, overdue
from notifier.ledger.database import Tx


def copied(ledger: Path, to: Path) -> Path:
    """Copy a ledger as it is at this instant to the new file `to`, and return that.

    A service that writes meanwhile is not held up, and nothing is left beside the ledger. UserError
    where it cannot be read.
    """
    try:
        with (
            closing(sqlite3.connect(_to_read(ledger), uri=True)) as source,
            closing(sqlite3.connect(to)) as target,
        ):
            source.backup(target)
    except sqlite3.DatabaseError as error:
        raise UserError.of(str(ledger), f"this ledger cannot be read: {error}") from error
    return to


def _to_read(ledger: Path) -> str:
    # whoever only reads a ledger that nobody has open would leave files beside it, under the name
    # of its own user, at which a service of another user fails (sqlite.org/wal.html, section 5)
    is_open = ledger.with_name(f"{ledger.name}-wal").exists()
    return f"{ledger.absolute().as_uri()}?mode=ro" + ("" if is_open else "&immutable=1")


def known_until(tx: Tx, now: datetime) -> datetime | None:
    """Return the last instant of which a copy knows; None of one in which nothing happened yet.

    The copy is then one whose service is at work at `now`.
    """
    steps = [
        at
        for letter in letters.by_status(tx)
        for at in (
            letter.created_at, letter.cleared_at, letter.signed_at, letter.issued_at,
            letter.released_at,
        )
        if at is not None
    ]  # fmt: skip
    return max([*steps, *filter(None, [overdue.begin_pass(tx, now)])], default=None)
