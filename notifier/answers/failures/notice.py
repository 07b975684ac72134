"""Notices that need nobody: reading receipts (RFC 8098), complaints (RFC 5965), tracking."""

import re
from dataclasses import replace

from notifier.answers.answer import Category, Understood
from notifier.answers.failures.places import address_of
from notifier.answers.failures.report import with_returned
from notifier.answers.failures.returned import human_part, ids_in
from notifier.answers.failures.severity import is_hard
from notifier.answers.mime.charset import text_of
from notifier.answers.mime.entity import Part, header_block, leaves

_NOTED_TYPES = frozenset(
    {
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/feedback-report",
        "message/tracking-status",
    }
)
_NOTED_REPORTS = frozenset({"disposition-notification", "feedback-report", "tlsrpt", "dmarc"})
# RFC 5429: a filter that rejects mail may do so in the form of an MDN.
_REJECTED = re.compile(
    r"was automatically rejected|automatically rejected|mail.{0,30}refused", re.IGNORECASE
)


def read_notice(mail: Part, envelope: Understood) -> Understood | None:
    """Return a notice, or the bounce that a filter sent in the form of one; None for neither."""
    parts = list(leaves(mail))
    if any(p.media_type in _NOTED_TYPES for p in parts) or (
        mail.media_type == "multipart/report"
        and mail.parameter("report-type").lower() in _NOTED_REPORTS
    ):
        return _read_notification(mail, envelope, parts)
    return None


def _read_notification(mail: Part, envelope: Understood, parts: list[Part]) -> Understood:
    text = envelope.text
    notices = [p for p in parts if p.media_type in _NOTED_TYPES]
    fields = header_block("\n".join(text_of(p.content()[:64_000]) for p in notices))
    ids = [one for name, v in fields if name == "original-message-id" for one in ids_in(v)]
    known = replace(envelope, text=text, references=(*ids, *envelope.references))
    understood = with_returned(known, mail, text)
    if not _REJECTED.search(human_part(text)):
        return replace(understood, category=Category.OTHER, is_report=True)
    finals = [value for name, value in fields if name == "final-recipient"]
    return replace(
        understood,
        category=Category.BOUNCE,
        hard=is_hard("", human_part(text)),
        recipients=tuple(dict.fromkeys(a for value in finals if (a := address_of(value)))),
        diagnostic=human_part(text).strip()[:2000],
    )
