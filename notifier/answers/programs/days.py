"""Dates in running text, in the languages that write to us; one that reads both ways is none."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache

from babel.dates import get_month_names

_ISO = re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_CJK = re.compile(r"(?:(20\d\d)\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]")
_VIETNAMESE = re.compile(
    r"(?<!\d)(\d{1,2})\s*(?:tháng|thg|/)\s*(\d{1,2})\s*(?:năm|,)\s*(20\d\d)", re.IGNORECASE
)
_NUMBERS = re.compile(r"(?<![\d.])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(20\d\d|\d\d)(?!\d)")
_NAME = r"([^\s\d.,;:()]{3,14})"
_DAY_NAME = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.|-го|-е)?\s+(?:de\s+|of\s+)?{_NAME}\.?,?(?:\s+(?:de\s+|del\s+)?(20\d\d))?"
)
_NAME_DAY = re.compile(rf"{_NAME}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(20\d\d))?")
_YEAR_FIRST = re.compile(rf"(20\d\d)\.?\s*(?:m\.|gada|г\.)?\s*(\d{{1,2}})\.\s*{_NAME}")
_YEAR_NAME_DAY = re.compile(rf"(20\d\d)\.?\s*(?:m\.\s*)?{_NAME}\s+(\d{{1,2}})(?!\d)")
_EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "012345678901234567890123456789")
_LOCALES = (
    "en", "fr", "es", "ru", "ar", "de", "pt", "it", "nl", "pl", "tr", "sv", "da", "nb", "fi", "cs", "sk",
    "hu", "ro", "hr", "sl", "bg", "uk", "el", "id", "he", "fa", "hi", "th", "et", "lv", "lt", "sw", "ca",
    "sr", "az", "ms", "ur", "bn", "kk",
)  # fmt: skip
_SHORTEST = 4  # letters of a name that an ending may follow


def common_digits(text: str) -> str:
    """Return a text with the digits of Arabic, Persian and Hindi as common ones."""
    return text.translate(_EASTERN_DIGITS)


def days_in(text: str, sent_at: datetime | None) -> Iterator[date]:
    """Yield the dates of a text, those of the surest form first; without a year the next one."""
    for m in _ISO.finditer(text):
        yield from _day(m[1], m[2], m[3], sent_at)
    for m in _CJK.finditer(text):
        yield from _day(m[1], m[2], m[3], sent_at)
    for m in _VIETNAMESE.finditer(text):
        yield from _day(m[3], m[2], m[1], sent_at)
    for m in _NUMBERS.finditer(text):
        yield from _numbers_day(m, sent_at)
    for pattern, year, name, day in (
        (_YEAR_FIRST, 1, 3, 2),
        (_YEAR_NAME_DAY, 1, 2, 3),
        (_DAY_NAME, 3, 2, 1),
        (_NAME_DAY, 3, 1, 2),
    ):
        for m in pattern.finditer(text):
            if month := _month(m[name]):
                yield from _day(m[year], month, m[day], sent_at)


def _numbers_day(m: re.Match[str], sent_at: datetime | None) -> Iterator[date]:
    first, second = int(m[1]), int(m[3])
    year = m[4] if len(m[4]) == 4 else f"20{m[4]}"
    if m[2] == "." or first > 12 or first == second:
        yield from _day(year, second, first, sent_at)
    elif second > 12:
        yield from _day(year, first, second, sent_at)


def _day(
    year: str | None, month: str | int, day: str | int, sent_at: datetime | None
) -> Iterator[date]:
    try:
        if year is not None:
            yield date(int(year), int(month), int(day))
        elif sent_at is not None:
            this_year = date(sent_at.year, int(month), int(day))
            past = this_year < sent_at.date()
            yield date(sent_at.year + 1, int(month), int(day)) if past else this_year
    except ValueError:
        return


def _month(name: str) -> int:
    """Return the month of a name, also with an ending or a preposition grown to it; 0 for none."""
    known, name = _months(), name.lower().strip("'’")
    name = name.removeprefix("ב") if name.startswith("ב") else name
    for length in range(len(name), _SHORTEST - 1, -1):
        if name[:length] in known:
            return known[name[:length]]
    return known.get(name, 0)


@cache
def _months() -> Mapping[str, int]:
    """Return month names and their usual short forms; a name of two months is left out."""
    names: dict[str, set[int]] = {}
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    names.setdefault(name.lower().strip(".٫"), set()).add(number)
    return {n: numbers.pop() for n, numbers in names.items() if len(numbers) == 1 and len(n) > 2}
