"""The mail of an edition: the tree as HTML inside the frame of the layout, its styles inlined."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

import css_inline
from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from notifier.errors import UserError
from notifier.languages import direction
from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.layout import Layout
from notifier.letters.outputs.markup import (
    Block,
    Break,
    Emphasis,
    Heading,
    Inline,
    Link,
    Listing,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    parse,
    parse_inline,
    plain,
)
from notifier.letters.slots import slot

_READER = ("recipient_name", "member_name", "local_deadline")  # filled for each addressee


def edition_html(wording: Wording, letterhead: Letterhead, layout: Layout) -> str:
    """Return the HTML mail of one edition, with every slot of the wording still in its place.

    Fill it with `slots.splice(html, values, html.escape)`. Nothing is fetched when it is read:
    no images, no style sheets, no scripts; only the tree makes tags. A fault in the layout's own
    files raises UserError.
    """
    language = wording.language
    try:
        page = _frame(layout.mail_html).render(
            language=language,
            direction=direction(language),
            start="right" if direction(language) == "rtl" else "left",
            end="left" if direction(language) == "rtl" else "right",
            gap="" if language == "zh" else " ",
            css=Markup(layout.mail_css),  # noqa: S704 - a file of the layout
            words=layout.words[language],
            letterhead=letterhead,
            wording=wording,
            preview=_preview(wording),
            **{name: slot(name) for name in _READER},
            deadlines=[[_markup(parse_inline(cell)) for cell in row] for row in wording.deadlines],
            body=Markup(blocks_html(parse(wording.body))),  # noqa: S704 - made of escaped words
        )
        return _inliner().inline(page)
    except TemplateError as error:
        raise UserError.of("_layout/mail.html", f"The frame cannot be filled: {error}.") from error
    except css_inline.InlineError as error:
        raise UserError.of("_layout/mail.css", f"The styles cannot be read: {error}.") from error


def blocks_html(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML: every word escaped, slots untouched."""
    return "\n".join(map(_block, blocks))


def inlines_html(inlines: Iterable[Inline]) -> str:
    """Return inlines as HTML: every word escaped, slots untouched."""
    return "".join(map(_inline, inlines))


@lru_cache(maxsize=4)
def _frame(source: str) -> Template:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)


def _markup(inlines: Iterable[Inline]) -> Markup:
    return Markup(inlines_html(inlines))  # noqa: S704 - made of escaped words


def _preview(wording: Wording) -> str:
    """Return what an inbox shows beside the subject: the first deadline, else the first words."""
    if wording.deadlines:
        return " – ".join(plain(parse_inline(cell)) for cell in wording.deadlines[0])
    first = next((b for b in parse(wording.body) if isinstance(b, Paragraph)), None)
    return plain(first.inlines) if first else ""


def _block(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return f"<p>{inlines_html(inlines)}</p>"
        case Heading(level, inlines):  # h1 is the subject
            return f"<h{level + 1}>{inlines_html(inlines)}</h{level + 1}>"
        case Listing():
            return _listing(block)
        case Quote(blocks):
            return f"<blockquote>{blocks_html(blocks)}</blockquote>"
        case Table(head, rows):
            top = "".join(f'<th scope="col">{inlines_html(cell)}</th>' for cell in head)
            body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
            return f'<table class="data"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
        case _:
            return "<hr>"


def _cells(row: Iterable[Iterable[Inline]]) -> str:
    return "".join(f"<td>{inlines_html(cell)}</td>" for cell in row)


def _listing(listing: Listing) -> str:
    items = "".join(f"<li>{_item(item)}</li>" for item in listing.items)
    if listing.kind == "bullet":
        return f"<ul>{items}</ul>"
    start = "" if listing.start == 1 else f' start="{listing.start}"'
    return f"<ol{start}>{items}</ol>"


def _item(blocks: Sequence[Block]) -> str:
    """Return an item; its first paragraph goes bare, so that Outlook keeps it beside the number."""
    if blocks and isinstance(blocks[0], Paragraph):
        return inlines_html(blocks[0].inlines) + blocks_html(blocks[1:])
    return blocks_html(blocks)


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return escape(text)
        case Strong(inlines):
            return f"<strong>{inlines_html(inlines)}</strong>"
        case Emphasis(inlines):
            return f"<em>{inlines_html(inlines)}</em>"
        case Link(url, inlines):
            # An address keeps its order inside Arabic.
            is_bare = plain(inlines) in {url, url.removeprefix("mailto:")}
            isolated = ' dir="ltr"' if is_bare else ""
            return f'<a href="{escape(url)}"{isolated}>{inlines_html(inlines)}</a>'
        case Break():
            return "<br>"
