"""What people do wrong is told in sentences, all at once, with exit code 2 and no traceback.

README holds the words. Each mistake of `mistakes.py` is made here, and exactly those words come.
"""

import os
from itertools import groupby
from pathlib import Path

import pytest

from notifier.cli import house
from notifier.cli.service.running import only_one
from notifier.ticks.watch import watch
from tests.cli.conftest import Say, Terminal
from tests.cli.mistakes import MISTAKES, Mistake, a_draft
from tests.secretariat import ROOT, at

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## What it says when something is wrong")[2].partition("\n## ")[0]


def told() -> dict[str, list[str]]:
    """What README says of each mistake: a name, and under it the sentences."""
    blocks = [block.partition("\n```")[0] for block in SECTION.split("```text\n")[1:]]
    names: list[str] = []
    said: dict[str, list[str]] = {}
    for is_sentence, lines in groupby("\n".join(blocks).splitlines(), lambda x: x.startswith(" ")):
        if is_sentence:
            said[names[-1]] = [line.strip() for line in lines]
        else:
            names.extend(lines)
    return said


TOLD = told()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_in_the_words_of_readme(
    folder: Path, say: Say, monkeypatch: pytest.MonkeyPatch, mistake: Mistake
) -> None:
    """File, line or row, and field: whoever made it mends it without asking anybody."""
    mistake.make(folder)
    for name, value in mistake.environ.items():
        monkeypatch.setenv(name, value)

    assert say(*mistake.words.split()) == TOLD[mistake.name]


def test_readme_tells_of_no_mistake_that_is_not_tried() -> None:
    """What is not tried lags behind."""
    assert set(TOLD) == {mistake.name for mistake in MISTAKES}


def test_a_second_service_on_the_same_ledger_is_refused(folder: Path, say: Say) -> None:
    """Each would think that the other had died, and settle its messages."""
    with only_one(folder / "var"):
        [said] = say("run")

    assert said == f"var: another notifier runs on this ledger (process {os.getpid()})"
    assert said.replace(str(os.getpid()), "4711") in SECTION


def test_a_letter_is_not_issued_without_a_reference(folder: Path, terminal: Terminal) -> None:
    """The number belongs to the registry; nothing makes one up."""
    a_draft(folder)

    ended = terminal("letter", "issue", "1")

    assert ended.code == 2
    assert "Error: Missing option '--reference'." in ended.err
    assert "Error: Missing option '--reference'." in SECTION


@pytest.mark.parametrize("reference", ["", "CL-5", "CL-26/5 ", "CL-٢٦/5"])
def test_a_reference_that_the_registry_never_gives_is_refused(say: Say, reference: str) -> None:
    """Nor one that looks like it."""
    [said] = say("letter", "issue", "1", "--reference", reference)

    assert "this is not an official reference" in said


WARNINGS = [
    ("2026-04-11 09:00", "Forum 2026, consultation 'inputs', gives 2 days of notice; at least 6 are expected."),
    ("2026-05-04 09:00", "The deadline of Forum 2026, consultation 'inputs', passed and nobody was consulted."),
]  # fmt: skip


@pytest.mark.parametrize(("now", "warning"), WARNINGS)
async def test_a_deadline_that_is_past_or_too_near_is_a_warning(
    folder: Path, terminal: Terminal, now: str, warning: str
) -> None:
    """A plan may hold what was; that nobody was consulted in time, the officer has to know."""
    of = house.settings(folder / "config/notifier.toml")
    with house.open_ledger(of) as opened:
        await watch(at(now), ledger=opened, read=house.SourcesReader(of))

    said = terminal("status").out

    assert warning in said
    assert warning in SECTION
