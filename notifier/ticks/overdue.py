"""Judge by the rule what should have left while the service, or the whole machine, was down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from notifier.ledger import holds, overdue
from notifier.ledger.database import Row, Tx

log = structlog.get_logger()
BACK = timedelta(hours=1)  # a clock that goes back further than this is told


@dataclass(frozen=True, slots=True)
class Judge:
    """How long the service may have been down, and whether what is late then waits for a person."""

    after: Callable[[], timedelta]
    asks: Callable[[], bool]

    def __call__(self, tx: Tx, now: datetime) -> int:
        """Look once in each pass, before anything is claimed; return how many rows are held."""
        last = overdue.begin_pass(tx, now)
        if last is None:
            return 0
        if now < last - BACK:
            log.error("clock.went_back", last=last.isoformat(), now=now.isoformat())
        if now - last <= self.after():
            return 0
        log.warning("daemon.was_down", since=last.isoformat())
        return _judge(tx, now - self.after(), last, now) if self.asks() else 0


def never_down(_tx: Tx, _now: datetime) -> int:
    """Judge nothing: the clock of a test or a play leaves no gaps that anybody has to answer for."""
    return 0


def _judge(tx: Tx, before: datetime, last: datetime, now: datetime) -> int:
    held = 0
    for letter in overdue.late(tx, before):
        why = _why(letter, last, now)
        held += overdue.hold(tx, letter["id"], before=before, why=why, at=now)
        if holds.overdue(tx, letter["key"], why, now):
            log.error("hold.raised", code="overdue", subject=letter["key"])
    return held


def _why(letter: Row, last: datetime, now: datetime) -> str:
    return (
        f"{letter['messages']} messages of {letter['name']} should have left by"
        f" {letter['since'][:10]}; the service was down from {last:%Y-%m-%d} to {now:%Y-%m-%d}."
    )
