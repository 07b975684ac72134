"""The mail of an edition: what clients, readers and attackers find in it."""

import re
from dataclasses import replace
from html import escape
from html.parser import HTMLParser

import pytest

from notifier.errors import UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters.letter import Letterhead
from notifier.letters.outputs.html import edition_html
from notifier.letters.outputs.layout import Layout
from notifier.letters.slots import PERSONAL, slot, slots_in, splice
from tests.letters.pages import a_layout, letterhead, wording

LAYOUT = a_layout()
GMAIL_CLIPS_AT = 102_000
HOSTILE = '<script>alert("1")</script> {{ 7 * 7 }} & </style></title>'
REMOTE = {"script", "img", "link", "iframe", "object", "video", "form", "input", "base"}


class Page(HTMLParser):
    """Collects the tags of a page with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of each `tag`."""
        return [attributes for name, attributes in self.tags if name == tag]


def page(
    body: str | None = None, language: Language = "en", head: Letterhead | None = None
) -> Page:
    """The mail that says `body`, as a client reads it."""
    return Page(edition_html(wording(body, language), head or letterhead(language), LAYOUT))


def test_no_slot_is_lost():
    """Each addressee's values find their places, in text, tables and links alike."""
    named = " ".join(map(slot, PERSONAL))
    text = f"Para {named}\n\n- item {named}\n\n| a |\n|---|\n| {named} |\n\n[w](mailto:{slot('answer')})"

    html = edition_html(wording(text), letterhead(), LAYOUT)

    assert slots_in(html) == set(PERSONAL)
    assert html.count(slot("local_deadline")) == 4  # three of the text, one of the frame
    assert html.count(f'"mailto:{slot("answer")}"') == 1


def test_spliced_values_stay_text():
    """A focal point's name cannot become a tag."""
    html = edition_html(wording(f"To {slot('recipient_name')}."), letterhead(), LAYOUT)

    values = dict.fromkeys(PERSONAL, "") | {"recipient_name": "<b>A & B</b>"}
    filled = splice(html, values, escape)

    assert "To &lt;b&gt;A &amp; B&lt;/b&gt;." in filled


@pytest.mark.parametrize("where", ["subject", "salutation", "closing", "body", "deadlines"])
def test_hostile_words_stay_words(where):
    """Only our tree and frame make tags, whatever the words are."""
    hostile = {where: ((HOSTILE, HOSTILE),) if where == "deadlines" else HOSTILE}
    said = wording()
    clean = {name: getattr(said, name) for name in said.__slots__}

    html = edition_html(type(said)(**(clean | hostile)), letterhead(), LAYOUT)

    assert not Page(html).all("script")
    assert HOSTILE in Page(html).words


def test_hostile_letterhead_stays_words():
    """Names of people are words too."""
    head = letterhead()
    hostile = {n: HOSTILE for n in head.__slots__ if isinstance(getattr(head, n), str)}
    lists = {"address_lines": (HOSTILE,), "addressees": (HOSTILE,), "annexes": (HOSTILE,)}

    html = edition_html(wording(), Letterhead(**(hostile | lists)), LAYOUT)

    assert not Page(html).all("script")
    assert Page(html).words.count(HOSTILE) == 13


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_and_direction_stand_on_page_and_card(language):
    """Webmail drops <html>: the card must say it again."""
    found = page(language=language)

    expected = (language, "rtl" if language == "ar" else "ltr")
    card = next(tag for tag in found.all("table") if tag.get("class") == "card")
    assert [(tag["lang"], tag["dir"]) for tag in (found.all("html")[0], card)] == [expected] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_begin_where_the_script_begins(language):
    """Outlook for Windows reads `align`, the others `text-align: start`."""
    cells = [tag for tag in page(language=language).all("td") if "cell" in str(tag.get("class"))]

    side = "right" if language == "ar" else "left"
    assert {cell["align"] for cell in cells} == {side}
    assert all("text-align:start" in str(cell["style"]) for cell in cells)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_letter_is_there(language):
    """The mail alone must suffice when no attachment can be opened."""
    said, head = wording(language=language), letterhead(language, annexes=("A-1",))

    words = Page(edition_html(said, head, LAYOUT)).words

    expected = {said.subject, said.salutation, said.closing, head.reference, head.contact_mail}
    expected |= {head.organization, head.place_and_date, head.contact_phone, "A-1"}
    assert {part for part in expected if part not in words} == set()


