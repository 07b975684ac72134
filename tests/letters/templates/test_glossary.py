"""Every placeholder with its meaning, an example, and the letters that have it."""

from datetime import UTC, datetime

import pytest

from notifier.languages import LANGUAGES
from notifier.letters.context import known_names
from notifier.letters.templates.glossary import Entry, glossary
from notifier.letters.templates.vocabulary import all_names, dotted
from notifier.members.member import Member
from notifier.plan.kind import Kind
from tests.letters.facts import CONTACT

NOW = datetime(2027, 3, 1, tzinfo=UTC)
MEMBERS = {"FR": Member("FR", "member-state", "", "UTC", LANGUAGES, dict.fromkeys(LANGUAGES, "F"))}


def found(language: str) -> dict[str, Entry]:
    """Return the glossary with examples in a language."""
    entries = glossary(
        language,  # type: ignore[arg-type]
        MEMBERS,
        contact=CONTACT,
        reply="reply@union.example",
        now=NOW,
    )
    return {entry.name: entry for entry in entries}


def test_no_placeholder_that_prints_is_left_out():
    """What is not listed is not used."""
    leaves = {
        dotted(path)
        for path in all_names(known_names())
        if path[0] != "consultations" and (len(path) > 1 or path[0] not in _branches())
    }

    assert found("en").keys() == leaves | {"consultations"}


def _branches() -> set[str]:
    return {name for name, value in known_names().items() if isinstance(value, dict)}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("activity.title", set(Kind)),
        ("consultation.deadline", set(Kind) - {Kind.ADVANCE_NOTICE, Kind.CORRIGENDUM}),
        ("changes.what", {Kind.UPDATE, Kind.CORRIGENDUM}),
        ("outcome.answered", {Kind.OUTCOME}),
        ("parent.date", set(Kind) - {Kind.ADVANCE_NOTICE}),
        ("answer", {Kind.ACKNOWLEDGEMENT}),
        ("member_name", set(Kind)),
    ],
)
def test_a_placeholder_names_the_letters_that_have_it(name, kinds):
    """Whoever uses it elsewhere is told so by the check."""
    assert found("en")[name].kinds == kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_placeholder_has_an_example(language):
    """In the language of whoever writes."""
    assert [entry.name for entry in found(language).values() if not entry.example] == [
        *("consultations", "changes"),
    ]


def test_examples_are_in_the_language_that_was_asked_for():
    """A date in French, not in English."""
    entries = found("fr")

    assert entries["parent.date"].example == "1er\u00a0mars 2027"
    assert entries["activity.is_urgent"].example == "yes"  # said of the letter, not in it
