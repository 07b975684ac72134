"""notifier run, check, status, report, settings, play: the service as a whole."""

import asyncio
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from notifier.cli import house
from notifier.cli.as_of import AsOf, moment_of
from notifier.cli.calendar.rules import rules
from notifier.cli.calendar.simulate import simulate
from notifier.cli.checking import check_all
from notifier.cli.digest import digest
from notifier.cli.listed import End, Listed, Wanted, refuse_unknown, show_listed
from notifier.cli.options import CONFIG, Config, console, minute, show_table
from notifier.cli.service import running, takeover
from notifier.cli.service.playing import play_year
from notifier.cli.service.preflight import preflight
from notifier.cli.understand import understand
from notifier.errors import UserError
from notifier.languages import Language
from notifier.ledger import mail, notices, outbox
from notifier.ledger.letters import by_status
from notifier.letters.letter import Status
from notifier.logs import set_up_logs
from notifier.members.member import RecipientClass
from notifier.settings import Domain, FeedName, RelayName, Settings
from notifier.sources.plan_files import plan_years
from notifier.ticks import acceptance
from notifier.ticks.report import summarize, write_summary

_EACH: dict[Any, str] = {
    Language: ".<language>",
    RecipientClass: ".<class>",
    RelayName: ".<name>",
    Domain: ".<domain>",
    FeedName: ".<name>",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands that have no group of their own."""
    for command in (
        run, check, preflight, status, takeover.take_over, report, digest, simulate,
        rules, settings, understand, play,
    ):  # fmt: skip
        app.command()(command)


def run(
    config: Config = CONFIG,
    json: Annotated[bool, typer.Option("--json/--lines", help="Logs as JSON or as lines.")] = True,
) -> None:
    """Run the service until SIGTERM: watch, issue, post, listen, remind, report."""
    set_up_logs(json=json)
    asyncio.run(running.run(house.settings(config)))


def check(config: Config = CONFIG) -> None:
    """Check everything that people edit, and render every letter in every language."""
    problems = check_all(house.settings(config))
    if problems:
        raise UserError(problems)
    console.print("Everything that can be edited is in order.")


def status(config: Config = CONFIG) -> None:
    """Show what waits: letters on their path, messages in doubt, held mail, holds, warnings."""
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        takeover.warn(of, ledger)
        pending = ledger.now(lambda tx: by_status(tx, Status.DRAFT, Status.CLEARED, Status.SIGNED))
        messages = ledger.now(outbox.counts)
        mails = ledger.now(mail.counts)
        warnings = ledger.now(notices.warnings)
        waiting = ledger.now(acceptance.waiting)
    show_table(
        ("Id", "Status", "Due", "Letter"),
        [(x.id, x.status, x.due_at.date(), x.key) for x in pending],
        empty="No letter waits for anybody.",
    )
    console.print("Messages: " + (_counted(messages) or "none"))
    console.print("Mail: " + (_counted(mails) or "none"))
    show_table(
        ("Since (UTC)", "Held: see `notifier plan held`"),
        [(minute(each.since), each.why) for each in waiting],
        empty="Nothing is held.",
    )
    show_table(
        ("Since (UTC)", "Warning"),
        [(minute(w["first_at"]), w["text"]) for w in warnings],
        empty="No warning.",
    )


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {state}" for state, n in sorted(counts.items()))


def report(
    year: Annotated[int, typer.Argument(help="The year to report on.")],
    to: Annotated[Path | None, typer.Option("--to", help="Folder to write into.")] = None,
    listed: Annotated[
        Listed | None, typer.Option("--list", help="List what the report counts; write nothing.")
    ] = None,
    letter: Annotated[
        str | None, typer.Option(help="List only messages of this letter, by its reference or key.")
    ] = None,
    end: Annotated[End | None, typer.Option(help="List only messages with this end.")] = None,
    as_of: AsOf = None,
    config: Config = CONFIG,
) -> None:
    """Write the summary report of a year as a page and as CSV."""
    of, moment = house.settings(config), moment_of(as_of).replace(microsecond=0)
    with house.open_ledger(of) as ledger:
        refuse_unknown(year, of, ledger)
        if listed:
            show_listed(ledger, year, moment, listed, Wanted(letter, end))
            return
        sources = house.SourcesReader(of)()
        made = ledger.now(lambda tx: summarize(tx, year, sources, moment))
    papers = house.papers(of)
    page = write_summary(made, papers, to or papers.folder / f"summary-report-{year}")
    headline = made.tables[0]
    show_table(headline.columns, headline.rows, empty="")
    console.print(f"Report: {page}")


def settings() -> None:
    """List every setting with its meaning and its default."""
    show_table(("Setting", "Default", "Meaning"), settings_of(Settings), empty="")


def settings_of(model: type[BaseModel], prefix: str = "") -> list[tuple[str, str, str]]:
    """Return key, default and meaning of every setting, in the order of the file."""
    rows: list[tuple[str, str, str]] = []
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        if section := _section(kind):
            each, model_of_each = section
            rows.extend(settings_of(model_of_each, f"{prefix}{name}{each}."))
            continue
        meaning = field.description or ""
        if get_origin(kind) is Literal:
            meaning = f"{meaning.removesuffix('.')}: {', '.join(get_args(kind))}."
        rows.append((prefix + name + _parts(kind), _default(field), meaning))
    return rows


def _section(kind: Any) -> tuple[str, type[BaseModel]] | None:
    """Return the section that a setting is, and `.<name>` before its keys where there are several."""
    if get_origin(kind) is dict:
        each, value = get_args(kind)
        section = _section(value)
        return (_EACH[each], section[1]) if section else None
    for part in get_args(kind) or (kind,):  # a section that may be left out is a union with None
        if isinstance(part, type) and issubclass(part, BaseModel):
            return "", part
    return None


def _parts(kind: Any) -> str:
    """Return what follows the name of a table in the file: `.<language>`, one key for each."""
    if get_origin(kind) is Annotated:
        return _parts(get_args(kind)[0])
    if get_origin(kind) is not dict:
        return ""
    each, value = get_args(kind)
    return _EACH[each] + _parts(value)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    if isinstance(field.default, tuple):
        return ", ".join(field.default)
    return "" if field.default is None else str(field.default)


def play(
    year: Annotated[int, typer.Option(help="Which year's plan is played.")] = 2026,
    keep: Annotated[Path | None, typer.Option(help="Keep everything in this folder.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other answers.")] = 1,
    config: Config = CONFIG,
) -> None:
    """Play a whole year on this machine, with a relay on loopback and simulated focal points."""
    of = house.settings(config)
    if year not in plan_years(of.files.plan):
        raise UserError.of(str(of.files.plan), f"there is no plan of {year} to play")
    play_year(of, year, keep=keep, seed=seed)
