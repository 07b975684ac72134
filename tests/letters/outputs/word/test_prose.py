"""What a run may hold, and which address Word can follow."""

from xml.sax.saxutils import escape

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from notifier.letters.outputs.word.prose import can_be_followed, clean


@given(st.text(st.characters(codec=None)))
def test_what_is_cleaned_can_stand_in_xml(text: str):
    """One character that XML cannot hold, and nobody can open the letter."""
    cleaned = clean(text)

    assert (fromstring(f"<t>{escape(cleaned)}</t>").text or "") == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\tb\nc\u2028d", "a b c d"),
        ("a\x00\x1bb", "ab"),
        ("a\u202eb", "ab"),
        ("a\u200fb", "a\u200fb"),
    ],
)
def test_what_is_not_seen_goes_and_what_parts_words_stays_a_blank(text: str, cleaned: str):
    """An override would turn the rest of the line; a mark of direction belongs to the word."""
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "url",
    ["https://e.example/a?b=%20&c=[d]", "http://e.example:8080", "mailto:a@b.example?subject=x"],
)
def test_a_whole_address_can_be_followed(url: str):
    """All that templates and calendars link to."""
    assert can_be_followed(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://[::",
        "http://e.example:99999",
        "https://e.example/a b",
        "https://e.example/%zz",
        "https://e.example/é",
        "https://e.example/" + "x" * 2000,
        "https://",
    ],
)
def test_an_address_that_word_refuses_stays_words(url: str):
    """Word does not open a file at all for the sake of one such link."""
    assert not can_be_followed(url)
