"""The tree as plain text, and the plain mail that says everything without the other parts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from notifier.languages import Language
from notifier.letters import slots
from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.east_asian import may_break, width
from notifier.letters.outputs.layout import Layout, Words
from notifier.letters.outputs.markup import (
    Block,
    Break,
    Heading,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    Tree,
    parse,
    parse_inline,
)

COLUMNS = 72
_NARROWEST = 24
_SLOT = re.compile(f"{slots.OPEN}([a-z_]+){slots.CLOSE}")
_REPLY_ADDRESS = slots.slot("reply_address")
# What stands in a slot is not known yet: a name, an address with its token, a whole sentence.
_SLOT_COLUMNS = {"reply_address": 48, "local_deadline": COLUMNS}
_NAME_COLUMNS = 20
_COLON: Mapping[Language, str] = {"fr": "\u202f: ", "zh": "："}
_RIGHT_TO_LEFT_MARK = "\u200f"
_ISOLATED = "\u2066{}\u2069"  # left to right whatever stands around it
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
# A line that begins with a Latin letter; a lone address or link is left as it is.
_LATIN_FIRST = re.compile(rf"^(?!\s*\S+\s*$)[^{_ARABIC}]*[A-Za-z]")


def to_text(tree: Tree, columns: int = COLUMNS) -> str:
    """Return the tree as lines of at most `columns`; a word or a link too long stays whole."""
    return "\n".join(_lines(tree, _Page(columns)))


@dataclass(frozen=True, slots=True)
class _Page:
    """How wide a line may be, and what stands between the head of a column and its cell."""

    columns: int
    colon: str = ": "

    def narrowed(self, indent: int) -> "_Page":
        """Return the page beside an indent; however deep a list stands, it can be read."""
        return _Page(max(self.columns - indent, _NARROWEST), self.colon)


def edition_text(wording: Wording, letterhead: Letterhead, layout: Layout) -> str:
    """Return the plain text of a mail, which can be read, filed and answered without the rest."""
    words = layout.words[wording.language]
    page = _Page(COLUMNS, _COLON.get(wording.language, ": "))
    phone = letterhead.contact_phone
    if wording.language == "ar" and phone:
        letterhead = replace(letterhead, contact_phone=_ISOLATED.format(phone))
    parts = [
        _wrapped(letterhead.organization) + _wrapped(letterhead.organ),
        _labelled(words.reference, letterhead.reference) + _wrapped(letterhead.place_and_date),
        _labelled(words.subject, wording.subject),
        _bullets(letterhead.addressees),
        [slots.slot("recipient_name"), slots.slot("member_name")],
        _wrapped(wording.salutation),
        _deadlines(wording, words, page),
        _lines(parse(wording.body), page),
        _wrapped(wording.closing),
        _wrapped(letterhead.signatory_name) + _wrapped(letterhead.signatory_title),
        _annexes(letterhead, words),
        _contact(letterhead, words),
    ]
    text = "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"
    return _right_to_left(text) if wording.language == "ar" else text


def _deadlines(wording: Wording, words: Words, page: _Page) -> list[str]:
    """Return each date with what is due; the reader's own time stands under the first."""
    if not wording.deadlines:
        return []
    cells = ([_flat(parse_inline(cell)) for cell in row] for row in wording.deadlines)
    first, *others = (_spread((words.when, words.what), row, page) for row in cells)
    rows = [[*first, slots.slot("local_deadline")], *others]
    return [*_heading(words.deadlines, "-", page), *_apart(rows)]


def _annexes(letterhead: Letterhead, words: Words) -> list[str]:
    if not letterhead.annexes:
        return []
    items = tuple((Paragraph((Text(title),)),) for title in letterhead.annexes)
    label = _labelled(words.annexes, str(len(letterhead.annexes)))
    return label + _listing(Listing("number", items), _Page(COLUMNS))


def _contact(letterhead: Letterhead, words: Words) -> list[str]:
    return [
        *_labelled(words.contact, letterhead.contact_name),
        *_labelled(words.telephone, letterhead.contact_phone),
        *_labelled(words.email, letterhead.contact_mail),
        *(line for address in letterhead.address_lines for line in _wrapped(address)),
    ]


def _labelled(label: str, value: str) -> list[str]:
    blank = "" if label.endswith("：") else " "
    return _wrapped(f"{label}{blank}{value}") if value else []


def _bullets(texts: Iterable[str]) -> list[str]:
    return _listing(
        Listing("bullet", tuple((Paragraph((Text(t),)),) for t in texts)), _Page(COLUMNS)
    )


def _wrapped(text: str) -> list[str]:
    return _wrap(text, COLUMNS)


def _right_to_left(text: str) -> str:
    """Mark lines that begin with a Latin word, which would turn the whole line (UAX 9, P2)."""
    return "".join(
        (_RIGHT_TO_LEFT_MARK if _LATIN_FIRST.match(_slots_as_words(line)) else "") + line
        for line in text.splitlines(keepends=True)
    )


