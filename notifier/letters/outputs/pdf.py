"""The circular letter on paper: the tree goes as JSON into Typst, and comes out as an A4 PDF."""

import json
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from threading import local
from typing import Any

import typst

from notifier.errors import UserError
from notifier.languages import direction
from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.fonts import families_missing, fonts_in, stack
from notifier.letters.outputs.layout import Layout
from notifier.letters.outputs.markup import parse, parse_inline
from notifier.letters.slots import slots_in

_GREETED_BY_NAME = frozenset({"recipient_name", "member_name"})


class Typesetter:
    """Guards the Typst compilers of one layout: one for each thread, since none may be shared."""

    def __init__(self, layout: Layout) -> None:
        self._source = layout.letter_typ.encode()
        self._fonts = fonts_in(layout.font_paths)
        self._own = local()

    def families(self) -> list[str]:
        """Return the font families within reach."""
        return self._fonts.families()

    def pdf(self, document: str, made_at: datetime) -> bytes:
        """Return `document` (JSON) set as PDF, the same bytes each time; raise UserError if it warns."""
        try:
            pdf, warnings = self._compiler().compile_with_warnings(
                input=self._source,
                sys_inputs={"letter": document},
                # PDF/A-2a forbids a character without a glyph: what no font shows stops the letter.
                pdf_standards=["a-2a", "ua-1"],
                timestamp=int(made_at.timestamp()),
            )
        except typst.TypstError as error:
            raise UserError.of("_layout/letter.typ", _told(error)) from error
        if warnings:
            raise UserError.of("_layout/letter.typ", " ".join(map(_told, warnings)))
        assert isinstance(pdf, bytes)
        return pdf

    def _compiler(self) -> typst.Compiler:
        if not hasattr(self._own, "compiler"):
            self._own.compiler = typst.Compiler(font_paths=self._fonts, ignore_system_fonts=True)
        compiler: typst.Compiler = self._own.compiler
        return compiler


def edition_pdf(
    wording: Wording, letterhead: Letterhead, layout: Layout, *, made_at: datetime
) -> bytes:
    """Return the letter as PDF/A-2a and PDF/UA-1: the same bytes for the same arguments.

    Paper speaks to administrations, not to a person. A salutation that greets by name gives
    way to the layout's formal one; any other slot raises ValueError naming it. A missing font,
    a character that no font can show, or any complaint of Typst raises UserError: hold the letter.
    """
    document = _document(wording, letterhead, layout)
    found = slots_in(document)
    if found:
        raise ValueError(f"personal values cannot stand on paper: {', '.join(sorted(found))}")
    if families_missing(wording.language, layout.font_paths):
        missing = ", ".join(families_missing(wording.language, layout.font_paths))
        raise UserError.of(f"fonts ({wording.language})", f"The font {missing} is not installed.")
    return _typesetter(layout).pdf(document, made_at)


def _told(message: typst.TypstError | typst.TypstWarning) -> str:
    return " ".join((message.message, *message.hints))


@lru_cache(maxsize=2)
def _typesetter(layout: Layout) -> Typesetter:
    return Typesetter(layout)


def _document(wording: Wording, letterhead: Letterhead, layout: Layout) -> str:
    words = layout.words[wording.language]
    by_name = slots_in(wording.salutation) & _GREETED_BY_NAME
    body = _plain(parse(wording.body))
    _make_consecutive(body)
    return json.dumps(
        {
            "language": wording.language,
            "dir": direction(wording.language),
            "fonts": stack(wording.language, fonts_in(layout.font_paths).families()),
            "words": asdict(words),
            "letterhead": asdict(letterhead),
            "subject": wording.subject,
            "salutation": words.salutation if by_name else wording.salutation,
            "deadlines": [
                [_plain(parse_inline(cell)) for cell in row] for row in wording.deadlines
            ],
            "body": body,
            "closing": wording.closing,
        },
        ensure_ascii=False,
    )


def _plain(node: Any) -> Any:
    """Return a node, or a tuple of them, as JSON values: each node an object named by its class."""
    if isinstance(node, tuple):
        return [_plain(each) for each in node]
    if is_dataclass(node):
        values = {field.name: _plain(getattr(node, field.name)) for field in fields(node)}
        return {"node": type(node).__name__} | values
    return node


def _make_consecutive(body: list[Any]) -> None:
    """Put the headings below the subject, which is level 1, leaving out no level (PDF/UA-1, 7.4.2)."""
    last = 1
    for heading in _headings(body):
        last = heading["level"] = min(heading["level"] + 1, last + 1)


def _headings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _headings(each)
    elif isinstance(value, dict) and value["node"] == "Heading":
        yield value
    elif isinstance(value, dict):
        yield from _headings(list(value.values()))
