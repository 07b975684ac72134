"""What frames every letter: the sources of the mail and of the page, and their fixed words."""

from collections.abc import Mapping
from dataclasses import dataclass

from notifier.languages import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The words that the layout itself prints, in one language, with their punctuation."""

    reference: str
    contact: str
    telephone: str
    email: str
    subject: str
    deadlines: str
    when: str  # head of the first column of the key-deadlines table
    what: str  # head of the second
    salutation: str  # on paper, where the mail greets a person by name
    signed: str
    annexes: str
    page: str  # with {page} and {pages}


@dataclass(frozen=True, eq=False, slots=True)
class Layout:
    """The layout sources as read once; `font_paths` are folders searched beside Typst's own fonts."""

    mail_html: str  # Jinja2
    mail_css: str
    letter_typ: str  # Typst
    words: Mapping[Language, Words]
    font_paths: tuple[str, ...]
