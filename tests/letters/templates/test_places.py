"""Offsets to places: exact in one file, across files that are woven together, and in Jinja's trees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from notifier.letters.templates.places import Passage, line_start, offset_of
from notifier.letters.templates.sandbox import syntax

WORDS = st.text(alphabet="ab \n", max_size=20)


def place(text: str, offset: int, where: str) -> str:
    """Return where an offset is, counted the long way."""
    before = text[:offset]
    return f"{where}:{before.count(chr(10)) + 1}:{offset - before.rfind(chr(10))}"


@given(WORDS, st.data())
def test_an_offset_is_a_line_and_a_column(text, data):
    """Counted from one, as editors do."""
    offset = data.draw(st.integers(0, len(text)))

    assert Passage.of(text, "f").at(offset) == place(text, offset, "f")


@given(WORDS, WORDS, st.data())
def test_passages_behind_one_another_keep_their_files(first, second, data):
    """A letter and what it includes are two files, each with its own lines."""
    whole = Passage.joined([Passage.of(first, "f"), Passage.of(second, "g")])
    offset = data.draw(st.integers(0, max(len(second) - 1, 0)))

    assert whole.text == first + second
    assert whole.at(len(first) + offset) == place(second, offset, "g")


@given(WORDS, st.data())
def test_a_stretch_that_is_cut_out_stands_where_it_stood(text, data):
    """However it is cut again."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    cut = Passage.of(text, "f").cut(start, end)
    inner = data.draw(st.integers(0, len(cut.text)))

    assert cut.text == text[start:end]
    assert cut.at(inner) == place(text, start + inner, "f")


@given(WORDS, st.data())
def test_an_indented_passage_keeps_the_places_of_its_words(text, data):
    """The blanks before a line of a fragment stand in no file."""
    moved = Passage.of(text, "f").indented("   ")
    words = [offset for offset, letter in enumerate(moved.text) if letter in "ab"]
    old = [offset for offset, letter in enumerate(text) if letter in "ab"]

    assert [moved.at(offset) for offset in words] == [place(text, offset, "f") for offset in old]


def test_only_what_follows_the_first_line_is_indented_and_empty_lines_are_not():
    """The first line stands behind the number of its paragraph; trailing blanks make code of a line."""
    assert Passage.of("a\n\nb\n", "f").indented("  ").text == "a\n\n  b\n"


@pytest.mark.parametrize(("line", "start"), [(1, 0), (2, 2), (3, 3), (4, 5), (9, 5)])
def test_a_line_begins_where_it_begins(line, start):
    """A line behind the last is the end."""
    assert line_start("a\n\nb\n", line) == start


def test_every_node_knows_its_offset_whatever_the_lines_of_tags_swallow():
    """A column that is off by two sends staff to the wrong word."""
    source = "  {%- if one -%}  \n a {{ two }}\n\t{# x #}{% endif %}\n{{ three\n | upper }}"
    names = {node.name: offset_of(node.lineno) for node in syntax(source).find_all(nodes.Name)}

    assert names == {name: source.index(name) for name in ("one", "two", "three")}


@pytest.mark.parametrize(
    ("source", "mark"),
    [("ab {{ c ? }}", "?"), ("{% if a %}\n{{ b }", "}"), ("a {% fi %}", "fi"), ("{{ 'a }}", "'a")],
)
def test_what_cannot_be_read_is_placed_too(source, mark):
    """Jinja itself tells the line alone."""
    with pytest.raises(TemplateSyntaxError) as caught:
        syntax(source)

    assert offset_of(caught.value.lineno) == source.rindex(mark)
