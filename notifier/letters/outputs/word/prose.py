"""Inlines as runs and runs as paragraphs: each run says its language, its direction and its marks."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from notifier.languages import Language, direction
from notifier.letters.outputs.markup import Break, Emphasis, Inline, Link, Strong, Text, plain
from notifier.letters.outputs.word.directions import Direction, isolated, stretches

_LOCALE: Mapping[Language, str] = {
    "ar": "ar-SA",
    "zh": "zh-CN",
    "en": "en-GB",
    "fr": "fr-FR",
    "ru": "ru-RU",
    "es": "es-ES",
}
_NO_ITALICS = frozenset({"ar", "zh"})
_BLANKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
# What XML 1.0 cannot hold, and overrides of direction, which would turn the rest of a line.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
_LONGEST_URL = 2000  # Word refuses a file with a longer one


@dataclass(frozen=True, slots=True)
class Marks:
    """How a run stands out: a character style, bold, italic."""

    style: str = ""
    strong: bool = False
    emphasis: bool = False


STRONG = Marks(strong=True)
LABEL = Marks(style="Label")
_PLAIN = Marks()


@dataclass(frozen=True, slots=True)
class Number:
    """The list and the level by which Word numbers a paragraph."""

    list: int
    level: int


@dataclass(frozen=True, slots=True)
class Indent:
    """How far a paragraph stands from where its lines begin, in twentieths of a point."""

    start: int
    hanging: int = 0


@dataclass(frozen=True, slots=True)
class Prose:
    """Writes one part of a document in one language.

    `styles` are the ids of the styles by name; `link` and `note` put an address among the
    relations or the footnotes of the part, and return the id or the run that stands for it.
    """

    language: Language
    styles: Mapping[str, str]
    link: Callable[[str], str]
    note: Callable[[str], str]

    @property
    def base(self) -> Direction:
        """The direction of its paragraphs."""
        return direction(self.language)

    @property
    def language_xml(self) -> str:
        """The languages of a run, for its Latin or Cyrillic, Chinese and Arabic letters."""
        latin = _LOCALE["en" if self.language in _NO_ITALICS else self.language]
        return f'<w:lang w:val="{latin}" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'

    def runs(self, inlines: Sequence[Inline], marks: Marks = _PLAIN) -> str:
        """Return inlines as runs, in their order; every word is escaped."""
        return "".join(self._inline(inline, marks) for inline in inlines)

    def words(self, text: str, marks: Marks = _PLAIN) -> str:
        """Return plain words as runs, one for each direction that they take."""
        return "".join(
            self.run(f'<w:t xml:space="preserve">{escape(piece)}</w:t>', marks, way)
            for piece, way in stretches(clean(text), self.base)
        )

    def value(self, text: str, marks: Marks = _PLAIN) -> str:
        """Return a value as runs, which keeps its own order inside Arabic."""
        return self.words(isolated(clean(text), self.base), marks)

    def tab(self) -> str:
        """Return the jump to the next tab stop."""
        return self.run("<w:tab/>")

    def run(self, content: str, marks: Marks = _PLAIN, way: Direction | None = None) -> str:
        """Return one run of `content`, which runs as its paragraph does unless told."""
        style = marks.style or self._style_of(marks)
        chosen = f'<w:rStyle w:val="{self.styles[style]}"/>' if style else ""
        # Han punctuation has code points that Latin shares: the hint takes the Chinese font.
        hint = '<w:rFonts w:hint="eastAsia"/>' if self.language == "zh" else ""
        # Said beside the style as well: bold in a bold paragraph style would cancel out
        # (ECMA-376 17.7.3). Each has a twin for Arabic letters.
        bold = "<w:b/><w:bCs/>" if marks.strong else ""
        italic = "<w:i/><w:iCs/>" if marks.emphasis else ""
        turned = "<w:rtl/>" if (way or self.base) == "rtl" else ""
        properties = f"{chosen}{hint}{bold}{italic}{turned}{self.language_xml}"
        return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"

    def paragraph(
        self,
        style: str,
        content: str,
        *,
        number: Number | None = None,
        indent: Indent | None = None,
    ) -> str:
        """Return a paragraph of runs; number and indent stand in for those of its style."""
        turned = "<w:bidi/>" if self.base == "rtl" else ""
        mark = f"<w:rPr>{'<w:rtl/>' if turned else ''}{self.language_xml}</w:rPr>"
        numbered = indented = ""
        if number is not None:
            level = f'<w:ilvl w:val="{number.level}"/>'
            numbered = f'<w:numPr>{level}<w:numId w:val="{number.list}"/></w:numPr>'
        if indent is not None:
            hanging = f' w:hanging="{indent.hanging}"' if indent.hanging else ' w:firstLine="0"'
            indented = f'<w:ind w:left="{indent.start}"{hanging}/>'
        chosen = f'<w:pStyle w:val="{self.styles[style]}"/>'
        return f"<w:p><w:pPr>{chosen}{numbered}{turned}{indented}{mark}</w:pPr>{content}</w:p>"

    def anchor(self, url: str, content: str) -> str:
        """Return runs that lead to `url`; what no program could follow is not made a link."""
        if not can_be_followed(url):
            return content
        return f'<w:hyperlink r:id="{self.link(url)}" w:history="1">{content}</w:hyperlink>'

    def _inline(self, inline: Inline, marks: Marks) -> str:
        match inline:
            case Text(text):
                return self.words(text, marks)
            case Strong(inlines):
                return self.runs(inlines, replace(marks, strong=True))
            case Emphasis(inlines) if self.language in _NO_ITALICS:
                return self.runs(inlines, replace(marks, strong=True))
            case Emphasis(inlines):
                return self.runs(inlines, replace(marks, emphasis=True))
            case Link():
                return self._link(inline, marks)
            case Break():
                return self.run("<w:br/>", marks)

    def _link(self, link: Link, marks: Marks) -> str:
        """Return a link; on paper its address stands in a footnote, unless it is the text."""
        linked = replace(marks, style="Hyperlink")
        address = link.url.removeprefix("mailto:")
        if (label := plain(link.inlines)) in (link.url, address):
            return self.anchor(link.url, self.value(label, linked))
        return self.anchor(link.url, self.runs(link.inlines, linked)) + self.note(link.url)

    @staticmethod
    def _style_of(marks: Marks) -> str:
        if marks.strong:
            return "Strong"
        return "Emphasis" if marks.emphasis else ""


def clean(text: str) -> str:
    """Return `text` as one line that XML can hold, without what is not seen but turns a line."""
    return _UNSEEN.sub("", _BLANKS.sub(" ", text))


def can_be_followed(url: str) -> bool:
    """Tell whether Word opens a file with a link to `url`: it refuses one that is malformed."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme == "mailto" or (bool(parts.hostname) and parts.port != 0)
    except ValueError:
        return False
    return is_whole and len(url) <= _LONGEST_URL and _is_plain(url)


def _is_plain(url: str) -> bool:
    """Tell whether `url` has only the characters of RFC 3986, and whole escapes."""
    unescaped = re.sub("%[0-9A-Fa-f]{2}", "", url)
    return quote(unescaped, safe=":/?#[]@!$&'()*+,;=") == unescaped
