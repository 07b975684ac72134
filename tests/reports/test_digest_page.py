"""The digest as a mail program shows it, with and without HTML."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

import pytest

from notifier.errors import UserError
from notifier.reports.digest import Digest, digest
from notifier.reports.digest_page import COLUMNS, Piece, pieces, to_html, to_text
from notifier.reports.digest_sections import sections
from tests.reports.findings import NOW, a_letter, a_mail, everything, findings
from tests.secretariat import ROOT

TEMPLATE = (ROOT / "templates/reports/digest.html").read_text(encoding="utf-8")


class Words(HTMLParser):
    """Collects the words of a page, its styles left out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember what a tag is made of, and what is not for readers."""
        self.attributes |= {name for name, _ in attrs}
        self.tags.append(tag)
        self._hidden = tag if tag in {"style", "title"} else ""

    def handle_data(self, data: str) -> None:
        """Keep what is for readers."""
        if not self._hidden:
            self.said += data.split()


def made(**found: object) -> Digest:
    """A digest of some findings, or of everything, the first letter known from the day before."""
    made_of = findings(**found) if found else everything()
    told = (NOW.date(), frozenset({"letter/3/draft"}))
    return digest(NOW.date(), sections(made_of), told, "Europe/Zurich")


def page(of: Digest) -> Words:
    """The words and tags of its page."""
    found = Words()
    found.feed(to_html(of, TEMPLATE, organization="The Union"))
    return found


def words(said: Iterable[str]) -> set[str]:
    """Words without the stops around them, in small letters."""
    return {word.strip(".,“”").casefold() for word in said}


def test_the_first_line_of_the_text_sums_up() -> None:
    """It is what an inbox shows beside the subject."""
    text = to_text(made(pending=[a_letter()], mails=[a_mail()]), "The Union")

    assert text.startswith("1 letter waits for clearance, 1 mail is held.\nNew since")


def test_a_section_reads_as_a_list_with_commands_of_their_own_lines() -> None:
    """Known and new, and the command as it is typed."""
    text = to_text(made(pending=[a_letter(), a_letter(4, urgent=1)]), "The Union")

    assert (
        """
LETTERS THAT WAIT FOR CLEARANCE (2)
“notifier letter preview ID” writes a letter as it would go out.
- WSIS Forum 2027: consultation letter (inputs); to be issued on Wed 10
  March; waits since Tue 2 March.
    notifier letter clear 3
- NEW WSIS Forum 2027: consultation letter (inputs); urgent; to be
  issued on Wed 10 March; waits since Tue 2 March.
    notifier letter clear 4
"""
        in text
    )


def test_lines_fit_a_narrow_window_and_commands_are_never_broken() -> None:
    """A command that is broken in two does something else."""
    whole = made()
    lines = to_text(whole, "The Union").splitlines()
    commands = {line.command for section in whole.sections for line in section.lines}

    assert {line.strip() for line in lines} >= commands
    assert all(len(line) <= COLUMNS for line in lines if line.strip() not in commands)


def test_text_and_page_say_the_same() -> None:
    """Nobody knows which of the two a reader sees."""
    whole = made()
    text = re.sub(r"^- ", "", to_text(whole, "The Union"), flags=re.MULTILINE)

    assert words(text.split()) - words(page(whole).said) == {"--"}


def test_a_long_section_says_how_many_more_there_are_and_how_to_see_them() -> None:
    """In both forms."""
    whole = made(mails=[a_mail(n) for n in range(25)])

    text = to_text(whole, "The Union")
    assert "MAILS HELD FOR A PERSON (25)" in text
    assert "- and 15 more:\n    notifier mail held\n" in text
    assert "and 15 more: notifier mail held" in " ".join(page(whole).said)


def test_what_strangers_wrote_is_no_markup() -> None:
    """A subject cannot make a link, or a picture that tells who looked."""
    tags = set(page(made()).tags)
    evil = page(made(mails=[a_mail(subject="<img src=//x.example><a href=x>")]))

    assert "<img" in " ".join(evil.said)
    assert set(evil.tags) <= tags


def test_nothing_is_fetched_to_show_it_and_styles_stand_in_the_tags() -> None:
    """Many clients read no style sheet, and none may call home."""
    html = to_html(made(), TEMPLATE, organization="The Union")

    assert page(made()).attributes.isdisjoint({"src", "href", "background", "onload"})
    assert "url(" not in html
    assert '<h1 style="' in html
    assert "@media" in html


def test_a_template_that_cannot_be_filled_is_told_by_its_name() -> None:
    """An administrator edited it."""
    with pytest.raises(UserError, match=r"reports/digest\.html: The page cannot be made: .*oops"):
        to_html(made(), "{{ oops }}", organization="The Union")


def test_commands_stand_between_backquotes() -> None:
    """In notes and warnings."""
    assert pieces("See `notifier status`.") == (
        Piece("See ", is_command=False),
        Piece("notifier status", is_command=True),
        Piece(".", is_command=False),
    )
