"""notifier mail: what came in, above all what waits for a person."""

from typing import Annotated, Literal

import typer

from notifier.answers.answer import Category
from notifier.cli import house
from notifier.cli.as_of import AsOf, moment_of
from notifier.cli.options import CONFIG, By, Config, console, harmless, minute, now, show_table
from notifier.errors import UserError
from notifier.ledger import mail, reporting

app = typer.Typer(help="Incoming mail: list, held, show, release.", no_args_is_help=True)
Identity = Annotated[int, typer.Argument(help="Number of the mail.")]


@app.command("list")
def list_mails(
    year: Annotated[int, typer.Option(help="Mails that came in this year.")],
    state: Annotated[
        Literal["filed", "held", "settled"] | None, typer.Option(help="Only mails in this state.")
    ] = None,
    category: Annotated[Category | None, typer.Option(help="Only mails of this kind.")] = None,
    as_of: AsOf = None,
    config: Config = CONFIG,
) -> None:
    """List the mails of a year, the oldest first: what each is, and where it stands."""
    moment = moment_of(as_of)
    with house.open_ledger(house.settings(config)) as ledger:
        rows = ledger.now(lambda tx: reporting.mails(tx, year, moment))
    chosen = [
        (r["id"], minute(r["received_at"]), r["category"] or "not read yet", r["state"],
         r["sender"] or "", (r["subject"] or "")[:50])
        for r in rows
        if state in (None, r["state"]) and category in (None, r["category"])
    ]  # fmt: skip
    show_table(
        ("Id", "Received (UTC)", "Category", "State", "From", "Subject"),
        chosen,
        empty="No mail here.",
    )
    console.print(f"In all: {len(chosen)}")


@app.command()
def held(config: Config = CONFIG) -> None:
    """List the mails that wait for a person, with why, and what they may mean."""
    with house.open_ledger(house.settings(config)) as ledger:
        rows = ledger.now(mail.held)
        counts = ledger.now(mail.counts)
    show_table(
        ("Id", "Received (UTC)", "From", "Subject", "Why it is held", "Guess"),
        [
            (r["id"], minute(r["received_at"]), r["understood"]["sender"],
             r["understood"]["subject"][:50], r["why"], _guess(r["guesses"]))
            for r in rows
        ],
        empty="Nothing is held.",
    )  # fmt: skip
    console.print(
        "In all: " + (", ".join(f"{n} {s}" for s, n in sorted(counts.items())) or "no mail")
    )


def _guess(guesses: list[dict[str, object]]) -> str:
    return "; ".join(", ".join(f"{k} {v}" for k, v in guess.items() if v) for guess in guesses)


@app.command()
def show(number: Identity, config: Config = CONFIG) -> None:
    """Print one mail as it was filed: to a file or a pipe unaltered, byte by byte."""
    with house.open_ledger(house.settings(config)) as ledger:
        row = ledger.now(lambda tx: mail.get(tx, number))
    if row is None:
        raise UserError.of(str(number), "there is no such mail")
    if console.is_terminal:
        text = harmless(row["raw"].decode("utf-8", "replace"))
        console.print(text, markup=False, soft_wrap=True)
    else:
        typer.echo(row["raw"], nl=False)


@app.command()
def release(
    number: Identity,
    why: Annotated[str, typer.Option(help="What was done with it, for the record.")],
    by: By,
    config: Config = CONFIG,
) -> None:
    """Say that a held mail is settled."""
    with house.open_ledger(house.settings(config)) as ledger:
        done = ledger.now(lambda tx: mail.release(tx, number, why=why, by=by, at=now()))
    if not done:
        raise UserError.of(str(number), "this mail is not held; nothing was changed")
    console.print(f"Mail {number} is settled.")
