"""Options that many commands share, and what they show on a terminal."""

import getpass
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from notifier.errors import UserError

Config = Annotated[
    Path,
    typer.Option(
        "--config", "-c", envvar="NOTIFIER_CONFIG", help="The settings file.", show_default=True
    ),
]
CONFIG = Path("config/notifier.toml")
console = Console(highlight=False)
_VISIBLE = {n: 0x2400 + n for n in range(32) if chr(n) not in "\t\n"}
_VISIBLE |= dict.fromkeys(range(0x7F, 0xA0), 0xFFFD)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:  # a container whose user has no name
        raise UserError.of("--as", "nobody here has a login; say who you are") from error


By = Annotated[
    str,
    typer.Option(
        "--as",
        help="Who you are, for the record.",
        default_factory=_login,
        show_default="your login",
    ),
]


def now() -> datetime:
    """Return the present instant, in UTC."""
    return datetime.now(UTC)


def show_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    empty: str,
    title: str | None = None,
) -> None:
    """Print rows as a table, or the sentence `empty` when there are none."""
    found = list(rows)
    if not found:
        console.print(empty)
        return
    table = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    for place, column in enumerate(columns):
        is_number = all(isinstance(row[place], int | None) for row in found)
        table.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in found:
        # as Text: a subject such as "[/b]" is no markup of ours
        table.add_row(*(Text("" if cell is None else harmless(str(cell))) for cell in row))
    console.print(table)


def harmless(text: str) -> str:
    """Return what strangers wrote with its control characters visible, so that none is obeyed."""
    return text.replace("\r\n", "\n").translate(_VISIBLE)


def minute(stamp: str | datetime | None) -> str:
    """Return an instant for a table: `2026-03-02 08:30`, in UTC."""
    if stamp is None:
        return ""
    text = stamp.isoformat() if isinstance(stamp, datetime) else stamp
    return text[:16].replace("T", " ")
