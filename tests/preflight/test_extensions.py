"""What a relay offers, and what follows for letters."""

import pytest

from notifier.preflight.check import Grade
from notifier.preflight.extensions import Load, extension_checks, largest_taken

ALL = {
    "size": "1000000",
    "smtputf8": "",
    "8bitmime": "",
    "dsn": "",
    "pipelining": "",
    "chunking": "",
}


def load(size: int = 0, international: tuple[str, ...] = ()) -> Load:
    """A letter of some size to some people."""
    return Load("bounce@secretariat.example", (), size, "CL-27/1 (ar)", international)


@pytest.mark.parametrize(
    ("value", "octets"), [("35882577", 35882577), ("0", 0), ("", 0), ("unlimited", 0), ("-1", 0)]
)
def test_a_limit_is_a_number_and_nought_is_none(value: str, octets: int) -> None:
    """RFC 1870 4: nought says that there is no fixed limit."""
    assert largest_taken({"size": value}) == octets


@pytest.mark.parametrize(
    ("offers", "size", "grade", "seen"),
    [
        (ALL, 0, Grade.OK, "up to 1 000 000 octets; no letter is issued yet"),
        (ALL, 1_000_000, Grade.OK, "CL-27/1 (ar) has 1 000 000 octets"),
        (ALL, 1_000_001, Grade.FAIL, "CL-27/1 (ar) has 1 000 001 octets"),
        ({}, 1_000_001, Grade.OK, "no limit told"),
    ],
)
def test_the_largest_letter_must_fit(
    offers: dict[str, str], size: int, grade: Grade, seen: str
) -> None:
    """Two hundred refusals at the day of issue are too late."""
    row = next(row for row in extension_checks(offers, load(size)) if row.what == "SIZE")

    assert row.grade is grade
    assert seen in row.seen


@pytest.mark.parametrize(
    ("offers", "who", "grade", "seen"),
    [
        (ALL, ("cn-wsis",), Grade.OK, "offered; needed by 1: cn-wsis"),
        ({}, (), Grade.OK, "not offered; no focal point needs it"),
        ({}, ("cn-wsis", "eg-wsis"), Grade.WARN, "not offered; needed by 2: cn-wsis, eg-wsis"),
        ({"smtputf8": ""}, ("cn-wsis",), Grade.WARN, "not offered; needed by 1"),
        ({}, tuple("abcdefg"), Grade.WARN, "needed by 7: a, b, c, d, e, ..."),
    ],
)
def test_whoever_could_not_be_reached_is_named(
    offers: dict[str, str], who: tuple[str, ...], grade: Grade, seen: str
) -> None:
    """RFC 6531: an address beyond ASCII goes over SMTPUTF8 with 8BITMIME, or not at all."""
    row = next(r for r in extension_checks(offers, load(0, who)) if r.what == "SMTPUTF8")

    assert row.grade is grade
    assert seen in row.seen


def test_every_extension_has_a_row_that_says_what_follows() -> None:
    """An abbreviation by itself tells the administrator nothing."""
    bare = {row.what: row for row in extension_checks({}, load())}
    full = {row.what: row for row in extension_checks(ALL, load())}

    assert {what.lower() for what in full} == set(ALL)
    assert {row.grade for row in (*bare.values(), *full.values())} == {Grade.OK}
    for what in ("8BITMIME", "DSN", "PIPELINING", "CHUNKING"):
        assert bare[what].seen.startswith("not offered: ")
        assert full[what].seen.startswith("offered: ")
