"""The folder of the letters: all of it is read, or what is wrong or left out is named."""

import shutil
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.languages import LANGUAGES
from notifier.plan.kind import Kind
from notifier.sources.templates import read_templates, unread_templates

SHIPPED = Path("templates/letters")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the letters that may be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "templates/letters"))


def test_the_shipped_letters_are_read_and_nothing_else_lies_there() -> None:
    """Each kind in each language."""
    assert len(read_templates(SHIPPED)) == len(Kind) * len(LANGUAGES)
    assert list(unread_templates(SHIPPED)) == []


def test_a_letter_in_another_encoding_is_told_with_file_and_line(folder: Path) -> None:
    """Word and Notepad still offer it."""
    path = folder / "update/fr.md"
    lines = path.read_text(encoding="utf-8").replace("’", "'").splitlines(keepends=True)
    first = next(n for n, line in enumerate(lines, 1) if not line.isascii())
    path.write_bytes("".join(lines).encode("latin-1", "replace"))

    with pytest.raises(UserError) as told:
        read_templates(folder)

    assert str(told.value) == (
        f"templates/letters/update/fr.md:{first}:"
        " The file is not in UTF-8; save it in that encoding."
    )


def test_what_lies_there_and_is_no_letter_is_named(folder: Path) -> None:
    """A slip in a name, and the letter that staff wrote never leaves."""
    (folder / "update/de.md").write_text("Sehr geehrte Damen und Herren", encoding="utf-8")
    (folder / "update/fr.md.orig").write_text("", encoding="utf-8")
    (folder / "update/.fr.md.swp").write_text("", encoding="utf-8")
    (folder / "invitation").mkdir()
    (folder / "notes.txt").write_text("", encoding="utf-8")

    assert [note.where for note in unread_templates(folder)] == [
        "templates/letters/invitation",
        "templates/letters/notes.txt",
        "templates/letters/update/de.md",
        "templates/letters/update/fr.md.orig",
    ]
