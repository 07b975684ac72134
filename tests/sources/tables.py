"""Tables to spoil as people do: a workbook or CSV of one activity and one consultation."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.cell.cell import Cell

from notifier.errors import UserError
from notifier.sources.document import load
from notifier.sources.plan_files import read_plan, write_plan
from tests.sources.plans import CALL, SOUND, write

Edit = Callable[[Any], None]


def workbook(folder: Path, content: str = SOUND + CALL) -> Path:
    """Return a sound workbook of 2027."""
    path = folder / "2027.xlsx"
    write_plan(path, read_plan(write(folder, content, "source.yaml"), year=2027))
    (folder / "source.yaml").unlink()
    return path


def cell(book: openpyxl.Workbook, sheet: str, column: str, row: int = 2) -> Cell:
    """Return the cell of a named column."""
    [head] = [each for each in book[sheet][1] if each.value == column]
    found = book[sheet].cell(row, head.column)
    assert isinstance(found, Cell)
    return found


def edited(path: Path, *edits: Edit) -> Path:
    """Change a workbook as a spreadsheet program would."""
    book = openpyxl.load_workbook(path)
    for edit in edits:
        edit(book)
    book.save(path)
    return path


def put(sheet: str, column: str, value: object, form: str = "General", row: int = 2) -> Edit:
    """Put a value with its format into a cell."""

    def edit(book: openpyxl.Workbook) -> None:
        found = cell(book, sheet, column, row)
        found.value = value
        found.number_format = form

    return edit


def problems(path: Path) -> list[str]:
    """Return what is told of a table, without the folder of the test."""
    with pytest.raises(UserError) as caught:
        read_plan(path, year=2027)
    return [str(problem).replace(f"{path.parent}/", "") for problem in caught.value.problems]


def spoil(path: Path, cells: dict[str, str]) -> None:
    """Put a start, a deadline and regions that cannot be right into a plan of any form."""
    if path.suffix == ".yaml":
        [activity] = load(path).data
        [call] = activity["consultations"]
        activity["dates"]["start"] = cells["start"]
        call["deadline"]["at"] = cells["deadline"]
        call["audience"]["regions"] = [cells["regions"]]
        path.write_text(yaml.safe_dump([activity]), encoding="utf-8")
    elif path.suffix == ".xlsx":
        sheets = {"start": "Activities", "deadline": "Consultations", "regions": "Consultations"}
        edited(path, *(put(sheets[name], name, text) for name, text in cells.items()))
    else:
        for each in path.parent.glob("2027*.csv"):
            text = each.read_text(encoding="utf-8-sig")
            head, row = (line.split(",") for line in text.splitlines())
            fields = dict(zip(head, row, strict=True))
            fields |= {name: value for name, value in cells.items() if name in fields}
            each.write_text(f"{','.join(head)}\n{','.join(fields.values())}\n", encoding="utf-8")
