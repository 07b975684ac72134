"""Han characters: which they are, how wide, and where a line may end beside them."""

import pytest

from notifier.letters.outputs.east_asian import is_han, may_break, width


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("中文", 4), ("（a）", 5), ("e\u0301\u200f", 1)]
)
def test_a_han_character_takes_two_columns_and_an_accent_none(text, columns):
    """Else tables in Chinese would not stand in columns."""
    assert width(text) == columns


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("中", "文", True),
        ("中", "a", True),
        ("a", "b", False),
        ("文", "。", False),
        ("文", "）", False),
        ("（", "中", False),
        ("。", "中", True),
    ],
)
def test_a_line_ends_beside_han_but_not_before_closing_marks(before, after, allowed):
    """A full stop at the beginning of a line is a mistake in Chinese typesetting."""
    assert may_break(before, after) is allowed


def test_no_character_is_not_han():
    """The neighbour of the first character of a text is none."""
    assert not is_han("")
