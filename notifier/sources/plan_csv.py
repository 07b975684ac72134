"""A plan as two CSV files, `2027.csv` and `2027-consultations.csv`, however a spreadsheet saved them."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from notifier.errors import Problem, UserError
from notifier.plan.activity import Plan
from notifier.sources.cells import Cell
from notifier.sources.grid import Grid
from notifier.sources.plan_columns import ACTIVITIES, CONSULTATIONS, Column
from notifier.sources.plan_rows import activity_rows, consultation_rows
from notifier.sources.sheet import read_records

CALLS = "-consultations"
# a spreadsheet would take such a text for a formula; the apostrophe before it says that it is none
_RUN = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r]")


def beside(path: Path) -> Path:
    """Return the file of consultations that belongs to a CSV file of activities."""
    return path.with_name(path.name.replace(".csv", f"{CALLS}.csv", 1))


def read_csv_plan(path: Path) -> list[Grid]:
    """Return both files as sheets of text; UserError tells of both what keeps them from being read."""
    grids: list[Grid] = []
    problems: list[Problem] = []
    for each in (path, beside(path)):
        try:
            grids.append(_grid(each))
        except UserError as error:
            problems.extend(error.problems)
    if problems:
        raise UserError(problems)
    return grids


def csv_plan(plan: Plan) -> tuple[str, str]:
    """Return a plan as the text of two CSV files: activities, and consultations."""
    return (
        _text(ACTIVITIES, activity_rows(plan)),
        _text(CONSULTATIONS, consultation_rows(plan)),
    )


def _grid(path: Path) -> Grid:
    if CALLS in path.name and not path.exists():
        what = "The file is missing; where there are no consultations, it holds the head row alone."
        raise UserError.of(str(path), what)
    rows = enumerate(read_records(path), start=1)
    return Grid(str(path), [(n, [_read(cell) for cell in row]) for n, row in rows])


def _read(cell: str) -> str:
    return cell[1:] if _DEFUSED.match(cell) else cell


def _text(columns: Iterable[Column], rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([column.name for column in columns])
    lines.writerows([[_shown(cell) for cell in row] for row in rows])
    return out.getvalue()


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.isoformat("T", "auto" if cell.second or cell.microsecond else "minutes")
    text = "" if cell is None else str(cell)
    return f"'{text}" if _RUN.match(text) else text
