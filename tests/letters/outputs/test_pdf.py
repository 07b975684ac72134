"""The letter on paper: every language, right way round, the same bytes, nothing personal."""

import json
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import typst

from notifier.errors import UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs import pdf
from notifier.letters.outputs.fonts import families_missing, font_paths, fonts_in, stack
from notifier.letters.outputs.pdf import edition_pdf
from notifier.letters.slots import PERSONAL, slot
from tests.letters.pages import a_layout, letterhead, wording

LAYOUT = a_layout()
MADE_AT = datetime(2027, 1, 12, 9, tzinfo=UTC)
LARGEST = {"zh": 100_000, "ar": 80_000}  # bytes; each goes to hundreds of people
HOSTILE = '#read("/etc/passwd") $x^2$ @label <label> \\ #panic() //gone /*gone*/ = -- "q"'


def made(said: Wording, head: Letterhead | None = None) -> bytes:
    """The PDF of a letter."""
    return edition_pdf(said, head or letterhead(said.language), LAYOUT, made_at=MADE_AT)


def characters(document: bytes) -> str:
    """The characters that can be copied out of a PDF, from the maps of its fonts."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL)
    maps = (zlib.decompress(s) for s in streams if s[:1] == b"\x78")
    found = (re.findall(rb"<[0-9A-F]{4}> <([0-9A-F]+)>", each) for each in maps)
    return "".join(bytes.fromhex(h.decode()).decode("utf-16-be") for each in found for h in each)


def asked(said: Wording, selector: str) -> list[dict]:
    """What Typst finds in the letter by `selector`."""
    return json.loads(
        typst.query(
            LAYOUT.letter_typ.encode(),
            selector,
            sys_inputs={"letter": pdf._document(said, letterhead(said.language), LAYOUT)},
            font_paths=fonts_in(LAYOUT.font_paths),
            ignore_system_fonts=True,
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_can_be_read_and_copied(language: Language):
    """All letters of the text have glyphs, and the glyphs know their letters."""
    said = wording(language=language)

    found = characters(made(said))

    assert set(said.subject + said.body) - set(found) <= {" "}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_says_what_it_is(language: Language):
    """Title and language for archives and screen readers; PDF/A-2a and PDF/UA-1 claimed."""
    said = wording(language=language)

    found = made(said)

    assert f'<rdf:li xml:lang="x-default">{said.subject}</rdf:li>'.encode() in found
    assert f"<dc:language><rdf:Bag><rdf:li>{language}".encode() in found
    assert b"<pdfaid:part>2</pdfaid:part>" in found
    assert b"<pdfuaid:part>1</pdfuaid:part>" in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_small(language: Language):
    """Fonts are cut down to the letters used."""
    size = len(made(wording(language=language)))

    assert size < LARGEST.get(language, 60_000)


def test_same_arguments_same_bytes():
    """What was signed is what is sent, after a restart too."""
    assert made(wording()) == edition_pdf(wording(), letterhead(), a_layout(), made_at=MADE_AT)


def test_threads_do_not_disturb_one_another():
    """A Typst compiler may not be shared: each thread has its own."""
    with ThreadPoolExecutor(3) as pool:
        found = set(pool.map(made, [wording()] * 9))

    assert found == {made(wording())}


def test_hostile_words_stay_words():
    """The words of a letter are never Typst code."""
    escaped = re.sub(r"([\\<*_#$@-])", r"\\\1", HOSTILE)

    found = asked(wording(f"# {escaped}"), "heading")

    assert found[1]["body"]["text"] == HOSTILE


def test_headings_follow_one_another():
    """PDF/UA-1 allows no gap: `###` alone becomes the level below the subject."""
    found = asked(wording("### Deep\n\n- item\n\n  # Inside\n\n## Two\n\n### Three"), "heading")

    assert [heading["level"] for heading in found] == [1, 2, 2, 3, 4]


def test_every_kind_of_block_can_be_printed():
    """Each node of the tree has its form on paper, at any depth."""
    body = (
        "# H\n\nA **b *c*** [d](https://e.example) <mailto:a@b.example>\\\nf\n\n"
        "3. one\n   - two\n\n     > quote\n\n   | h | i |\n   |---|---|\n   | j | k |\n4. l\n\n---\n"
    )

    kinds = {kind: len(asked(wording(body), kind)) for kind in ("enum", "list", "quote", "table")}

    assert kinds == {"enum": 1, "list": 2, "quote": 1, "table": 2}  # addressees, deadlines


@pytest.mark.parametrize(
    "body",
    ["", "-\n1.", ">", "| a | |\n|---|---|\n| | b |", "> " * 9 + "deep", "- " * 20 + "deep"],
)
def test_what_is_empty_or_deep_can_be_printed(body: str):
    """A blank cell or item is nothing wrong."""
    assert made(wording(body)).startswith(b"%PDF-")


def test_a_link_can_be_followed_on_paper():
    """Its address stands in a footnote, unless it is what one reads anyway."""
    found = asked(wording("[page](https://e.example) <mailto:a@b.example>"), "footnote")

    assert [note["body"]["dest"] for note in found] == ["https://e.example"]


def test_arabic_runs_right_to_left():
    """Lists, tables and lines turn with the text's direction."""
    found = json.loads(pdf._document(wording(language="ar"), letterhead("ar"), LAYOUT))

    assert (found["dir"], found["fonts"][0]) == ("rtl", "Amiri")


