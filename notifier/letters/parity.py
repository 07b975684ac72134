"""Six languages, one letter: where the templates of a kind do not say the same thing.

Compared is what can be counted: placeholders, blocks, links, numbers and dates. Whether the
words agree is for translators.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from babel import Locale

from notifier.errors import Problem
from notifier.languages import LANGUAGES, LOCALE, Language
from notifier.letters import sandbox
from notifier.letters.markup import (
    Block,
    Emphasis,
    Heading,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quote,
    Strong,
    Table,
    parse,
    plain,
)
from notifier.letters.template import Template
from notifier.letters.vocabulary import dotted, used_names

_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)")


def differences(templates: Iterable[Template]) -> tuple[Problem, ...]:
    """Return where an edition differs from the English one of its kind, or from the first there is."""
    kinds: dict[str, list[Template]] = {}
    for template in templates:
        kinds.setdefault(template.kind, []).append(template)
    return tuple(problem for editions in kinds.values() for problem in _compared(editions))


@dataclass(frozen=True, slots=True)
class _Inventory:
    """What of a template can be counted: things by name, and how many blocks of each sort."""

    things: Counter[str]  # placeholders, links and numbers
    blocks: Counter[str]


def _compared(editions: list[Template]) -> Iterator[Problem]:
    order = ("en", *LANGUAGES)
    first, *others = sorted(editions, key=lambda t: order.index(t.language))
    model, name = _inventory(first), PurePath(first.where).name
    for other in others:
        found = _inventory(other)
        for thing in model.things - found.things:
            yield Problem(other.where, f"{thing} is in {name} and not here")
        for thing in found.things - model.things:
            yield Problem(other.where, f"{thing} is here and not in {name}")
        for block in sorted(model.blocks | found.blocks):
            here, there = found.blocks[block], model.blocks[block]
            if here != there:
                yield Problem(other.where, f"{block}: {here} here, {there} in {name}")


def _inventory(template: Template) -> _Inventory:
    placeholders: set[str] = set()
    inventory = _Inventory(Counter(), Counter({"rows of deadlines": len(template.deadlines)}))
    for part, source in template.parts():
        placeholders |= {f"`{dotted(use.path)}`" for use in used_names(sandbox.syntax(source))}
        for block in _all_blocks(parse(_without_jinja(source))):
            if part == "body":
                inventory.blocks.update(_counts(block))
            for inlines in _runs(block):
                inventory.things.update(_numbers(plain(inlines), template.language))
                inventory.things.update(_links(inlines, template.language))
    inventory.things.update(placeholders)
    return inventory


def _without_jinja(source: str) -> str:
    return _PLACEHOLDER.sub("x", _TAG.sub("", sandbox.LONE_TAGS.sub("", source)))


def _all_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from _all_blocks(block.blocks)
        if isinstance(block, Listing):
            for item in block.items:
                yield from _all_blocks(item)


def _counts(block: Block) -> Mapping[str, int]:
    match block:
        case Paragraph():
            return {"paragraphs": 1}
        case Heading():
            return {"headings": 1}
        case Listing(kind, items):
            return {f"items of {kind} lists": len(items)}
        case Table(_, rows):
            return {"tables": 1, "rows of tables": len(rows)}
        case _:
            return {}


def _runs(block: Block) -> Iterator[tuple[Inline, ...]]:
    if isinstance(block, Paragraph | Heading):
        yield block.inlines
    if isinstance(block, Table):
        yield from (cell for row in (block.head, *block.rows) for cell in row)


def _links(inlines: Iterable[Inline], language: Language) -> Iterator[str]:
    for inline in inlines:
        if isinstance(inline, Link):
            yield f"the link {_neutral(inline.url, language)}"
        elif isinstance(inline, Strong | Emphasis):
            yield from _links(inline.inlines, language)


def _neutral(url: str, language: Language) -> str:
    """Return a url that is the same for all editions of a page: /en and /fr are one."""
    return re.sub(rf"(?<=[/=]){language}(?=[/?#&]|$)", "*", url, flags=re.IGNORECASE)


def _numbers(text: str, language: Language) -> Iterator[str]:
    """Yield the numbers of a text, those of its dates included, in one form for all languages."""
    months = _months(language)
    digits = _month_in_date(language).sub(lambda found: f" {months[found[0].lower()]} ", text)
    digits = _GROUPED.sub(lambda found: re.sub(r"\D", "", found[0]), digits)
    yield from (f"the number {int(number)}" for number in re.findall(r"\d+", digits))


@cache
def _months(language: Language) -> Mapping[str, int]:
    forms = Locale.parse(LOCALE[language]).months
    return {
        name.lower(): number
        for form in ("format", "stand-alone")
        for number, name in forms[form]["wide"].items()
        if not name[0].isdigit()
    }


@cache
def _month_in_date(language: Language) -> re.Pattern[str]:
    """Match a month beside its day or its year: in Chinese it is a number already."""
    names = "|".join(sorted(map(re.escape, _months(language)), reverse=True)) or "(?!)"
    before = r"(?:(?<=\d )|(?<=\d\u00a0)|(?<=\der )|(?<=\d de ))"
    return re.compile(rf"{before}(?:{names})\b|\b(?:{names})(?=\s(?:de\s)?\d{{4}})", re.IGNORECASE)
