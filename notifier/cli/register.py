"""notifier response: the register of answers, and what was heard of each member."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated

import typer

from notifier.answers.heard import Heard
from notifier.answers.response import Said
from notifier.cli import house
from notifier.cli.as_of import AsOf, moment_of
from notifier.cli.options import CONFIG, Config, console, minute, show_table
from notifier.ledger import reporting, responses
from notifier.ledger.database import Row, Tx
from notifier.members.classes import class_of
from notifier.members.member import Member, RecipientClass
from notifier.reports.participation import region_of
from notifier.reports.register import Call, calls, of_the_year
from notifier.ticks.report import register_of

app = typer.Typer(help="Responses, and what was heard of each member.", no_args_is_help=True)
Consultation = Annotated[
    str | None, typer.Option("--consultation", help="Only this one, as activity/consultation.")
]
MemberCode = Annotated[str | None, typer.Option("--member", help="Only this member, by its code.")]
Region = Annotated[str | None, typer.Option("--region", help="Only members of this region.")]
OfClass = Annotated[
    RecipientClass | None, typer.Option("--class", help="Only members of this class.")
]
States = Annotated[
    list[Heard] | None, typer.Option("--state", help="Only members of which this was heard.")
]
Saying = Annotated[
    Said | None,
    typer.Option("--said", help="Only members whose response that counts says this."),
]


@app.command("list")
def list_responses(
    consultation: Consultation = None,
    member: MemberCode = None,
    year: Annotated[
        int | None, typer.Option(help="Only responses to consultations opened in this year.")
    ] = None,
    late: Annotated[bool, typer.Option("--late", help="Only those after the deadline.")] = False,
    contributions: Annotated[
        bool, typer.Option("--contributions", help="Only those with a document.")
    ] = False,
    as_of: AsOf = None,
    config: Config = CONFIG,
) -> None:
    """List responses, newest first: who, on what, over which channel, saying what."""
    moment = moment_of(as_of)
    with house.open_ledger(house.settings(config)) as ledger:
        rows = ledger.now(lambda tx: _responses(tx, year, moment))
    _show_responses(
        r
        for r in rows
        if consultation in (None, r["consultation"])
        and member in (None, r["member"])
        and (r["is_late"] or not late)
        and (r["contributions"] or not contributions)
    )


def _responses(tx: Tx, year: int | None, moment: datetime) -> list[Row]:
    if year is None:
        return responses.listing(tx, as_of=moment)
    return reporting.responses(tx, year, moment)[::-1]


def _show_responses(rows: Iterable[Row]) -> None:
    shown = [
        (minute(r["received_at"]), r["member"], r["consultation"], r["channel"], r["said"],
         "late" if r["is_late"] else "", r["contributions"] or "", r["comment"][:60])
        for r in rows
    ]  # fmt: skip
    show_table(
        ("Received (UTC)", "Member", "Consultation", "Channel", "Said", "Late", "Files", "Comment"),
        shown,
        empty="No response yet.",
    )
    console.print(f"In all: {len(shown)}")


@app.command("members")
def list_members(
    year: Annotated[int, typer.Option(help="Consultations opened in this year.")],
    consultation: Consultation = None,
    member: MemberCode = None,
    region: Region = None,
    of_class: OfClass = None,
    state: States = None,
    said: Saying = None,
    all_year: Annotated[
        bool, typer.Option("--all-year", help="One row a member: how it stands over all of them.")
    ] = False,
    as_of: AsOf = None,
    config: Config = CONFIG,
) -> None:
    """List who was consulted and what was heard: replied, held, late, silent, not reached ..."""
    settings, moment = house.settings(config), moment_of(as_of)
    members = house.directory(settings).members
    with house.open_ledger(settings) as ledger:
        made = calls(ledger.now(lambda tx: register_of(tx, year, moment)))
    chosen = [
        (code, _name(code, members), region_of(code, members), key, stand, what)
        for code, key, stand, what in (_all_year(made) if all_year else _each(made))
        if consultation in (None, key)
        and member in (None, code)
        and region in (None, region_of(code, members))
        and of_class in (None, class_of(code, members))
        and (not state or stand in state)
        and said in (None, what)
    ]
    columns = ("Code", "Member", "Region", "Consultation", "State", "Said")
    show_table(columns, chosen, empty="No member here.")
    console.print(f"In all: {len(chosen)}")


_Found = tuple[str, str, Heard, Said | None]


def _each(made: Iterable[Call]) -> list[_Found]:
    return [
        (code, call.key, stand, call.said.get(code))
        for call in made
        for code, stand in call.stands.items()
    ]


def _all_year(made: tuple[Call, ...]) -> list[_Found]:
    return [(code, "all", stand, None) for code, stand in of_the_year(made).items()]


def _name(code: str, members: Mapping[str, Member]) -> str:
    return members[code].names["en"] if code in members else code
