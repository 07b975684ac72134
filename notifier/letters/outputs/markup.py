"""Markdown to one tree, from which all outputs come. No HTML passes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from notifier.letters import slots
from notifier.letters.outputs.east_asian import is_han


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words; may hold slots."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold."""

    inlines: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Italic in Latin and Cyrillic; another emphasis where a script has no italics."""

    inlines: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link: http, https or mailto only."""

    url: str
    inlines: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A hard line break."""


Inline = Text | Strong | Emphasis | Link | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted or numbered list; each item is a run of blocks. `start` is the first number."""

    kind: Literal["bullet", "number"]
    items: tuple[tuple["Block", ...], ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head row; every row has as many cells as the head."""

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


Block = Paragraph | Heading | Listing | Quote | Table | Rule
Tree = tuple[Block, ...]

_DEEPEST = 20  # inline marks within one another; the outputs walk the tree by recursion
_SAFE_URL = re.compile(r"(https?://[^/?#\s]|mailto:[^\s])", re.IGNORECASE)


def parse(markdown: str) -> Tree:
    """Return the tree of a text: CommonMark and tables, without HTML, images and code.

    Never raises: what is not allowed stays in the text as it is written. Blocks nested deeper
    than 20 levels are not read.
    """
    return tuple(_blocks(_Tokens(_MARKDOWN.parse(markdown))))


def parse_inline(markdown: str) -> tuple[Inline, ...]:
    """Return the inlines of a single line, such as a cell of the key deadlines."""
    return tuple(i for token in _MARKDOWN.parseInline(markdown) for i in _inlines(token))


def plain(inlines: Sequence[Inline]) -> str:
    """Return the words of `inlines` alone, a break as a blank."""
    return "".join(_words(inline) for inline in inlines)


def _words(inline: Inline) -> str:
    if isinstance(inline, Text):
        return inline.text
    return " " if isinstance(inline, Break) else plain(inline.inlines)


class _EastAsianState(StateInline):
    """Lets `*` mark words beside Han characters, which have no blanks around them.

    CommonMark decides by blanks and punctuation: 关于*《议定书》*的 would keep its asterisks.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - overrides
        """Open before anything, and close after anything, that is not blank."""
        found = super().scanDelims(start, canSplitWord)
        before = self.src[start - 1 : start]
        after = self.src[start + found.length : start + found.length + 1]
        if self.src[start] != "*" or not (is_han(before) or is_han(after)):
            return found
        return Scanned(
            can_open=found.can_open or bool(after.strip()),
            can_close=found.can_close or bool(before.strip()),
            length=found.length,
        )


class _EastAsianInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse as the base class does, with the other state."""
        state = _EastAsianState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _Markdown(MarkdownIt):
    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.inline = _EastAsianInline()
        self.configure("commonmark", {"html": False})
        self.enable("table").disable(["code", "fence", "html_block", "html_inline"])

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - overrides
        """Encode a url as the base class does, but leave a slot whole."""
        return url.replace(" ", "%20") if slots.slots_in(url) else super().normalizeLink(url)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - overrides
        """Admit http, https and mailto; any other link stays text."""
        return _SAFE_URL.match(url) is not None


_MARKDOWN = _Markdown()


class _Tokens:
    """The stream of block tokens, read once from front to back."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = iter(tokens)

    def within(self, close: str | None) -> Iterator[Token]:
        """Yield tokens up to the one that closes the block."""
        for token in self._tokens:
            if token.type == close:
                return
            yield token


def _blocks(tokens: _Tokens, close: str | None = None) -> Iterator[Block]:
    for token in tokens.within(close):
        kind = token.type.removesuffix("_open")
        if kind == "paragraph":
            yield Paragraph(_content(tokens, "paragraph_close"))
        elif kind == "heading":
            level = min(int(token.tag.removeprefix("h")), 3)
            yield Heading(level, _content(tokens, "heading_close"))
        elif kind == "bullet_list":
            yield Listing("bullet", _items(tokens, "bullet_list_close"))
        elif kind == "ordered_list":
            start = int(token.attrGet("start") or 0) if "start" in token.attrs else 1
            yield Listing("number", _items(tokens, "ordered_list_close"), start)
        elif kind == "blockquote":
            yield Quote(tuple(_blocks(tokens, "blockquote_close")))
        elif kind == "table":
            yield _table(tokens)
        elif kind == "hr":
            yield Rule()
        elif token.content:
            yield Paragraph((Text(token.content),))


def _content(tokens: _Tokens, close: str) -> tuple[Inline, ...]:
    return tuple(inline for token in tokens.within(close) for inline in _inlines(token))


def _items(tokens: _Tokens, close: str) -> tuple[tuple[Block, ...], ...]:
    return tuple(tuple(_blocks(tokens, "list_item_close")) for _ in tokens.within(close))


def _table(tokens: _Tokens) -> Table:
    rows: list[list[tuple[Inline, ...]]] = []
    for token in tokens.within("table_close"):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append(_content(tokens, token.type.replace("open", "close")))
    head, *others = (tuple(row) for row in rows)
    return Table(head, tuple(others))


def _inlines(token: Token) -> tuple[Inline, ...]:
    """Return the inlines of one inline token, marks nested at most _DEEPEST times."""
    open_marks: list[tuple[Token, list[Inline]]] = []
    here: list[Inline] = []
    children = token.children or []
    for place, child in enumerate(children):
        if child.nesting == 1:
            open_marks.append((child, here))
            here = [] if len(open_marks) <= _DEEPEST else here
        elif child.nesting == -1:
            mark, outside = open_marks.pop()
            if here is not outside:
                outside.append(_marked(mark, _joined(here)))
            here = outside
        elif child.type == "hardbreak":
            here.append(Break())
        elif child.type == "softbreak":
            here.append(Text(_blank_between(children, place)))
        else:  # a word, code, or an image, of which its description is kept
            words = plain(_inlines(child)) if child.type == "image" else child.content
            here.append(Text(words))
    return _joined(here)


def _marked(mark: Token, inlines: tuple[Inline, ...]) -> Inline:
    if mark.type == "link_open":
        url = str(mark.attrGet("href"))
        return Link(url, inlines or (Text(url),))
    return Strong(inlines) if mark.type == "strong_open" else Emphasis(inlines)


def _joined(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Return `inlines` with neighbouring texts in one, and none empty."""
    joined: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and joined and isinstance(joined[-1], Text):
            joined[-1] = Text(joined[-1].text + inline.text)
        elif inline != Text(""):
            joined.append(inline)
    return tuple(joined)


def _blank_between(children: Sequence[Token], place: int) -> str:
    """Return what a line's end stands for: a blank, but nothing between two Han characters."""
    before = next((t[-1] for n in range(place - 1, -1, -1) if (t := children[n].content)), "")
    after = next((t[0] for n in range(place + 1, len(children)) if (t := children[n].content)), "")
    return "" if is_han(before) and is_han(after) else " "
