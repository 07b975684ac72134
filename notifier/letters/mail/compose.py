"""Edition and focal point to bytes on the wire, and the envelope that carries them.

`prepare` does once what all addressees of an edition share; `compose` splices. The bytes
follow from the row alone: a message tried again is the same message.
"""

import hashlib
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import TypeGuard
from urllib.parse import quote

from notifier.invitations.token import Keys, bounce_address, make, reply_address
from notifier.languages import Language
from notifier.letters.letter import Edition
from notifier.letters.mail.headers import field, mailbox, one_line, unstructured, wire_address
from notifier.letters.mail.message import Message
from notifier.letters.mail.transfer import Body, Lines, base64_lines, body
from notifier.letters.slots import splice

_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")  # RFC 5322 3.6.4, without comments
_LONGEST_ID = 900  # the line with its field name stays under 998

_Part = Iterable[bytes]  # of a MIME tree, in pieces


@dataclass(frozen=True, slots=True)
class Envelope:
    """Whom the relay is told: sender and recipient of SMTP, and the ENVID of DSN (RFC 3461)."""

    sender: str
    recipient: str
    needs_smtputf8: bool = False
    envid: str = ""
    copy_to: str = ""  # the journal, a second recipient of the same transaction: evidence (Bcc)


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every edition: who it is from, and where answers and bounces go."""

    names: Mapping[Language, str]  # display name of From
    reply: str  # address of answers, before the token is added
    bounce: str  # envelope sender, before the token is added
    keys: Keys
    copy_to: str = ""  # the journal mailbox


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """An edition with all its encoding done that does not depend on the addressee."""

    language: Language
    sender_name: str
    subject: str
    text: Body
    html: Body
    boundary: bytes
    ending: Lines | None  # the PDF as a MIME part, and what closes the message; None without one


def prepare(edition: Edition, frame: Frame) -> Prepared:
    """Encode once what every message of `edition` shares."""
    named = f"{edition.language} {edition.subject}".encode()
    # "=_" stands in neither base64 nor quoted-printable, so no part can hold the boundary.
    boundary = b"=_" + hashlib.sha256(named).hexdigest()[:24].encode()
    return Prepared(
        language=edition.language,
        sender_name=frame.names[edition.language],
        subject=edition.subject,
        text=body(edition.text),
        html=body(edition.html, html.escape),
        boundary=boundary,
        ending=_ending(edition.pdf, edition.pdf_name, boundary) if edition.pdf else None,
    )


def compose(
    prepared: Prepared, message: Message, calendar: bytes | None, frame: Frame
) -> tuple[Envelope, list[bytes]]:
    """Return the envelope and the bytes of one message, in pieces of whole lines, the same each time.

    What is large and shared is a piece of its own, looked through once for all messages. Every
    line is at most 998 octets long, ends in CRLF and is ASCII, but for the To of an address whose
    local part is not. `calendar` is the object that `message.calendar` describes. A line break in
    what goes into a header raises ValueError, a value missing for a slot KeyError.
    """
    if (calendar is None) != (message.calendar is None):
        raise ValueError("the calendar object and the row must come together")
    envelope = _envelope(message, frame)
    values = {**message.values, "reply_address": reply_to(message, frame)}
    head = "\r\n".join(_headers(prepared, message, envelope.recipient, values)) + "\r\n"
    # headers were looked through one by one, and in both encodings no line begins with a dot
    own = Lines.joined((head.encode(), *_content(prepared, message, calendar, values)))
    return envelope, [own, prepared.ending] if prepared.ending else [own]


def reply_to(message: Message, frame: Frame) -> str:
    """Return where the answer to `message` goes: From, Reply-To and ORGANIZER alike.

    It carries the token of the invitation, else one of the message, bound to its key.
    """
    token = message.invitation_token or make("message", message.id, message.key, frame.keys)
    return reply_address(token, _ours(frame.reply))


def _envelope(message: Message, frame: Frame) -> Envelope:
    recipient = wire_address(message.address)
    token = make("bounce", message.id, message.key, frame.keys)
    return Envelope(
        sender=bounce_address(token, _ours(frame.bounce)),
        recipient=recipient,
        needs_smtputf8=not recipient.isascii(),
        envid=token,
        copy_to=frame.copy_to,
    )


_ours = lru_cache(maxsize=16)(wire_address)


def _headers(
    prepared: Prepared, message: Message, recipient: str, values: Mapping[str, str]
) -> Iterator[str]:
    # Answers of calendars go to ORGANIZER, those of people to Reply-To: one and the same address,
    # and From as well, because Outlook shows the one and checks the other.
    reply = values["reply_address"]
    yield mailbox("From", prepared.sender_name, reply)
    yield mailbox("Reply-To", prepared.sender_name, reply)
    yield mailbox("To", message.name, recipient)
    yield _subject(splice(prepared.subject, values))
    yield _date(message.created_at)
    yield field("Message-ID", message.message_id)
    if _is_message_id(message.in_reply_to):
        yield field("In-Reply-To", message.in_reply_to)
        yield field("References", message.in_reply_to)
    yield "MIME-Version: 1.0"
    yield field("Content-Language", prepared.language)
    # RFC 3834 5; "All" would hold back bounces in Exchange as well, Precedence invites filters.
    yield "Auto-Submitted: auto-generated"
    yield "X-Auto-Response-Suppress: OOF, AutoReply"


@lru_cache(maxsize=64)  # most subjects and dates are those of the whole letter
def _subject(text: str) -> str:
    return unstructured("Subject", text)


@lru_cache(maxsize=64)
def _date(at: datetime) -> str:
    return field("Date", format_datetime(at.astimezone(UTC)))


def _is_message_id(value: str | None) -> TypeGuard[str]:
    """Tell whether a stranger's Message-ID can be quoted; a line break in it raises ValueError."""
    if value is None:
        return False
    one_line(value, "In-Reply-To")
    return len(value) <= _LONGEST_ID and _MESSAGE_ID.fullmatch(value) is not None


