"""notifier plan: the plans as files: show, import, export, compare, and a template to fill in."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.calendar.accepting import accept, held
from notifier.cli.calendar.plan_shown import show_changes, show_plan
from notifier.cli.checking import tell_notes
from notifier.cli.options import CONFIG, Config, console, now
from notifier.errors import Problem, UserError
from notifier.plan.activity import Plan
from notifier.plan.calendar.plausible import implausible
from notifier.settings import Settings
from notifier.sources import plan_files
from notifier.sources.yaml import missing_languages

app = typer.Typer(
    help="The plan of each year: show, import, export, diff, template; held, accept.",
    no_args_is_help=True,
)
app.command()(held)
app.command()(accept)
Form = Annotated[Path, typer.Argument(help="A plan as .yaml, .xlsx, or .csv (activities).")]
Year = Annotated[
    int | None, typer.Option(help="Which year; without it the one that the file is named after.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace what is there already.")]
_BEGIN = "`notifier plan template FILE.xlsx` writes a workbook to fill in."
_FILL = "Its sheet “Read me” says how; then: notifier plan import FILE --year YEAR"


@app.command()
def show(
    year: Annotated[int | None, typer.Option(help="Only the plan of this year.")] = None,
    config: Config = CONFIG,
) -> None:
    """Show the plan of each year: dates, status, who is needed, consultations with their deadlines."""
    of = house.settings(config)
    plans = plan_files.read_plans(of.files.plan, regions=_regions(of))
    if year is not None:
        _refuse_unknown(of, year)
    if not plans:
        console.print(f"There is no plan in {of.files.plan} yet. {_BEGIN}", soft_wrap=True)
    for plan in plans:
        if year in (None, plan.year):
            show_plan(plan)


@app.command("import")
def import_plan(
    file: Form, year: Year = None, replace: Replace = False, config: Config = CONFIG
) -> None:
    """Check a file, show what would change, and make it the plan of its year, as YAML.

    The former plan is kept beside it under a name that is not read.
    """
    of = house.settings(config)
    folder, wanted = of.files.plan, year or _year_of(file)
    with console.status(f"Reading {file} ..."):
        plan = plan_files.read_plan(file, year=wanted, regions=_regions(of), folder=folder)
    former = plan_files.paths_of(folder, wanted)
    target = folder / f"{wanted}.yaml"
    if former:
        is_same = _show_against_former(of, plan, now())
        if is_same and former == [target]:
            console.print(f"{target} says the same already; nothing is written.", soft_wrap=True)
            return
        if not replace:
            names = " and ".join(path.name for path in former)
            what = f"the plan of {wanted} is there as {names}; --replace puts this one in its place"
            raise UserError.of(str(folder), what)
    folder.mkdir(parents=True, exist_ok=True)
    kept = plan_files.replace_plan(folder, plan, now())
    _tell_written([target], plan)
    if kept:
        console.print(f"Kept: {', '.join(path.name for path in kept)}", soft_wrap=True)
    tell_notes(_incomplete(plan))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write: .yaml, .xlsx or .csv.")],
    year: Year = None,
    replace: Replace = False,
    config: Config = CONFIG,
) -> None:
    """Write the plan of a year as a workbook, as YAML, or as CSV with its consultations beside it."""
    of = house.settings(config)
    wanted = year or _year_of(file)
    _refuse_unknown(of, wanted)
    _refuse_read(of, file)
    plan = _of_folder(of, wanted)
    _refuse_taken(plan_files.written_as(file), replace=replace)
    _tell_written(plan_files.write_plan(file, plan), plan)


@app.command()
def diff(
    file: Form,
    other: Annotated[
        Path | None, typer.Argument(help="Compare with this file, the later of the two.")
    ] = None,
    year: Year = None,
    config: Config = CONFIG,
) -> None:
    """Show what a reader would be told if this file were the plan, or if the other followed it."""
    of = house.settings(config)
    with console.status("Reading ..."):
        plan = plan_files.read_plan(file, year=year or _year_of(file))
        if other is None:
            before, after = _of_folder(of, plan.year), plan
        else:
            before, after = plan, plan_files.read_plan(other, year=year or _year_of(other))
    show_changes(before, after)


@app.command()
def template(
    file: Annotated[Path, typer.Argument(help="The workbook to write, such as plan.xlsx.")],
    replace: Replace = False,
    config: Config = CONFIG,
) -> None:
    """Write an empty workbook to fill in, with lists to choose from and a page that explains it."""
    if file.suffix != ".xlsx":
        raise UserError.of(str(file), "the template is a workbook; its name ends in .xlsx")
    _refuse_read(house.settings(config), file)
    _refuse_taken([file], replace=replace)
    plan_files.write_plan(file, Plan(year=now().year, activities=()))
    console.print(f"{file} is written. {_FILL}", soft_wrap=True, markup=False)


def _regions(of: Settings) -> set[str]:
    return {member.region for member in house.directory(of).members.values()}


def _year_of(file: Path) -> int:
    try:
        return plan_files.year_of(file)
    except UserError as error:
        [problem] = error.problems
        what = f"{problem.what} Or say of which it is: --year 2027."
        raise UserError.of(problem.where, what) from error


def _of_folder(of: Settings, year: int) -> Plan:
    _refuse_unknown(of, year)
    plans = plan_files.read_plans(of.files.plan, regions=_regions(of))
    return next(plan for plan in plans if plan.year == year)


def _refuse_unknown(of: Settings, year: int) -> None:
    years = plan_files.plan_years(of.files.plan)
    if year not in years:
        there = ", ".join(map(str, years)) or "none"
        raise UserError.of(str(of.files.plan), f"there is no plan of {year}; there are: {there}")


def _refuse_read(of: Settings, file: Path) -> None:
    """Raise UserError where a file, once written, would be read as a plan of the folder."""
    if file.resolve().parent == of.files.plan.resolve() and plan_files.is_read(file):
        what = (
            "the service reads this file as the plan; write elsewhere, then `notifier plan import`"
        )
        raise UserError.of(str(file), what)


def _refuse_taken(files: list[Path], *, replace: bool) -> None:
    taken = [] if replace else [file for file in files if file.exists()]
    if taken:
        what = "the file is there already; --replace writes over it"
        raise UserError(Problem(str(file), what) for file in taken)


def _show_against_former(of: Settings, plan: Plan, at: datetime) -> bool:
    """Show what changes against the plan of that year, and return whether nothing does."""
    try:
        former = _of_folder(of, plan.year)
    except UserError as error:
        what = "The plan that is there cannot be read, so what changes is not shown"
        console.print(f"{what}. Problems in it: {len(error.problems)}.", soft_wrap=True)
        return False
    show_changes(former, plan)
    why = implausible(former, plan, at)
    if why:
        said = f"The service will hold it until a person accepts it (`notifier plan held`). {why}"
        tell_notes([Problem(f"plan of {plan.year}", said)])
    return former == plan


def _tell_written(files: list[Path], plan: Plan) -> None:
    calls = sum(len(activity.consultations) for activity in plan.activities)
    names = " and ".join(map(str, files))
    said = f"Written: {names} (activities: {len(plan.activities)}, consultations: {calls})."
    console.print(said, soft_wrap=True, markup=False)


def _incomplete(plan: Plan) -> list[Problem]:
    missing = missing_languages(plan)
    if not missing:
        return []
    what = f"Texts that are not in all six languages: {len(missing)}; `notifier check` lists them."
    return [Problem(f"plan of {plan.year}", what)]
