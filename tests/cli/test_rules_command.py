"""`notifier rules` prints the rules in force, what each means, and when papers are due."""

from pathlib import Path

import pytest

from notifier.cli.calendar import rules as command
from notifier.cli.options import console
from notifier.errors import UserError


def shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints."""
    command.rules(folder / "config/notifier.toml")
    return capsys.readouterr().out


def edit(folder: Path, old: str, new: str) -> None:
    """Change a line of the rules."""
    path = folder / "config/rules.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_rules_are_shown_as_they_are_in_force(
    folder: Path, wide: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was edited a moment ago, in words, with its meaning beside it."""
    edit(folder, "  cap: 2 ", "  cap: 3 ")
    edit(folder, "before: 14, to: silent, contacts: [second]", "before: 15, contacts: [second]")

    out = shown(folder, capsys)

    assert "cap           3         Reminders that one person gets" in out
    assert "15 days before the deadline; on a day off the previous working day  second" in out
    assert "2 working days before the session" in out
    assert "corrigendum" in out


def test_the_next_first_clusters_are_shown_with_their_papers(
    folder: Path, wide: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A year without a date says so."""
    out = shown(folder, capsys)

    assert "2026  2026-01-12 to 2026-01-23                     2025-12-24" in out
    assert "2027  not entered: shows as a warning until it is" in out
    edit(folder, "  2027:", "  2027: {start: 2027-02-01, end: 2027-02-05}")
    assert "2027  2027-02-01 to 2027-02-05  2027-01-13" in shown(folder, capsys)


def test_the_tables_fit_a_terminal_of_80_columns(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody widens a window at night."""
    width = console.width
    console.width = 80
    lines = shown(folder, capsys).splitlines()
    console.width = width

    assert max(len(line) for line in lines if str(folder) not in line) <= 80


def test_a_mistake_in_the_file_is_told_and_nothing_is_shown(folder: Path) -> None:
    """Half a list of rules would look like all of them."""
    edit(folder, "  cap: 2 ", "  cap: two ")

    with pytest.raises(UserError, match=r"rules\.yaml"):
        command.rules(folder / "config/notifier.toml")
