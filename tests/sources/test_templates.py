"""The folder of the letters: all of it is read, or what is wrong or left out is named."""

import shutil
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.languages import LANGUAGES
from notifier.plan.kind import Kind
from notifier.sources.templates import (
    fragment_names,
    read_template,
    read_templates,
    readable_templates,
    unread_templates,
)

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


def test_what_lies_among_the_fragments_and_is_none_is_named(folder: Path) -> None:
    """A fragment of that name is not found, and nobody knows why."""
    (folder / "_fragments/contact/de.md").write_text("Rufen Sie an.", encoding="utf-8")
    (folder / "_fragments/Reply Routes").mkdir()
    (folder / "_fragments/contact.md").write_text("", encoding="utf-8")

    assert [note.where for note in unread_templates(folder)] == [
        "templates/letters/_fragments/Reply Routes",
        "templates/letters/_fragments/contact/de.md",
        "templates/letters/_fragments/contact.md",
    ]
    assert "Reply Routes" not in fragment_names(folder)


def test_a_broken_fragment_is_told_once_and_not_in_each_letter(folder: Path) -> None:
    """Two letters include it in French, and one sentence mends both."""
    path = folder / "_fragments/reply-routes/fr.md"
    path.write_text("{% if a %}\n- x", encoding="utf-8")
    (folder / "_fragments/contact/ru.md").unlink()

    with pytest.raises(UserError) as told:
        read_templates(folder)

    assert list(map(str, told.value.problems)) == [
        "templates/letters/_fragments/contact/ru.md: the fragment `contact` is missing in ru",
        "templates/letters/_fragments/reply-routes/fr.md:1:1: the template does not read: {% if %} is not closed; put {% endif %} where it ends",
    ]


def test_one_template_is_read_without_what_is_wrong_in_others(folder: Path) -> None:
    """Whoever looks at a reminder is not told of the consultation."""
    (folder / "_fragments/reply-routes/fr.md").write_text("{% if a %}", encoding="utf-8")
    (folder / "consultation/en.md").unlink()

    assert read_template(folder, Kind.REMINDER, "fr").kind == Kind.REMINDER
    assert read_template(folder, Kind.CONSULTATION, "es").language == "es"
    with pytest.raises(UserError, match=r"_fragments/reply-routes/fr\.md:1:1"):
        read_template(folder, Kind.UPDATE, "fr")


def test_the_templates_that_read_are_there_beside_what_is_wrong(folder: Path) -> None:
    """One mistake hides no other one."""
    (folder / "update/fr.md").write_text("Bonjour", encoding="utf-8")
    (folder / "update/zh.md").unlink()

    templates, problems = readable_templates(folder)

    assert len(templates) == len(Kind) * len(LANGUAGES) - 2
    assert [problem.where for problem in problems] == [
        "templates/letters/update/zh.md",
        "templates/letters/update/fr.md:1:1",
    ]


def test_a_changed_fragment_changes_the_hash_of_the_letters_that_include_it(folder: Path) -> None:
    """The hash is kept with each letter, and says of which words it was made."""
    before = {key: template.sha256 for key, template in read_templates(folder).items()}
    path = folder / "_fragments/short-notice/en.md"
    path.write_text(path.read_text(encoding="utf-8") + "{# seen #}\n", encoding="utf-8")

    after = {key: template.sha256 for key, template in read_templates(folder).items()}

    assert {key for key in before if before[key] != after[key]} == {("consultation", "en")}
