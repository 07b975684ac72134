"""Which words run from right to left: as UAX 9 turns them, and nothing is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.letters.outputs.word.directions import LEFT_TO_RIGHT_MARK, isolated, stretches

MIXED = st.text("abЖ中ابج٢5+-. ()/@\u200f\u200e\u0301") | st.text()


@given(MIXED, st.sampled_from(["ltr", "rtl"]))
def test_nothing_is_lost_or_moved(text: str, base):
    """Pieces in their order are the text again, but for the marks around a telephone number."""
    found = "".join(piece for piece, _ in stretches(text, base))

    assert found.replace(LEFT_TO_RIGHT_MARK, "") == text.replace(LEFT_TO_RIGHT_MARK, "")


@given(MIXED, st.sampled_from(["ltr", "rtl"]))
def test_two_neighbours_never_run_alike(text: str, base):
    """One piece for each turn: Word shapes Arabic letters within a run."""
    ways = [way for _, way in stretches(text, base)]

    assert all(one != other for one, other in pairwise(ways))


@pytest.mark.parametrize(
    ("text", "base", "turned"),
    [
        ("We write", "ltr", []),
        ("We thank محمد بن سلمان for it", "ltr", ["محمد بن سلمان"]),
        ("منتدى WSIS Forum 2027 (جنيف)", "rtl", ["منتدى ", " (جنيف)"]),
        ("24 مارس 2027، 23:59", "rtl", ["24 مارس 2027، 23:59"]),
        ("WSIS.", "rtl", ["."]),
        ("هاتف: +41 22 730 5111.", "rtl", ["هاتف: ", "."]),
        ("致محمد函", "ltr", ["محمد"]),
        ("Call محمد +41 22 730 5111", "ltr", ["محمد"]),
    ],
)
def test_each_word_turns_as_a_reader_expects(text: str, base, turned: list[str]):
    """The cases that letters have: names, years, clocks, telephones, abbreviations."""
    assert [piece for piece, way in stretches(text, base) if way == "rtl"] == turned


@pytest.mark.parametrize(
    ("value", "is_marked"),
    [
        ("+41 22 730", True),
        ("wsis@union.example", True),
        ("CL-27/5", True),
        ("27/م", False),
        ("", False),
    ],
)
def test_a_value_keeps_its_own_order_inside_arabic(value: str, is_marked: bool):
    """A telephone number read from its end reaches somebody else."""
    marks = LEFT_TO_RIGHT_MARK if is_marked else ""

    assert isolated(value, "rtl") == f"{marks}{value}{marks}"
    assert isolated(value, "ltr") == value
