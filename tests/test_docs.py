"""README keeps up with the code, or the build fails."""

import ast
import re
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from notifier.cli import app, manual
from notifier.cli.commands import settings_of
from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.letters.context import known_names
from notifier.letters.templates.vocabulary import EACH, all_names, dotted
from notifier.logs import EVENTS
from notifier.settings import Settings
from tests.scenes import enqueued

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
UNIT = (ROOT / "deploy/notifier.service").read_text(encoding="utf-8")
KEYS = {re.sub(r"\.<(?:language|class)>.*", "", key) for key, _, _ in settings_of(Settings)}
SHIPPED = {key.replace("relays.<name>", "relays.main") for key in KEYS}


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


def leaves(command: Any, name: str = "notifier") -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, under the words that call it."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield name, command
    for word, each in (inner or {}).items():
        yield from leaves(each, f"{name} {word}")


COMMANDS = dict(leaves(get_command(app)))


def test_every_log_event_is_explained_and_none_is_invented() -> None:
    """Whoever is woken at night looks them up."""
    assert logged() == set(EVENTS)


def test_the_tables_of_readme_are_those_of_the_code() -> None:
    """A table that lags behind is worse than none."""
    tables = (manual.commands(), manual.settings(), manual.placeholders(), manual.log_events())

    assert [table for table in tables if table not in README] == [], "run: cog -r README.md"


def test_the_tables_leave_nothing_out() -> None:
    """Counted from the code by another way than the tables are made."""
    options = {o for c in COMMANDS.values() for p in c.params for o in p.opts if o[:2] == "--"}
    wanted = {
        manual.commands(): {*COMMANDS, *(f"`{option}" for option in options - {"--config"})},
        manual.settings(): {f"`{key}" for key in KEYS},
        manual.placeholders(): {
            f"`{dotted(path)}`" for path in all_names(known_names()) if EACH not in path
        },
        manual.log_events(): {f"`{event}`" for event in logged()},
    }

    assert [word for table, words in wanted.items() for word in words if word not in table] == []


@pytest.mark.parametrize(
    "words", sorted(set(re.findall(r"(?<![/.])\bnotifier [a-z][^`\n]*", README))), ids=str
)
def test_every_command_in_the_text_is_one(words: str) -> None:
    """Somebody copies it at night."""
    called = [name for name in COMMANDS if words.startswith(name)]
    if not called:
        assert f"`{words}" not in README, "a command that is none"
        return
    spelt = {option for p in COMMANDS[max(called, key=len)].params for option in p.opts}

    assert {word for word in words.split() if word.startswith("--")} <= spelt


def test_every_file_that_readme_names_is_there() -> None:
    """A tour through rooms that are gone."""
    names = re.findall(r"`((?:notifier|tests|config|deploy|templates)/[\w./-]*)`", README)
    names += [f"notifier/{name}" for name in re.findall(r"`((?:plan|ticks)/\w+\.py)`", README)]
    made_by_staff = {"config/plan/2027.yaml"}

    assert len(names) > 20
    assert [
        name for name in names if not (ROOT / name).exists() and name not in made_by_staff
    ] == []


def test_every_variable_of_the_environment_is_a_setting() -> None:
    """Nor may a unit of systemd name one that is none."""
    variables = set(re.findall(r"NOTIFIER_([A-Z_]+)", README + UNIT)) - {"CONFIG"}
    shown_as_mistakes = {"RELAYS", "RELAYS__MAIN__PRT"}

    assert {v.lower().replace("__", ".") for v in variables - shown_as_mistakes} <= SHIPPED


def test_the_unit_loads_the_passwords_as_credentials() -> None:
    """Each credential is a setting under its own name, and neither stands in a file of settings."""
    loaded = {name.replace("__", ".") for name in re.findall(r"LoadCredential=(\w+):", UNIT)}

    assert loaded == {"relays.main.password", "mailbox.password"}
    assert loaded <= SHIPPED


def test_every_room_is_on_the_tour() -> None:
    """A stranger finds the room for a change in a minute."""
    rooms = {path.name for path in (ROOT / "notifier").iterdir() if (path / "__init__.py").exists()}

    assert {room for room in rooms if f"`notifier/{room}/`" not in README} == set()


def test_readme_names_the_two_commands_first() -> None:
    """Nothing else is needed to see it run, and to trust it."""
    head = README.split("## Your first letter")[0]

    assert "./play" in head
    assert "./check" in head


def statement(first_word: str) -> str:
    """The SQL of README that begins with a word, as its shell command hands it over."""
    lines = [line.strip() for line in README.splitlines() if line.strip().startswith("sqlite3 ")]
    [found] = [sql for *_, sql in map(shlex.split, lines) if sql.startswith(first_word)]
    return found


def on_the_file(path: Path, sql: str) -> None:
    """Run a statement as the program `sqlite3` does: over a connection of its own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(sql)


def test_the_backup_of_readme_is_whole_while_the_ledger_is_open(tmp_path: Path) -> None:
    """What was committed a moment ago is in the copy, though not yet in the file itself."""
    backup = tmp_path / "backup"
    backup.mkdir()
    with Ledger(tmp_path / "ledger.db") as ledger:
        enqueued(ledger, "fr", "no")
        on_the_file(tmp_path / "ledger.db", statement("vacuum").replace("/backup", str(backup)))

    with Ledger(backup / "ledger.db") as copy:
        assert copy.now(outbox.counts) == {"waiting": 2}
