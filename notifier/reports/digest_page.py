"""A digest as plain text and as the HTML of a mail. Pure."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import css_inline
from jinja2 import TemplateError

from notifier.errors import UserError
from notifier.reports.digest import Digest, Line, Section
from notifier.reports.page import render

COLUMNS = 72


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: words, or a command that was between backquotes."""

    text: str
    is_command: bool


def to_text(digest: Digest, organization: str) -> str:
    """Return the digest as lines of at most COLUMNS; a command is never broken."""
    parts = [
        [*_wrapped(digest.summary), *_wrapped(digest.news)],
        *([*_head(section), *_body(section)] for section in digest.sections),
        ["-- ", *_wrapped(_foot(digest, organization))],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def to_html(digest: Digest, template: str, *, organization: str) -> str:
    """Return the digest as a page whose styles stand in its tags; nothing is fetched to show it.

    A template that cannot be filled raises UserError.
    """
    try:
        page = render(
            template,
            digest=digest,
            pieces=pieces,
            foot=_foot(digest, organization),
            organization=organization,
            date=f"{digest.day:%A} {digest.day.day} {digest.day:%B %Y}",
        )
        return _inliner().inline(page)
    except (TemplateError, css_inline.InlineError) as error:
        raise UserError.of("reports/digest.html", f"The page cannot be made: {error}.") from error


def pieces(text: str) -> tuple[Piece, ...]:
    """Return a text cut where a command begins and ends."""
    cut = text.split("`")
    return tuple(Piece(part, is_command=bool(n % 2)) for n, part in enumerate(cut) if part)


def _foot(digest: Digest, organization: str) -> str:
    return (
        f"notifier of {organization} sends this at the opening of a working day when there is"
        f" something to say. `notifier digest` prints it at any time. Times: {digest.zone}."
    )


def _head(section: Section) -> Iterator[str]:
    yield f"{section.title.upper()} ({len(section.lines) + section.more})"
    yield from _wrapped(section.note)


def _body(section: Section) -> Iterator[str]:
    for line in section.lines:
        yield from _item(line)
    if section.more:
        yield f"- and {section.more} more:"
        yield f"    {section.command}"


def _item(line: Line) -> Iterator[str]:
    text = f"NEW {line.text}" if line.is_new else line.text
    yield from _wrapped(text, "- ", "  ")
    yield f"    {line.command}"


def _wrapped(text: str, first: str = "", then: str = "") -> list[str]:
    plain = (f"“{each.text}”" if each.is_command else each.text for each in pieces(text))
    return textwrap.wrap(
        "".join(plain),
        COLUMNS,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)
