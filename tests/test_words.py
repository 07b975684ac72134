"""One word for one notion, in code, on the console and in documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.logs import EVENTS

ROOT = Path(__file__).parents[1]
# what others say, and what is said here
SYNONYMS = {
    r"newsletters?": "letter",
    r"campaigns?": "letter",
    r"mailings?|mailshots?|(?:mass|bulk) mails?|blasts?": "letter",
    r"broadcast\w*": "release",
    r"(?:recipient|distribution|mailing|contact) lists?|address ?books?": "focal points",
    r"subscri\w+|unsubscri\w+|customers?|invitees?|correspondents?": "focal point",
    r"smart ?hosts?|mail gateways?|smtp gateways?": "relay",
    r"dispatch\w*": "post",
    r"quarantin\w+|moderat(?:e|ed|ion|or)": "held",
    r"tickets?": "held mail",
    r"cron ?jobs?|background jobs?": "tick",
    r"surveys?|polling": "consultation",
    r"due dates?|cut-?offs?": "deadline",
    r"admins?|operators?|end users?|back ?office": "staff, or the administrator",
    r"feedback forms?|reply records?": "response",
    r"notification services?|notifications? (?:system|engine)s?": "notifier",
    r"mail merge": "edition",
}
# where the word is somebody else's: a refusal as servers word it, an argument of difflib, a sign
# in an expression
THEIRS = {
    ("notifier/letters/templates/near.py", "cutoff"),
    ("notifier/preflight/dmarc.py", "quarantine"),
    ("notifier/letters/templates/sandbox.py", "operator"),
    ("notifier/sources/workbook_made.py", "operator"),
}
GRABBAGS = (
    "base", "common", "constants", "core", "helper", "helpers", "manager", "managers", "misc",
    "service", "services", "shared", "tools", "util", "utils",
)  # fmt: skip
WORDS = (
    "plan", "activity", "assessment", "consultation", "letter", "edition", "template", "member",
    "focal point", "invitation", "message", "outbox", "relay", "mailbox", "mail", "answer",
    "response", "contribution", "held", "ledger", "tick", "staff", "standing letter",
)  # fmt: skip
ABOUT = {
    *("clock", "daemon", "digest", "document", "feed", "hold", "settings", "sources", "warning"),
    *WORDS,
}


def texts() -> Iterator[Path]:
    """All that is read or run: code, documents, settings, units and scripts; no letters.

    The room of answers holds what strangers write, in their words.
    """
    yield from (x for x in (ROOT / "notifier").rglob("*.py") if "answers" not in x.parts)
    yield from (ROOT / "config").rglob("*.yaml")
    yield from (ROOT / "deploy").iterdir()
    yield from (ROOT / name for name in ("README.md", "check", "play", "pyproject.toml"))
    yield ROOT / "config/notifier.toml"


def found(pattern: str) -> list[str]:
    """Every place that says it otherwise: as a word, or as a part of a name in code."""
    word = re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])", re.IGNORECASE)
    hits = []
    for path in texts():
        name = str(path.relative_to(ROOT))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            hits += [
                f"{name}:{number} {hit[0]}"
                for hit in word.finditer(line)
                if (name, hit[0].lower()) not in THEIRS
            ]
    return hits


@pytest.mark.parametrize(("synonym", "word"), SYNONYMS.items(), ids=SYNONYMS.values())
def test_what_has_a_word_is_called_by_it(synonym: str, word: str) -> None:
    """A second word makes a reader look for a second thing."""
    assert found(synonym) == [], f"say: {word}"


def test_the_search_finds_a_word_within_a_name_and_not_within_a_word() -> None:
    """A search that finds nothing proves nothing."""
    assert any(hit.startswith("notifier/ledger/outbox.py") for hit in found("message"))
    assert any("message_id" in line for line in _lines("notifier/ledger/outbox.py"))
    assert found("essage") == []


def test_no_module_is_a_bag_of_this_and_that() -> None:
    """A name like these tells nobody what is in it, so everything ends there."""
    assert [p for p in (ROOT / "notifier").rglob("*.py") if p.stem in GRABBAGS] == []


def test_a_log_event_begins_with_what_it_is_about() -> None:
    """Whoever searches the log knows the first word of what they look for."""
    assert {name.split(".")[0] for name in EVENTS} <= ABOUT


@pytest.mark.parametrize("word", WORDS)
def test_readme_explains_each_word(word: str) -> None:
    """The list is where a newcomer begins."""
    words = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Words\n")[2]

    assert f"**{word}**" in words.partition("\n## ")[0]


def _lines(name: str) -> list[str]:
    return (ROOT / name).read_text(encoding="utf-8").splitlines()
