"""The folder of the plans: one a year, as YAML, as a workbook or as two CSV files; read and written.

Whatever is wrong is told at once, each problem with file, line or row, and field.
"""

import itertools
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from notifier.errors import Problem, UserError
from notifier.plan.activity import Plan
from notifier.plan.calendar.differing import leaves
from notifier.sources.cells import clean
from notifier.sources.document import load
from notifier.sources.grid import Grid
from notifier.sources.plan_checks import Shelf
from notifier.sources.plan_csv import CALLS, beside, csv_plan, read_csv_plan
from notifier.sources.plan_rows import said, tables
from notifier.sources.plan_yaml import yaml_plan

FORMS = (".yaml", ".xlsx", ".csv")
_NAMES = "2027.yaml, 2027.xlsx, or 2027.csv with 2027-consultations.csv"
_YEAR = re.compile(r"[0-9]{4}\Z")
_KEPT = re.compile(r"\.before-[0-9]{8}T[0-9]{6}Z(-[0-9]+)?\Z")
_PASSING = (".", "~$")  # how files begin that programs keep beside those they have open


def read_plans(folder: Path, *, regions: Collection[str] | None = None) -> tuple[Plan, ...]:
    """Return the plan of each year in the folder. Ids are unique across all: letters are named by them.

    With `regions`, an audience that names any other region is a problem too. Texts that miss
    a language are none: see `missing_languages`.
    """
    years = _years(folder)
    problems = list(_misnamed(folder))
    for year, paths in years.items():
        if len(paths) > 1:
            names = " and ".join(path.name for path in paths)
            problems.append(
                Problem(str(folder), f"The plan of {year} is there as {names}; keep one.")
            )
    single = [(paths[0], year) for year, paths in years.items() if len(paths) == 1]
    return _read(single, regions, problems)


def read_plan(
    path: Path,
    *,
    year: int | None = None,
    regions: Collection[str] | None = None,
    folder: Path | None = None,
) -> Plan:
    """Return the plan that a file holds, of `year`, or of the year that it is named after.

    With `folder`, its ids are in none of the other years there.
    """
    own = year_of(path) if year is None else year
    others = _years(folder) if folder else {}
    files = [(paths[0], other) for other, paths in others.items() if other != own]
    return _read([*files, (path, own)], regions, [])[-1]


def year_of(path: Path) -> int:
    """Return the year that a file is named after; UserError where it is named after none."""
    stem = _former(path).stem
    if not _YEAR.match(stem):
        what = f"The file must be named after its year, such as 2027{_form(path)}."
        raise UserError.of(str(path), what)
    return int(stem)


def plan_years(folder: Path) -> tuple[int, ...]:
    """Return the years of which there is a plan."""
    return tuple(_years(folder))


def plan_paths(folder: Path) -> list[Path]:
    """Return every file that is read as a plan, or as a part of one."""
    return sorted(path for path in _files(folder) if is_read(path))


def paths_of(folder: Path, year: int) -> list[Path]:
    """Return the files that hold the plan of a year; none where there is no plan."""
    return sorted(path for path in _files(folder) if _year(path) == year)


def is_read(path: Path) -> bool:
    """Tell whether a file in the folder of the plans would be read as one, by its name."""
    return _year(path) is not None or path.suffix == FORMS[0]


def written_as(path: Path) -> list[Path]:
    """Return the files in which a plan is kept under a name."""
    return [path, beside(path)] if _form(path) == ".csv" else [path]


def unread_plans(folder: Path) -> Iterator[Problem]:
    """Yield the files in the folder of the plans that are not read as one, such as 2028.yml."""
    read = plan_paths(folder)
    for path in _files(folder):
        if path not in read and not _KEPT.search(path.name):
            yield Problem(str(path), f"This is not read: a plan is called such as {_NAMES}.")


def write_plan(path: Path, plan: Plan) -> list[Path]:
    """Write a plan in the form that the name ends in, and return the files that were written.

    Before anything is replaced, what was written is read again: it must be the equal plan, spaces
    around a text left out; UserError names what would be lost.
    """
    if not path.parent.is_dir():
        raise UserError.of(str(path.parent), "There is no such folder; make it first.")
    contents = _contents(path, plan)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".plan-") as passing:
        for name, content in contents.items():
            (Path(passing) / name).write_bytes(content)
        _refuse_loss(Path(passing) / path.name, plan)
        for name in contents:
            (Path(passing) / name).replace(path.with_name(name))
    return [path.with_name(name) for name in contents]


def replace_plan(folder: Path, plan: Plan, at: datetime) -> list[Path]:
    """Make a plan that of its year, as YAML, and return the files in which the former is kept.

    Whoever reads the folder meanwhile finds the former, the new, or both and so a problem; never
    a year without its plan.
    """
    former = paths_of(folder, plan.year)
    kept = _free(former, f".before-{at:%Y%m%dT%H%M%SZ}")
    for path, copy in zip(former, kept, strict=True):
        shutil.copy2(path, copy)
    written = write_plan(folder / f"{plan.year}{FORMS[0]}", plan)
    for path in former:
        if path not in written:
            path.unlink()
    return kept


