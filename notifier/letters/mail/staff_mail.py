"""A mail to staff: text and HTML to bytes on the wire, without token, slot or blind copy."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.headers import field, mailbox, unstructured, wire_address
from notifier.letters.mail.transfer import Body, Lines, body


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a mail to staff comes from, who reads the answers, and where bounces go."""

    name: str
    address: str
    reply_to: str
    bounce: str


@dataclass(frozen=True, slots=True)
class StaffMail:
    """One mail to one reader. `message_id` and `at` decide its bytes, so that it stays the same."""

    recipient: str
    subject: str
    text: str
    html: str
    message_id: str
    at: datetime


def staff_mail(mail: StaffMail, sender: Sender) -> tuple[Envelope, list[bytes]]:
    """Return the envelope and the bytes of a mail to staff, the same each time.

    Every line ends in CRLF and is at most 998 octets long. A line break in what goes into a
    header raises ValueError.
    """
    recipient = wire_address(mail.recipient)
    envelope = Envelope(
        sender=wire_address(sender.bounce),
        recipient=recipient,
        needs_smtputf8=not recipient.isascii(),
    )
    # "=_" stands in neither base64 nor quoted-printable, so no part can hold the boundary
    boundary = f"=_{hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]}"
    head = (*_headers(mail, sender, recipient), _content_type(boundary), "", "")
    parts = (
        *_part("plain", body(mail.text), boundary),
        *_part("html", body(mail.html), boundary),
        f"--{boundary}--\r\n".encode(),
    )
    return envelope, [Lines.of(b"".join(("\r\n".join(head).encode(), *parts)))]


def _headers(mail: StaffMail, sender: Sender, recipient: str) -> Iterator[str]:
    yield mailbox("From", sender.name, wire_address(sender.address))
    yield mailbox("Reply-To", "", wire_address(sender.reply_to))
    yield mailbox("To", "", recipient)
    yield unstructured("Subject", mail.subject)
    yield field("Date", format_datetime(mail.at.astimezone(UTC)))
    yield field("Message-ID", mail.message_id)
    yield "MIME-Version: 1.0"
    yield "Content-Language: en"
    yield "Auto-Submitted: auto-generated"  # RFC 3834 5
    yield "X-Auto-Response-Suppress: OOF, AutoReply"


def _content_type(boundary: str) -> str:
    return f'Content-Type: multipart/alternative; boundary="{boundary}"'


def _part(subtype: str, text: Body, boundary: str) -> Iterator[bytes]:
    head = (
        f"--{boundary}\r\nContent-Type: text/{subtype}; charset=UTF-8\r\n"
        f"Content-Transfer-Encoding: {text.encoding}\r\n\r\n"
    )
    yield head.encode()
    yield text.fill({})
    yield b"\r\n"
