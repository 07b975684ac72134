"""The clock and the staff of a played year: what moves a letter when nobody is there.

What is simulated is the world: the clock, the people who clear, sign and issue, the relay on
loopback, the focal points. What runs is the product.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count
from zoneinfo import ZoneInfo

from notifier.ledger import letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Letter, Status
from notifier.ticks import path
from notifier.ticks.remind import Write

PASSES = (time(9), time(16))  # Geneva time; on a day off only the first
FRIDAY = 5
CLEARANCE = timedelta(days=1)  # what one step on the path takes
_PENDING = (Status.DRAFT, Status.CLEARED, Status.SIGNED)


def moments(year: int, zone: str = "Europe/Zurich") -> Iterator[datetime]:
    """Yield the instants at which the ticks run, in UTC: the hours of PASSES, one on weekends."""
    day = date(year, 1, 1)
    while day.year == year:
        for hour in PASSES if day.isoweekday() <= FRIDAY else PASSES[:1]:
            yield datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
        day += timedelta(days=1)


class Staff:
    """Moves every letter one step a day, urgent ones at each look, with the commands' own functions."""

    def __init__(self, ledger: Ledger, write: Write, year: int) -> None:
        self._ledger = ledger
        self._write = write
        self._register = (f"CL-{year % 100:02d}/{number}" for number in count(1))

    def work(self, now: datetime) -> None:
        """Take every step that is due at `now`; at weekends nobody is there."""
        if now.isoweekday() > FRIDAY:
            return
        for letter in self._ledger.now(lambda tx: letters.by_status(tx, *_PENDING)):
            if letter.status is Status.DRAFT and self._rested(letter, letter.created_at, now):
                self._clear(letter, now)
            elif letter.status is Status.CLEARED and self._rested(letter, letter.cleared_at, now):
                self._ledger.now(partial(path.sign, name=letter.key, by="chief", at=now))
            elif letter.status is Status.SIGNED and letter.due_at <= now:
                self._issue(letter, now)

    def _rested(self, letter: Letter, since: datetime | None, now: datetime) -> bool:
        assert since is not None
        return letter.urgent or since + CLEARANCE <= now

    def _clear(self, letter: Letter, now: datetime) -> None:
        texts = self._write(letter)
        self._ledger.now(lambda tx: path.clear(tx, letter, texts, by="officer", at=now))

    def _issue(self, letter: Letter, now: datetime) -> None:
        reference = next(self._register)

        def unit(tx: Tx) -> None:
            path.issue(tx, letter.key, reference, by="registry", at=now)

        self._ledger.now(unit)
