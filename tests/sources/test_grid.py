"""A cell is named as the spreadsheet on the officer's screen names it."""

import pytest
from openpyxl.utils import get_column_letter

from notifier.sources.grid import letter_of


@pytest.mark.parametrize("position", [0, 1, 25, 26, 51, 52, 701, 702, 16_383])
def test_a_column_has_the_letters_of_the_spreadsheet(position: int) -> None:
    """The same as the program that writes workbooks gives it."""
    assert letter_of(position) == get_column_letter(position + 1)
