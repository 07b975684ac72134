"""Reads a Word document as a person sees it: numbers counted as Word counts, notes where they are called."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

REFERENCE = Path("templates/letters/_layout/reference.docx")
_NOTE = "[{}]"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: the name of its style, the number that Word shows, its words, its XML."""

    style: str
    number: str
    text: str
    element: Any

    def __str__(self) -> str:
        return f"{self.style}: {self.number}{' ' if self.number else ''}{self.text}".rstrip()


def opened(data: bytes) -> Any:
    """The document, as python-docx opens it."""
    return docx.Document(BytesIO(data))


def parts(data: bytes) -> dict[str, bytes]:
    """Every file of the package by its name."""
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def lines(data: bytes) -> list[Line]:
    """The paragraphs of the body in the order of reading, those of tables row by row."""
    document = opened(data)
    names = {style.style_id: style.name for style in document.styles}
    count, notes = _Count(document), _notes(document)
    return [
        Line(
            style=names[
                p.pPr.pStyle.val if p.pPr is not None and p.pPr.pStyle is not None else "Normal"
            ],
            number=count.number(p),
            text=_text(p, notes),
            element=p,
        )
        for p in document.element.body.iter(qn("w:p"))
    ]


def texts(data: bytes, style: str) -> list[str]:
    """The words of all paragraphs of a style."""
    return [line.text for line in lines(data) if line.style == style]


class _Count:
    """Counts as Word does: one count for each definition, taken up anew where a list says so."""

    def __init__(self, document: Any) -> None:
        root = document.part.numbering_part.element
        self._definition: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        for num in root.iter(qn("w:num")):
            name = num.get(qn("w:numId"))
            self._definition[name] = num.find(qn("w:abstractNumId")).get(qn("w:val"))
            for override in num.iter(qn("w:lvlOverride")):
                start = override.find(qn("w:startOverride")).get(qn("w:val"))
                self._starts[name, int(override.get(qn("w:ilvl")))] = int(start)
        self._texts = {
            (each.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl")))): level.find(
                qn("w:lvlText")
            ).get(qn("w:val"))
            for each in root.iter(qn("w:abstractNum"))
            for level in each.iter(qn("w:lvl"))
        }
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def number(self, paragraph: Any) -> str:
        """The number or bullet of a paragraph; empty where it has none."""
        numbered = paragraph.pPr.numPr if paragraph.pPr is not None else None
        if numbered is None:
            return ""
        name, level = str(numbered.numId.val), numbered.ilvl.val
        definition = self._definition[name]
        counts = self._counts[definition]
        start = self._starts.pop((name, level), None)
        counts[level] = counts.get(level, 0) + 1 if start is None else start
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        return self._texts[definition, level].replace(f"%{level + 1}", str(counts[level]))


def _notes(document: Any) -> dict[str, str]:
    rels = document.part.rels.values()
    part = next((r.target_part for r in rels if r.reltype == RELATIONSHIP_TYPE.FOOTNOTES), None)
    if part is None:
        return {}
    root = parse_xml(part.blob)
    return {
        note.get(qn("w:id")): "".join(
            p_text for p in note.iter(qn("w:p")) for p_text in _pieces(p, {})
        )
        for note in root.iter(qn("w:footnote"))
    }


def _text(paragraph: Any, notes: dict[str, str]) -> str:
    return "".join(_pieces(paragraph, notes))


def _pieces(paragraph: Any, notes: dict[str, str]) -> Iterator[str]:
    for node in paragraph.iter():
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:br"):
            yield "\n"
        elif node.tag == qn("w:tab") and node.getparent().tag == qn("w:r"):
            yield "\t"
        elif node.tag == qn("w:footnoteReference"):
            yield _NOTE.format(notes[node.get(qn("w:id"))].strip())
