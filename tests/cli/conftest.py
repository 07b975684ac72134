"""A secretariat whose files may be spoilt, and a terminal in it."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from notifier.cli import main
from notifier.cli.options import console
from notifier.languages import LANGUAGES
from tests.secretariat import PEOPLE, ROOT, Secretariat
from tests.ticks.plans import MEETING


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    code: object
    out: str
    err: str


Terminal = Callable[..., Ended]
Say = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A secretariat in a folder; templates are copied, so that they may be spoilt too."""
    Secretariat(tmp_path, MEETING, PEOPLE).close()
    (tmp_path / "templates").unlink()
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    _appoint(tmp_path / "config/notifier.toml")
    return tmp_path


def _appoint(settings: Path) -> None:
    """Give the shipped settings, in which nobody signs, a signatory."""
    head, opened, rest = settings.read_text(encoding="utf-8").partition("[signatory.name]\n")
    after = rest[rest.index("[signatory.title]") :]
    names = "".join(f'{language} = "Jo Example"\n' for language in LANGUAGES)
    settings.write_text(f"{head}{opened}{names}\n{after}", encoding="utf-8")


@pytest.fixture
def wide() -> Iterator[None]:
    """A terminal on which no sentence is folded."""
    width = console.width
    console.width = 200
    yield
    console.width = width


@pytest.fixture
def terminal(
    folder: Path, wide: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """Run a command in the folder as its own process would."""

    def run(*words: str) -> Ended:
        settings = ("--config", str(folder / "config/notifier.toml"))
        monkeypatch.setattr(sys, "argv", ["notifier", *words, *settings])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(ended.value.code, said.out, said.err)

    return run


@pytest.fixture
def say(folder: Path, terminal: Terminal) -> Say:
    """Run a command that must fail, and return its sentences, the folder left out of them."""

    def failing(*words: str) -> list[str]:
        ended = terminal(*words)
        assert ended.code == 2, ended.out + ended.err
        assert "Traceback" not in ended.err
        head, *lines = ended.err.replace(f"{folder}/", "").splitlines()
        assert head == ("Cannot go on:" if len(lines) == 1 else f"{len(lines)} problems:")
        return [line.strip() for line in lines]

    return failing
