"""Until when the writer of an automatic reply is away, where the text says so for sure."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from babel.dates import get_month_names

_UNTIL = re.compile(
    r"\b(?:until|till?|through|return(?:ing)?|back|up to|to|jusqu['’]au|retour|bis(?: zum)?|zurück|"
    r"ab(?: dem)?|hasta|regres\w+|vuel\w+|до|вернусь|по|até|fino al|tot|t/m)\b|至|到|まで|حتى|إلى",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_CJK = re.compile(r"(?:(20\d\d)\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]")
_NUMBERS = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2(20\d\d|\d\d)(?!\d)")
_DAY_NAME = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?(?:\s+(?:de\s+)?(20\d\d))?"
)
_NAME_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(20\d\d))?")
_EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def away_until(text: str, sent_at: datetime | None) -> date | None:
    """Return the day until which a reply says its writer is away; None when it is not sure.

    The latest date after a word such as "until" counts. A day such as 05/03/2027, which
    reads both ways, is left out; a date without a year is the next one after `sent_at`.
    """
    text = text[:8000].translate(_EASTERN_DIGITS)
    found = [
        day
        for word in _UNTIL.finditer(text)
        if (day := _first_day(text[word.end() : word.end() + 60], sent_at)) is not None
    ]
    if "至" not in text and not found:
        found = [day for m in _CJK.finditer(text) if (day := _cjk_day(m, sent_at))]
    later = [day for day in found if sent_at is None or day >= sent_at.date()]
    return max(later, default=None)


def _first_day(near: str, sent_at: datetime | None) -> date | None:
    if m := _ISO.search(near):
        return _day(m[1], m[2], m[3], sent_at)
    if m := _CJK.search(near):
        return _cjk_day(m, sent_at)
    if m := _NUMBERS.search(near):
        return _numbers_day(m, sent_at)
    months = _months()
    for m in _DAY_NAME.finditer(near):
        if month := months.get(m[2].lower()):
            return _day(m[3], month, m[1], sent_at)
    for m in _NAME_DAY.finditer(near):
        if month := months.get(m[1].lower()):
            return _day(m[3], month, m[2], sent_at)
    return None


def _cjk_day(m: re.Match[str], sent_at: datetime | None) -> date | None:
    return _day(m[1], m[2], m[3], sent_at)


def _numbers_day(m: re.Match[str], sent_at: datetime | None) -> date | None:
    first, second = int(m[1]), int(m[3])
    year = m[4] if len(m[4]) == 4 else f"20{m[4]}"
    if m[2] == "." or first > 12 or first == second:
        return _day(year, second, first, sent_at)
    return _day(year, first, second, sent_at) if second > 12 else None


def _day(
    year: str | None, month: str | int, day: str | int, sent_at: datetime | None
) -> date | None:
    if year is None and sent_at is None:
        return None
    try:
        if year is not None:
            return date(int(year), int(month), int(day))
        assert sent_at is not None
        this_year = date(sent_at.year, int(month), int(day))
        past = this_year < sent_at.date()
        return date(sent_at.year + 1, int(month), int(day)) if past else this_year
    except ValueError:
        return None


@cache
def _months() -> Mapping[str, int]:
    """Return month names and their usual short forms in the languages that write to us."""
    names: dict[str, int] = {}
    for locale in ("en", "fr", "es", "ru", "ar", "de", "pt", "it", "nl", "pl", "tr"):
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, context="format", locale=locale).items():
                names.setdefault(name.lower().strip("."), number)
    return names