def test_deadlines_are_a_table_for_screen_readers():
    """Heads carry a scope; what only lays out says so."""
    found = page()

    deadlines = next(t for t in found.all("table") if "deadlines" in str(t.get("class")))
    assert [tag["scope"] for tag in found.all("th")] == ["col", "col", "row"]
    assert "role" not in deadlines
    assert {t.get("role") for t in found.all("table") if t is not deadlines} == {"presentation"}


def test_the_readers_own_time_stands_beside_the_first_deadline():
    """Under the table it would be read as a remark on the meeting, the last row of it."""
    said = replace(wording(), deadlines=(("1 May", "Replies"), ("2 May", "Meeting")))

    html = edition_html(said, letterhead(), LAYOUT)

    assert html.index("Replies") < html.index(slot("local_deadline")) < html.index("Meeting")


def test_a_letter_that_nobody_signs_ends_with_its_organ():
    """A reminder goes out under a standing order: `(signed)` would not be true."""
    unsigned = replace(letterhead(), signatory_name="", signatory_title="General Secretariat")

    found = page(head=unsigned)

    assert LAYOUT.words["en"].signed not in found.words
    assert "General Secretariat" in found.words


@pytest.mark.parametrize(("language", "label"), [("en", "Telephone: +41"), ("zh", "电话：+41")])
def test_a_label_and_its_value_stand_as_the_language_sets_them(language, label):
    """The Chinese colon brings its own blank."""
    assert label in page(language=language).words


def test_a_letter_without_deadlines_has_no_empty_table():
    """Notices have none."""
    said = wording()
    bare = type(said)(said.language, said.subject, said.salutation, (), said.body, said.closing)

    html = edition_html(bare, letterhead(), LAYOUT)

    assert "<th" not in html
    assert LAYOUT.words["en"].deadlines not in html


def test_nothing_is_fetched():
    """Opening a letter tells nobody that it was opened."""
    html = edition_html(wording(), letterhead(), LAYOUT)

    assert REMOTE.isdisjoint(tag for tag, _ in Page(html).tags)
    assert not re.search(r"url\(|@import|\bsrc=", html)


def test_dark_mode_travels_with_the_mail():
    """Media queries cannot be inlined; everything else is, since many clients drop <style>."""
    html = edition_html(wording(), letterhead(), LAYOUT)

    style = html[html.index("<style>") : html.index("</style>")]
    assert "prefers-color-scheme: dark" in style
    assert "font-family" not in style
    assert html.count("font-family") == 5  # one for each cell of the card


def test_a_long_letter_is_not_clipped():
    """Gmail hides what lies beyond 102 kB, the signature first."""
    body = "\n\n".join(f"{n}. {'A numbered paragraph of a letter. ' * 12}" for n in range(1, 80))

    size = len(edition_html(wording(body), letterhead(), LAYOUT).encode())

    assert size < GMAIL_CLIPS_AT


def test_a_numbered_list_keeps_its_first_number():
    """Paragraphs are cited by number."""
    found = page("4. Four\n5. Five")

    assert found.all("ol")[0]["start"] == "4"


def test_headings_lie_below_the_subject():
    """One h1 in a mail, and it is the subject."""
    found = page("# One\n\n## Two\n\n### Three")

    assert [tag for tag, _ in found.tags if re.fullmatch(r"h\d", tag)] == [
        "h1",
        "h2",
        "h2",
        "h3",
        "h4",
    ]


def test_addresses_keep_their_order_inside_arabic():
    """A link whose text is its address runs left to right; others follow the sentence."""
    found = page("[a@b.example](mailto:a@b.example) [صفحة](https://b.example)", "ar")

    links = {str(tag["href"]): tag.get("dir") for tag in found.all("a")}
    assert links["mailto:a@b.example"] == "ltr"
    assert links["https://b.example"] is None


def test_same_arguments_same_mail():
    """A message composed again after a restart has the same bytes."""
    once, again = (edition_html(wording(), letterhead(), a_layout()) for _ in range(2))

    assert once == again


def test_a_fault_in_the_frame_is_told_to_staff():
    """A misspelt name in mail.html stops the letter with the file's name, not a trace."""
    broken = Layout("{{ nobody }}", "", "", LAYOUT.words, LAYOUT.font_paths)

    with pytest.raises(UserError, match=r"mail\.html.*nobody"):
        edition_html(wording(), letterhead(), broken)
