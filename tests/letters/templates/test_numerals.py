"""Numbers in one form, whatever script and language write them."""

import pytest

from notifier.letters.templates.numerals import numbers, spelt_numbers


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "1,000 pages by 5 July 2027, not in may", [1000, 5, 7, 2027]),
        ("fr", "1\u202f000 pages au 1er juillet 2027", [1000, 1, 7, 2027]),
        ("ru", "1 000 страниц к 5 июля 2027 года", [1000, 5, 7, 2027]),
        ("es", "1.000 páginas el 5 de julio de 2027", [1000, 5, 7, 2027]),
        ("es", "el 1.º de julio de 2027", [1, 7, 2027]),
        ("ar", "١٬٠٠٠ صفحة في ٥ يوليو ٢٠٢٧", [1000, 5, 7, 2027]),
        ("zh", "2027年7月5日，第１届", [2027, 7, 5, 1]),
        ("en", "m² and 2nd", [2]),
    ],
)
def test_digits_of_any_script_and_months_are_numbers(language, text, found):
    """A deadline in Arabic digits is the same day."""
    assert list(numbers(text, language)) == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("zh", "二〇二七年七月十五日", {2027, 7, 15}),
        ("zh", "二十一世纪，两千字，一万二千三百", {21, 2000, 12_300}),
        ("fr", "le XXIe siècle, la XIVe session", {21, 14}),
        ("ru", "XXI век", {21}),
        ("en", "I have the honour", set()),
    ],
)
def test_numerals_are_understood(language, text, found):
    """The century of an anniversary is written in Roman numerals in half of Europe."""
    assert spelt_numbers(text, language) == found
