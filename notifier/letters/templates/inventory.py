"""What of a template can be counted, and where: blocks, placeholders, links, numbers and dates."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jinja2 import nodes
from markdown_it import MarkdownIt
from markdown_it.token import Token

from notifier.languages import Language
from notifier.letters.templates import sandbox
from notifier.letters.templates.front_matter import ROW
from notifier.letters.templates.numerals import numbers
from notifier.letters.templates.places import Passage, line_start, offset_of
from notifier.letters.templates.template import Template
from notifier.letters.templates.vocabulary import dotted, used_names

_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_BLOCKS = {
    "paragraph_open": "a paragraph",
    "heading_open": "a heading",
    "table_open": "a table",
    "tr_open": "a row of a table",
    "blockquote_open": "a quotation",
    "hr": "a line across",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """A placeholder, a word of a condition, a link or a number, in one form for all languages."""

    name: str
    at: str  # file, line and column, or line alone
    counts: bool  # how often; else whether at all, since languages repeat what others do not


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a template, or a field of its front matter, with what is in it."""

    sort: str
    at: str
    text: str
    things: tuple[Thing, ...]

    @property
    def names(self) -> frozenset[str]:
        """What its counterpart in another language should have too."""
        return frozenset(thing.name for thing in self.things)


def pieces(template: Template) -> Iterator[Piece]:
    """Yield the pieces of a template in the order of the file, its fragments in place."""
    for part in ("subject", "salutation", "closing"):
        yield _field(f"the {part}", (template.passages[part],), template.language)
    for number in range(len(template.deadlines)):
        cells = (template.passages[f"deadlines.{number}.{key}"] for key in ROW)
        yield _field("a row of deadlines", tuple(cells), template.language)
    yield from _blocks(template.passages["body"], template.language)


def _field(sort: str, cells: tuple[Passage, ...], language: Language) -> Piece:
    things: list[Thing] = []
    words: list[str] = []
    for cell in cells:
        tokens = _MARKDOWN.parseInline(_masked(cell.text))
        words.append(" ".join(map(_words, tokens)))
        things += _named(cell, 0, len(cell.text) + 1)
        things += _counted(tokens, cell.at(0), language)
    return Piece(sort, cells[0].at(0), "\n".join(words), tuple(things))


def _blocks(body: Passage, language: Language) -> Iterator[Piece]:
    lines, masked = _without_lone_tags(body.text)
    found = list(_found_blocks(_MARKDOWN.parse(masked)))
    starts = [line_start(body.text, lines[min(line, len(lines) - 1)]) for _, line, _ in found]
    starts = [0, *starts[1:]] if starts else []
    ends = [*starts[1:], len(body.text) + 1]
    for (sort, line, tokens), start, end in zip(found, starts, ends, strict=True):
        at = body.at(_first_word(body.text, line_start(body.text, lines[line])))
        text = " ".join(map(_words, tokens))
        things = [*_named(body, start, end), *_counted(tokens, at, language)]
        yield Piece(sort, at, text, tuple(things))


def _first_word(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip(" \t"))


def _without_lone_tags(source: str) -> tuple[list[int], str]:
    """Return a body as Markdown without its tags, and for each line of it the line in the source."""
    kept: list[int] = []
    lines: list[str] = []
    for number, line in enumerate(source.split("\n"), 1):
        if not sandbox.LONE_TAGS.fullmatch(f"{line}\n"):
            kept.append(number)
            lines.append(line)
    return kept, _masked("\n".join(lines))


def _masked(source: str) -> str:
    """Return a source whose tags are gone and whose placeholders are words; its lines stay."""
    plain = _TAG.sub(lambda tag: "\n" * tag[0].count("\n"), source)
    return _PLACEHOLDER.sub(lambda tag: "x" + "\n" * tag[0].count("\n"), plain)


def _found_blocks(tokens: list[Token]) -> Iterator[tuple[str, int, list[Token]]]:
    """Yield sort, line and inline tokens of each block; a paragraph that begins an item is the item."""
    found: list[tuple[str, int, list[Token]]] = []
    line = 0
    lists: list[str] = []
    for before, token in pairwise([Token("", "", 0), *tokens]):
        line = token.map[0] if token.map else line
        if token.type.endswith("_list_open"):
            lists.append("bullet" if token.type.startswith("bullet") else "numbered")
        elif token.type.endswith("_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            found.append((f"an item of a {lists[-1]} list", line, []))
        elif token.type in _BLOCKS and not _begins_an_item(before, token):
            found.append((_BLOCKS[token.type], line, []))
        elif token.type == "inline" and found:
            found[-1][2].append(token)
    yield from found


def _begins_an_item(before: Token, token: Token) -> bool:
    return token.type == "paragraph_open" and before.type == "list_item_open"


def _named(passage: Passage, start: int, end: int) -> Iterator[Thing]:
    """Yield the placeholders of a stretch, and the words that its conditions compare with."""
    tree = sandbox.syntax(passage.text)
    for use in used_names(tree):
        if start <= use.offset < end:
            yield Thing(f"`{dotted(use.path)}`", passage.at(use.offset), counts=False)
    for comparison in tree.find_all(nodes.Compare):
        for word in comparison.find_all(nodes.Const):
            offset = offset_of(word.lineno) or 0
            if isinstance(word.value, str) and start <= offset < end:
                yield Thing(f'"{word.value}" in a condition', passage.at(offset), counts=False)


def _counted(tokens: list[Token], at: str, language: Language) -> Iterator[Thing]:
    for number in numbers(" ".join(map(_words, tokens)), language):
        yield Thing(f"the number {number}", at, counts=True)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                url = _neutral(str(child.attrs["href"]), language)
                yield Thing(f"the link {url}", at, counts=True)


def _words(token: Token) -> str:
    """Return the words of an inline token, without the addresses of its links."""
    return "".join(
        " " if child.type.endswith("break") else child.content for child in token.children or ()
    )


def _neutral(url: str, language: Language) -> str:
    """Return a url that is the same for all editions of a page: /en and /fr are one."""
    return re.sub(rf"(?<=[/=]){language}(?=[/?#&]|$)", "*", url, flags=re.IGNORECASE)
