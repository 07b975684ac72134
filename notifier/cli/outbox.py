"""notifier outbox: every message and what the relay made of it."""

import asyncio
from typing import Annotated

import typer

from notifier.cli import house, takeover
from notifier.cli.options import CONFIG, By, Config, console, minute, now, show_table
from notifier.cli.posting import Composer
from notifier.errors import UserError
from notifier.ledger import evidence, journal, outbox
from notifier.letters.message import Message, State

app = typer.Typer(help="Messages to focal points: list, show, settle.", no_args_is_help=True)
Identity = Annotated[int, typer.Argument(help="Number of the message.")]


@app.command("list")
def list_messages(
    state: Annotated[State | None, typer.Option(help="Only messages in this state.")] = None,
    limit: Annotated[int, typer.Option(help="How many at most.")] = 50,
    config: Config = CONFIG,
) -> None:
    """List messages, newest first, with how many there are in each state."""
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        takeover.warn(of, ledger)
        counts = ledger.now(outbox.counts)
        rows = ledger.now(lambda tx: outbox.listing(tx, state, limit))
    show_table(
        ("Id", "State", "To", "Lang", "Letter", "Tries", "Since", "What was said"),
        [
            (r["id"], r["state"], r["focal_point"], r["language"], r["reference"] or r["letter_key"],
             r["attempts"], minute(r["at"]), (r["said"] or "")[:60])
            for r in rows
        ],
        empty="No message here.",
    )  # fmt: skip
    console.print("In all: " + (", ".join(f"{n} {s}" for s, n in sorted(counts.items())) or "none"))


@app.command()
def show(message: Identity, config: Config = CONFIG) -> None:
    """Show one message: its row, its journal, and the bytes as they are sent."""
    settings = house.settings(config)
    with house.open_ledger(settings) as ledger:
        row = ledger.now(lambda tx: outbox.get(tx, message))
        if row is None:
            raise UserError.of(str(message), "there is no such message; see `notifier outbox list`")
        steps = ledger.now(lambda tx: journal.of(tx, message))
        composed = ledger.now(lambda tx: outbox.read(tx, message))
        assert composed is not None
        text = _as_sent(composed, Composer(ledger, settings.sender, house.keys(settings)))
    show_table(("Field", "Value"), row.items(), empty="")
    show_table(
        ("When (UTC)", "What", "Who", "Code", "What was said", "Relay"),
        [
            (s["at"][:23], s["step"], s["who"], s["code"] or "", s["said"] or "", s["via"] or "")
            for s in steps
        ],
        empty="It waits; nothing has happened to it yet.",
    )
    console.print(text, markup=False, soft_wrap=True)


def _as_sent(message: Message, compose: Composer) -> str:
    try:
        _, data = asyncio.run(compose(message))
    except (ValueError, LookupError) as error:  # a poisoned one: that is why somebody looks
        return f"It cannot be composed: {error}"
    return b"".join(data).decode("ascii", "replace")


@app.command()
def settle(
    message: Identity,
    why: Annotated[str, typer.Option(help="The evidence, for the record.")],
    by: By,
    sent: Annotated[bool, typer.Option("--sent", help="The relay took it.")] = False,
    resend: Annotated[
        bool, typer.Option("--resend", help="The relay did not; send it again.")
    ] = False,
    config: Config = CONFIG,
) -> None:
    """Settle a message in doubt (unsure), on evidence: it was sent, or it has to go again."""
    if sent == resend:
        raise UserError.of(str(message), "say either --sent or --resend")
    with house.open_ledger(house.settings(config)) as ledger:
        mend = evidence.resend if resend else evidence.prove_sent
        done = ledger.now(lambda tx: mend(tx, message, why=why, by=by, at=now()))
    if not done:
        raise UserError.of(str(message), "this message is not in doubt; nothing was changed")
    console.print(f"Message {message} {'goes again' if resend else 'counts as sent'}.")
