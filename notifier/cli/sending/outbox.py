"""notifier outbox: every message and what the relay made of it."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.options import CONFIG, By, Config, console, minute, now, show_table
from notifier.cli.sending import export, follow, mending
from notifier.cli.sending.choosing import OfLetter, OfMember, OfRelay, OfState, Since, choice
from notifier.cli.service import takeover
from notifier.cli.service.posting import Composer
from notifier.errors import UserError
from notifier.ledger import chosen, endings, journal, outbox
from notifier.ledger.database import Row
from notifier.letters.mail.message import Message
from notifier.ticks.audit import Audit
from notifier.ticks.audit import check as check_outbox

app = typer.Typer(
    help="Messages to focal points: list, show, follow, retry, cancel, settle, check, export.",
    no_args_is_help=True,
)
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
_SHOWN = 60


@app.command("list")
def list_messages(
    state: OfState = None,
    letter: OfLetter = None,
    member: OfMember = None,
    relay: OfRelay = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    config: Config = CONFIG,
) -> None:
    """List messages, newest first, with how many there are in each state."""
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        takeover.warn(of, ledger)
        wanted = choice(ledger, state, letter, member, relay, since)
        counts = ledger.now(lambda tx: chosen.totals(tx, wanted))
        rows = ledger.now(lambda tx: chosen.newest(tx, wanted, limit))
    show_table(
        ("Id", "State", "To", "Lang", "Letter", "Tries", "Since", "Relay", "What was said"),
        [
            (r["id"], r["state"], r["focal_point"], r["language"], r["reference"] or r["letter_key"],
             r["attempts"], minute(r["at"]), (r["via"] or "").partition(" ")[0], (r["said"] or "")[:_SHOWN])
            for r in rows
        ],
        empty="No message here.",
    )  # fmt: skip
    console.print(f"In all: {_counted(counts) or 'none'}")
    if sum(counts.values()) > len(rows):
        console.print(f"Shown are the newest {len(rows)}; --limit shows more.")


@app.command()
def show(
    message: Annotated[int, typer.Argument(help="Number of the message.")], config: Config = CONFIG
) -> None:
    """Show one message: its row, its journal with hints, and the bytes as they are sent."""
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        takeover.warn(of, ledger)
        row = ledger.now(lambda tx: outbox.get(tx, message))
        if row is None:
            raise UserError.of(str(message), "there is no such message; see `notifier outbox list`")
        steps = ledger.now(lambda tx: journal.of(tx, message))
        composed = ledger.now(lambda tx: outbox.read(tx, message))
        assert composed is not None
        text = _as_sent(composed, Composer(ledger, of.sender, house.keys(of)))
    show_table(("Field", "Value"), (row | {"message_id": composed.message_id}).items(), empty="")
    console.print()
    show_table(
        ("When (UTC)", "What", "Who", "Relay", "TLS", "Code", "Status", "What was said"),
        [_step(step) for step in steps],
        empty="It waits; nothing has happened to it yet.",
    )
    for hint in _hints(message, row, steps):
        console.print(hint, markup=False, soft_wrap=True, style="bold")
    console.print()
    console.print(text, markup=False, soft_wrap=True)


def _step(step: Row) -> tuple[object, ...]:
    """Return a step for the table; the enhanced code (RFC 3463) is what its reply begins with."""
    relay, _, tls = (step["via"] or "").partition(" ")
    said = step["said"] or ""
    enhanced = _ENHANCED.match(said)
    return (
        step["at"][:23],
        step["step"],
        step["who"],
        relay,
        tls,
        step["code"] or "",
        enhanced[0] if enhanced else "",
        said[enhanced.end() :].lstrip() if enhanced else said,
    )


def _hints(message: int, row: Row, steps: Iterable[Row]) -> Iterable[str]:
    """Yield what a person may do about a message that does not go on by itself."""
    if row["state"] == "unsure":
        yield "Nobody knows whether the relay took it; it is never sent again by itself."
        for step in steps:
            if step["step"] == journal.Step.NOTED:
                yield f"Hint of {step['at'][:16].replace('T', ' ')}: {step['said']}"
        yield f'On evidence: notifier outbox settle {message} --sent (or --resend) --why "…"'
    elif row["state"] in {"refused", "suppressed", "cancelled"}:
        yield f'To send it again: notifier outbox retry {message} --why "…"'


def _as_sent(message: Message, compose: Composer) -> str:
    try:
        _, data = asyncio.run(compose(message))
    except (ValueError, LookupError) as error:  # a poisoned one: that is why somebody looks
        return f"It cannot be composed: {error}"
    return b"".join(data).decode("ascii", "replace")


@app.command()
def check(
    by: By,
    limit: Annotated[int, typer.Option(min=1, help="How many messages to name at most.")] = 50,
    config: Config = CONFIG,
) -> None:
    """Check that every message of an issued letter has an end; exit code 1 where a person is needed.

    The service does the same once a day.
    """
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        takeover.warn(of, ledger)
        day = house.SourcesReader(of)().rules.workdays.day_of(now())
        found = ledger.now(lambda tx: check_outbox(tx, day, now(), by=by))
        rows = ledger.now(lambda tx: endings.unended(tx, limit))
    show_table(
        ("Id", "State", "To", "Letter", "Written", "Since", "Deferred", "What was said"),
        [
            (r["id"], r["state"], r["focal_point"], r["name"], minute(r["created_at"]),
             minute(r["at"]) if r["state"] == "unsure" else "", r["deferred"], (r["said"] or "")[:_SHOWN])
            for r in rows
        ],
        empty="Every message of an issued letter has its end.",
    )  # fmt: skip
    _tell(found)
    if found.warnings:
        raise typer.Exit(1)


def _tell(found: Audit) -> None:
    console.print(
        f"Letters issued: {len(found.letters):,}. Messages: {_counted(found.counts) or 'none'}"
    )
    for warning in found.warnings:
        console.print(f"! {warning.text}", markup=False, soft_wrap=True)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {state}" for state, n in sorted(counts.items()))


for _command in (follow.follow, mending.retry, mending.cancel, mending.settle, export.export):
    app.command()(_command)
