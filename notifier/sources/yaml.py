"""Reads the plans, and any other YAML file, into validated values.

Whatever is wrong is told at once, each problem with file, line and field.
"""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path as File
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES
from notifier.letters.gaps import Printed, of_activity, of_consultation
from notifier.members.audience import Audience
from notifier.plan.activity import Activity, Plan, instant
from notifier.sources.document import Document, Path, load
from notifier.sources.wording import fields_at, loose_times, near_miss, sentence

__all__ = [
    "Document",
    "load",
    "missing_languages",
    "read_plan",
    "read_plans",
    "unread_plans",
    "validate",
]

M = TypeVar("M", bound=BaseModel)


def validate(document: Document, model: type[M]) -> M:
    """Return the file as one `model`; every problem found in it is in the UserError."""
    if document.data is None:
        raise UserError.of(document.name, "The file is empty.")
    value, problems = _checked(document, model, ())
    if value is None or problems:
        raise UserError(problems)
    return value


def read_plan(path: File, *, regions: Collection[str] | None = None) -> Plan:
    """Read the plan of the year that the file is named after, such as 2027.yaml.

    With `regions`, an audience that names any other region is a problem too. Texts that miss
    a language are none: see `missing_languages`.
    """
    return read_plans([path], regions=regions)[0]


def read_plans(
    paths: Iterable[File], *, regions: Collection[str] | None = None
) -> tuple[Plan, ...]:
    """Read several years' plans. Ids are unique across all of them, as letters are named by them."""
    plans: list[Plan] = []
    problems: list[Problem] = []
    first_places: dict[str, str] = {}
    for path in paths:
        try:
            document = load(path)
            year = _year(path)
        except UserError as error:
            problems.extend(error.problems)
            continue
        sound, found = _activities(document)
        problems.extend(found)
        problems.extend(_twice(document, first_places))
        for position, activity in sound.items():
            problems.extend(_impossible_years(document, position, activity, year))
            problems.extend(_skipped_times(document, position, activity))
            problems.extend(_unknown_regions(document, position, activity, regions))
        plans.append(Plan(year=year, activities=tuple(sound.values())))
    if problems:
        raise UserError(problems)
    return tuple(plans)


def unread_plans(folder: File) -> Iterator[Problem]:
    """Yield the files in the folder of the plans that are not read as one, such as 2028.yml."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix != ".yaml" and not path.name.startswith("."):
            yield Problem(str(path), "This is not read: a plan is called such as 2027.yaml.")


def missing_languages(plan: Plan) -> tuple[Problem, ...]:
    """Return the texts that letters print and that lack some of the six languages.

    Not an error: a plan may be incomplete, but no letter is cleared that prints such a text.
    """
    return tuple(
        Problem(f"{activity.id}.{each.place}", f"The text is missing in {', '.join(absent)}.")
        for activity in plan.activities
        for each in _printed(activity)
        if (absent := each.missing(LANGUAGES))
    )


def _printed(activity: Activity) -> Iterator[Printed]:
    is_silent = not (activity.consultations or activity.announce)
    for each in of_activity(activity):
        if not (is_silent and each.place.startswith("assessment.")):
            yield each
    for call in activity.consultations:
        yield from of_consultation(call)


def _activities(document: Document) -> tuple[dict[int, Activity], list[Problem]]:
    """Return the activities that are sound, by position, and the problems of all others."""
    if document.data is None:
        what = "The file is empty; write [] if the year has no activities yet."
        return {}, [Problem(document.name, what)]
    if not isinstance(document.data, list):
        what = "The file must be a list of activities, each beginning with `- id:`."
        return {}, [Problem(document.where(()), what)]
    checked = [_checked(document, Activity, (i,)) for i in range(len(document.data))]
    sound = {i: activity for i, (activity, _) in enumerate(checked) if activity is not None}
    return sound, [problem for _, problems in checked for problem in problems]


def _checked(document: Document, model: type[M], at: Path) -> tuple[M | None, list[Problem]]:
    data = document.data
    for step in at:
        data = data[step]
    found: dict[Path, list[str]] = {}
    value = None
    try:
        value = model.model_validate(_everywhere(data))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = document.trodden((*at, *detail["loc"]))
            known = fields_at(model, detail["loc"][:-1])
            found.setdefault(path, []).append(sentence(detail, known))
    for path, what in loose_times(model, data, at):
        found.setdefault(path, [what])
    problems = [Problem(document.where(path), what) for path in found for what in found[path]]
    return value, sorted(problems, key=lambda problem: _line(problem.where))


def _line(where: str) -> int:
    digits = where.partition(" ")[0].rpartition(":")[2]
    return int(digits) if digits.isdecimal() else 0


def _everywhere(data: Any) -> Any:
    """Return `data` without each `regions: all`: the officer's way of naming no region."""
    if isinstance(data, list):
        return [_everywhere(item) for item in data]
    if isinstance(data, dict):
        return {k: _everywhere(v) for k, v in data.items() if (k, v) != ("regions", "all")}
    return data


def _year(path: File) -> int:
    if len(path.stem) != 4 or not (path.stem.isascii() and path.stem.isdecimal()):
        raise UserError.of(str(path), "The file must be named after its year, such as 2027.yaml.")
    return int(path.stem)


def _twice(document: Document, first_places: dict[str, str]) -> Iterator[Problem]:
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
            first_places[own] = where.partition(" ")[0]


def _impossible_years(
    document: Document, position: int, activity: Activity, year: int
) -> Iterator[Problem]:
    for path, found in _years(activity):
        if abs(found - year) > 1:
            what = f"The year {found} cannot be right in the plan of {year}."
            yield Problem(document.where((position, *path)), what)


def _years(activity: Activity) -> Iterator[tuple[Path, int]]:
    days = (("start", activity.dates.start), ("end", activity.dates.end))
    yield from ((("dates", name), day.year) for name, day in days if day)
    for i, consultation in enumerate(activity.consultations):
        at = ("consultations", i)
        yield (*at, "deadline", "at"), consultation.deadline.at.year
        if consultation.session:
            yield (*at, "session", "start"), consultation.session.start.year
            yield (*at, "session", "end"), consultation.session.end.year


def _skipped_times(document: Document, position: int, activity: Activity) -> Iterator[Problem]:
    """Yield the clock times that the clocks of their zone pass over in spring."""
    for i, call in enumerate(activity.consultations):
        times = [("deadline", "at", call.deadline.at, call.deadline.zone)]
        if call.session:
            span = (("start", call.session.start), ("end", call.session.end))
            times += [("session", name, at, call.session.zone) for name, at in span]
        for field, name, at, zone in times:
            there = instant(at, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            if there != at:
                what = (
                    f"There is no {at:%H:%M} on {at:%Y-%m-%d} in {zone}: the clocks go forward."
                    f" Did you mean {there:%H:%M}?"
                )
                where = document.where((position, "consultations", i, field, name))
                yield Problem(where, what)


def _unknown_regions(
    document: Document, position: int, activity: Activity, regions: Collection[str] | None
) -> Iterator[Problem]:
    if regions is None:
        return
    audiences: list[tuple[Path, Audience]] = [
        (("consultations", i, "audience"), consultation.audience)
        for i, consultation in enumerate(activity.consultations)
    ]
    if activity.announce:
        audiences.append((("announce",), activity.announce))
    for path, audience in audiences:
        for i, region in enumerate(audience.regions or ()):
            if region not in regions:
                where = document.where((position, *path, "regions", i))
                yield Problem(where, near_miss(region, sorted(set(regions))))
