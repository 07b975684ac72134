"""What staff read of a letter tells how long it took from the assessment."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.cli import house as files
from notifier.ledger import assessed, letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Status
from notifier.plan.kind import Kind
from tests.cli.conftest import Terminal
from tests.plan.scenes import activity, plan
from tests.scenes import NOON

TOOK = timedelta(days=3, hours=4, minutes=59)


def _issued(tx: Tx, kind: Kind) -> None:
    letters.draft(
        tx, "x", kind, activity="wsis-forum", consultations=[], facts={}, addressees=None,
        parent=None, urgent=False, due_at=NOON, at=NOON,
    )  # fmt: skip
    assessed.keep(tx, plan(activity()), NOON)
    for status in (Status.CLEARED, Status.SIGNED, Status.ISSUED):
        letter = letters.find(tx, "x")
        assert letter is not None
        letters.advance(tx, letter, status, by="staff", at=NOON)
        letters.keep_issue(tx, letter.id, None, by="registry", at=NOON + TOOK)


@pytest.fixture
def ledger(folder: Path) -> Ledger:
    """The ledger of the folder."""
    return files.open_ledger(files.settings(folder / "config/notifier.toml"))


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        (Kind.CONSULTATION, ", issued 2026-03-05 16:59 UTC: 3 days and 4 hours later"),
        (Kind.UPDATE, ""),
    ],
)
def test_a_letter_shows_how_long_after_the_assessment_it_was_issued(
    terminal: Terminal, ledger: Ledger, kind: Kind, rest: str
) -> None:
    """An update follows an event, and not the assessment."""
    ledger.now(partial(_issued, kind=kind))
    ledger.close()

    said = terminal("letter", "show", "x").out.splitlines()

    assert said[3] == f"its activity is assessed since 2026-03-02 12:00 UTC{rest}"
