"""README keeps up with the code, or the build fails."""

import ast
from pathlib import Path

from notifier.cli import manual
from notifier.logs import EVENTS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def logged() -> set[str]:
    """Every event that the code logs, by its name."""
    names = set()
    for path in (ROOT / "notifier").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value) == "log"
                and isinstance(node.args[0], ast.Constant)
            ):
                names.add(str(node.args[0].value))
    return names


def test_every_log_event_is_explained_and_none_is_invented() -> None:
    """Whoever is woken at night looks them up."""
    assert logged() == set(EVENTS)


def test_commands_settings_placeholders_and_events_stand_in_readme() -> None:
    """A table that lags behind is worse than none."""
    tables = (manual.commands(), manual.settings(), manual.placeholders(), manual.log_events())
    missing = [line for table in tables for line in table.splitlines() if line not in README]

    assert missing == [], "run: cog -r README.md"


def test_every_room_is_on_the_tour() -> None:
    """A stranger finds the room for a change in a minute."""
    rooms = {path.name for path in (ROOT / "notifier").iterdir() if (path / "__init__.py").exists()}

    assert {room for room in rooms if f"`notifier/{room}/`" not in README} == set()


def test_readme_names_the_two_commands_first() -> None:
    """Nothing else is needed to see it run, and to trust it."""
    head = README.split("## Your first letter")[0]

    assert "./play" in head
    assert "./check" in head
