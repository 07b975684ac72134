"""Writes a plan as a workbook that people fill in: drop-down lists, formats, frozen heads, a guide."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import available_timezones

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from notifier.errors import UserError
from notifier.plan.activity import Activity, Consultation, Plan
from notifier.sources import workbook_guide
from notifier.sources.cells import Cell
from notifier.sources.plan_columns import (
    ACTIVITIES,
    CONSULTATIONS,
    Column,
    Kind,
    choices,
    meaning,
)
from notifier.sources.plan_rows import activity_rows, consultation_rows
from notifier.sources.workbook import MOST_ROWS

SHEETS = ("Activities", "Consultations")
_LISTS = "Lists"
_DAY, _MOMENT, _SECONDS, _AS_TEXT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss", "@"
_FORMATS = {Kind.DAY: _DAY, Kind.MOMENT: _MOMENT, Kind.NUMBER: "0"}
_WIDTHS = {
    Kind.TEXT: 36, Kind.WORD: 18, Kind.DAY: 12, Kind.MOMENT: 17, Kind.NUMBER: 14, Kind.YES: 11,
    Kind.WORDS: 26, Kind.NAMES: 20, Kind.LINES: 30, Kind.QUESTIONS: 44,
}  # fmt: skip
_HEAD = PatternFill("solid", start_color="FFDCE6F1")
_NEEDED = PatternFill("solid", start_color="FFB8CCE4")
_SERIAL_FROM = 1905  # before that, spreadsheets do not agree which day a number is


def plan_workbook(plan: Plan) -> bytes:
    """Return a plan as a workbook; one without activities is the template.

    A text that no cell can hold is a UserError.
    """
    book = Workbook()
    del book["Sheet"]
    sheets = [book.create_sheet(name) for name in SHEETS]
    workbook_guide.add_guide(book.create_sheet(workbook_guide.NAME))
    zones = _add_zones(book.create_sheet(_LISTS))
    _fill(sheets[0], ACTIVITIES, activity_rows(plan))
    _fill(sheets[1], CONSULTATIONS, consultation_rows(plan))
    _guide_typing(sheets[0], ACTIVITIES, Activity, zones)
    _guide_typing(sheets[1], CONSULTATIONS, Consultation, zones)
    sheets[0].freeze_panes, sheets[1].freeze_panes = "B2", "C2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    for position, column in enumerate(columns, start=1):
        head = sheet.cell(1, position, column.name)
        head.font = Font(bold=True)
        head.fill = _NEEDED if column.is_needed else _HEAD
        width = max(_WIDTHS[column.kind], len(column.name) + 2)
        below = sheet.column_dimensions[get_column_letter(position)]
        below.width, below.number_format = width, _FORMATS.get(column.kind, _AS_TEXT)
        below.alignment = _alignment(column)
    for number, row in enumerate(rows, start=2):
        for position, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
            cell = sheet.cell(number, position)
            assert isinstance(cell, BookCell)
            cell.number_format = _FORMATS.get(column.kind, _AS_TEXT)
            cell.alignment = _alignment(column)
            _put(cell, value)


def _put(cell: BookCell, value: Cell) -> None:
    """Put a value into a cell as what it is: a text that begins like a formula stays a text."""
    if isinstance(value, date) and (value.year < _SERIAL_FROM or _is_finer(value)):
        value = value.isoformat()  # text, as a serial number would not give it back
    if isinstance(value, datetime) and value.second:
        cell.number_format = _SECONDS
    try:
        cell.value = value
    except IllegalCharacterError as error:
        where = f"sheet {cell.parent.title}, row {cell.row}, column {cell.column_letter}"
        what = "The text holds a control character, which no cell can; write the plan as YAML."
        raise UserError.of(where, what) from error
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith("=")


def _is_finer(value: date) -> bool:
    return isinstance(value, datetime) and value.microsecond > 0


def _alignment(column: Column) -> Alignment:
    is_arabic = column.name.endswith("_ar")
    return Alignment(
        wrap_text=column.kind in (Kind.TEXT, Kind.LINES, Kind.QUESTIONS),
        vertical="top",
        horizontal="right" if is_arabic else "left",
        readingOrder=2 if is_arabic else 0,
    )


def _add_zones(sheet: Worksheet) -> str:
    """Write the time zones into a hidden sheet, and return where, as a formula has it."""
    zones = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))
    for zone in ("UTC", *zones):
        sheet.append([zone])
    sheet.sheet_state = "hidden"
    return f"{quote_sheetname(_LISTS)}!$A$1:$A${len(zones) + 1}"


def _guide_typing(
    sheet: Worksheet, columns: Sequence[Column], model: type[BaseModel], zones: str
) -> None:
    """Say at each cell what it means, and offer or refuse what may stand there."""
    for position, column in enumerate(columns, start=1):
        rule = _rule(column, choices(column, model), zones)
        rule.promptTitle, rule.prompt = column.name[:32], meaning(column, model)[:255]
        rule.showInputMessage = True
        letter = get_column_letter(position)
        rule.add(f"{letter}2:{letter}{MOST_ROWS}")
        sheet.add_data_validation(rule)


def _rule(column: Column, words: Sequence[str], zones: str) -> DataValidation:
    offered = _offered(column, words, zones)
    if offered:
        rule = DataValidation("list", formula1=offered, allow_blank=True)
        is_one_of = bool(words) and column.kind is Kind.WORD
        said = f"One of: {', '.join(words)}." if is_one_of else ""
        return _strict(rule, "yes, or nothing." if column.kind is Kind.YES else said)
    if column.kind in (Kind.DAY, Kind.MOMENT):
        rule = DataValidation("date", operator="greaterThan", formula1="1", allow_blank=True)
        return _strict(rule, "Write year-month-day, such as 2027-07-05.")
    if column.kind is Kind.NUMBER:
        rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="1")
        rule.allow_blank = True
        return _strict(rule, "A whole number, at least 1.")
    return DataValidation(allow_blank=True)


def _offered(column: Column, words: Sequence[str], zones: str) -> str:
    """Return the list that a cell drops down, as a formula has it; empty where there is none."""
    if column.name == "activity":
        return f"{quote_sheetname(SHEETS[0])}!$A$2:$A${MOST_ROWS}"
    if column.name.endswith("zone"):
        return zones
    if column.kind is Kind.YES:
        return '"yes"'
    return f'"{",".join(words)}"' if words else ""


def _strict(rule: DataValidation, what: str) -> DataValidation:
    """Let a cell refuse anything else, and say `what` it takes; nothing is refused without it."""
    if what:
        rule.showErrorMessage, rule.errorStyle = True, "stop"
        rule.errorTitle, rule.error = "This cannot be read", what[:255]
    return rule
