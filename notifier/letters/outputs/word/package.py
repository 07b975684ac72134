"""A Word document as bytes: who made it and when, and the same bytes from the same letter."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from notifier.letters.letter import Letterhead, Wording
from notifier.letters.outputs.word.prose import clean

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file knows
_LONGEST = 255  # characters of a property


def describe(document: Any, said: Wording, head: Letterhead, made_at: datetime) -> None:
    """Write the properties by which an archive finds the document; nobody else is named in them."""
    properties = document.core_properties
    properties.title = _short(said.subject)
    properties.subject = _short(head.reference)
    properties.author = properties.last_modified_by = _short(head.organization)
    properties.language = said.language
    properties.created = properties.modified = made_at.astimezone(UTC)
    properties.revision = 1


def packed(document: Any) -> bytes:
    """Return the file; it bears no time of its own, so that the same parts give the same bytes."""
    written = BytesIO()
    document.save(written)
    packed = BytesIO()
    with ZipFile(written) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _short(text: str) -> str:
    return clean(text)[:_LONGEST]
