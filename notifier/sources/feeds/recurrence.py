"""Which occurrences a series of events has, worked out with an end: a rule may have none for ages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from icalendar import Calendar, Event
from recurring_ical_events import CalendarQuery  # type: ignore[import-untyped]
from recurring_ical_events.selection.name import (  # type: ignore[import-untyped]
    ComponentsWithName,
)
from recurring_ical_events.series import Series  # type: ignore[import-untyped]

LONGEST = 30_000  # steps of one rule: a daily one may begin eighty years ago
STEPS = 4_000_000  # of all rules of a calendar: some seconds
OCCURRENCES = 20_000  # of all series of a calendar, in the window
_WEIGHT = {"YEARLY": 25, "MONTHLY": 4, "WEEKLY": 3}  # how much longer such a step takes
_INTERVAL = re.compile(r"(?:^|;)INTERVAL=(\d{1,9})(?:;|$)")
_FREQ = re.compile(r"(?:^|;)FREQ=([A-Z]+)")


class TooLongError(ValueError):
    """One series takes too long, or has too many occurrences."""


class SpentError(ValueError):
    """All series together take too long, or have too many occurrences."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when occurrences are wanted: two instants."""

    start: datetime
    end: datetime


class Budget:
    """Guards how much all series of a calendar may take."""

    def __init__(self, steps: int = STEPS, occurrences: int = OCCURRENCES) -> None:
        self._steps = steps
        self._occurrences = occurrences
        self._of_series = LONGEST

    def begin_series(self) -> None:
        """Let the next series have as much as any other."""
        self._of_series = LONGEST

    def step(self, weight: int) -> None:
        """Count one step of a rule. Raises TooLongError or SpentError where it is one too many."""
        self._steps -= weight
        self._of_series -= weight
        if self._of_series < 0:
            raise TooLongError("its rule of recurrence takes too long to work out")
        if self._steps < 0:
            raise SpentError("the rules of recurrence take too long to work out")

    def take(self, occurrences: int) -> None:
        """Count occurrences that were found. Raises SpentError where there are too many."""
        self._occurrences -= occurrences
        if self._occurrences < 0:
            raise SpentError(f"there are more than {OCCURRENCES} occurrences")


def occurrences(series: Sequence[Event], window: Window, budget: Budget) -> list[Event]:
    """Return what happens within the window of the events that share a UID.

    RRULE, RDATE, EXDATE and the occurrences that were changed singly (RECURRENCE-ID) count; each
    result has its own RECURRENCE-ID. Raises ValueError where it cannot be worked out.
    """
    budget.begin_series()
    calendar = Calendar()
    calendar.subcomponents = list(series)
    chosen = ComponentsWithName("VEVENT", series=_bounded(budget))
    found: list[Event] = CalendarQuery(calendar, components=[chosen]).between(
        window.start, window.end
    )
    budget.take(len(found))
    return found


def _bounded(budget: Budget) -> type[Any]:
    """Return the library's series, with rules that count their steps."""

    class Rules(Series.RecurrenceRules):  # type: ignore[misc]
        def rrulestr(self, rule_string: str) -> Any:
            rule = super().rrulestr(rule_string)
            counted = rule.replace(interval=_steps_of(rule_string, budget))
            counted.string, counted.until = rule.string, rule.until
            return counted

    class BoundedSeries(Series):  # type: ignore[misc]
        RecurrenceRules = Rules

    return BoundedSeries


def _steps_of(rule: str, budget: Budget) -> "_Steps":
    interval, freq = _INTERVAL.search(rule), _FREQ.search(rule)
    weight = _WEIGHT.get(freq[1], 1) if freq else 1
    return _Steps(int(interval[1]) if interval else 1, budget, weight)


class _Steps(int):
    """The interval of a rule, which tells whenever the rule takes a step by it.

    dateutil goes on to the year 9999 where a rule has no occurrence at all, such as 30 February,
    and offers no way to end it. What it does at every step is to add its interval.
    """

    _budget: Budget
    _weight: int

    def __new__(cls, interval: int, budget: Budget, weight: int) -> Self:
        made = super().__new__(cls, interval)
        made._budget, made._weight = budget, weight
        return made

    def __radd__(self, other: int) -> int:
        self._budget.step(self._weight)
        return other + int(self)

    def __mul__(self, other: int) -> int:  # the step of a weekly rule is its interval times seven
        self._budget.step(self._weight)
        return int(self) * other
