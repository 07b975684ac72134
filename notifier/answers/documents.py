"""Which files of a mail are documents, and which only travel along with a signature."""

import re
from collections.abc import Iterable

from notifier.answers.answer import Attachment

_TRAVELLERS = frozenset(
    {
        "text/calendar",
        "application/ics",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "text/rfc822-headers",
    }
)
_TRAVELLER_NAME = re.compile(
    r"\.(?:vcf|ics|p7s|asc|sig)$|^att\d{4,}\.(?:txt|html?|bin)$", re.IGNORECASE
)
_PICTURE_NAME = re.compile(r"^(?:image|outlook-|logo|icon|signature)[\w. -]*$", re.IGNORECASE)
_SCAN = 150_000  # octets: a scanned letter is larger, a logo smaller
_WRAPPED = 20_000  # a winmail.dat below this holds formatting only


def documents_of(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Return the documents: no calendar, card, signature or logo."""
    return tuple(a for a in attachments if is_document(a))


def is_document(attachment: Attachment) -> bool:
    """Tell whether a file was sent for its own sake."""
    media_type, name, size = attachment.media_type, attachment.filename, len(attachment.content)
    if media_type in _TRAVELLERS or _TRAVELLER_NAME.search(name):
        return False
    if media_type.startswith("image/"):
        return size >= _SCAN and not _PICTURE_NAME.match(name)
    if media_type.endswith("ms-tnef") or name.lower() == "winmail.dat":
        return size >= _WRAPPED
    return size > 0
