"""Whoever looks keeps nobody waiting, and can change nothing."""

import sqlite3
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.ledger.reading import Reading
from tests.doubts import UNSURE, tried
from tests.scenes import enqueued


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the ledger is; blanks and signs do not matter."""
    return tmp_path / "state of 100 %?" / "ledger.db"


def test_the_ledger_is_written_while_somebody_looks(path: Path) -> None:
    """An export of a million rows holds up no message, and shows one instant."""
    with Ledger(path) as ledger:
        enqueued(ledger, "fr")
        with Reading(path) as reading, reading.instant() as tx:
            before = outbox.counts(tx)
            tried(ledger, UNSURE)

            assert (before, outbox.counts(tx)) == ({"waiting": 1}, {"waiting": 1})
            assert ledger.now(outbox.counts) == {"unsure": 1}


def test_each_look_sees_the_present(path: Path) -> None:
    """Second by second, over the same connection."""
    with Ledger(path) as ledger, Reading(path) as reading:
        enqueued(ledger, "fr")
        before = reading.look(outbox.counts)
        tried(ledger, UNSURE)

        assert (before, reading.look(outbox.counts)) == ({"waiting": 1}, {"unsure": 1})


def test_nothing_can_be_written(path: Path) -> None:
    """Not even by mistake."""
    with (
        Ledger(path),
        Reading(path) as reading,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        reading.look(lambda tx: tx.run("delete from messages"))


def test_a_ledger_that_is_not_there_is_not_made(path: Path) -> None:
    """It is told."""
    path.parent.mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        Reading(path)

    assert not path.exists()