@pytest.mark.parametrize("name", PERSONAL)
def test_nothing_personal_is_printed(name: str):
    """One PDF goes to all: a slot in it is a mistake of the template."""
    with pytest.raises(ValueError, match=name):
        made(wording(f"Reply to {slot(name)}."))


def test_paper_greets_nobody_by_name():
    """A mail may greet a person; its PDF greets the administration."""
    said = wording(salutation=f"Dear {slot('recipient_name')},")

    assert made(said) == made(replace(said, salutation=LAYOUT.words["en"].salutation))


def test_a_character_without_glyph_stops_the_letter():
    """An empty box in a letter to a Member State is worse than a day's delay."""
    with pytest.raises(UserError, match="\U0001f600"):
        made(wording("smile \U0001f600"))


def test_a_language_without_its_font_is_held():
    """Arabic in a font for programs is legible and shameful."""
    without = replace(LAYOUT, font_paths=())

    with pytest.raises(UserError, match="Amiri"):
        edition_pdf(wording(language="ar"), letterhead("ar"), without, made_at=MADE_AT)


@pytest.mark.parametrize(
    ("end", "parts"), [("brief", [(1, 9), (10, 1)]), ("long " * 500, [(1, 10)])]
)
def test_the_last_paragraph_goes_with_the_signature(end: str, parts: list[tuple[int, int]]):
    """A page that holds nothing but a signature could be put under any letter."""
    body = "\n".join(f"{n}. {'one' if n < 10 else end}" for n in range(1, 11))

    found = asked(wording(body), "enum")

    assert [(each["start"], len(each["children"])) for each in found] == parts


def test_a_warning_of_typst_stops_the_letter():
    """Typst only warns of an unknown font, and prints in another."""
    odd = replace(LAYOUT, letter_typ='#set document(title: "t")\n#text(font: "Nobody")[x]')

    with pytest.raises(UserError, match="unknown font family: nobody"):
        edition_pdf(wording(), letterhead(), odd, made_at=MADE_AT)


def test_empty_parts_leave_no_trace():
    """Standing letters have no annexes, and may have no addressees."""
    bare = replace(letterhead(), addressees=(), signatory_name="", contact_phone="", organ="")

    assert len(made(replace(wording(), deadlines=()), bare)) < len(made(wording()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_of_all_languages_are_installed(language: Language):
    """Nothing is taken from the machine: a letter looks the same on every host."""
    assert families_missing(language) == ()
    assert set(stack(language, fonts_in(font_paths()).families())) == {
        "Libertinus Serif",
        "Amiri",
        "Noto Sans CJK SC",
    }


def test_a_missing_font_is_named():
    """For `doctor` and the start of the service."""
    assert [families_missing(code, ()) for code in ("ar", "zh", "en")] == [
        ("Amiri",),
        ("Noto Sans CJK SC",),
        (),
    ]
