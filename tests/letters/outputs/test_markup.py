"""Markdown to one tree: what passes, what stays words, and that nothing ever raises."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notifier.letters.outputs.markup import (
    Block,
    Break,
    Emphasis,
    Heading,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    parse,
    parse_inline,
    plain,
)
from notifier.letters.slots import slot

MARKDOWN = st.text(alphabet=st.sampled_from("*_`[]()<>|-+#!\\&;:. \n\t1a中。（）\ue000\ue001"))


def paragraph(*inlines: Inline) -> tuple[Block, ...]:
    """Return the tree of a single paragraph."""
    return (Paragraph(inlines),)


@pytest.mark.parametrize(
    ("source", "inlines"),
    [
        ("a **b** *c*", (Text("a "), Strong((Text("b"),)), Text(" "), Emphasis((Text("c"),)))),
        ("a  \nb\\\nc\nd", (Text("a"), Break(), Text("b"), Break(), Text("c d"))),
        ("[a](https://b.c/d)", (Link("https://b.c/d", (Text("a"),)),)),
        ("<https://b.c>", (Link("https://b.c", (Text("https://b.c"),)),)),
        ("[](https://b.c)", (Link("https://b.c", (Text("https://b.c"),)),)),
        ("[a](mailto:b@c.d)", (Link("mailto:b@c.d", (Text("a"),)),)),
        ("`*a*`", (Text("*a*"),)),
        ("![an *image*](https://b.c)", (Text("an image"),)),
        ("<b>a</b> &amp; https://b.c", (Text("<b>a</b> & https://b.c"),)),
        ("[a](javascript:b)", (Text("[a](javascript:b)"),)),
        ("[a](/b) <ftp://c>", (Text("[a](/b) <ftp://c>"),)),
        ("    indented", (Text("indented"),)),
    ],
)
def test_a_line_becomes_its_inlines(source, inlines):
    """Links are http, https and mailto only; HTML, images and code are words."""
    assert parse(source) == paragraph(*inlines)
    assert source.startswith(" ") or parse_inline(source) == inlines


@pytest.mark.parametrize(
    ("source", "inlines"),
    [
        ("关于*《议定书》*的", (Text("关于"), Emphasis((Text("《议定书》"),)), Text("的"))),
        ("在**（日内瓦）**前", (Text("在"), Strong((Text("（日内瓦）"),)), Text("前"))),
        (
            "**甲**和**乙**。",
            (Strong((Text("甲"),)), Text("和"), Strong((Text("乙"),)), Text("。")),
        ),
        ("甲 * 乙 *", (Text("甲 * 乙 *"),)),
        ("第一行\n第二行", (Text("第一行第二行"),)),
        ("第一行\nWSIS\n**第二**\n行", (Text("第一行 WSIS "), Strong((Text("第二"),)), Text("行"))),
    ],
)
def test_chinese_needs_no_blanks(source, inlines):
    """CommonMark alone leaves the asterisks, and a blank at each line's end."""
    assert parse(source) == paragraph(*inlines)


def test_blocks_become_a_tree():
    """Each of the six kinds of block, with blocks in the items of a list."""
    source = "# a\n\n##### b\n\n2. c\n\n   - d\n   - e\n3. f\n\n> g\n\n***"
    item = (
        Paragraph((Text("c"),)),
        Listing("bullet", ((Paragraph((Text("d"),)),), (Paragraph((Text("e"),)),))),
    )

    assert parse(source) == (
        Heading(1, (Text("a"),)),
        Heading(3, (Text("b"),)),
        Listing("number", (item, (Paragraph((Text("f"),)),)), start=2),
        Quote((Paragraph((Text("g"),)),)),
        Rule(),
    )


def test_a_table_has_as_many_cells_in_each_row():
    """A cell too many is dropped and a missing one is empty, so that outputs need not count."""
    source = "| a | b |\n|---|---|\n| c \\| d | *e* | f |\n| g |"

    assert parse(source) == (
        Table(
            ((Text("a"),), (Text("b"),)),
            (((Text("c | d"),), (Emphasis((Text("e"),)),)), ((Text("g"),), ())),
        ),
    )


def test_slots_pass_in_words_and_in_links():
    """The reply address is known only when the mail is made."""
    mark = slot("reply_address")

    assert parse(f"a {mark} [{mark}](<mailto:{mark}?subject=a b>)") == paragraph(
        Text(f"a {mark} "), Link(f"mailto:{mark}?subject=a%20b", (Text(mark),))
    )


def test_the_words_of_inlines_are_had_without_marks():
    """A table of contents or a comparison wants the words alone."""
    assert plain(parse_inline("a **b *c*** [d](https://e.f)")) == "a b c d"


@given(st.one_of(st.text(), MARKDOWN))
@example("*a " * 2000 + "b*" * 2000)
@example("> " * 500 + "a")
@example("- " * 500 + "a")
@example("[" * 3000)
def test_parsing_never_raises_and_every_table_is_whole(source):
    """Staff type anything; the preview shows it. Marks are no deeper than outputs can walk."""
    for block in walk(parse(source)):
        assert not isinstance(block, Table) or {len(row) for row in block.rows} <= {len(block.head)}
        assert not isinstance(block, Paragraph) or depth(block.inlines) <= 21


def walk(blocks: tuple[Block, ...]) -> list[Block]:
    """Return all blocks, also those in quotes and lists."""
    found: list[Block] = []
    for block in blocks:
        inner = block.blocks if isinstance(block, Quote) else ()
        if isinstance(block, Listing):
            inner = tuple(b for item in block.items for b in item)
        found += [block, *walk(inner)]
    return found


def depth(inlines: tuple[Inline, ...]) -> int:
    """Return how deep inlines stand within one another."""
    return 1 + max((depth(getattr(i, "inlines", ())) for i in inlines), default=-1)
