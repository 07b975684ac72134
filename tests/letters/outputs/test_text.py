"""Plain text: lines of 72 columns in any script, and a mail that is complete without the rest."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.east_asian import width
from notifier.letters.outputs.layout import Layout, Words
from notifier.letters.outputs.markup import parse
from notifier.letters.outputs.text import edition_text, to_text
from notifier.letters.slots import slot

WORDS = Path("templates/letters/_layout/words.yaml")
HEAD = Letterhead(
    organization="International Union",
    organ="General Secretariat",
    address_lines=("Place des Nations, Geneva",),
    place_and_date="Geneva, 12 January 2027",
    reference="CL-27/4",
    contact_name="Ms Ada Example",
    contact_phone="+41 22 730 0000",
    contact_mail="wsis@union.example",
    addressees=("ITU Member States", "Resolution 99 observer"),
    signatory_name="Jo Example",
    signatory_title="Secretary-General",
    annexes=("Reply form",),
)
WORDING = Wording(
    language="en",
    subject="Consultation on the Forum",
    salutation=f"Dear {slot('recipient_name')},",
    deadlines=(("24 March 2027", "Replies to *us*"), ("5 July 2027", "Forum")),
    body="We write.\n\n1. One\n2. Two",
    closing="Yours faithfully,",
)


@pytest.fixture(scope="module")
def layout() -> Layout:
    """The words that staff edit."""
    words = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return Layout("", "", "", {code: Words(**each) for code, each in words.items()}, ())


def text(markdown: str, columns: int = 72) -> str:
    """Return Markdown as plain text."""
    return to_text(parse(markdown), columns)


@given(st.lists(st.text("ab中文。（）“ ", min_size=1, max_size=12)).map(" ".join))
def test_no_line_is_wider_than_it_may_be(words):
    """Mail clients fold at 78; Han characters count double."""
    lines = text(f"x {words}", 24).split("\n")

    assert all(width(line) <= 24 or " " not in line.strip() for line in lines)
    assert "".join(lines).replace(" ", "") == f"x{words}".replace(" ", "")


def test_chinese_breaks_without_blanks_but_not_before_a_full_stop():
    """The last character goes with its full stop to the next line."""
    assert text("一二三四五六。七", 12) == "一二三四五\n六。七"


def test_a_slot_is_never_broken():
    """A mark torn in two would be printed instead of the name."""
    mark = slot("member_name")

    assert text(f"{'a' * 20} {mark}{mark} b", 24) == f"{'a' * 20}\n{mark}{mark}\nb"


def test_a_long_link_stays_whole():
    """A broken link cannot be clicked."""
    url = "https://a.example/" + "x" * 80

    assert text(f"see [the page]({url}) now") == f"see the page\n<{url}>\nnow"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a](https://b.c)", "a <https://b.c>"),
        ("<https://b.c>", "https://b.c"),
        ("[x@b.c](mailto:x@b.c)", "x@b.c"),
        ("<mailto:x@b.c>", "x@b.c"),
        ("[write](mailto:x@b.c)", "write <x@b.c>"),
        ("**a** *b*", "a b"),
        ("a  \nb", "a\nb"),
        ("# a\n\nb", "a\n=\n\nb"),
        ("## ab\n### c", "ab\n--\n\nc"),
        ("> a\n>\n> b", "> a\n>\n> b"),
        ("- a\n- b\n  1. c\n  2. d", "- a\n- b\n  1. c\n  2. d"),
        ("- a\n\n  b\n- c", "- a\n\n  b\n\n- c"),
        ("9. a\n10. b", "9.  a\n10. b"),
        ("-\n- a", "-\n- a"),
        ("a\n\n***", "a\n\n" + "-" * 72),
        ("| a | b |\n|---|---|\n| 中文 | d |\n| e | |", "a     b\n----  -\n中文  d\ne"),
        ("", ""),
    ],
)
def test_each_block_has_its_form(source, expected):
    """The text part is what a screen reader and a filing clerk read."""
    assert text(source) == expected


def test_long_numbered_paragraphs_stand_apart():
    """Letters number their paragraphs; a wall of text is not read."""
    assert text("1. a b\n2. c", 30) == "1. a b\n2. c"
    assert text(f"1. {'a ' * 20}\n2. c", 30).split("\n")[-2:] == ["", "2. c"]


def test_a_table_too_wide_becomes_lines_of_head_and_cell():
    """Columns that wrap cannot be read."""
    source = f"| a | b |\n|---|---|\n| {'c' * 40} | {'d' * 40} |\n| e | f |"

    assert text(source) == f"a: {'c' * 40}\nb: {'d' * 40}\n\na: e\nb: f"


def test_a_table_with_a_slot_is_not_aligned():
    """Nobody knows how wide the value will be."""
    mark = slot("member_name")

    assert text(f"| a |\n|---|\n| {mark} |") == f"a: {mark}"


READER = f"{slot('recipient_name')}\n{slot('member_name')}"


def test_the_plain_mail_is_complete(layout):
    """Reference, date, subject, addressees, deadlines, text, signatory and contact, in that order."""
    assert edition_text(WORDING, HEAD, layout).split("\n\n") == [
        "International Union\nGeneral Secretariat",
        "Ref.: CL-27/4\nGeneva, 12 January 2027",
        "Subject: Consultation on the Forum",
        "- ITU Member States\n- Resolution 99 observer",
        READER,
        f"Dear {slot('recipient_name')},",
        (
            "Key deadlines\n-------------\n"
            f"Date: 24 March 2027\nAction: Replies to us\n{slot('local_deadline')}"
        ),
        "Date: 5 July 2027\nAction: Forum",
        "We write.",
        "1. One\n2. Two",
        "Yours faithfully,",
        "Jo Example\nSecretary-General",
        "Annexes: 1\n1. Reply form",
        (
            "Contact: Ms Ada Example\nTelephone: +41 22 730 0000\nE-mail: wsis@union.example\n"
            "Place des Nations, Geneva\n"
        ),
    ]


def test_what_a_letter_has_not_leaves_no_label(layout):
    """A draft has no reference and a reminder no deadlines."""
    bare = Letterhead("U", "", (), "Geneva", "", "", "", "", (), "", "")
    wording = Wording("en", "S", "Dear all,", (), "Text.", "Yours,")

    assert edition_text(wording, bare, layout) == (
        f"U\n\nGeneva\n\nSubject: S\n\n{READER}\n\nDear all,\n\nText.\n\nYours,\n"
    )


def test_arabic_lines_that_begin_with_a_latin_word_still_run_from_the_right(layout):
    """A client takes the direction of a line from its first strong letter (UAX 9, P2)."""
    body = f"WSIS منتدى\n\nمنتدى WSIS\n\n{slot('member_name')} منتدى\n\nhttps://a.example"
    body += f"\n\n{slot('reply_address')}، منتدى\n\n22:59 UTC"
    wording = Wording("ar", "S", "D", (), body, "Y")
    lines = edition_text(wording, HEAD, layout).split("\n")

    assert "\u200fWSIS منتدى" in lines
    assert "منتدى WSIS" in lines
    assert f"{slot('member_name')} منتدى" in lines
    assert "https://a.example" in lines
    assert f"\u200f{slot('reply_address')}، منتدى" in lines
    assert "\u200f22:59 UTC" in lines


def test_a_telephone_number_keeps_its_order_in_arabic(layout):
    """After an Arabic word its groups would stand in reverse (UAX 9, W2)."""
    lines = edition_text(Wording("ar", "S", "D", (), "T", "Y"), HEAD, layout).split("\n")

    assert "الهاتف: \u2066+41 22 730 0000\u2069" in lines


@pytest.mark.parametrize(
    ("language", "row"),
    [("en", "Date: 24 March"), ("fr", "Date\u202f: 24 March"), ("zh", "日期：24 March")],
)
def test_a_label_has_the_colon_of_its_language(layout, language, row):
    """French sets it off, Chinese has one of its own."""
    wording = Wording(language, "S", "D", (("24 March", "Replies"),), "T", "Y")

    assert row in edition_text(wording, HEAD, layout).split("\n")


@pytest.mark.parametrize(("name", "breaks"), [("reply_address", 1), ("member_name", 0)])
def test_room_is_left_for_what_a_slot_will_hold(name, breaks):
    """An address with its token is longer than a name, and the line grows by it later."""
    assert text(f"{'a ' * 15}{slot(name)}").count("\n") == breaks
