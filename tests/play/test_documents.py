import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from notifier.languages import LANGUAGES
from notifier.play.documents import docx, pdf
from notifier.play.prose import PROSE

TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_docx_is_a_package_that_holds_the_words(language):
    """Word, LibreOffice and a converter find the main part by its type."""
    points = PROSE[language].points
    package = zipfile.ZipFile(io.BytesIO(docx("x.docx", points, language).content))

    document = ElementTree.fromstring(package.read("word/document.xml"))

    assert package.testzip() is None
    assert [t.text for t in document.iter(TEXT)] == list(points)
    assert "word/document.xml" in package.read("[Content_Types].xml").decode()


def test_arabic_paragraphs_run_from_right_to_left():
    """Or Word aligns them to the wrong side."""
    package = zipfile.ZipFile(io.BytesIO(docx("x.docx", ["نص"], "ar").content))

    assert b"<w:bidi/>" in package.read("word/document.xml")


def test_the_cross_reference_table_of_a_pdf_points_at_its_objects():
    """A reader that trusts the table finds each object where it says."""
    content = pdf("x.pdf", PROSE["fr"].points).content
    start = int(re.search(rb"startxref\n(\d+)", content)[1])

    offsets = [int(n) for n in re.findall(rb"(\d{10}) 00000 n", content[start:])]

    assert content[start:].startswith(b"xref")
    assert [content[o : o + 7] for o in offsets] == [b"%d 0 obj" % n for n in range(1, 6)]
