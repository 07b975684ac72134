"""A plan as rows of two tables: from cells to the data that YAML would give, and from values to cells.

The table of consultations names the activity of each; every value knows its sheet, row and column.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from notifier.errors import Problem
from notifier.plan.activity import Activity, Consultation, Plan
from notifier.sources.cells import Cell, read, written
from notifier.sources.document import Path
from notifier.sources.grid import Grid, Row, rows_in
from notifier.sources.plan_columns import (
    ACTIVITIES,
    CONSULTATIONS,
    Column,
    Kind,
    column_at,
    column_below,
    implied,
)
from notifier.sources.wording import near_miss, sentence

_CALLS = "consultations"
_IN_A_CELL = "Nothing stands in this cell, and it is needed."


@dataclass(frozen=True, slots=True)
class Tables:
    """The activities that two tables hold, as plain values, and the row of each of them."""

    name: str
    data: list[dict[str, Any]]
    rows: Mapping[Path, Row]
    strays: tuple[Row, ...]  # consultations whose activity is not in the plan

    def where(self, path: Path) -> str:
        """Return the place of `path` as people read it: the cell, else the row."""
        if not path:
            return self.name
        at, columns = _at(path)
        column = column_at(path[len(at) :], columns)
        return self.rows[at].where(column.name if column else "")

    def trodden(self, path: Path) -> Path:
        """Return `path` as far as there are values, or down to the cell that was left empty."""
        at, columns = _at(path)
        value: Any = self.data
        for number, step in enumerate(path):
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                empty = column_below(path[len(at) : number + 1], columns)
                return (*at, *empty.path) if empty else path[:number]
        return path

    def told(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return all that is wrong, from the top down; of a faulty cell only what its fault is."""
        ranks = dict(self._ranks())
        rows = (*self.rows.values(), *self.strays)
        faults = {row.where(name): what for row in rows for name, what in row.faults.items()}
        found = [Problem(where, what) for where, what in faults.items()]
        found += [problem for problem in problems if problem.where not in faults]
        return sorted(found, key=lambda problem: ranks.get(problem.where, (0, 0, 0)))

    def _ranks(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        placed = [(len(path), row) for path, row in self.rows.items()]
        for sheet, row in (*placed, *((3, stray) for stray in self.strays)):
            yield row.where(), (sheet, row.number, -1)
            yield from (
                (row.where(name), (sheet, row.number, position))
                for name, position in row.positions.items()
            )


def tables(name: str, activities: Grid, consultations: Grid) -> tuple[Tables, list[Problem]]:
    """Return what two sheets say, and what is wrong in their heads; faults of cells stay with rows."""
    upper, problems = rows_in(activities, ACTIVITIES)
    lower, more = rows_in(consultations, CONSULTATIONS)
    data = [_fields(row, ACTIVITIES) for row in upper]
    rows: dict[Path, Row] = {(i,): row for i, row in enumerate(upper)}
    positions: dict[Any, int] = {}
    for i, fields in enumerate(data):
        positions.setdefault(fields.get("id"), i)
    strays = []
    for row in lower:
        fields = _fields(row, CONSULTATIONS)
        owner = _owner(row, positions)
        if owner is None:
            strays.append(row)
            continue
        calls = data[owner].setdefault(_CALLS, [])
        rows[owner, _CALLS, len(calls)] = row
        calls.append(fields)
    return Tables(name, data, rows, tuple(strays)), [*problems, *more]


def said(error: ErrorDetails, fields: Collection[str]) -> str:
    """Return what is wrong as a whole sentence, in words of cells instead of fields."""
    return _IN_A_CELL if error["type"] == "missing" else sentence(error, fields)


def activity_rows(plan: Plan) -> list[list[Cell]]:
    """Return the cells of every activity, in the order of ACTIVITIES."""
    return [[_shown(activity, column) for column in ACTIVITIES] for activity in plan.activities]


def consultation_rows(plan: Plan) -> list[list[Cell]]:
    """Return the cells of every consultation, in the order of CONSULTATIONS."""
    first, *others = CONSULTATIONS
    assert not first.path
    return [
        [activity.id, *(_shown(call, column) for column in others)]
        for activity in plan.activities
        for call in activity.consultations
    ]


def _at(path: Path) -> tuple[Path, tuple[Column, ...]]:
    is_call = len(path) > 2 and path[1] == _CALLS
    return (path[:3], CONSULTATIONS) if is_call else (path[:1], ACTIVITIES)


def _owner(row: Row, positions: Mapping[Any, int]) -> int | None:
    name, _ = read(Kind.WORD, row.cells.get("activity", ""))
    if name in positions:
        return positions[name]
    ids = [each for each in positions if isinstance(each, str)]
    row.faults.setdefault("activity", near_miss(name, ids) if name else _IN_A_CELL)
    return None


def _fields(row: Row, columns: Iterable[Column]) -> dict[str, Any]:
    """Return the fields that a row fills in; what is wrong with a cell goes to the row's faults."""
    fields: dict[str, Any] = {}
    questions: dict[str, list[str]] = {}
    for column in columns:
        if not column.path or column.name not in row.cells:
            continue
        value, fault = read(column.kind, row.cells[column.name])
        if fault:
            row.faults.setdefault(column.name, fault)
        if column.kind is Kind.QUESTIONS:
            questions[column.path[-1]] = value
            continue
        _put(fields, column.path, value)
        beside = implied(column.path)
        if beside:
            _put(fields, *beside)
    if questions:
        fields["questions"] = _turned(questions)
    return fields


def _put(fields: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *groups, last = path
    for group in groups:
        fields = fields.setdefault(group, {})
    fields[last] = value


def _turned(questions: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """Return one text in many languages for each line of every language."""
    return [
        {code: lines[i] for code, lines in questions.items() if i < len(lines) and lines[i]}
        for i in range(max(map(len, questions.values())))
    ]


def _shown(value: Activity | Consultation, column: Column) -> Cell:
    if column.kind is Kind.QUESTIONS:
        assert isinstance(value, Consultation)
        return written(column.kind, [_step(q, column.path[-1]) or "" for q in value.questions])
    *groups, last = column.path
    found: Any = value
    for group in groups:
        found = _step(found, group)
        if found is None:
            return None
    return written(column.kind, _step(found, last))


def _step(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name)
