"""The circular letter as a Word document: the tree in the styles of the staff's own file."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.layout import Layout, Words
from notifier.letters.outputs.markup import Text, parse, parse_inline
from notifier.letters.outputs.word.blocks import GAP, Blocks
from notifier.letters.outputs.word.notes import Footnotes, links_of
from notifier.letters.outputs.word.numbering import Numbering
from notifier.letters.outputs.word.package import describe, packed
from notifier.letters.outputs.word.page import (
    annexes_xml,
    footer_xml,
    header_xml,
    letterhead_xml,
    record_xml,
    signature_xml,
    subject_xml,
)
from notifier.letters.outputs.word.prose import Prose
from notifier.letters.outputs.word.reference import Reference, open_reference
from notifier.letters.slots import slots_in

_GREETED_BY_NAME = frozenset({"recipient_name", "member_name"})
_SHORT = 2000  # characters of a last paragraph that may go with the signature


def edition_docx(
    wording: Wording,
    letterhead: Letterhead,
    layout: Layout,
    *,
    reference: bytes,
    made_at: datetime,
) -> bytes:
    """Return the Word document of one edition, in the looks of `reference`; the same bytes each time.

    It speaks as the PDF does, to administrations: a salutation that greets by name gives way to
    the layout's formal one, and any other slot raises ValueError naming it. Nothing is fetched
    when it is opened. Raises UserError with all that is wrong with `reference`.
    """
    said = _on_paper(wording, layout.words[wording.language])
    found = slots_in(json.dumps([asdict(said), asdict(letterhead)], ensure_ascii=False))
    if found:
        raise ValueError(f"personal values cannot stand on paper: {', '.join(sorted(found))}")
    opened = open_reference(reference)
    _write(opened, said, letterhead, layout.words[wording.language])
    describe(opened.document, said, letterhead, made_at)
    return packed(opened.document)


def _write(opened: Reference, said: Wording, head: Letterhead, words: Words) -> None:
    document, room = opened.document, opened.room
    footnotes = Footnotes(document, said.language, opened.styles)
    prose = Prose(said.language, opened.styles, links_of(document.part), footnotes.note)
    numbering = Numbering(document.part.numbering_part.element, opened.definitions)
    blocks = Blocks(prose, numbering, room)
    _append(document, letterhead_xml(prose, head))
    bullets = numbering.shared("Addressee")
    _append(document, record_xml(prose, head, words, bullets=bullets, room=room))
    _append(document, subject_xml(prose, said.subject, words))
    _append(document, prose.paragraph("Salutation", prose.words(said.salutation)))
    _append(document, _deadlines(prose, blocks, said, words))
    _append(document, blocks.write(parse(said.body)))
    _keep_with_next(document)
    _append(document, signature_xml(prose, said, head, words))
    if head.annexes:
        number = numbering.begin("number", 0, 1)
        _append(document, annexes_xml(prose, head, words, number))
    _set_section(document, prose, head, words, room)


def _on_paper(wording: Wording, words: Words) -> Wording:
    if slots_in(wording.salutation) & _GREETED_BY_NAME:
        return replace(wording, salutation=words.salutation)
    return wording


def _deadlines(prose: Prose, blocks: Blocks, said: Wording, words: Words) -> str:
    if not said.deadlines:
        return ""
    head = [(Text(words.when),), (Text(words.what),)]
    rows = [[parse_inline(cell) for cell in row] for row in said.deadlines]
    table = blocks.table([head, *rows], (3, 2), style="Deadlines Table", title=words.deadlines)
    return prose.paragraph("Caption", prose.words(words.deadlines)) + table + GAP


def _append(document: Any, xml: str) -> None:
    """Put blocks at the end of the body, before what describes its pages."""
    for element in list(parse_xml(f"<w:body {nsdecls('w', 'r')}>{xml}</w:body>")):
        document.element.body.sectPr.addprevious(element)


def _keep_with_next(document: Any) -> None:
    """Let the last paragraph go with the signature, which could else stand alone on a page."""
    last = document.element.body.sectPr.getprevious()
    if last.tag == qn("w:p") and len((paragraph := Paragraph(last, document)).text) < _SHORT:
        paragraph.paragraph_format.keep_with_next = True


def _set_section(document: Any, prose: Prose, head: Letterhead, words: Words, room: int) -> None:
    """Write the edges of the pages, and say in which language and direction they run."""
    section = document.sections[0]
    _fill(section.header, header_xml(prose, head))
    for footer in (section.footer, section.first_page_footer):
        _fill(footer, footer_xml(prose, head, words))
        stops = footer.paragraphs[0].paragraph_format.tab_stops
        stops.add_tab_stop(Twips(room), WD_TAB_ALIGNMENT.RIGHT)
    for defaults in document.styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr"):
        for old in defaults.xpath("./w:lang"):
            defaults.remove(old)
        defaults.append(parse_xml(prose.language_xml.replace("<w:lang", f"<w:lang {nsdecls('w')}")))
    if prose.base == "rtl":
        document.element.body.sectPr.insert_element_before(
            OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid", "w:sectPrChange"
        )


def _fill(edge: Any, xml: str) -> None:
    """Make `xml` all that a header or footer says."""
    edge.is_linked_to_previous = False
    for old in list(edge.part.element):
        edge.part.element.remove(old)
    for element in list(parse_xml(f"<w:body {nsdecls('w', 'r')}>{xml}</w:body>")):
        edge.part.element.append(element)
