"""The option --as-of: rows as they stood at a moment, so that a figure of the past is found again."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from notifier.cli.options import now
from notifier.errors import UserError

AsOf = Annotated[
    str | None, typer.Option("--as-of", help="As it stood then, such as 2026-12-31T17:00Z.")
]


def moment_of(text: str | None) -> datetime:
    """Return the instant that --as-of names, in UTC where it names no zone; now without it."""
    if text is None:
        return now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError.of(
            "--as-of", f"{text!r} is not a moment, such as 2026-12-31T17:00Z"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
