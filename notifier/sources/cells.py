"""One cell of a plan as the plain value of its field, and a field as what its cell shows.

A cell is text, a number, a truth value, a day or a moment; None is an empty one. Nothing is
guessed: what could be read in two ways is told.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from notifier.sources.plan_columns import Kind

Cell = str | int | float | bool | date | datetime | None
Fault = str | None

NONE, ALL = "none", "all"
_REGIONAL = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?=\D|\Z)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?=\D|\Z)")
_ESCAPED = re.compile(r"\\([\\n])")
_TRUTH = {"yes": True, "true": True, "no": False, "false": False}
_AS_TEXT = "give the cell the format “text” and write it again"


def read(kind: Kind, cell: Cell) -> tuple[Any, Fault]:
    """Return the plain value of a cell that is not empty, and what is wrong with it."""
    return _READ[kind](cell)


def written(kind: Kind, value: Any) -> Cell:
    """Return what a cell holds for a value; `read` gives the value back, None leaves it empty."""
    if value is None:
        return ALL if kind is Kind.NAMES else None
    return _WRITTEN[kind](value) if kind in _WRITTEN else value


def is_empty(cell: Cell) -> bool:
    """Tell whether nothing stands in a cell; spaces of any width are nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def clean(text: str) -> str:
    """Return a text as a cell gives it back: without spaces around it, lines parted in one way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _text(cell: Cell) -> tuple[str, Fault]:
    match cell:
        case bool():
            fault = f"`{str(cell).lower()}` stands where a text is expected; {_AS_TEXT}."
        case datetime() | date():
            fault = f"A day, {cell}, stands where a text is expected; {_AS_TEXT}."
        case float() if not cell.is_integer():
            fault = f"The number {cell} stands where a text is expected; {_AS_TEXT}."
        case float():
            return str(int(cell)), None
        case _:
            return clean(str(cell)), None
    return str(cell), fault


def _day(cell: Cell) -> tuple[Any, Fault]:
    if isinstance(cell, datetime):
        if cell.time() == datetime.min.time():
            return cell.date().isoformat(), None
        return str(cell), f"{cell:%H:%M} stands beside the day; give the day alone."
    if isinstance(cell, date):
        return cell.isoformat(), None
    return _iso(cell, "2027-07-05")


def _moment(cell: Cell) -> tuple[Any, Fault]:
    if isinstance(cell, datetime):
        return cell.isoformat("T", "seconds" if cell.second else "minutes"), None
    if isinstance(cell, date):
        return cell.isoformat(), None
    return _iso(cell, "2027-03-24T23:59")


def _iso(cell: Cell, sample: str) -> tuple[Any, Fault]:
    """Return a text as it stands: the model judges it, but days as countries write them are told."""
    if not isinstance(cell, str):
        return cell, None
    text = cell.strip()
    if _REGIONAL.match(text) and not _ISO.match(text):
        return text, (
            f"`{text}` may be another day elsewhere; write year-month-day, such as {sample}. (A"
            " spreadsheet that opens a CSV file rewrites days; a workbook keeps them.)"
        )
    return text, None


def _number(cell: Cell) -> tuple[Any, Fault]:
    match cell:
        case bool() | date():
            return str(cell), f"`{str(cell).lower()}` is not a whole number."
        case float() if cell.is_integer():
            return int(cell), None
        case str() if re.fullmatch(r"[0-9]{1,9}", cell.strip()):
            return int(cell.strip()), None
    return cell.strip() if isinstance(cell, str) else cell, None


def _yes(cell: Cell) -> tuple[Any, Fault]:
    if isinstance(cell, bool):
        return cell, None
    word = str(cell).strip()
    if word.casefold() in _TRUTH:
        return _TRUTH[word.casefold()], None
    return word, f"`{word}` is neither yes nor no."


def _words(cell: Cell) -> tuple[list[str], Fault]:
    text, fault = _text(cell)
    return [] if text == NONE else [word for word in re.split(r"[\s,;]+", text) if word], fault


def _names(cell: Cell) -> tuple[Any, Fault]:
    text, fault = _text(cell)
    if text in (NONE, ALL):
        return [] if text == NONE else ALL, fault
    return [name.strip() for name in re.split(r"[\n,;]", text) if name.strip()], fault


def _lines(cell: Cell) -> tuple[list[str], Fault]:
    text, fault = _text(cell)
    return [_unescaped(line.strip()) for line in text.split("\n") if line.strip()], fault


def _questions(cell: Cell) -> tuple[list[str], Fault]:
    """Return the lines, an empty one for each question that is not written in this language."""
    if not isinstance(cell, str):
        return _lines(cell)
    text = cell.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return [_unescaped(line.strip()) for line in text.split("\n")], None


def _unescaped(line: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else "\\", line)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("\n", "\\n")


def _listed(words: Sequence[str]) -> Cell:
    return ", ".join(words) or NONE


def _as_lines(lines: Sequence[str]) -> Cell:
    return "\n".join(map(_escaped, lines)) or None


_READ: Mapping[Kind, Callable[[Cell], tuple[Any, Fault]]] = {
    Kind.TEXT: _text,
    Kind.WORD: _text,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.NUMBER: _number,
    Kind.YES: _yes,
    Kind.WORDS: _words,
    Kind.NAMES: _names,
    Kind.LINES: _lines,
    Kind.QUESTIONS: _questions,
}
_WRITTEN: Mapping[Kind, Callable[[Any], Cell]] = {
    Kind.TEXT: lambda text: text or None,
    Kind.WORD: lambda word: word or None,
    Kind.YES: lambda is_so: "yes" if is_so else None,
    Kind.WORDS: _listed,
    Kind.NAMES: _listed,
    Kind.LINES: _as_lines,
    Kind.QUESTIONS: _as_lines,
}
