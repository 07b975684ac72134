"""One cell: what people type becomes what the model takes, and nothing is guessed."""

from datetime import date, datetime
from typing import Any

import pytest

from notifier.sources.cells import Cell, is_empty, read, written
from notifier.sources.plan_columns import Kind


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.TEXT, " Forum\u00a0", "Forum"),
        (Kind.TEXT, "a\r\nb\rc", "a\nb\nc"),
        (Kind.TEXT, 2027, "2027"),
        (Kind.TEXT, 2027.0, "2027"),
        (Kind.WORD, "wsis\u00a0", "wsis"),
        (Kind.DAY, date(2027, 7, 5), "2027-07-05"),
        (Kind.DAY, datetime(2027, 7, 5), "2027-07-05"),  # noqa: DTZ001
        (Kind.DAY, " 2027-07-05 ", "2027-07-05"),
        (Kind.MOMENT, datetime(2027, 3, 24, 23, 59), "2027-03-24T23:59"),  # noqa: DTZ001
        (Kind.MOMENT, datetime(2027, 3, 24, 23, 59, 30), "2027-03-24T23:59:30"),  # noqa: DTZ001
        (Kind.MOMENT, "2027-03-24 23:59", "2027-03-24 23:59"),
        (Kind.MOMENT, date(2027, 3, 24), "2027-03-24"),
        (Kind.NUMBER, "4 ", 4),
        (Kind.NUMBER, 4.0, 4),
        (Kind.NUMBER, 4.5, 4.5),
        (Kind.YES, True, True),
        (Kind.YES, "No", False),
        (Kind.YES, "TRUE", True),
        (Kind.WORDS, "wsis, mission;sdg\nregulator registration", ["wsis", "mission", "sdg", "regulator", "registration"]),
        (Kind.WORDS, "none", []),
        (Kind.NAMES, "Arab States, CIS\nAfrica", ["Arab States", "CIS", "Africa"]),
        (Kind.NAMES, "all", "all"),
        (Kind.NAMES, "none", []),
        (Kind.LINES, "Analyst\n\n Officer, events \n", ["Analyst", "Officer, events"]),
        (Kind.LINES, "one\\ntwo\\\\", ["one\ntwo\\"]),
        (Kind.QUESTIONS, "First?\n\nThird?\n", ["First?", "", "Third?"]),
        (Kind.QUESTIONS, "\nSecond?", ["", "Second?"]),
    ],
)  # fmt: skip
def test_what_people_type_is_read(kind: Kind, cell: Cell, value: Any) -> None:
    """Spaces, kinds of number and of line break make no difference that anybody means."""
    assert read(kind, cell) == (value, None)


@pytest.mark.parametrize(
    ("kind", "cell", "said"),
    [
        (Kind.TEXT, True, "`true` stands where a text is expected"),
        (Kind.TEXT, 10.3, "The number 10.3 stands where a text is expected"),
        (Kind.TEXT, date(2027, 3, 1), "A day, 2027-03-01, stands where a text is expected"),
        (Kind.LINES, date(2027, 3, 1), "A day, 2027-03-01, stands where a text is expected"),
        (Kind.QUESTIONS, True, "`true` stands where a text is expected"),
        (Kind.NAMES, 1.5, "The number 1.5 stands where a text is expected"),
        (Kind.DAY, datetime(2027, 7, 5, 9, 30), "09:30 stands beside the day; give the day alone."),  # noqa: DTZ001
        (Kind.DAY, "24/03/2027", "`24/03/2027` may be another day elsewhere; write year-month-day"),
        (Kind.DAY, "3.4.27", "`3.4.27` may be another day elsewhere; write year-month-day"),
        (Kind.DAY, "2027/03/24", "`2027/03/24` may be another day elsewhere; write year-month-day"),
        (Kind.MOMENT, "24/03/2027 23:59", "`24/03/2027 23:59` may be another day elsewhere"),
        (Kind.NUMBER, True, "`true` is not a whole number."),
        (Kind.NUMBER, date(2027, 1, 1), "`2027-01-01` is not a whole number."),
        (Kind.YES, "vrai", "`vrai` is neither yes nor no."),
        (Kind.YES, 1, "`1` is neither yes nor no."),
    ],
)
def test_what_could_be_read_in_two_ways_is_told(kind: Kind, cell: Cell, said: str) -> None:
    """A deadline that is guessed is a letter with the wrong date."""
    _, fault = read(kind, cell)

    assert fault is not None
    assert fault.startswith(said)


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        (Kind.NAMES, None, "all"),
        (Kind.NAMES, (), "none"),
        (Kind.WORDS, (), "none"),
        (Kind.WORDS, ("wsis", "sdg"), "wsis, sdg"),
        (Kind.LINES, (), None),
        (Kind.LINES, ("a\nb", "c\\"), "a\\nb\nc\\\\"),
        (Kind.YES, False, None),
        (Kind.YES, True, "yes"),
        (Kind.WORD, None, None),
        (Kind.DAY, date(2027, 7, 5), date(2027, 7, 5)),
    ],
)
def test_a_value_is_shown_as_people_would_type_it(kind: Kind, value: Any, cell: Cell) -> None:
    """No region at all is not the same as all of them."""
    assert written(kind, value) == cell


@pytest.mark.parametrize(
    ("cell", "is_so"),
    [(None, True), ("", True), (" \u00a0\t\n", True), ("a", False), (0, False), (False, False)],
)
def test_spaces_of_any_width_are_an_empty_cell(cell: Cell, is_so: bool) -> None:
    """Nobody sees them, so nobody means them."""
    assert is_empty(cell) is is_so
