"""notifier outbox export: every message with its last step, or every step, for other programs."""

import csv
import json
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import IO, Annotated, Literal

import typer

from notifier.cli import house
from notifier.cli.options import CONFIG, Config, console
from notifier.cli.sending.choosing import OfLetter, OfMember, OfRelay, OfState, Since, choice
from notifier.ledger import chosen
from notifier.ledger.database import Row, stamp
from notifier.ledger.journal import moment_of
from notifier.ledger.reading import Reading

Format = Literal["csv", "jsonl"]
_STEP = ("step", "step_at", "who", "relay", "tls", "step_code", "said")
MESSAGE = (
    "id", "key", "letter", "focal_point", "member", "name", "address", "language", "message_id",
    "priority", "state", "at", "attempts", "created_at", "code", "reply", "bounced", *_STEP,
)  # fmt: skip
STEP = ("id", "message", "key", *_STEP)
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


def export(
    to: Annotated[
        Path | None, typer.Option("--to", help="The file to write; without it standard output.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="As CSV, or as one JSON object a line.")
    ] = "csv",
    whole: Annotated[
        bool, typer.Option("--journal", help="Every step of every message, not only the last.")
    ] = False,
    state: OfState = None,
    letter: OfLetter = None,
    member: OfMember = None,
    relay: OfRelay = None,
    since: Since = None,
    config: Config = CONFIG,
) -> None:
    """Write messages as they stand at this instant, each with its last step, as CSV or JSON lines."""
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        wanted = choice(ledger, state, letter, member, relay, since)
    columns, each = (STEP, chosen.each_step) if whole else (MESSAGE, chosen.each)
    with (
        Reading(of.files.state / house.LEDGER) as reading,
        reading.instant() as tx,
        _opened(to, form) as out,
    ):
        count = write(map(_flat, each(tx, wanted)), columns, out, form)
    if to is not None:
        console.print(f"{count:,} rows: {to}", markup=False, soft_wrap=True)


def write(
    rows: Iterable[Mapping[str, object]], columns: Iterable[str], out: IO[str], form: Format
) -> int:
    """Write rows as they come, and return how many. Cells that a spreadsheet would run are defused."""
    count = 0
    columns = tuple(columns)
    lines = csv.writer(out)
    if form == "csv":
        lines.writerow(columns)
    for row in rows:
        count += 1
        if form == "csv":
            lines.writerow([_defused(row[column]) for column in columns])
        else:
            record = {column: row[column] for column in columns}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return count


def _opened(to: Path | None, form: Format) -> AbstractContextManager[IO[str]]:
    if to is None:
        return nullcontext(sys.stdout)
    encoding = "utf-8-sig" if form == "csv" else "utf-8"  # else Excel takes it for another one
    return to.open("w", encoding=encoding, newline="")


def _flat(row: Row) -> Row:
    """Return a row with the names of the columns: one letter, one relay, one form of instants."""
    relay, _, tls = (row["via"] or "").partition(" ")
    at = row["step_at"]
    return row | {
        "letter": row.get("reference") or row.get("letter_key"),
        "relay": relay or None,
        "tls": tls or None,
        "step_at": stamp(moment_of(at)) if at is not None else None,
    }


def _defused(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_RUN_BY_SPREADSHEETS):
        return "'" + cell
    return cell