def _slots_as_words(line: str) -> str:
    """Return a line with an address for its address; other values are in the reader's script."""
    return _SLOT.sub("", line.replace(_REPLY_ADDRESS, "reply@"))


def _lines(blocks: Sequence[Block], page: _Page, *, in_item: bool = False) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if lines and not (in_item and isinstance(block, Listing)):
            lines.append("")
        lines += _block(block, page)
    return lines


def _block(block: Block, page: _Page) -> list[str]:
    match block:
        case Paragraph(inlines):
            return _wrap(_flat(inlines), page.columns)
        case Heading(level, inlines):
            return _heading(_flat(inlines), "=-"[level - 1 : level], page)
        case Listing():
            return _listing(block, page)
        case Quote(blocks):
            return [f"> {line}".rstrip() for line in _lines(blocks, page.narrowed(2))]
        case Table():
            return _table(block, page)
        case Rule():
            return ["-" * page.columns]


def _heading(text: str, underline: str, page: _Page) -> list[str]:
    lines = _wrap(text, page.columns)
    longest = max(map(_columns, lines), default=0)
    return [*lines, underline * longest] if underline and lines else lines


def _listing(listing: Listing, page: _Page) -> list[str]:
    numbers = range(listing.start, listing.start + len(listing.items))
    marks = ["-" if listing.kind == "bullet" else f"{n}." for n in numbers]
    indent = max(map(len, marks), default=0) + 1
    items = [_lines(item, page.narrowed(indent), in_item=True) for item in listing.items]
    is_loose = any("" in item for item in items) or (
        listing.kind == "number" and any(len(item) > 1 for item in items)
    )
    lines: list[str] = []
    for mark, item in zip(marks, items, strict=True):
        if lines and is_loose:
            lines.append("")
        lines.append((mark.ljust(indent) + (item[0] if item else "")).rstrip())
        lines += [(" " * indent + line).rstrip() for line in item[1:]]
    return lines


def _table(table: Table, page: _Page) -> list[str]:
    """Return aligned columns where they fit, else each row as lines of `head: cell`."""
    rows = [[_flat(cell).replace("\n", " ") for cell in row] for row in (table.head, *table.rows)]
    widths = [max(_columns(row[n]) for row in rows) for n in range(len(table.head))]
    fits = sum(widths) + 2 * (len(widths) - 1) <= page.columns
    if fits and not any(_SLOT.search(cell) for row in rows for cell in row):
        rows.insert(1, ["-" * w for w in widths])
        return [_aligned(row, widths) for row in rows]
    return _apart(_spread(rows[0], row, page) for row in rows[1:])


def _apart(groups: Iterable[list[str]]) -> list[str]:
    """Return the lines of all groups, a blank line between two."""
    return [line for n, lines in enumerate(groups) for line in ([""] if n else []) + lines]


def _spread(head: Sequence[str], row: Sequence[str], page: _Page) -> list[str]:
    """Return one row as lines of head and cell; an empty cell has no line."""
    pairs = ((h, cell) for h, cell in zip(head, row, strict=True) if cell)
    labelled = (f"{h}{page.colon}{cell}" if h else cell for h, cell in pairs)
    return [line for each in labelled for line in _wrap(each, page.columns)]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell + " " * (w - _columns(cell)) for cell, w in zip(row, widths, strict=True))
    return "  ".join(cells).rstrip()


def _flat(inlines: Sequence[Inline]) -> str:
    """Return inlines as one string; a newline in it is a hard break."""
    return "".join(_flat_one(inline) for inline in inlines)


def _flat_one(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case Break():
            return "\n"
        case Link(url, inlines):
            label, address = _flat(inlines), url.removeprefix("mailto:")
            return address if label.removeprefix("mailto:") == address else f"{label} <{address}>"
        case _:
            return _flat(inline.inlines)


def _wrap(text: str, columns: int) -> list[str]:
    return [line for part in text.split("\n") for line in _wrap_line(part, columns)]


def _wrap_line(text: str, columns: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for glue, box in _boxes(text):
        size = _columns(box)
        if line and used + len(glue) + size > columns:
            lines.append(line)
            line, used = box, size
        else:
            line, used = f"{line}{glue if line else ''}{box}", used + len(glue) + size
    return [*lines, line] if line else lines


def _boxes(text: str) -> Iterator[tuple[str, str]]:
    """Yield what may not be broken, each with the blank that stands before it on one line."""
    for word in re.split("[ \t]+", text):
        start, glue = 0, " "
        for place in range(1, len(word)):
            if may_break(word[place - 1], word[place]):
                yield glue, word[start:place]
                start, glue = place, ""
        if word:
            yield glue, word[start:]


def _columns(text: str) -> int:
    return width(_SLOT.sub(lambda s: "x" * _SLOT_COLUMNS.get(s[1], _NAME_COLUMNS), text))
