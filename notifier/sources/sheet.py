"""One CSV file as rows of named cells, however a spreadsheet saved it. Knows no members."""

import csv
import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from notifier.errors import Problem, UserError
from notifier.sources.encoding import read_text

_NOT_UTF8 = "The file is not in UTF-8; in a spreadsheet, save it as “CSV UTF-8”."
_SEPARATORS = (",", ";", "\t")


@dataclass(slots=True)
class Row:
    """One row, counted as the spreadsheet counts (the head is row 1), and what is wrong in it."""

    name: str
    number: int
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def where(self, column: str = "") -> str:
        """Return the place of this row, or of one cell of it."""
        return f"{self.name}:{self.number} {column}".rstrip()

    def fault(self, column: str, what: str) -> None:
        """Note what is wrong in the cell of `column`."""
        self.problems.append(Problem(self.where(column), what))


def read_sheet(path: Path, columns: Sequence[str]) -> tuple[list[Row], list[Problem]]:
    """Return the rows that have a cell for each of `columns`, and what is wrong with the others.

    The first row names the columns, in any order. A byte-order mark, semicolons or tabs between
    the cells, and empty rows are all right. Cells are stripped of spaces around them.
    """
    try:
        records = read_records(path)
    except UserError as error:
        return [], list(error.problems)
    head = [cell.strip() for cell in records[0]] if records else []
    if not any(head):
        return [], [Problem(f"{path}:1", "The file is empty; the first row must name the columns.")]
    problems = list(_head_faults(str(path), head, columns))
    if problems:
        return [], problems
    return _rows(str(path), head, records[1:])


def read_records(path: Path) -> list[list[str]]:
    """Return the cells of a CSV file as they stand, row by row, the head first."""
    text = read_text(path, otherwise=_NOT_UTF8)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=_separator(text), strict=True))
    except csv.Error as error:
        raise UserError.of(str(path), f"The file is not CSV: {error}.") from error


def _separator(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(_SEPARATORS, key=head.count)


def _head_faults(name: str, head: Sequence[str], columns: Sequence[str]) -> Iterator[Problem]:
    for column in columns:
        if head.count(column) != 1:
            how = "is missing" if column not in head else "is there twice"
            yield Problem(f"{name}:1 {column}", f"The column `{column}` {how}.")
    for column in head:
        if column and column not in columns:
            close = difflib.get_close_matches(column, columns, n=1)
            hint = f"; did you mean `{close[0]}`?" if close else "."
            yield Problem(f"{name}:1 {column}", f"The column `{column}` is not known{hint}")


def _rows(
    name: str, head: Sequence[str], records: Sequence[Sequence[str]]
) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, record in enumerate(records, start=2):
        cells = [cell.strip() for cell in record]
        while len(cells) > len(head) and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        if len(cells) == len(head):
            rows.append(Row(name, number, dict(zip(head, cells, strict=True))))
            continue
        more = "more" if len(cells) > len(head) else "fewer"
        what = f"The row has {len(cells)} cells, {more} than the {len(head)} columns."
        problems.append(Problem(f"{name}:{number}", what))
    return rows, problems
