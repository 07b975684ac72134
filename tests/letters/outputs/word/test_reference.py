"""The staff's own file: what it must have, what it may not bring along, what is told when it is wrong."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

from notifier.errors import UserError
from notifier.letters.outputs.word.reference import open_reference
from tests.letters.outputs.test_docx import LAYOUT, MADE_AT, edition_docx, letterhead, wording
from tests.letters.outputs.word.reader import REFERENCE, opened, parts

LOOKS = REFERENCE.read_bytes()


def changed(change: Callable[[Any], object]) -> bytes:
    """The file as shipped, with one change."""
    document = docx.Document(BytesIO(LOOKS))
    change(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def made(reference: bytes) -> bytes:
    """A letter in the looks of `reference`."""
    return edition_docx(wording(), letterhead(), LAYOUT, reference=reference, made_at=MADE_AT)


def places(reference: bytes) -> list[str]:
    """Where the problems of `reference` lie."""
    with pytest.raises(UserError) as raised:
        open_reference(reference)
    return [
        problem.where.removeprefix("_layout/reference.docx").strip(": ")
        for problem in raised.value.problems
    ]


def without(*names: str) -> bytes:
    """The file as shipped, without some styles."""
    return changed(lambda document: [document.styles[name].delete() for name in names])


def test_the_file_as_shipped_has_all_that_a_letter_needs():
    """A fresh installation writes letters."""
    found = open_reference(LOOKS)

    assert set(found.definitions) == {"List Number", "List Bullet", "Addressee"}
    assert found.room == 11906 - 2 * 1361  # A4 less its margins
    assert len(LOOKS) < 20_000


def test_the_file_as_shipped_names_nobody():
    """Each letter is made of it, and nobody's name should travel with them all."""
    found = opened(LOOKS).core_properties

    assert (found.author, found.last_modified_by) == ("", "")


def test_every_missing_style_is_named_at_once():
    """Whoever deletes styles in Word reads which ones to bring back."""
    assert places(without("Record", "Label", "Letter Table")) == ["Record", "Label", "Letter Table"]


def test_a_style_of_another_kind_is_not_the_one():
    """A character style cannot be worn by a paragraph."""

    def make_it_a_character_style(document: Any) -> None:
        document.styles["Record"].element.set(qn("w:type"), "character")

    assert places(changed(make_it_a_character_style)) == ["Record"]


def test_a_list_style_without_numbers_is_named():
    """Numbers that are typed would be wrong after the next change."""

    def unnumber(document: Any) -> None:
        properties = document.styles["List Number"].element.pPr
        properties.remove(properties.numPr)

    assert places(changed(unnumber)) == ["List Number"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"%PDF-1.7", LOOKS[:4000], b"\xd0\xcf\x11\xe0" * 200],
    ids=["empty", "zip", "pdf", "cut", "doc"],
)
def test_what_is_no_word_document_is_told_without_a_traceback(data: bytes):
    """Somebody saves it as .doc, or the copy is cut off."""
    with pytest.raises(UserError, match="no Word document"):
        open_reference(data)


def test_a_document_with_macros_is_refused():
    """A letter with macros is stopped by every mail gate, and rightly."""
    made_of = BytesIO()
    with ZipFile(BytesIO(LOOKS)) as source, ZipFile(made_of, "w") as target:
        for name in source.namelist():
            plain = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
            target.writestr(
                name,
                source.read(name).replace(plain, b"vnd.ms-word.document.macroEnabled.main+xml"),
            )

    with pytest.raises(UserError, match="without macros"):
        open_reference(made_of.getvalue())


def test_a_picture_from_elsewhere_is_refused():
    """Word would fetch it for each reader, and tell its owner who reads."""

    def link_a_picture(document: Any) -> None:
        header = document.sections[0].first_page_header
        header.is_linked_to_previous = False
        header.part.relate_to(
            "https://pictures.example/emblem.png", RELATIONSHIP_TYPE.IMAGE, is_external=True
        )

    assert places(changed(link_a_picture)) == ["https://pictures.example/emblem.png"]


def test_the_header_of_the_first_page_stays():
    """Staff put the emblem there."""

    def emblem(document: Any) -> None:
        header = document.sections[0].first_page_header
        header.is_linked_to_previous = False
        header.paragraphs[0].text = "EMBLEM"
        document.sections[0].header.paragraphs[0].text = "forgotten"

    section = opened(made(changed(emblem))).sections[0]

    assert section.first_page_header.paragraphs[0].text == "EMBLEM"
    assert section.header.paragraphs[0].text == "CL-27/05"


def test_a_template_on_somebody_s_disk_is_let_go():
    """Word looks for it whenever a letter is opened, and its path names the person."""

    def attach(document: Any) -> None:
        part = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
        url = "file:///C:/Users/ada/letters.dotx"
        kind = RELATIONSHIP_TYPE.SETTINGS.replace("settings", "attachedTemplate")
        rel = part.relate_to(url, kind, is_external=True)
        part.element.insert(1, parse_xml(f'<w:attachedTemplate {nsdecls("w", "r")} r:id="{rel}"/>'))

    found = b"".join(parts(made(changed(attach))).values())

    assert b"attachedTemplate" not in found
    assert b"Users/ada" not in found


def test_comments_and_authors_stay_behind():
    """What staff say to one another about the looks is not for Member States."""

    def comment(document: Any) -> None:
        run = document.paragraphs[0].runs[0]
        document.add_comment(run, text="ugly blue", author="Ada Secret", initials="AS")
        document.core_properties.author = "Ada Secret"

    found = parts(made(changed(comment)))

    assert "word/comments.xml" not in found
    assert not [name for name, part in found.items() if b"Secret" in part or b"ugly" in part]


def test_the_text_of_the_file_is_not_printed():
    """It only shows what the styles look like."""
    assert "This file holds" not in parts(made(LOOKS))["word/document.xml"].decode()


def test_what_staff_change_is_in_the_letter():
    """That is what the file is for."""

    def widen(document: Any) -> None:
        document.styles["Normal"].font.name = "Verdana"
        document.sections[0].left_margin = 914400

    data = made(changed(widen))

    assert opened(data).styles["Normal"].font.name == "Verdana"
    assert opened(data).sections[0].left_margin == 914400
