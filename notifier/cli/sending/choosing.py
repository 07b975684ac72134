"""The options that choose messages, which the commands of the outbox share."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from notifier.cli.options import now
from notifier.errors import UserError
from notifier.ledger.chosen import Choice
from notifier.ledger.database import Ledger
from notifier.letters.mail.message import State
from notifier.ticks import path

OfState = Annotated[State | None, typer.Option("--state", help="Only messages in this state.")]
OfLetter = Annotated[
    str | None,
    typer.Option("--letter", help="Only messages of this letter: its id, key or reference."),
]
OfMember = Annotated[
    str | None, typer.Option("--member", help="Only messages to this member, by its code.")
]
OfRelay = Annotated[
    str | None,
    typer.Option("--relay", help="Only messages that a relay answered whose name has this in it."),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", help="Only messages that got into their state since: 2026-03-02, 8h, 3d."
    ),
]
_AGO = re.compile(r"(\d{1,5})([mhd])")
_SPANS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def choice(
    ledger: Ledger,
    state: State | None,
    letter: str | None,
    member: str | None = None,
    relay: str | None = None,
    since: str | None = None,
) -> Choice:
    """Return what these options mean. UserError where there is no such letter, or moment."""
    found = ledger.now(lambda tx: path.found(tx, letter)) if letter is not None else None
    return Choice(
        state=state,
        letter=found.id if found else None,
        member=member.upper() if member else None,
        relay=relay,
        since=_moment(since) if since is not None else None,
    )


def _moment(text: str) -> datetime:
    if ago := _AGO.fullmatch(text):
        return now() - int(ago[1]) * _SPANS[ago[2]]
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError.of(
            "--since", f"{text!r} is neither a moment, such as 2026-03-02T17:00, nor a span: 8h, 3d"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
