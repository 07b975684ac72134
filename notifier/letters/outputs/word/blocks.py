"""The blocks of a letter as paragraphs and tables of Word, in the order in which they are read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from notifier.letters.outputs.east_asian import width
from notifier.letters.outputs.markup import (
    Block,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    plain,
)
from notifier.letters.outputs.word.numbering import Kind, Numbering
from notifier.letters.outputs.word.prose import Indent, Number, Prose, clean

_QUOTED = 480  # twentieths of a point
_MOST_COLUMNS = 63  # Word calls a file with a wider table damaged
_NARROWEST, _WIDEST = 6, 48  # letters that decide how wide a column is
_MARGINS = 3  # letters that the margins of a cell take
_COLON = {"fr": "\u202f: ", "zh": "："}
GAP = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
_STYLE = re.compile(r'<w:pStyle w:val="[^"]*"/>(?!<w:keepNext/>)')
_LONG = 2000  # characters
_EDGE = "</w:tbl><w:tbl>"

Row = Sequence[Sequence[Inline]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: the lists around it by kind, the quotations, and the number it bears."""

    lists: tuple[Kind, ...] = ()
    quotes: int = 0
    number: Number | None = None


class Blocks:
    """Writes blocks. Guards two orders: headings leave out no level, and every list has its own count.

    `room` is the width of the text, in twentieths of a point.
    """

    def __init__(self, prose: Prose, numbering: Numbering, room: int) -> None:
        self._prose = prose
        self._numbering = numbering
        self._room = room
        self._level = 1  # the subject's

    def write(self, blocks: Sequence[Block]) -> str:
        """Return blocks as XML; between two tables stands a gap, or Word would make them one."""
        return self._written(blocks, Place()).replace(_EDGE, _EDGE.replace("><", f">{GAP}<"))

    def table(
        self, rows: Sequence[Row], shares: Sequence[int], *, style: str, title: str, indent: int = 0
    ) -> str:
        """Return a table whose first row is its head, repeated on each page that it reaches.

        `shares` divide the width between the columns; `title` is told by screen readers.
        """
        room = max(self._room - indent, len(shares) * 240)
        widths = [room * share // sum(shares) for share in shares]
        columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        head, *others = rows
        lines = [self._row(head, widths, "Table Head")]
        lines += [self._row(row, widths, "Table Text") for row in others]
        properties = self._table_properties(style, title, sum(widths), indent)
        return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{''.join(lines)}</w:tbl>"

    def _written(self, blocks: Sequence[Block], place: Place) -> str:
        """Return blocks, the first with the number of its place; what announces a list stays by it."""
        others = replace(place, number=None)
        written = [self._block(block, others if n else place) for n, block in enumerate(blocks)]
        for n, (block, following) in enumerate(pairwise(blocks)):
            if isinstance(block, Paragraph) and isinstance(following, Listing | Table):
                written[n] = _with_next(written[n])
        return "".join(written)

    def _block(self, block: Block, place: Place) -> str:
        match block:
            case Paragraph(inlines):
                return self._paragraph(self._prose.runs(inlines), place)
            case Heading(level, inlines):
                return self._heading(level, inlines, place)
            case Listing():
                return self._listing(block, place)
            case Quote(blocks):
                return self._written(blocks, replace(place, quotes=place.quotes + 1))
            case Table():
                return self._data(block, place)
            case Rule():
                return self._prose.paragraph("Rule", "", indent=self._indent(place))

    def _paragraph(self, runs: str, place: Place) -> str:
        style = "Quote" if place.quotes else "List Continue" if place.lists else "Normal"
        if place.number and place.lists:
            style = "List Bullet" if place.lists[-1] == "bullet" else "List Number"
        indent = self._indent(place)
        return self._prose.paragraph(style, runs, number=place.number, indent=indent)

    def _heading(self, level: int, inlines: Sequence[Inline], place: Place) -> str:
        """Return a heading below the subject, which is level 1, leaving out no level."""
        self._level = min(level + 1, self._level + 1)
        return self._prose.paragraph(
            f"Heading {self._level}",
            self._prose.runs(inlines),
            number=place.number,
            indent=self._indent(place),
        )

    def _listing(self, listing: Listing, place: Place) -> str:
        number = self._numbering.begin(listing.kind, len(place.lists), listing.start)
        inside = Place((*place.lists, listing.kind), place.quotes)
        return "".join(self._item(item, inside, number) for item in listing.items)

    def _item(self, item: Sequence[Block], inside: Place, number: Number) -> str:
        """Return an item; where it begins with no words of its own, the number stands alone."""
        has_words = bool(item) and isinstance(item[0], Paragraph | Heading)
        whole = item if has_words else (Paragraph(()), *item)
        written = self._written(whole, replace(inside, number=number))
        if not _is_short(item):
            return written
        before, mark, last = written.rpartition("<w:p>")
        return _with_next(before) + mark + last

    def _indent(self, place: Place) -> Indent | None:
        """Return what the style does not say: None where a paragraph stands as its style has it."""
        depth = len(place.lists)
        if place.number is not None:
            # Word knows how far a numbered paragraph stands inside its lists, not inside quotations.
            own = self._numbering.indent(place.lists[-1], depth - 1)
            return replace(own, start=self._start(place)) if place.quotes else None
        if depth == 0 and place.quotes <= 1:
            return None
        return Indent(self._start(place))

    def _start(self, place: Place) -> int:
        depth = len(place.lists)
        beside = self._numbering.indent(place.lists[-1], depth - 1).start if depth else 0
        return beside + place.quotes * _QUOTED

    def _data(self, table: Table, place: Place) -> str:
        if len(table.head) > _MOST_COLUMNS:
            return "".join(self._spread(table.head, row, place) for row in table.rows)
        rows = (table.head, *table.rows)
        shares = [_share([row[n] for row in rows]) for n in range(len(table.head))]
        return self.table(rows, shares, style="Letter Table", title="", indent=self._start(place))

    def _spread(self, head: Row, row: Row, place: Place) -> str:
        """Return one row of a table that is too wide as paragraphs of head and cell."""
        colon = (Text(_COLON.get(self._prose.language, ": ")),)
        return "".join(
            self._paragraph(self._prose.runs((*name, *(colon if name else ()), *cell)), place)
            for name, cell in zip(head, row, strict=True)
            if cell
        )

    def _row(self, row: Row, widths: Sequence[int], style: str) -> str:
        repeated = "<w:tblHeader/>" if style == "Table Head" else ""
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{room}" w:type="dxa"/></w:tcPr>'
            f"{self._prose.paragraph(style, self._prose.runs(cell))}</w:tc>"
            for cell, room in zip(row, widths, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"

    def _table_properties(self, style: str, title: str, room: int, indent: int) -> str:
        turned = "<w:bidiVisual/>" if self._prose.base == "rtl" else ""
        moved = f'<w:tblInd w:w="{indent}" w:type="dxa"/>' if indent else ""
        named = f"<w:tblCaption w:val={quoteattr(clean(title))}/>" if title else ""
        return (
            f'<w:tblPr><w:tblStyle w:val="{self._prose.styles[style]}"/>{turned}'
            f'<w:tblW w:w="{room}" w:type="dxa"/>{moved}<w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            f' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{named}</w:tblPr>'
        )


def _with_next(paragraphs: str) -> str:
    """Keep each of these paragraphs on the page of what follows it."""
    return _STYLE.sub(r"\g<0><w:keepNext/>", paragraphs)


def _is_short(item: Sequence[Block]) -> bool:
    """Tell whether an item may be kept on one page: a few lines, not a page of them."""
    return len(item) <= 3 and all(
        (isinstance(block, Paragraph) and len(plain(block.inlines)) < _LONG)
        or (
            isinstance(block, Listing)
            and len(block.items) <= 4
            and all(map(_is_short, block.items))
        )
        for block in item
    )


def _share(column: Sequence[Sequence[Inline]]) -> int:
    """Return how much room a column asks for, by its longest cell."""
    longest = max(width(plain(cell)) for cell in column)
    return min(max(longest, _NARROWEST), _WIDEST) + _MARGINS
