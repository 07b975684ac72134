"""The numbers of a text in one form for all languages: digits of any script, months, numerals."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from babel import Locale

from notifier.languages import LOCALE, Language

# 1,000 and 1 000 and 1.000 and 1'000, and with the Arabic sign U+066C
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f.,'’\u066c]\d{3})+(?!\d)")
_HAN = {han: value for value, han in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_HAN_NUMBER = re.compile(f"[{''.join((*_HAN, *_HAN_UNITS))}]+")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_NUMBER = re.compile(r"(?<!\w)[IVXLCDM]{2,}(?=e\b|ème\b|\b)")


def numbers(text: str, language: Language) -> Iterator[int]:
    """Yield the numbers that a text writes in digits, whichever; a month in a date is a number too."""
    months = _months(language)
    digits = _month_in_date(language).sub(lambda found: f" {months[found[0].lower()]} ", text)
    digits = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), digits)
    yield from (int(number) for number in re.findall(r"\d+", digits))


def spelt_numbers(text: str, language: Language) -> frozenset[int]:
    """Return the numbers that a text may mean otherwise: in Chinese or in Roman numerals.

    Each is a guess, since 一 stands in many words: it serves as an excuse, never as a reproach.
    """
    if language == "zh":
        return frozenset(map(_of_han, _HAN_NUMBER.findall(text)))
    return frozenset(map(_of_roman, _ROMAN_NUMBER.findall(text)))


def _of_han(numeral: str) -> int:
    if not set(numeral) & set(_HAN_UNITS):  # 二〇二七, as years are read
        return int("".join(str(_HAN[han]) for han in numeral))
    total = below_unit = 0
    for han in numeral:
        if han == "万":
            total, below_unit = (total + below_unit) * _HAN_UNITS[han], 0
        elif han in _HAN_UNITS:
            total, below_unit = total + (below_unit or 1) * _HAN_UNITS[han], 0
        else:
            below_unit = _HAN[han]
    return total + below_unit


def _of_roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


@cache
def _months(language: Language) -> Mapping[str, int]:
    forms = Locale.parse(LOCALE[language]).months
    return {
        name.lower(): number
        for form in ("format", "stand-alone")
        for number, name in forms[form]["wide"].items()
        if not name[0].isdigit()
    }


@cache
def _month_in_date(language: Language) -> re.Pattern[str]:
    """Match a month beside its day or its year: in Chinese it is a number already."""
    names = "|".join(sorted(map(re.escape, _months(language)), reverse=True)) or "(?!)"
    before = r"(?:(?<=\d )|(?<=\d\u00a0)|(?<=\der )|(?<=\d\.º )|(?<=\d de ))"
    return re.compile(rf"{before}(?:{names})\b|\b(?:{names})(?=\s(?:de\s)?\d{{4}})", re.IGNORECASE)
