"""HTML mail as text, quoted parts marked with ">". A scanner of its own: linear on any input.

The standard library's parser takes quadratic time on unclosed tags, which a hostile mail
would use; here a tag ends at the next ">" or is no tag.
"""

import re
from html import unescape

_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)([^<>]*)>|<![^<>]*>|<\?[^<>]*>")
_BLOCK = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "ul", "ol", "table", "blockquote"})
_UNSEEN = frozenset({"head", "script", "style", "title", "template"})
# Containers that mail programs put around what they quote.
_QUOTING = re.compile(
    r"""yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|tutanota_quote|name=["']?quote\b|messageReplySection|"""
    r"""border-left:\s*(?:solid\s+)?blue|mail-quote-collapse|__QUOTED_TEXT__|front-blockquote|ntes_quote|isReplyContent|skiff_quote""",
    re.IGNORECASE,
)
# Markers after which everything is the quoted mail (Outlook on the web, on phones, on desks).
_QUOTED_FROM_HERE = re.compile(
    r"""divRplyFwdMsg|stopSpelling|zwchr|__DIVIDER__|OutlookMessageHeader|appendonsend|mail-editor-reference-message|ms-outlook-mobile-reference"""
    r"""|border-top:\s*(?:solid\s*)?(?:#E1E1E1|#B5C4DF|rgb\(225)""",
    re.IGNORECASE,
)
_GMAIL, _NEVER = re.compile("gmail_quote"), re.compile("(?!)")
_DEEPEST = 60  # quotes within quotes that are still counted
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")


def text_of_html(source: str) -> str:
    """Return the words of an HTML body, one block a line, quotes as "> " lines."""
    source = _without_comments(source)
    page = _Page(has_blockquotes="<blockquote" in source.lower())
    at = 0
    for token in _TOKEN.finditer(source):
        page.words(source[at : token.start()])
        if token[2]:
            page.tag(token[2].lower(), token[3], closing=bool(token[1]))
        at = token.end()
    page.words(source[at:])
    return page.text()


def _without_comments(source: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := source.find("<!--", at)) >= 0:
        kept.append(source[at:start])
        end = source.find("-->", start)
        if end < 0:
            return "".join((*kept, source[start + 4 :]))
        at = end + 3
    return "".join((*kept, source[at:]))


class _Page:
    """Lines being written, and the open elements that matter to them."""

    def __init__(self, *, has_blockquotes: bool) -> None:
        # Gmail puts its quotes into both; people answer between them, within the outer one.
        self._container = _NEVER if has_blockquotes else _GMAIL
        self._lines: list[str] = []
        self._line: list[str] = []
        self._unseen = ""
        self._quotes: list[str] = []  # open quoting elements, and divs inside them
        self._rest_is_quoted = False
        self._gap = False

    def words(self, raw: str) -> None:
        """Add running text; blanks collapse as in a browser."""
        if raw and not self._unseen:
            self._line.append(_BLANKS.sub(" ", unescape(raw)))

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """Take note of one tag."""
        if self._unseen:
            if (closing and name == self._unseen) or name == "body":
                self._unseen = ""
            return
        if name in _UNSEEN and not closing:
            self._unseen = name
        elif name == "br" or name in _BLOCK:
            self._break(blank=name in _SPACED, forced=name == "br")
        elif name in {"td", "th"} and closing:
            self._line.append(" ")
        self._quote(name, attributes, closing=closing)

    def text(self) -> str:
        """Return what was written, without more than one empty line in a row."""
        self._break()
        return "\n".join(self._lines)

    def _quote(self, name: str, attributes: str, *, closing: bool) -> None:
        if closing:
            if name in self._quotes:
                while self._quotes.pop() != name:
                    pass
        elif len(self._quotes) >= _DEEPEST:
            return
        elif (
            name == "blockquote"
            or (attributes and (_QUOTING.search(attributes) or self._container.search(attributes)))
            or (self._quotes and name == self._quotes[-1] == "div")
        ):
            self._quotes.append(name)
        if attributes and _QUOTED_FROM_HERE.search(attributes):
            self._rest_is_quoted = True

    def _break(self, *, blank: bool = False, forced: bool = False) -> None:
        """End the line; a gap is written only before the next words."""
        line = _BLANKS.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if line:
            if self._gap and self._lines:
                self._lines.append("")
            quoted = self._quotes or self._rest_is_quoted
            self._lines.append(f"> {line}" if quoted else line)
        self._gap = blank or (self._gap and not line) or (forced and not line)