def _read(
    files: Iterable[tuple[Path, int]], regions: Collection[str] | None, problems: list[Problem]
) -> tuple[Plan, ...]:
    shelf = Shelf(regions)
    plans = []
    for path, year in files:
        try:
            plan, found = _put(shelf, path, year)
        except UserError as error:
            problems.extend(error.problems)
            continue
        plans.append(plan)
        problems.extend(found)
    if problems:
        raise UserError(problems)
    return tuple(plans)


def _put(shelf: Shelf, path: Path, year: int) -> tuple[Plan, list[Problem]]:
    form = _form(path)
    if form == ".yaml":
        return shelf.put(load(path), year)
    grids = read_csv_plan(path) if form == ".csv" else _sheets(path)
    found, faults = tables(str(path), *grids)
    if faults:
        raise UserError(faults)
    plan, problems = shelf.put(found, year, say=said)
    return plan, found.told(problems)


def _form(path: Path) -> str:
    """Return how the name of a plan ends; UserError where it ends otherwise."""
    form = _former(path).suffix
    if form not in FORMS:
        raise UserError.of(str(path), f"The name of a plan ends in {', '.join(FORMS)}.")
    return form


def _former(path: Path) -> Path:
    """Return the name that a kept file had when it was the plan."""
    return path.with_name(_KEPT.sub("", path.name))


def _free(paths: Iterable[Path], ending: str) -> list[Path]:
    """Return the paths with an ending under which none of them is there yet."""
    for number in itertools.count(1):
        more = ending if number == 1 else f"{ending}-{number}"
        found = [path.with_name(f"{path.name}{more}") for path in paths]
        if not any(path.exists() for path in found):
            break
    return found


def _files(folder: Path) -> list[Path]:
    there = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in there if not path.name.startswith(_PASSING))


def _year(path: Path) -> int | None:
    stem = path.stem.removesuffix(CALLS) if path.suffix == ".csv" else path.stem
    return int(stem) if path.suffix in FORMS and _YEAR.match(stem) else None


def _years(folder: Path) -> dict[int, list[Path]]:
    """Return, by year, the file of each form in which its plan is there."""
    years: dict[int, list[Path]] = {}
    for path in _files(folder):
        year = _year(path)
        if year is not None:
            main = path.with_name(f"{year:04}{path.suffix}")
            forms = years.setdefault(year, [])
            forms += [main] if main not in forms else []
    return dict(sorted(years.items()))


def _misnamed(folder: Path) -> Iterator[Problem]:
    for path in _files(folder):
        if path.suffix == FORMS[0] and _year(path) is None:
            what = f"The file must be named after its year, such as 2027{path.suffix}."
            yield Problem(str(path), what)


def _sheets(path: Path) -> Sequence[Grid]:
    # who keeps no workbook never waits for what reads one
    from notifier.sources.workbook import read_workbook  # noqa: PLC0415
    from notifier.sources.workbook_made import SHEETS  # noqa: PLC0415

    return read_workbook(path, SHEETS)


def _contents(path: Path, plan: Plan) -> Mapping[str, bytes]:
    match _form(path):
        case ".yaml":
            return {path.name: yaml_plan(plan).encode()}
        case ".xlsx":
            from notifier.sources.workbook_made import plan_workbook  # noqa: PLC0415

            return {path.name: plan_workbook(plan)}
    names = [each.name for each in written_as(path)]
    # a byte-order mark, or else Excel takes the file for another encoding
    return {n: text.encode("utf-8-sig") for n, text in zip(names, csv_plan(plan), strict=True)}


def _refuse_loss(path: Path, plan: Plan) -> None:
    """Raise UserError where the file that was just written does not give the plan back."""
    try:
        again = read_plan(path, year=plan.year)
    except UserError as error:
        raise UserError(
            Problem(p.where.replace(f"{path.parent}/", ""), p.what) for p in error.problems
        ) from error
    wanted, found = (_as_kept(each, path.suffix) for each in (plan, again))
    lost = [place for place in {**wanted, **found} if wanted.get(place) != found.get(place)]
    if lost:
        what = f"A file that ends in {path.suffix} cannot keep this as it is; change the text."
        raise UserError(Problem(place, what) for place in lost)


def _as_kept(plan: Plan, form: str) -> dict[str, Any]:
    """Return the leaves of a plan; for tables, texts as cells give them back, without empty ones."""
    found = leaves(plan)
    if form == ".yaml":
        return found
    kept = {p: clean(value) if isinstance(value, str) else value for p, value in found.items()}
    return {place: value for place, value in kept.items() if value != ""}
