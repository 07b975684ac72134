"""The letter in Word: the words of the mail, real numbers and tables, every language, the same bytes."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Twips
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.languages import LANGUAGES, Language
from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.docx import edition_docx
from notifier.letters.outputs.markup import parse
from notifier.letters.outputs.text import to_text
from notifier.letters.slots import PERSONAL, slot
from tests.letters.outputs.word.reader import REFERENCE, lines, opened, parts, texts
from tests.letters.pages import a_layout, letterhead, wording

LAYOUT = a_layout()
LOOKS = REFERENCE.read_bytes()
MADE_AT = datetime(2027, 1, 12, 9, tzinfo=UTC)
GOLDEN = Path(__file__).parent / "word"
HOSTILE = (
    *("\n", "\n\n", "\n   ", "\n> ", "1. ", "\n1. ", "\n7) ", "\n   1. ", "- ", "\n- ", "\n  - "),
    *("# ", "\n### ", "\n---\n", "\n| a | b |\n|---|---|\n| c ", "| d |\n", "**", "*", "\\\n"),
    *("[", "](https://e.example/x?y=1&z=%20)", "<https://e.example/>", "](mailto:a@b.example)"),
    *("<w:p>", "]]>", "&amp;", '"', "'", "<!--", "&#x0;", "\x00", "\x0b", "\x1b", "\x85", "\ufffe"),
    *(
        "محمد بن سلمان",
        "٢٠٢٧",
        "(الرياض)",
        "王小明",
        "“引”",
        "\u202e",
        "\u2067",
        "\u200f",
        "\u2028",
    ),
    *("é", "ﷺ", "👩‍💻", "x" * 400, "2027", "+41 22 730 5111", "word ", " "),
)
MARKDOWN = st.lists(st.sampled_from(HOSTILE), max_size=40).map("".join)
NAMES = st.text(max_size=80) | st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join)
# the order of ECMA-376 17.3.1.26, 17.3.2.28 and 17.4.60, as far as letters use it
ORDERS = {
    "w:pPr": ["pStyle", "keepNext", "keepLines", "numPr", "tabs", "bidi", "spacing", "ind", "jc", "rPr"],
    "w:rPr": ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "rtl", "lang"],
    "w:tblPr": ["tblStyle", "bidiVisual", "tblW", "tblInd", "tblLayout", "tblCellMar", "tblLook", "tblCaption"],
    "w:sectPr": ["headerReference", "footerReference", "pgSz", "pgMar", "cols", "titlePg", "bidi", "docGrid"],
}  # fmt: skip
EVERYTHING = (
    "# H\n\nA **b *c*** [d](https://e.example) <mailto:a@b.example>\\\nf\n\n"
    "3. one\n   - two\n\n     > quote\n\n   | h | i |\n   |---|---|\n   | j | k |\n4. l\n\n---\n"
)


def made(said: Wording, head: Letterhead | None = None) -> bytes:
    """The Word document of a letter."""
    head = head or letterhead(said.language)
    return edition_docx(said, head, LAYOUT, reference=LOOKS, made_at=MADE_AT)


def characters(text: str) -> str:
    """Letters and digits alone: what no output may change, however it breaks lines."""
    return "".join(filter(str.isalnum, text.replace("mailto:", "")))


def body(data: bytes) -> list[str]:
    """What stands between salutation and closing, each paragraph behind its number."""
    read = lines(data)
    styles = [line.style for line in read]
    inner = read[styles.index("Salutation") + 1 : styles.index("Closing")]
    return [f"{line.number} {line.text}".strip() for line in inner if line.number or line.text]


@settings(max_examples=150, deadline=None)
@given(MARKDOWN, st.sampled_from(LANGUAGES))
def test_word_says_what_the_plain_text_says(markdown: str, language: Language):
    """One tree, one wording: the same words and numbers in the same order, in any language."""
    data = made(replace(wording(markdown, language), deadlines=()))

    assert characters("".join(body(data))) == characters(to_text(parse(markdown), 10_000))


@settings(max_examples=80, deadline=None)
@given(NAMES, st.sampled_from(LANGUAGES))
def test_whatever_a_name_holds_stays_words(name: str, language: Language):
    """A name out of a calendar cannot break the file, nor leave its place."""
    said = replace(wording(language=language), subject=name, closing=name)
    head = replace(
        letterhead(language, annexes=(name,)),
        organization=name,
        reference=name,
        contact_name=name,
        addressees=(name, name),
        signatory_name=name,
    )

    data = made(said, head)

    assert all(fromstring(part) is not None for part in parts(data).values())
    for style in ("Letterhead", "Addressee", "Heading 1", "Closing", "List Number"):
        assert characters(name) in characters("".join(texts(data, style)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_reads_as_it_was_seen(language: Language):
    """Read once by a person, kept here: each paragraph with its style and its number."""
    golden = GOLDEN / f"letter-{language}.txt"
    rich = wording(f"{EVERYTHING}\n{wording(language=language).body}", language)

    read = lines(made(rich, letterhead(language, annexes=("A", "B"))))

    assert "\n".join(map(str, read)) + "\n" == golden.read_text(encoding="utf-8")


def test_deadlines_stand_in_a_table_with_a_head():
    """Each date beside what is due then, under heads that are repeated on a new page."""
    _record, table = opened(made(wording())).tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]

    assert rows == [["Date", "Action"], ["Please reply by 24 March"] * 2]
    assert [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows] == [True, False]


def test_two_lists_do_not_share_their_count():
    """A second list begins anew, a nested one too, and the outer one goes on where it was."""
    data = made(wording("1. a\n   1. b\n   2. c\n2. d\n   1. e\n\nf\n\n1. g\n\nh\n\n7. i\n8. j"))

    numbered = [line for line in body(data) if line[0].isdigit()]
    assert numbered == ["1. a", "1. b", "2. c", "2. d", "1. e", "1. g", "7. i", "8. j"]


def test_a_list_in_a_quotation_stands_further_in():
    """Word reckons the indent of a number by its level alone."""
    read = lines(made(wording("1. a\n\n> 1. b")))
    starts = [line.element.pPr.ind_left for line in read if line.text in {"a", "b"}]

    assert starts[0] is None
    assert starts[1] == Twips(397 + 480)


def test_as_deep_as_markdown_goes_numbers_are_right():
    """Word has nine levels, each with a count of its own."""
    deep = "".join(f"{'   ' * n}1. n{n}\n" for n in range(9)) + f"{'   ' * 8}2. last\n1. x\n"

    found = body(made(wording(deep)))

    assert found[-4:] == ["1. n7", "1. n8", "2. last", "2. x"]


def test_every_item_of_a_list_is_numbered_by_word():
    """A number that is typed stays when a paragraph is taken out."""
    data = made(wording("1. one\n\n   more\n2. two"))

    found = [
        (line.style, line.number) for line in lines(data) if line.text in {"one", "more", "two"}
    ]
    assert found == [("List Number", "1."), ("List Continue", ""), ("List Number", "2.")]


@pytest.mark.parametrize("end", ["Done.", "1. Done."])
def test_the_last_paragraph_goes_with_the_signature(end: str):
    """A page that holds nothing but a signature could be put under any letter."""
    read = lines(made(wording(end)))
    last = next(line for line in read if line.text == "Done.")

    assert last.element.pPr.find(qn("w:keepNext")) is not None


def test_headings_leave_out_no_level():
    """Below the subject, which is level 1: a screen reader steps from one to the next."""
    data = made(wording("### Deep\n\n- item\n\n  # Inside\n\n## Two\n\n### Three"))

    found = [line.style for line in lines(data) if line.style.startswith("Heading")]
    assert found == ["Heading 1", "Heading 2", "Heading 2", "Heading 3", "Heading 4"]


def test_arabic_runs_right_to_left():
    """Page, paragraphs, tables and Arabic words turn; Latin words do not."""
    data = made(wording("قبل WSIS Forum 2027 بعد\n\n| أ | ب |\n|---|---|\n| ج | د |", "ar"))
    document = opened(data)
    paragraphs = [
        p for p in document.element.body.iter(qn("w:p")) if p.find(f".//{qn('w:t')}") is not None
    ]

    assert all(p.pPr.find(qn("w:bidi")) is not None for p in paragraphs)
    assert document.element.body.sectPr.find(qn("w:bidi")) is not None
    assert all(t._tbl.tblPr.find(qn("w:bidiVisual")) is not None for t in document.tables)
    turned = {
        run.text: run._r.rPr.find(qn("w:rtl")) is not None
        for paragraph in document.paragraphs
        for run in paragraph.runs
    }
    assert (turned["قبل "], turned["WSIS Forum 2027"], turned[" بعد"]) == (True, False, True)


def test_an_arabic_name_turns_in_an_english_letter():
    """Without it Word puts the words of the name in the wrong order."""
    document = opened(made(wording("We thank محمد بن سلمان for it.")))
    runs = [run for p in document.paragraphs if "thank" in p.text for run in p.runs]

    assert [(run.text, run._r.rPr.find(qn("w:rtl")) is not None) for run in runs] == [
        ("We thank ", False),
        ("محمد بن سلمان", True),
        (" for it.", False),
    ]


@pytest.mark.parametrize(
    ("language", "latin"),
    [
        ("en", "en-GB"),
        ("fr", "fr-FR"),
        ("ru", "ru-RU"),
        ("es", "es-ES"),
        ("zh", "en-GB"),
        ("ar", "en-GB"),
    ],
)
def test_every_run_says_its_language(language: Language, latin: str):
    """Word checks the spelling, and a screen reader speaks, by what the run says."""
    document = opened(made(wording(EVERYTHING, language)))
    spoken = {
        tuple(run.find(f"{qn('w:rPr')}/{qn('w:lang')}").values())
        for run in document.element.body.iter(qn("w:r"))
    }

    assert spoken == {(latin, "zh-CN", "ar-SA")}


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_a_script_without_italics_is_not_slanted(language: Language):
    """Slanted Arabic or Chinese is a mistake of the machine; it is bold instead."""
    document = opened(made(wording("*x*", language)))
    run = next(run for p in document.paragraphs for run in p.runs if run.text == "x")

    assert (run.bold, run.italic) == (True, None)


def test_bold_in_a_bold_heading_stays_bold():
    """Bold of two styles would cancel out in Word, so the run says it itself."""
    document = opened(made(wording("# a **b**")))
    run = next(run for p in document.paragraphs for run in p.runs if run.text == "b")

    assert run.bold is True


def test_a_link_can_be_followed_and_read_on_paper():
    """A real link; its address stands in a footnote, unless it is what one reads anyway."""
    data = made(wording("[page](https://e.example/?a=1&b=2) <https://e.example/x>"))

    assert body(data)[-1] == "page[https://e.example/?a=1&b=2] https://e.example/x"
    targets = {r.target_ref for r in opened(data).part.rels.values() if r.is_external}
    assert targets == {
        "https://e.example/?a=1&b=2",
        "https://e.example/x",
        "mailto:wsis@union.example",
    }


def test_nothing_is_fetched_when_it_is_opened():
    """A picture from elsewhere would tell whoever keeps it who reads the letter."""
    data = made(wording(EVERYTHING))

    rels = [part for name, part in parts(data).items() if name.endswith(".rels")]
    external = [r for part in rels for r in fromstring(part) if r.get("TargetMode") == "External"]
    assert {r.get("Type") for r in external} == {RELATIONSHIP_TYPE.HYPERLINK}
    assert not [name for name in parts(data) if "vba" in name.lower()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_keeps_the_order_of_the_schema(language: Language):
    """Word calls a file damaged that says bold before the style."""
    rich = "1. one\n\n   > two\n   >\n   > 1. three\n\n" + EVERYTHING
    data = made(wording(rich, language), letterhead(language, annexes=("A",)))
    roots = [fromstring(part) for name, part in parts(data).items() if name.startswith("word/")]

    for name, order in ORDERS.items():
        for properties in (
            p for root in roots for p in root.iter(qn(name)) if root.tag != qn("w:styles")
        ):
            tags = [child.tag.partition("}")[2] for child in properties]
            assert tags == sorted(tags, key=order.index), name


def test_it_says_what_it_is():
    """An archive finds a letter by title, reference and language, and names no person."""
    said = wording(language="fr")

    found = opened(made(said)).core_properties

    assert (found.title, found.subject, found.language) == (said.subject, "CL-27/05", "fr")
    assert found.author == found.last_modified_by == letterhead("fr").organization
    assert found.created == found.modified == MADE_AT


def test_same_arguments_same_bytes():
    """What was signed is what is sent, after a restart too."""
    said = wording(EVERYTHING)

    again = edition_docx(said, letterhead(), a_layout(), reference=LOOKS, made_at=MADE_AT)

    assert made(said) == again
    with ZipFile(BytesIO(again)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


@pytest.mark.parametrize("name", PERSONAL)
def test_nothing_personal_is_printed(name: str):
    """One document goes to all: a slot in it is a mistake of the template."""
    with pytest.raises(ValueError, match=name):
        made(wording(f"Reply to [us](mailto:{slot(name)})."))


def test_it_greets_nobody_by_name():
    """A mail may greet a person; the document greets the administration, as the PDF does."""
    said = wording(salutation=f"Dear {slot('recipient_name')},")

    assert texts(made(said), "Salutation") == [LAYOUT.words["en"].salutation]


def test_the_page_is_numbered_and_bears_the_reference():
    """The first page has the letterhead; the others say to which letter they belong."""
    section = opened(made(wording())).sections[0]

    assert section.first_page_header.paragraphs[0].text == ""
    assert section.header.paragraphs[0].text == "CL-27/05"
    for footer in (section.footer, section.first_page_footer):
        fields = [f.get(qn("w:instr")) for f in footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
        assert (
            "Place des Nations, CH-1211 Geneva 20 · www.union.example" in footer.paragraphs[0].text
        )


def test_empty_parts_leave_no_trace():
    """A letter may have no deadlines, annexes, addressees, telephone or signatory."""
    bare = replace(
        letterhead(), addressees=(), signatory_name="", contact_phone="", organ="", reference=""
    )

    read = lines(made(replace(wording(), deadlines=()), bare))

    assert not {"Addressee", "Caption", "Table Head"} & {line.style for line in read}
    assert [line.text for line in read if line.style == "Record"] == [
        "12.01.2027",
        "Contact:\tAmélie Łukasiewicz",
        "E-mail:\twsis@union.example",
    ]
    assert [line.text for line in read if line.style == "Signature"] == [bare.signatory_title]


def test_a_table_too_wide_for_word_is_written_in_lines():
    """Word calls a file damaged whose table has more than 63 columns."""
    row = "|".join(f"c{n}" for n in range(70))
    markdown = f"|{row}|\n|{'---|' * 70}\n|{row}|"

    data = made(replace(wording(markdown), deadlines=()))

    assert len(opened(data).tables) == 1  # the record
    assert body(data)[:2] == ["c0: c0", "c1: c1"]


def test_two_tables_stay_two():
    """Word makes one table of two that touch."""
    data = made(wording("|a|\n|---|\n\n|b|\n|---|\n"))

    assert [[cell.text for cell in t.rows[0].cells] for t in opened(data).tables[2:]] == [
        ["a"],
        ["b"],
    ]
    tables = [t._tbl for t in opened(data).tables]
    assert all(table.getnext().tag == qn("w:p") for table in tables)


def test_an_announced_list_stays_on_the_page_of_its_announcement():
    """A paragraph that ends in a colon at the foot of a page announces nothing."""
    read = lines(made(wording("1. One:\n" + "".join(f"   - n{n}\n" for n in range(9)) + "2. Two")))
    kept = {
        line.text: line.element.pPr.find(qn("w:keepNext")) is not None
        for line in read
        if line.style in {"List Number", "List Bullet"}
    }

    assert (kept["One:"], kept["n0"], kept["Two"]) == (True, False, True)  # two is the last
