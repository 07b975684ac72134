"""Texts of the front matter stand where they stand, however YAML folds and quotes them."""

import pytest

from notifier.letters.templates.front_matter import FrontMatter, sections


def text(source: str) -> list[str]:
    """Return the place of each word of the subject."""
    front = FrontMatter("f", source, required=("subject",))
    assert front.problems == []
    passage = front.texts["subject"]
    words = passage.text.split()
    assert words
    return [f"{word} {passage.at(passage.text.index(word))}" for word in words]


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("subject: one two", ["one f:2:10", "two f:2:14"]),
        ("subject: 'one two'", ["one f:2:11", "two f:2:15"]),
        ('subject: "one\n  two"', ["one f:2:11", "two f:3:3"]),
        ("subject: one\n  two", ["one f:2:10", "two f:3:3"]),
        ("subject: |\n  one\n   two", ["one f:3:3", "two f:4:4"]),
        ("subject: >-\n\n  one\n  two", ["one f:4:3", "two f:5:3"]),
        ('{subject: "one \\"x\\" two"}', ["one f:2:12", '"x" f:2:16', "two f:2:22"]),
    ],
)
def test_a_word_stands_where_the_editor_shows_it(source, places):
    """What is escaped stands behind the word before it."""
    assert text(source) == places


@pytest.mark.parametrize(
    ("source", "front", "body", "at"),
    [
        ("---\na: b\n---\nc", "a: b\n", "c", "f:4:1"),
        ("\ufeff---\r\na: b\r\n---\r\nc", "a: b\n", "c", "f:4:1"),
        ("c\n---\n", None, "c\n---\n", "f:1:1"),
    ],
)
def test_a_file_is_front_matter_and_body(source, front, body, at):
    """Whatever the editor wrote at the ends of lines."""
    found = sections(source, "f")

    assert (found.front, found.body.text, found.body.at(0)) == (front, body, at)


def test_a_yaml_bomb_is_a_text_like_another():
    """Aliases are never followed."""
    bomb = "a: &a [x,x]\nb: &b [*a,*a]\nsubject: *b"

    assert FrontMatter("f", bomb, required=("subject",)).problems
