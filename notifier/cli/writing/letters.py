"""notifier letter: what staff do with a letter, from the draft to its issue."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.checking import tell_notes
from notifier.cli.options import CONFIG, By, Config, console, minute, now, show_table
from notifier.cli.service import takeover
from notifier.cli.writing import editions
from notifier.errors import UserError
from notifier.languages import LANGUAGES, Language, as_language
from notifier.ledger import assessed, events, letters
from notifier.letters.letter import Letter, Status
from notifier.letters.press import no_signatory, wordings
from notifier.letters.sample import sample_values
from notifier.ticks import path

app = typer.Typer(
    help="Drafts and letters: list, show, preview, clear, sign, issue, withdraw.",
    no_args_is_help=True,
)
Name = Annotated[str, typer.Argument(help="Id, key or reference of the letter.")]


@app.command("list")
def list_letters(
    status: Annotated[list[Status] | None, typer.Option(help="Only letters in this state.")] = None,
    year: Annotated[int | None, typer.Option(help="Only letters due in this year.")] = None,
    config: Config = CONFIG,
) -> None:
    """List letters, the next one due first."""
    with house.open_ledger(house.settings(config)) as ledger:
        found = ledger.now(lambda tx: letters.by_status(tx, *(status or ())))
    chosen = [x for x in found if year is None or x.due_at.year == year]
    show_table(
        ("Id", "Status", "Due", "Kind", "Reference", "About", ""),
        [
            (
                x.id,
                x.status,
                x.due_at.date(),
                x.kind,
                x.reference,
                _about(x),
                "urgent" if x.urgent else "",
            )
            for x in chosen
        ],
        empty="No letter here. `notifier run` drafts them when they fall due.",
    )


def _about(letter: Letter) -> str:
    return ", ".join(letter.consultations) or letter.activity


@app.command()
def show(name: Name, config: Config = CONFIG) -> None:
    """Show one letter with all that happened to it."""
    with house.open_ledger(house.settings(config)) as ledger:
        letter = ledger.now(lambda tx: path.found(tx, name))
        journal = ledger.now(lambda tx: events.of(tx, letter.key))
        since = ledger.now(assessed.since).get(letter.activity)
    console.print(f"{letter.kind} {letter.key}\n{letter.status}, due {minute(letter.due_at)} UTC")
    console.print(f"reference: {letter.reference or 'none yet'}")
    if since is not None:
        console.print(_since_assessed(since, letter), soft_wrap=True)
    show_table(
        ("When (UTC)", "What", "Who"),
        [(minute(e["at"]), e["kind"], e["actor"]) for e in journal],
        empty="Nothing happened to it yet.",
    )


def _since_assessed(since: datetime, letter: Letter) -> str:
    """Return since when the activity is assessed, and how long after that its letter was issued."""
    text = f"its activity is assessed since {minute(since)} UTC"
    if letter.kind not in assessed.LETTERS or letter.issued_at is None or letter.issued_at < since:
        return text
    lag = letter.issued_at - since
    taken = f"{lag.days} days and {lag.seconds // 3600} hours"
    return f"{text}, issued {minute(letter.issued_at)} UTC: {taken} later"


@app.command()
def preview(
    name: Name,
    to: Annotated[Path, typer.Option("--to", help="Folder to write the previews into.")] = Path(
        "preview"
    ),
    lang: Annotated[list[str] | None, typer.Option(help="Only these languages.")] = None,
    config: Config = CONFIG,
) -> None:
    """Write the letter as it would go out today: text, HTML and PDF in each language."""
    settings, chosen = house.settings(config), _languages(lang or LANGUAGES)
    with house.open_ledger(settings) as ledger:
        letter = ledger.now(lambda tx: path.found(tx, name))
        seen = editions.look(settings, ledger, letter, chosen, now())
    to.mkdir(parents=True, exist_ok=True)
    console.print(seen.what, soft_wrap=True, markup=False)
    tell_notes(seen.notes)
    for made in seen.editions:
        values = sample_values(letter, made.language, settings.sender.reply)
        page = editions.write(made, to / made.pdf_name.removesuffix(".pdf"), values)
        console.print(f"{made.language}: {page}", soft_wrap=True, markup=False)
    console.print("Whom it greets is a sample; each message bears the names of its addressee.")


def _languages(codes: Iterable[str]) -> list[Language]:
    try:
        return [as_language(code) for code in codes]
    except ValueError as error:
        raise UserError.of("--lang", str(error)) from error


@app.command()
def clear(name: Name, by: By, config: Config = CONFIG) -> None:
    """Clear a draft: its text in every language is kept, and exactly that will be signed."""
    settings = house.settings(config)
    templates, masthead = house.templates(settings), house.masthead(settings)
    with house.open_ledger(settings) as ledger:
        letter = ledger.now(lambda tx: path.found(tx, name))
        texts = wordings(letter, templates, masthead, settings.required_languages)
        done = ledger.now(lambda tx: path.clear(tx, letter, texts, by=by, at=now()))
    console.print(
        f"{done.key} is cleared in {', '.join(texts)}. Next: notifier letter sign {done.id}"
    )


@app.command()
def sign(name: Name, by: By, config: Config = CONFIG) -> None:
    """Sign a cleared letter. Whoever cleared it cannot sign it."""
    with house.open_ledger(house.settings(config)) as ledger:
        done = ledger.now(lambda tx: path.sign(tx, name, by=by, at=now()))
    console.print(
        f"{done.key} is signed. Next: notifier letter issue {done.id} --reference CL-YY/N"
    )


@app.command()
def issue(
    name: Name,
    reference: Annotated[str, typer.Option(help="The official reference, from the registry.")],
    by: By,
    config: Config = CONFIG,
) -> None:
    """Issue a signed letter under its official reference. It leaves with the next tick."""
    settings = house.settings(config)
    official = path.official(reference, settings.reference_pattern)
    nameless = no_signatory(house.masthead(settings))
    if nameless:
        raise UserError(nameless)
    with house.open_ledger(settings) as ledger:
        takeover.warn(settings, ledger)
        done = ledger.now(lambda tx: path.issue(tx, name, official, by=by, at=now()))
    console.print(
        f"{done.key} is issued as {done.reference}. The service sends it within a minute."
    )


@app.command()
def withdraw(name: Name, by: By, config: Config = CONFIG) -> None:
    """Take back a letter that is not issued."""
    with house.open_ledger(house.settings(config)) as ledger:
        done = ledger.now(lambda tx: path.withdraw(tx, name, by=by, at=now()))
    console.print(f"{done.key} is withdrawn; nobody is written to.")


@app.command("return")
def return_letter(name: Name, by: By, config: Config = CONFIG) -> None:
    """Make a cleared or signed letter a draft again."""
    with house.open_ledger(house.settings(config)) as ledger:
        done = ledger.now(lambda tx: path.back_to_draft(tx, name, by=by, at=now()))
    console.print(f"{done.key} is a draft again.")
