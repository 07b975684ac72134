"""notifier rules: the rules as they are in force, each with what it means, and the next clusters."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from notifier.cli import house
from notifier.cli.options import CONFIG, Config, console, show_table
from notifier.plan.rules import Narrowed, Reminders, Rules, SessionNotice, Stage, Timing
from notifier.plan.rules.meanings import meaning_of, shown
from notifier.plan.tasks.documents import document_moments
from notifier.sources.rules import read_rules

Row = tuple[str, ...]
_EVERYBODY = "all"


def rules(config: Config = CONFIG) -> None:
    """Show the rules in force with what each means, and when papers for the first clusters are due."""
    files = house.settings(config).files
    found = read_rules(files.rules, files.observances)
    console.print(f"Rules of {files.rules}, days off of {files.observances}", soft_wrap=True)
    _show("timings", ("Letter", "Issued", "Drafted", "To"), _letters(found))
    _show("reminders.stages", ("When", "Contacts of the silent", "Only"), _stages(found))
    _show("session_notices", ("When", "To", "Only"), _notices(found))
    for name in Rules.model_fields:
        section = getattr(found, name)
        if isinstance(section, BaseModel):
            _show(name, ("Rule", "In force", "Meaning"), _of(section))
    _show("first_cluster", ("Year", "First cluster", "Papers due"), _clusters(found))
    _show("observances", ("Year", "Days off beside the public holidays"), _days_off(found))


def _show(name: str, columns: Row, rows: Iterable[Row]) -> None:
    section, _, inner = name.partition(".")
    field = Rules.model_fields[section] if not inner else Reminders.model_fields[inner]
    console.print(f"\n[bold]{name}[/bold]: {field.description}")
    show_table(columns, rows, empty="Nothing is entered.")


def _of(section: BaseModel) -> Iterator[Row]:
    """Yield the single rules of a section; stages have a table of their own."""
    for name, field in type(section).model_fields.items():
        if name != "stages":
            yield name, shown(getattr(section, name)), meaning_of(field)


def _letters(of: Rules) -> Iterator[Row]:
    for kind, timing in of.timings.items():
        drafted = f"{timing.prepare} days earlier" if timing.prepare else "at once"
        yield kind.value, _when(timing), drafted, _to(timing)


def _to(timing: Timing) -> str:
    return ", ".join(filter(None, (timing.to, _only(timing))))


def _stages(of: Rules) -> Iterator[Row]:
    for stage in of.reminders.stages:
        yield _when(stage), ", ".join(stage.contacts), _only(stage) or _EVERYBODY


def _notices(of: Rules) -> Iterator[Row]:
    for notice in of.session_notices:
        yield _when(notice), notice.to, _only(notice) or _EVERYBODY


def _when(rule: Timing | Stage | SessionNotice) -> str:
    return f"{rule.in_words}; on a day off the {rule.roll} working day"


def _only(rule: Narrowed) -> str:
    return ", ".join(filter(None, map(shown, (rule.classes, rule.regions, rule.roles))))


def _clusters(of: Rules) -> Iterator[Row]:
    known = {year: cluster for year, cluster in of.first_cluster.items() if cluster}
    due = dict(zip(known, document_moments(of), strict=True))
    for year in sorted(of.first_cluster):
        if year in known:
            dates = f"{known[year].start} to {known[year].end}"
            yield str(year), dates, f"{of.workdays.day_of(due[year])}"
        else:
            yield str(year), "not entered: shows as a warning until it is", ""


def _days_off(of: Rules) -> Iterator[Row]:
    years = sorted({day.year for day in of.observances})
    for year in years:
        days = [f"{day} {name}" for day, name in sorted(of.observances.items()) if day.year == year]
        yield str(year), "\n".join(days)
