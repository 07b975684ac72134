"""Options that many commands share, and what they show on a terminal."""

import getpass
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

Config = Annotated[
    Path,
    typer.Option(
        "--config", "-c", envvar="NOTIFIER_CONFIG", help="The settings file.", show_default=True
    ),
]
CONFIG = Path("config/notifier.toml")
By = Annotated[
    str, typer.Option("--as", help="Who you are, for the record.", show_default="your login")
]

console = Console(highlight=False)


def me() -> str:
    """Return the login of whoever runs the command."""
    return getpass.getuser()


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
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)


def minute(stamp: str | datetime | None) -> str:
    """Return an instant for a table: `2026-03-02 08:30`, in UTC."""
    if stamp is None:
        return ""
    text = stamp.isoformat() if isinstance(stamp, datetime) else stamp
    return text[:16].replace("T", " ")
