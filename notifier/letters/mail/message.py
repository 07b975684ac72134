"""One mail to one focal point: a row of the outbox, and what the relay made of it."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from notifier.languages import Language

_DEAD = re.compile(r"5\.1\.(?:1|2|6|10)\b")


class State(StrEnum):
    """Where a message stands. `sending` is written before a byte of it leaves."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNSURE = "unsure"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"


class Verdict(StrEnum):
    """What came of one attempt. DEFERRED goes back to `waiting` with a later `at`."""

    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The relay's answer: SMTP reply code (None where no reply came) and its text, kept whole."""

    verdict: Verdict
    code: int | None
    reply: str
    via: str = field(default="", compare=False)  # which relay said it: host, port and TLS
    wait: timedelta | None = field(default=None, compare=False)  # that the reply asks for
    reached: bool = field(
        default=True, compare=False
    )  # False: no relay let us in, so it says nothing of this message
    is_unfit: bool = field(default=False, compare=False)  # only this relay cannot carry it

    @property
    def says_dead_address(self) -> bool:
        """Whether the relay refused because there is no such mailbox (RFC 3463 X.1.1, X.1.2, X.1.6)."""
        return self.verdict is Verdict.REFUSED and _DEAD.match(self.reply) is not None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The iCalendar object that travels with a message (RFC 5546): enough to make it anew."""

    uid: str
    method: Literal["REQUEST", "CANCEL"]
    sequence: int
    dtstamp: datetime
    consultation: str


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the outbox. The bytes follow from it and its edition, the same ones each time."""

    id: int
    key: str  # letter key / focal point id (/ response id): unique, so nobody gets it twice
    letter: int
    focal_point: str
    member: str
    name: str
    address: str
    language: Language
    zone: str
    message_id: str  # never changes
    values: Mapping[str, str]  # the personal values for the edition's slots
    created_at: datetime  # also the Date header
    calendar: Calendar | None = None
    in_reply_to: str | None = None
    invitation_token: str | None = None  # where a reply belongs; None: to this message alone
    attempts: int = 0  # those made so far
    due_at: datetime | None = None  # its place in line

    @property
    def place(self) -> datetime:
        """Its place in line among those of the same priority."""
        return self.due_at or self.created_at


def message_id(key: str, domain: str) -> str:
    """Return the Message-ID (RFC 5322 3.6.4) of the row `key`: derived, so it never changes."""
    digest = hashlib.sha256(key.encode()).digest()[:15]
    return f"<{base64.b32encode(digest).decode().lower()}@{domain}>"
