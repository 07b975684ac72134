"""What makes several years' plans sound together, whatever form of file each was read from."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from notifier.errors import Problem
from notifier.members.audience import Audience
from notifier.plan.activity import Activity, Plan, instant, is_web
from notifier.sources.document import Path
from notifier.sources.validation import Placed, Say, checked
from notifier.sources.wording import near_miss, sentence


@dataclass(slots=True)
class Shelf:
    """Guards what is unique across years: each id, and the place where it stands first."""

    regions: Collection[str] | None
    first_places: dict[str, str] = field(default_factory=dict)

    def put(
        self, document: Placed, year: int, *, say: Say = sentence
    ) -> tuple[Plan, list[Problem]]:
        """Return one year's plan of the activities that are sound, and all that is wrong in it."""
        sound, problems = _activities(document, say)
        problems.extend(_twice(document, self.first_places))
        for position, activity in sound.items():
            problems.extend(_impossible_years(document, position, activity, year))
            problems.extend(_skipped_times(document, position, activity, year))
            problems.extend(_no_links(document, position, activity))
            problems.extend(_unknown_regions(document, position, activity, self.regions))
        return Plan(year=year, activities=tuple(sound.values())), problems


def _activities(document: Placed, say: Say) -> tuple[dict[int, Activity], list[Problem]]:
    """Return the activities that are sound, by position, and the problems of all others."""
    if document.data is None:
        what = "The file is empty; write [] if the year has no activities yet."
        return {}, [Problem(document.name, what)]
    if not isinstance(document.data, list):
        what = "The file must be a list of activities, each beginning with `- id:`."
        return {}, [Problem(document.where(()), what)]
    found = [checked(document, Activity, (i,), say=say) for i in range(len(document.data))]
    sound = {i: activity for i, (activity, _) in enumerate(found) if activity is not None}
    return sound, [problem for _, problems in found for problem in problems]


def _twice(document: Placed, first_places: dict[str, str]) -> Iterator[Problem]:
    items = document.data if isinstance(document.data, list) else []
    for position, item in enumerate(items):
        own = item.get("id") if isinstance(item, dict) else None
        if not isinstance(own, str):
            continue
        where = document.where((position, "id"))
        if own in first_places:
            what = f"Another activity has the id `{own}` already, at {first_places[own]}."
            yield Problem(where, what)
        else:
            first_places[own] = where.removesuffix(f" {own}.id")


def _impossible_years(
    document: Placed, position: int, activity: Activity, year: int
) -> Iterator[Problem]:
    for path, found in _years(activity):
        if _is_impossible(found, year):
            what = f"The year {found} cannot be right in the plan of {year}."
            yield Problem(document.where((position, *path)), what)


def _is_impossible(found: int, year: int) -> bool:
    return abs(found - year) > 1


def _years(activity: Activity) -> Iterator[tuple[Path, int]]:
    days = (("start", activity.dates.start), ("end", activity.dates.end))
    yield from ((("dates", name), day.year) for name, day in days if day)
    for i, consultation in enumerate(activity.consultations):
        at = ("consultations", i)
        yield (*at, "deadline", "at"), consultation.deadline.at.year
        if consultation.session:
            yield (*at, "session", "start"), consultation.session.start.year
            yield (*at, "session", "end"), consultation.session.end.year


def _skipped_times(
    document: Placed, position: int, activity: Activity, year: int
) -> Iterator[Problem]:
    """Yield the clock times that the clocks of their zone pass over in spring.

    Those of an impossible year are left out: they need not exist in UTC.
    """
    for i, call in enumerate(activity.consultations):
        times = [("deadline", "at", call.deadline.at, call.deadline.zone)]
        if call.session:
            span = (("start", call.session.start), ("end", call.session.end))
            times += [("session", name, at, call.session.zone) for name, at in span]
        for part, name, at, zone in times:
            if _is_impossible(at.year, year):
                continue
            there = instant(at, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            if there != at:
                what = (
                    f"There is no {at:%H:%M} on {at:%Y-%m-%d} in {zone}: the clocks go forward."
                    f" Did you mean {there:%H:%M}?"
                )
                yield Problem(document.where((position, "consultations", i, part, name)), what)


def _no_links(document: Placed, position: int, activity: Activity) -> Iterator[Problem]:
    """Yield the links of sessions that lead nowhere on the web."""
    for i, call in enumerate(activity.consultations):
        link = call.session.link if call.session else None
        if link is not None and not is_web(link):
            what = f"`{link[:60]}` is no link; write it whole, such as https://meet.example/forum."
            where = document.where((position, "consultations", i, "session", "link"))
            yield Problem(where, what)


def _unknown_regions(
    document: Placed, position: int, activity: Activity, regions: Collection[str] | None
) -> Iterator[Problem]:
    if regions is None:
        return
    for path, audience in _audiences(activity):
        for i, region in enumerate(audience.regions or ()):
            if region not in regions:
                where = document.where((position, *path, "regions", i))
                yield Problem(where, near_miss(region, sorted(set(regions))))


def _audiences(activity: Activity) -> Iterable[tuple[Path, Audience]]:
    for i, consultation in enumerate(activity.consultations):
        yield ("consultations", i, "audience"), consultation.audience
    if activity.announce:
        yield ("announce",), activity.announce
