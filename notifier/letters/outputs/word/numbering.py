"""Real numbers of Word: the staff's definitions, and for every list of a letter a count of its own."""

from collections.abc import Mapping
from typing import Any, Literal

from docx.oxml.ns import qn

from notifier.letters.outputs.word.prose import Indent, Number

_DEEPEST = 8  # Word has nine levels, and what stands deeper in Markdown is empty
_ID = qn("w:abstractNumId")
Kind = Literal["bullet", "number"]


class Numbering:
    """Guards numbering.xml. Two lists never share a count, so neither goes on where one ended."""

    def __init__(self, numbering: Any, definitions: Mapping[str, int]) -> None:
        self._numbering = numbering
        self._definitions = definitions
        self._indents = {kind: self._read_indents(kind) for kind in definitions}
        self._bullets: dict[str, int] = {}

    def begin(self, kind: Kind, depth: int, start: int) -> Number:
        """Return the number of a new list inside `depth` others, counted from `start`."""
        level = min(depth, _DEEPEST)
        if kind == "bullet":
            return Number(self.shared("List Bullet"), level)
        number = self._numbering.add_num(self._definitions["List Number"])
        number.add_lvlOverride(ilvl=level).add_startOverride(start)
        return Number(number.numId, level)

    def shared(self, style: str) -> int:
        """Return the list of all paragraphs of a style that has bullets."""
        if style not in self._bullets:
            self._bullets[style] = self._numbering.add_num(self._definitions[style]).numId
        return self._bullets[style]

    def indent(self, kind: Kind, depth: int) -> Indent:
        """Return where an item inside `depth` lists begins."""
        indents = self._indents["List Bullet" if kind == "bullet" else "List Number"]
        return indents[min(depth, len(indents) - 1)]

    def _read_indents(self, style: str) -> list[Indent]:
        return [_indent(level) for level in self._definition(style).findall(qn("w:lvl"))]

    def _definition(self, style: str) -> Any:
        wanted = str(self._definitions[style])
        found = self._numbering.findall(qn("w:abstractNum"))
        return next(each for each in found if each.get(_ID) == wanted)


def _indent(level: Any) -> Indent:
    found = level.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    values = {} if found is None else found.attrib
    start = values.get(qn("w:left")) or values.get(qn("w:start")) or 0
    return Indent(int(start), int(values.get(qn("w:hanging")) or 0))
