"""What was understood of one mail, as values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

Partstat = Literal["ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED", "NEEDS-ACTION"]


class Category(StrEnum):
    """What a mail is, in the order of reading."""

    BOUNCE = "bounce"
    ANSWER = "answer"  # an iTIP object
    AUTO = "auto"  # out of office and other automatic replies (RFC 3834)
    PERSON = "person"
    OTHER = "other"  # delivered/relayed DSN, MDN, feedback report: noted, needs nobody


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """One attendee's word in an iTIP REPLY (RFC 5546 3.2.3); COUNTER and others keep their method."""

    method: str
    uid: str
    attendee: str
    partstat: str
    sequence: int | None = None
    dtstamp: datetime | None = None
    recurrence_id: str | None = None
    comment: str = ""
    delegated_to: str = ""  # the address of DELEGATED-TO, where the attendee hands over


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a person's mail."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fate:
    """What a delivery report says of one recipient (RFC 3464 2.3)."""

    address: str  # as its own server names it
    original: str  # as we gave it, "" when the report does not say
    severity: Literal["hard", "soft", "delayed", "delivered"]
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What one mail says. Tokens are candidates as found; whether they hold is checked later."""

    category: Category
    sender: str  # address of From, lower case, "" when there is none
    subject: str
    sent_at: datetime | None
    message_id: str
    tokens: tuple[str, ...] = ()  # the strongest evidence first
    references: tuple[
        str, ...
    ] = ()  # Message-IDs of In-Reply-To and References, and of a returned mail
    hard: bool | None = None  # bounce: the address is dead (True), this mail was lost (False)
    delayed: bool = False  # bounce: the server is still trying
    recipients: tuple[str, ...] = ()  # bounce: the addresses that failed
    diagnostic: str = ""
    answers: tuple[CalendarAnswer, ...] = ()
    reply: str = ""  # a person's words, quotes and signature cut
    text: str = ""  # the whole text
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    addressed: tuple[str, ...] = ()  # the tokens of the addresses it was sent to: they decide
    fates: tuple[Fate, ...] = ()  # bounce: each recipient of which a report speaks
    method: str = ""  # of the calendar that decided what the mail is
    is_report: bool = False  # OTHER: a report of success or of reading, a complaint

    def as_json(self) -> dict[str, Any]:
        """Return what is kept beside the filed mail: everything but the attachments' content."""
        return {
            "category": self.category.value,
            "message_id": self.message_id,
            "sender": self.sender,
            "subject": self.subject,
            "delayed": self.delayed,
            "hard": self.hard,
            "recipients": list(self.recipients),
            "diagnostic": self.diagnostic,
            "answers": [
                {
                    "method": a.method,
                    "uid": a.uid,
                    "attendee": a.attendee,
                    "partstat": a.partstat,
                    "recurrence_id": a.recurrence_id,
                    "comment": a.comment,
                }
                for a in self.answers
            ],
            "reply": self.reply,
            "attachments": [
                {"filename": a.filename, "media_type": a.media_type, "size": len(a.content)}
                for a in self.attachments
            ],
        }
