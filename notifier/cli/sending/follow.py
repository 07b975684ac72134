"""notifier outbox follow: how a release goes on, second by second."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

import typer
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from notifier.cli import house
from notifier.cli.options import CONFIG, Config, console, minute, now
from notifier.cli.service import takeover
from notifier.ledger.database import Ledger
from notifier.ledger.progress import Progress, letters_under_way, progress
from notifier.ledger.reading import Reading
from notifier.ticks import path

PAUSE = 1.0  # seconds between two looks
_OVER = 15  # looks over which the rate is taken
_INTERRUPTED = 130
_SETTLED = {"sent": "sent", "refused": "refused", "unsure": "in doubt",
            "suppressed": "suppressed", "cancelled": "cancelled"}  # fmt: skip


@dataclass(slots=True)
class Pace:
    """How fast it goes, by the last looks."""

    looks: deque[tuple[datetime, int]] = field(default_factory=lambda: deque(maxlen=_OVER))

    def note(self, at: datetime, done: int) -> None:
        """Take note of a look."""
        self.looks.append((at, done))

    @property
    def rate(self) -> float:
        """Messages a second."""
        if len(self.looks) < 2:
            return 0.0
        (begun, before), (ended, after) = self.looks[0], self.looks[-1]
        seconds = (ended - begun).total_seconds()
        return max(after - before, 0) / seconds if seconds > 0 else 0.0

    def left(self, found: Progress) -> float | None:
        """Return the seconds until those are done that wait for nothing; None where nothing moves."""
        return (found.under_way - found.later) / self.rate if self.rate else None


def follow(
    letter: Annotated[
        str | None, typer.Argument(help="Id, key or reference; without it all that is under way.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Print one line and end.")] = False,
    config: Config = CONFIG,
) -> None:
    """Follow a release until nothing of it is under way: how many, how fast, for how long still."""
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        takeover.warn(of, ledger)
        name, letters = _meant(ledger, letter)
    if not letters:
        console.print("Nothing is under way.")
        return
    with Reading(of.files.state / house.LEDGER) as reading:

        def look() -> Progress:
            return reading.look(lambda tx: progress(tx, letters, now()))

        if once:
            _say(f"{name}: {told(look(), Pace())}")
            return
        try:
            found = watch(name, look, lambda: time.sleep(PAUSE))
        except KeyboardInterrupt:
            _say(f"{name}, not ended: {summary(look())}")
            raise typer.Exit(_INTERRUPTED) from None
    _say(f"{name}: {summary(found)}")


def _meant(ledger: Ledger, letter: str | None) -> tuple[str, Sequence[int]]:
    if letter is None:
        return "All that is under way", ledger.now(letters_under_way)
    found = ledger.now(lambda tx: path.found(tx, letter))
    return found.reference or found.key, [found.id]


def watch(name: str, look: Callable[[], Progress], pause: Callable[[], None]) -> Progress:
    """Show each look, and return the one at which nothing was under way any more."""
    pace, shown = Pace(), Shown(name)
    with shown.bar or nullcontext():
        while True:
            found = look()
            pace.note(now(), found.done)
            shown.show(found, pace)
            if not found.under_way:
                return found
            pause()


class Shown:
    """Guards what is on the screen: a bar on a terminal, else a line whenever something moved."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._last = ""
        self.bar: AbstractContextManager[object] | None = None
        if console.is_terminal:
            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[told]}"))  # fmt: skip
            self._bar = Bar(*columns, console=console, auto_refresh=False)
            self._task = self._bar.add_task(name, total=None, told="")
            self.bar = self._bar

    def show(self, found: Progress, pace: Pace) -> None:
        """Show how far it has come."""
        if self.bar is not None:
            text = told(found, pace)
            self._bar.update(self._task, completed=found.done, total=found.total, told=text)
            self._bar.refresh()
            return
        counts = f"{found.states} {found.later}"
        if counts != self._last:
            self._last = counts
            _say(f"{self._name}: {told(found, pace)}")


def told(found: Progress, pace: Pace) -> str:
    """Return how far it has come, as a line."""
    share = 100 * found.done // found.total if found.total else 100
    parts = [f"{found.done:,} of {found.total:,} ({share} %)"]
    if pace.rate:
        parts.append(f"{pace.rate:,.1f} a second")
    if (left := pace.left(found)) is not None and found.under_way:
        parts.append(f"about {_span(left)} left")
    parts.append(f"{found.states.get('unsure', 0):,} in doubt")
    parts.append(f"{found.later:,} to be tried again later")
    return ", ".join(parts)


def summary(found: Progress) -> str:
    """Return what became of all of them, as a line."""
    counts = [f"{found.states[s]:,} {word}" for s, word in _SETTLED.items() if found.states.get(s)]
    if found.under_way:
        counts.append(f"{found.under_way:,} under way")
    if found.next_at:
        counts.append(f"the next one to be tried again at {minute(found.next_at)} UTC")
    return f"{found.total:,} messages: {', '.join(counts) or 'none'}."


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _say(text: str) -> None:
    console.print(text, markup=False, soft_wrap=True)
