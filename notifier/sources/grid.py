"""One sheet of cells as rows of named cells, each with its place. Knows no plan and no file.

The first row names the columns, in any order; a column that is not needed may be missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from notifier.errors import Problem
from notifier.sources.cells import Cell, is_empty
from notifier.sources.plan_columns import Column
from notifier.sources.wording import near_miss

_ALPHABET = 26

Numbered = tuple[int, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it was found: rows with their numbers, the head first; faults by row and position."""

    place: str
    rows: Sequence[Numbered]
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One row below the head: its cells that are not empty, and what is wrong in them, by column."""

    place: str
    number: int
    positions: Mapping[str, int]
    cells: Mapping[str, Cell]
    faults: dict[str, str]

    def where(self, column: str = "") -> str:
        """Return the place of this row, or of one cell of it; a column that is not there has no letter."""
        row = f"{self.place}, row {self.number}"
        if not column:
            return row
        if column not in self.positions:
            return f"{row}, column {column}"
        return f"{row}, column {letter_of(self.positions[column])} ({column})"


def rows_in(grid: Grid, columns: Sequence[Column]) -> tuple[list[Row], list[Problem]]:
    """Return the rows in which anything stands, and what is wrong with the head."""
    if not grid.rows or all(map(is_empty, grid.rows[0][1])):
        what = (
            "The first row must name the columns; `notifier plan template` writes a table to fill."
        )
        return [], [Problem(f"{grid.place}, row 1", what)]
    number, head = grid.rows[0]
    names = ["" if is_empty(cell) else str(cell).strip().casefold() for cell in head]
    problems = [
        *(
            Problem(f"{grid.place}, row {row}, column {letter_of(position)}", what)
            for (row, position), what in grid.faults.items()
            if row == number
        ),
        *_head_faults(f"{grid.place}, row {number}", names, columns),
        *_nameless(grid, names),
    ]
    if problems:
        return [], problems
    positions = {name: position for position, name in enumerate(names) if name}
    found = (_row(grid, each, positions) for each in grid.rows[1:])
    return [row for row in found if row.cells or row.faults], []


def _row(grid: Grid, numbered: Numbered, positions: Mapping[str, int]) -> Row:
    number, cells = numbered
    return Row(
        place=grid.place,
        number=number,
        positions=positions,
        cells={
            name: cells[position]
            for name, position in positions.items()
            if position < len(cells) and not is_empty(cells[position])
        },
        faults={
            name: grid.faults[number, position]
            for name, position in positions.items()
            if (number, position) in grid.faults
        },
    )


def _head_faults(place: str, names: Sequence[str], columns: Sequence[Column]) -> Iterator[Problem]:
    known = [column.name for column in columns]
    for column in columns:
        if column.is_needed and column.name not in names:
            yield Problem(place, f"The column `{column.name}` is missing.")
    for position, name in enumerate(names):
        where = f"{place}, column {letter_of(position)} ({name})"
        if name and name not in known:
            yield Problem(where, near_miss(name, known))
        elif name and name in names[:position]:
            yield Problem(where, f"The column `{name}` is there twice.")


def _nameless(grid: Grid, names: Sequence[str]) -> Iterator[Problem]:
    """Yield the columns without a name in which something stands: nobody would read it."""
    told: set[int] = set()
    for number, cells in grid.rows[1:]:
        for position, cell in enumerate(cells):
            is_named = position < len(names) and names[position]
            if not (is_named or is_empty(cell) or position in told):
                told.add(position)
                where = f"{grid.place}, row {number}, column {letter_of(position)}"
                what = "Something stands here, and the first row gives the column no name."
                yield Problem(where, what)


def letter_of(position: int) -> str:
    """Return what a spreadsheet calls a column, the first one, at position 0, being A."""
    more, last = divmod(position, _ALPHABET)
    return (letter_of(more - 1) if more else "") + chr(ord("A") + last)
