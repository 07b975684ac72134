"""Years of which no official holidays are entered, though letters fall due in them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from notifier.plan.actions import Warn
from notifier.plan.activity import instant
from notifier.plan.rules import Rules

PUBLISHED = timedelta(days=92)  # the list of a year comes out in the autumn before


def unentered_holidays(moments: Iterable[datetime], rules: Rules, now: datetime) -> Iterator[Warn]:
    """Yield a warning for each year, begun or near, in which a moment lies and no day off is known.

    Its days off are not guessed: letters of that year fall on working days by the public holidays
    of the host country alone.
    """
    workdays = rules.workdays
    today = workdays.day_of(now)
    entered = {day.year for day in rules.observances}
    near = {today.year, (today + PUBLISHED).year} - entered
    if not near:
        return  # `moments` may be costly to work out
    wanted = {workdays.day_of(at).year for at in moments if at > now}
    for year in sorted(wanted & near):
        text = (
            f"No official holidays are entered for {year}, and letters fall due in it. Enter"
            " them in observances.yaml; until then they are working days."
        )
        yield Warn("no-holidays", str(year), text)


def unentered_moments(moments: Iterable[datetime], rules: Rules) -> Iterator[datetime]:
    """Yield the instants from which a year is warned of in which a moment lies."""
    workdays = rules.workdays
    entered = {day.year for day in rules.observances}
    for year in sorted({workdays.day_of(at).year for at in moments} - entered):
        first = datetime.combine(date(year, 1, 1) - PUBLISHED, time.min)
        yield instant(first, workdays.zone)
