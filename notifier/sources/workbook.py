"""A workbook (.xlsx) as sheets of cells: the values it shows, never macros, links or formulas.

What a person sees and a program would read otherwise is told at its cell: merged cells, formulas
without a result, errors, times without a day.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from notifier.errors import Problem, UserError
from notifier.sources.cells import Cell
from notifier.sources.grid import Grid

MOST_ROWS = 5_000
MOST_OCTETS = 16 * 2**20  # of all parts together, unpacked
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEALED = "EncryptedPackage".encode("utf-16-le")
_SEALED_SAID = "The workbook is protected by a password; take it off and save it again."
_OLD = "The workbook is of the old kind (.xls); save it as “Excel workbook (.xlsx)”."
_OTHER = "This is no workbook, whatever its name; save it as “Excel workbook (.xlsx)”."
_NO_RESULT = "A formula stands here without a result; write the value itself."
_CLOCK = re.compile(r"[hs]", re.IGNORECASE)
_ORNAMENT = re.compile(r'"[^"]*"|\\.|\[(?![hms])[^\]]*\]', re.IGNORECASE)
# whatever the parsers raise on a file that is broken, or is made to break them
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, ValueError,
    TypeError, AttributeError, IndexError, EOFError, NotImplementedError, RuntimeError, OSError,
)  # fmt: skip


def read_workbook(path: Path, names: Sequence[str]) -> list[Grid]:
    """Return the sheets `names` of a workbook; UserError tells what keeps them from being read.

    Other sheets are left alone, and so are rows after the last one in which anything stands.
    """
    content = _content(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that only a spreadsheet program needs
            formulas = openpyxl.load_workbook(BytesIO(content), keep_links=False)
            shown = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
            with closing(shown):
                _refuse_without(path, names, shown)
                return [_grid(f"{path}, sheet {n}", shown[n], formulas[n]) for n in names]
    except _BROKEN as error:
        what = "The workbook is broken, or is none; open it in a spreadsheet program and save it."
        raise UserError.of(str(path), what) from error


def _content(path: Path) -> bytes:
    """Return what a file holds; UserError of what is no workbook, before anything unpacks it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError.of(str(path), f"The file cannot be read: {error.strerror}.") from error
    if content.startswith(_OLE):
        raise UserError.of(str(path), _SEALED_SAID if _SEALED in content else _OLD)
    if not zipfile.is_zipfile(BytesIO(content)):
        raise UserError.of(str(path), _OTHER)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        octets = sum(part.file_size for part in parts.infolist())
    if octets > MOST_OCTETS:
        size = f"The workbook unpacks to {octets // 2**20} MB, too much for a plan"
        raise UserError.of(str(path), f"{size}; copy its filled cells into a new one.")
    return content


def _refuse_without(path: Path, names: Sequence[str], book: Workbook) -> None:
    """Raise UserError where a sheet is missing, or is a chart."""
    there = ", ".join(book.sheetnames)
    missing = [
        Problem(str(path), f"The sheet “{name}” is missing; there are: {there}.")
        for name in names
        if name not in book.sheetnames
    ]
    missing += [
        Problem(f"{path}, sheet {chart.title}", "This sheet is a chart; it must hold cells.")
        for chart in book.chartsheets
        if chart.title in names
    ]
    if missing:
        raise UserError(missing)


def _grid(place: str, shown: Any, formulas: Worksheet) -> Grid:
    shown.reset_dimensions()  # what a file says of its own size may be wrong
    rows: list[tuple[int, list[Cell]]] = []
    faults: dict[tuple[int, int], str] = {}
    for number, cells in enumerate(shown.iter_rows(), start=1):
        if number > MOST_ROWS and any(cell.value is not None for cell in cells):
            what = f"A plan ends by row {MOST_ROWS:,}; something stands below."
            raise UserError.of(f"{place}, row {number}", what)
        if number <= MOST_ROWS:
            rows.append((number, list(_values(number, cells, formulas, faults))))
    return Grid(place, rows, faults | dict(_merged(formulas)))


def _values(
    number: int, cells: Iterable[Any], formulas: Worksheet, faults: dict[tuple[int, int], str]
) -> Iterator[Cell]:
    """Yield the values of a row; a faulty cell yields what is seen of it."""
    for position, cell in enumerate(cells):
        value, fault = _value(cell)
        if value is None:
            behind = formulas.cell(number, position + 1)
            value, fault = (
                (str(behind.value), _NO_RESULT) if behind.data_type == "f" else (None, None)
            )
        if fault:
            faults[number, position] = fault
        yield value


def _value(cell: Any) -> tuple[Cell, str | None]:
    value = cell.value
    if cell.value is not None and cell.data_type == "e":
        return str(value), f"A formula went wrong here: {value}. Write the value itself."
    if isinstance(value, time | timedelta):
        what = "is a clock time without a day; write both, such as 2027-03-24 23:59"
        return str(value), f"{value} {what}."
    if not isinstance(value, datetime):
        return value, None
    # serial numbers are fractions of a day: a minute may come as 59.999 seconds
    whole = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    has_clock = _CLOCK.search(_ORNAMENT.sub("", cell.number_format)) or whole.time() != time.min
    return (whole if has_clock else whole.date()), None


def _merged(sheet: Worksheet) -> Iterator[tuple[tuple[int, int], str]]:
    for found in sheet.merged_cells.ranges:
        what = (
            f"Cells are merged here ({found.coord}): only the first of them has a value. Part them."
        )
        yield (found.min_row, found.min_col - 1), what
