"""Files of people: UTF-8, or a sentence with the line in which it shows."""

from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.sources.encoding import read_text


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("Genève\n".encode("latin-1"), 1),
        ("Geneva\nand Genève\n".encode("latin-1"), 2),
        ("Geneva\r\n\r\nGenève\r\n".encode("cp1252"), 3),
        ("Geneva\rGenève\r".encode("mac-roman"), 2),
        ("Geneva\n".encode("utf-16"), 1),
    ],
)
def test_another_encoding_is_told_with_the_line(tmp_path: Path, content: bytes, line: int) -> None:
    """An editor shows the line; the name of a codec would help nobody."""
    (tmp_path / "fr.md").write_bytes(content)

    with pytest.raises(UserError) as told:
        read_text(tmp_path / "fr.md", where="update/fr.md")

    assert str(told.value) == (
        f"update/fr.md:{line}: The file is not in UTF-8; save it in that encoding."
    )


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """Notepad writes one."""
    (tmp_path / "fr.md").write_bytes("Genève".encode("utf-8-sig"))

    assert read_text(tmp_path / "fr.md") == "Genève"


def test_a_file_that_cannot_be_read_is_told_without_a_number(tmp_path: Path) -> None:
    """A folder where a file should be."""
    with pytest.raises(UserError) as told:
        read_text(tmp_path)

    assert str(told.value) == f"{tmp_path}: The file cannot be read: Is a directory."
