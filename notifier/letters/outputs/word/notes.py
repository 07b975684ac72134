"""Footnotes of Word: where the address of a link stands for whoever reads the letter on paper."""

from collections.abc import Callable
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from notifier.languages import Language
from notifier.letters.outputs.word.prose import Marks, Prose

_REFERENCE = Marks(style="Footnote Reference")
_SETTING = (
    f'<w:footnotePr {nsdecls("w")}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
)
# The order of ECMA-376 17.15.1.78, without which Word takes the settings for damaged.
_AFTER_THE_SETTING = (
    *("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema"),
    *("w:themeFontLang", "w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats"),
    *("w:doNotAutoCompressPictures", "w:forceUpgrade", "w:captions", "w:readModeInkLockDown"),
    *("w:smartTagType", "w:shapeDefaults", "w:doNotEmbedSmartTags", "w:decimalSymbol"),
    "w:listSeparator",
)


class Footnotes:
    """Guards the part of the footnotes: it is there as soon as there is one note, not before."""

    def __init__(self, document: Any, language: Language, styles: dict[str, str]) -> None:
        self._document = document
        self._prose = Prose(language, styles, link=self._link, note=lambda _: "")
        self._part: XmlPart | None = None
        self._count = 0

    def note(self, url: str) -> str:
        """Add a note that says `url`, and return the run that refers to it."""
        self._part = self._part or self._opened()
        self._count += 1
        address = self._prose.value(url.removeprefix("mailto:"), Marks(style="Hyperlink"))
        text = self._prose.paragraph(
            "Footnote Text",
            self._prose.run("<w:footnoteRef/>", _REFERENCE)
            + self._prose.words(" ")
            + self._prose.anchor(url, address),
        )
        note = f'<w:footnote {nsdecls("w", "r")} w:id="{self._count}">{text}</w:footnote>'
        self._part.element.append(parse_xml(note))
        return self._prose.run(f'<w:footnoteReference w:id="{self._count}"/>', _REFERENCE)

    def _opened(self) -> XmlPart:
        separators = "".join(map(self._separator, (-1, 0), ("separator", "continuationSeparator")))
        root: Any = parse_xml(f"<w:footnotes {nsdecls('w', 'r')}>{separators}</w:footnotes>")
        part = XmlPart(
            PackURI("/word/footnotes.xml"),
            CONTENT_TYPE.WML_FOOTNOTES,
            root,
            self._document.part.package,
        )
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        self._document.settings.element.insert_element_before(
            parse_xml(_SETTING), *_AFTER_THE_SETTING
        )
        return part

    def _separator(self, number: int, name: str) -> str:
        line = self._prose.paragraph("Footnote Text", f"<w:r><w:{name}/></w:r>")
        return f'<w:footnote w:type="{name}" w:id="{number}">{line}</w:footnote>'

    def _link(self, url: str) -> str:
        assert self._part is not None
        return links_of(self._part)(url)


def links_of(part: Any) -> Callable[[str], str]:
    """Return what puts an address among the relations of `part`, once, and returns its id."""
    return lambda url: str(part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
