"""`notifier check` says what is wrong, and as a note what is incomplete or read by nobody."""

from pathlib import Path

import pytest

from tests.cli.conftest import Terminal
from tests.cli.mistakes import in_the_plan, in_the_settings
from tests.secretariat import HEAD

ORDER = "Everything that can be edited is in order."


def notes(terminal: Terminal, folder: Path) -> list[str]:
    """The notes of a check that finds nothing wrong, without the folder of the test."""
    ended = terminal("check")
    assert ended.code == 0, ended.err
    *said, last = ended.out.replace(f"{folder}/", "").splitlines()
    assert last == ORDER
    return [line.removeprefix("Note: ") for line in said]


@pytest.fixture
def whole(folder: Path) -> Path:
    """A secretariat in which every member has a focal point."""
    rows = (folder / "config/member_states.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = [row.split(",", 1)[0] for row in rows]
    points = [
        f"{code.lower()}-m,{code},Mission,m@{code.lower()}.example,mission,,,1,," for code in codes
    ]
    text = "\n".join([HEAD, *points])
    (folder / "config/focal_points.csv").write_text(f"{text}\n", encoding="utf-8")
    return folder


def test_a_whole_secretariat_has_no_notes(whole: Path, terminal: Terminal) -> None:
    """A note that is always there is read by nobody."""
    assert notes(terminal, whole) == []


def test_texts_that_are_missing_in_a_language_are_notes(whole: Path, terminal: Terminal) -> None:
    """A plan is entered before its translations come back; nothing waits for them yet."""
    in_the_plan("fr: Forum 2026, ", "")(whole)
    in_the_plan(", es: Es importante.", "")(whole)

    assert notes(terminal, whole) == [
        "forum-2026.title: The text is missing in fr.",
        "forum-2026.assessment.impact.text: The text is missing in es.",
    ]


def test_a_member_without_a_focal_point_is_a_note(whole: Path, terminal: Terminal) -> None:
    """Nobody is silently missed: one has gone, the time of another is over."""
    path = whole / "config/focal_points.csv"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if ",FR," not in line]
    text = "\n".join(lines).replace(
        "m@no.example,mission,,,1,,", "m@no.example,mission,,,1,,2020-12-31"
    )
    path.write_text(f"{text}\n", encoding="utf-8")

    assert notes(terminal, whole) == [
        "config/focal_points.csv: 2 of 195 members without a focal point, and without letters: FR, NO"
    ]


def test_files_that_nobody_reads_are_notes(whole: Path, terminal: Terminal) -> None:
    """A slip in a name, and a year of letters is never written."""
    (whole / "config/plan/2028.yml").write_text("[]\n", encoding="utf-8")
    (whole / "templates/letters/update/de.md").write_text("Guten Tag", encoding="utf-8")

    said = notes(terminal, whole)

    assert [note.partition(":")[0] for note in said] == [
        "config/plan/2028.yml",
        "templates/letters/update/de.md",
    ]


@pytest.mark.parametrize("name", ["(Name of the head)", "（姓名）", " ", "( )"])
def test_a_signatory_without_a_name_is_a_note(whole: Path, terminal: Terminal, name: str) -> None:
    """The first letter would be signed by a pair of parentheses."""
    in_the_settings('zh = "Jo Example"', f'zh = "{name}"')(whole)

    assert notes(terminal, whole) == [
        "signatory.name: this is no name in zh; enter who signs, or letters bear none"
    ]


def test_notes_come_before_what_is_wrong(whole: Path, terminal: Terminal) -> None:
    """One look tells all of it."""
    in_the_plan("level: high", "level: highest")(whole)
    (whole / "config/plan/2028.yml").write_text("[]\n", encoding="utf-8")

    ended = terminal("check")

    assert ended.code == 2
    assert "2028.yml" in ended.out
    assert "`highest` is not known" in ended.err