def _content(
    prepared: Prepared, message: Message, calendar: bytes | None, values: Mapping[str, str]
) -> Iterator[bytes]:
    """Yield the MIME tree up to what all share: alternatives, calendar last, then attachments.

    Gmail and Apple Mail show Accept only for a calendar among the alternatives; the attached
    copy, equal byte for byte, is for those who file it by hand.
    """
    boundary = prepared.boundary
    alternatives: list[_Part] = [
        _text_part("plain", prepared.text, values),
        _text_part("html", prepared.html, values),
    ]
    if calendar is None and prepared.ending is None:
        yield from _multipart(b"alternative", boundary + b"m", alternatives)
        yield _closing(boundary + b"m")
        return
    attached: list[_Part] = []
    if calendar is not None and message.calendar is not None:
        encoded = base64_lines(calendar)
        alternatives.append((_calendar_head(message.calendar.method), encoded))
        attached.append((_ICS_HEAD, encoded))
    inner = (*_multipart(b"alternative", boundary + b"a", alternatives), _closing(boundary + b"a"))
    yield from _multipart(b"mixed", boundary + b"m", [inner, *attached])
    if prepared.ending is None:
        yield _closing(boundary + b"m")


def _multipart(subtype: bytes, boundary: bytes, parts: Iterable[_Part]) -> Iterator[bytes]:
    """Yield a multipart but for its end."""
    yield b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (subtype, boundary)
    for part in parts:
        yield b"--%s\r\n" % boundary
        yield from part
        yield b"\r\n"


def _closing(boundary: bytes) -> bytes:
    return b"--%s--\r\n" % boundary


def _ending(pdf: bytes, name: str, boundary: bytes) -> Lines:
    """Return the last part of a message and its end."""
    boundary += b"m"
    part = (b"--%s\r\n" % boundary, _pdf_part(pdf, name), b"\r\n", _closing(boundary))
    return Lines.of(b"".join(part))


def _text_part(subtype: str, text: Body, values: Mapping[str, str]) -> tuple[bytes, ...]:
    head = (
        f"Content-Type: text/{subtype}; charset=UTF-8\r\n"
        f"Content-Transfer-Encoding: {text.encoding}\r\n\r\n"
    )
    return head.encode(), text.fill(values)


_ICS_HEAD = (
    b'Content-Type: application/ics; name="invite.ics"\r\n'
    b'Content-Disposition: attachment; filename="invite.ics"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n"
)


def _calendar_head(method: str) -> bytes:
    # RFC 6047 2.4; no Content-Disposition: Thunderbird would show a file instead of buttons.
    return (
        f"Content-Type: text/calendar; charset=UTF-8; method={method}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode()


def _pdf_part(pdf: bytes, name: str) -> bytes:
    if re.search(r'["\\]', one_line(name, "the file name")):
        raise ValueError(f"the file name {name!r} holds a quote or a backslash")
    if name.isascii():
        named = f'name="{name}"', f'filename="{name}"'
    else:  # RFC 2231 4
        coded = f"UTF-8''{quote(name, safe='')}"
        named = f"name*={coded}", f"filename*={coded}"
    head = (
        f"Content-Type: application/pdf;\r\n {named[0]}\r\n"
        f"Content-Disposition: attachment;\r\n {named[1]}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64_lines(pdf)
