"""The file in which staff keep the looks of a Word letter: opened, examined, and emptied of all else."""

import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from notifier.errors import Problem, UserError

WHERE = "_layout/reference.docx"
NUMBERED = ("List Number", "List Bullet", "Addressee")
_PARAGRAPHS = (
    *("Normal", "Letterhead", "Record", "Salutation", "Closing", "Signature", "Caption"),
    *("Heading 1", "Heading 2", "Heading 3", "Heading 4", "List Continue", "Quote", "Rule"),
    *("Table Head", "Table Text", "Header", "Footer", "Footnote Text", *NUMBERED),
)
_CHARACTERS = ("Organ", "Label", "Strong", "Emphasis", "Hyperlink", "Footnote Reference")
_TABLES = ("Letter Table", "Deadlines Table")
_NEEDED = {
    WD_STYLE_TYPE.PARAGRAPH: ("paragraph", _PARAGRAPHS),
    WD_STYLE_TYPE.CHARACTER: ("character", _CHARACTERS),
    WD_STYLE_TYPE.TABLE: ("table", _TABLES),
}
# What a letter takes over: looks alone. Comments, names of authors, macros and data stay behind.
_LOOKS = frozenset(
    {
        RELATIONSHIP_TYPE.STYLES,
        RELATIONSHIP_TYPE.NUMBERING,
        RELATIONSHIP_TYPE.SETTINGS,
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.THEME,
        RELATIONSHIP_TYPE.HEADER,
    }
)
_NOT_A_LETTERS = ("footnotePr", "endnotePr", "evenAndOddHeaders", "trackRevisions", "mirrorMargins")


@dataclass(frozen=True, slots=True)
class Reference:
    """An empty document with the looks of the staff's file.

    `styles` are ids by the names that Word shows; `definitions` are the numberings of the styles
    that have one; `room` is the width of the text in twentieths of a point.
    """

    document: Any
    styles: dict[str, str]
    definitions: dict[str, int]
    room: int


def open_reference(data: bytes) -> Reference:
    """Return the document in `data` without its text; only the header of the first page stays.

    Raises UserError with every style that is missing or bears no numbers, and with whatever the
    file would fetch from elsewhere when a letter is opened.
    """
    try:
        document: Any = docx.Document(BytesIO(data))
        _empty(document)
        styles, problems = _styles(document)
        definitions, unnumbered = _definitions(document)
    except (BadZipFile, EOFError, KeyError, SyntaxError, ValueError, zlib.error) as error:
        what = "This is no Word document without macros; save it from Word as “.docx”."
        raise UserError.of(WHERE, what) from error
    problems += [*unnumbered, *_remote(document)]
    if problems:
        raise UserError(problems)
    return Reference(document, styles, definitions, _room(document))


def _empty(document: Any) -> None:
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    for background in document.element.xpath("./w:background"):
        document.element.remove(background)
    section = document.sections[0]
    section.different_first_page_header_footer = True
    for part in (section.header, section.footer, section.first_page_footer):
        part.is_linked_to_previous = True
    for odd in body.xpath("./w:sectPr/*[@w:type='even'] | ./w:sectPr/w:printerSettings"):
        odd.getparent().remove(odd)
    _forget(document)


def _forget(document: Any) -> None:
    """Let go of every part that no letter needs, and of the settings that speak of them."""
    package, part = document.part.package, document.part
    shown = set(document.element.xpath("./w:body/w:sectPr/w:headerReference/@r:id"))
    for rel in list(package.rels.values()):
        if rel.reltype != RELATIONSHIP_TYPE.OFFICE_DOCUMENT:
            del package.rels[rel.rId]
    for rel in list(part.rels.values()):
        if rel.reltype not in _LOOKS or (
            rel.reltype == RELATIONSHIP_TYPE.HEADER and rel.rId not in shown
        ):
            del part.rels[rel.rId]
    settings = document.settings.element  # made where there is none
    names = " | ".join(f"./w:{name}" for name in _NOT_A_LETTERS)
    for setting in settings.xpath(f"./*[.//@r:id] | {names}"):  # an attached template
        settings.remove(setting)
    part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels.clear()


def _styles(document: Any) -> tuple[dict[str, str], list[Problem]]:
    # Word writes its own styles small in the file, and shows them with capitals.
    found = {(style.type, style.name.casefold()): style.style_id for style in document.styles}
    styles: dict[str, str] = {}
    problems: list[Problem] = []
    for kind, (called, names) in _NEEDED.items():
        for name in names:
            if (kind, name.casefold()) in found:
                styles[name] = found[kind, name.casefold()]
                continue
            what = f"There is no {called} style of this name; make one in Word, or take it over"
            problems.append(Problem(f"{WHERE}: {name}", f"{what} from the file as shipped."))
    return styles, problems


def _definitions(document: Any) -> tuple[dict[str, int], list[Problem]]:
    definitions: dict[str, int] = {}
    problems: list[Problem] = []
    for style in document.styles:
        if style.type != WD_STYLE_TYPE.PARAGRAPH or style.name not in NUMBERED:
            continue
        found = _definition(document, style.element)
        if found is None:
            what = "This style has no numbers or bullets; give it some in Word (Format, Numbering)."
            problems.append(Problem(f"{WHERE}: {style.name}", what))
        else:
            definitions[style.name] = found
    return definitions, problems


def _definition(document: Any, style: Any) -> int | None:
    """Return the id of the definition by which a style is numbered; None where it has no levels."""
    lists = style.xpath("./w:pPr/w:numPr/w:numId/@w:val")
    if not lists or RELATIONSHIP_TYPE.NUMBERING not in _kinds(document):
        return None
    numbering = document.part.numbering_part.element
    ids = numbering.xpath(f"./w:num[@w:numId='{int(lists[0])}']/w:abstractNumId/@w:val")
    levels = ids and numbering.xpath(f"./w:abstractNum[@w:abstractNumId='{int(ids[0])}']/w:lvl")
    return int(ids[0]) if levels else None


def _kinds(document: Any) -> set[str]:
    return {rel.reltype for rel in document.part.rels.values()}


def _remote(document: Any) -> list[Problem]:
    what = "The file takes this from elsewhere, and so would every letter; insert it instead."
    return [
        Problem(f"{WHERE}: {rel.target_ref}", what)
        for rel in document.part.package.iter_rels()
        if rel.is_external and rel.reltype != RELATIONSHIP_TYPE.HYPERLINK
    ]


def _room(document: Any) -> int:
    section = document.sections[0]
    room: int = section.page_width - section.left_margin - section.right_margin
    return room // 635  # English metric units in a twentieth of a point
