"""A delivered mail as its reader sees it: found by cheap search, since most of it is attachments.

Reads what this house sends (multipart with text/plain and perhaps text/calendar), not any mail.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime
from enum import StrEnum

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_REMINDER = re.compile(
    r"reminder|rappel|recordatorio|напомина|напоминаем|تذكير|提醒|催复|催办|提示", re.IGNORECASE
)
_PROPERTY = re.compile(r'^([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^":;]*))*):(.*)$')
_EVENT = re.compile(r"^BEGIN:VEVENT\s(.*?)^(?:BEGIN:VALARM|END:VEVENT)", re.MULTILINE | re.DOTALL)
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)


class Purpose(StrEnum):
    """What the reader takes a mail for."""

    INVITATION = "invitation"
    UPDATE = "update"  # the same invitation with a higher SEQUENCE
    REMINDER = "reminder"
    CANCELLATION = "cancellation"
    ACKNOWLEDGEMENT = "acknowledgement"  # answers a mail of the reader's own
    NOTICE = "notice"  # nothing is asked


@dataclass(frozen=True, slots=True)
class Invitation:
    """The iCalendar object in a mail. `lines` holds its properties unfolded, as they were sent."""

    method: str
    uid: str
    sequence: int
    organizer: str
    attendee: str
    start: datetime | None
    lines: dict[str, str]

    def value(self, name: str) -> str:
        """Return the value of a property, still escaped, or ""."""
        return _split(self.lines.get(name, ""))[2]

    @property
    def summary(self) -> str:
        """The title, as a calendar shows it."""
        return re.sub(r"\\([,;\\])", r"\1", self.value("SUMMARY"))


@dataclass(frozen=True, slots=True)
class Delivered:
    """One mail in the inbox. `returned_to` is the envelope sender, where bounces go."""

    message_id: str
    subject: str
    sender_name: str
    sender: str
    reply_to: str
    returned_to: str
    sent_at: datetime
    in_reply_to: str
    references: str
    headers: bytes  # the block, without the blank line
    text: str
    calendar_part: bytes  # text/calendar as it stood in the mail, or b""
    invitation: Invitation | None

    @property
    def purpose(self) -> Purpose:
        """What the reader takes this mail for."""
        if self.invitation and self.invitation.method == "CANCEL":
            return Purpose.CANCELLATION
        if self.in_reply_to and _domain(self.in_reply_to) != _domain(self.message_id):
            return Purpose.ACKNOWLEDGEMENT
        if _REMINDER.search(self.subject):
            return Purpose.REMINDER
        if self.invitation is None:
            return Purpose.NOTICE
        return Purpose.UPDATE if self.invitation.sequence else Purpose.INVITATION


def read(mail: bytes) -> Delivered:
    """Return `mail` as its reader sees it.

    The envelope sender is taken from Return-Path; without one it is the reply address with
    `bounce+` before the token.
    """
    blank = _BLANK_LINE.search(mail)
    block = mail[: blank.start()] if blank else mail
    headers = message_from_bytes(block + b"\r\n\r\n")  # compat32: ten times faster
    name, address = parseaddr(_decoded(headers["From"]))
    reply_to = parseaddr(headers["Reply-To"] or "")[1] or address
    in_reply_to = (headers["In-Reply-To"] or "").strip()
    calendar = _part(mail, b"text/calendar")
    return Delivered(
        message_id=headers["Message-ID"].strip(),
        subject=_decoded(headers["Subject"] or ""),
        sender_name=name or address,
        sender=address,
        reply_to=reply_to,
        returned_to=parseaddr(headers["Return-Path"] or "")[1]
        or re.sub(r"^reply\+", "bounce+", reply_to),
        sent_at=parsedate_to_datetime(headers["Date"]).astimezone(UTC),
        in_reply_to=in_reply_to,
        references=" ".join((headers["References"] or in_reply_to).split()),
        headers=block,
        text=_content(_part(mail, b"text/plain")).replace("\r\n", "\n").strip(),
        calendar_part=calendar,
        invitation=_invitation(_content(calendar)) if calendar else None,
    )


def _decoded(header: str) -> str:
    return "".join(str(make_header(decode_header(header))).splitlines())


def _part(mail: bytes, media_type: bytes) -> bytes:
    """Return the first part of `media_type` with its headers: from its boundary to the next one."""
    found = mail.find(b"Content-Type: " + media_type)
    opened = mail.rfind(b"\n--", 0, found) + 1 if found > 0 else 0
    if opened == 0:  # not there, or the whole mail is that part
        return mail if found >= 0 else b""
    line_end = mail.index(b"\n", opened)
    boundary = mail[opened:line_end].rstrip()
    closed = mail.find(b"\n" + boundary, line_end)
    return mail[line_end + 1 : closed].removesuffix(b"\r") if closed > 0 else mail[line_end + 1 :]


def _content(part: bytes) -> str:
    message = message_from_bytes(part)
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(message.get_content_charset("utf-8"), "replace")


def _invitation(calendar: str) -> Invitation | None:
    unfolded = re.sub(r"\r?\n[ \t]", "", calendar)
    method = re.search(r"^METHOD:(\w+)", unfolded, re.MULTILINE)
    event = _EVENT.search(unfolded)
    if method is None or event is None:
        return None
    lines: dict[str, str] = {}
    for line in filter(None, event[1].splitlines()):
        lines.setdefault(_split(line)[0], line)
    return Invitation(
        method=method[1].upper(),
        uid=_split(lines["UID"])[2],
        sequence=int(_split(lines.get("SEQUENCE", "SEQUENCE:0"))[2]),
        organizer=_MAILTO.sub("", _split(lines.get("ORGANIZER", ""))[2]),
        attendee=_MAILTO.sub("", _split(lines.get("ATTENDEE", ""))[2]),
        start=_instant(_split(lines.get("DTSTART", ""))[2]),
        lines=lines,
    )


def _split(line: str) -> tuple[str, str, str]:
    """Return name, parameters and value of a content line (RFC 5545 3.1); empty if it is none."""
    found = _PROPERTY.match(line)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _instant(value: str) -> datetime | None:
    """Return when something starts. A time without Z is taken as UTC: near enough for a reader."""
    for form in ("%Y%m%dT%H%M%S", "%Y%m%d"):
        try:
            return datetime.strptime(value.removesuffix("Z"), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _domain(message_id: str) -> str:
    return message_id.rpartition("@")[2].rstrip("> ").lower()
