"""One reply in the making: who answers what, when, and with which dice; and its headers."""

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from notifier.languages import Language
from notifier.members.member import FocalPoint
from notifier.play.delivered import Delivered
from notifier.play.phrases import PHRASES, Phrases
from notifier.play.prose import PROSE, Prose
from notifier.play.temper import Client, Temper


@dataclass(frozen=True, slots=True)
class Person:
    """A simulated focal point. `pending` are invitations that lie unanswered in the inbox."""

    point: FocalPoint
    temper: Temper
    country: str
    pending: tuple[Delivered, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a reply needs to be written. `name` and `sender` are what its From shows."""

    person: Person
    delivered: Delivered
    at: datetime
    rng: random.Random
    name: str
    sender: str

    @property
    def client(self) -> Client:
        """The program it is written with."""
        return self.person.temper.client

    @property
    def language(self) -> Language:
        """The language it is written in."""
        return self.person.point.language

    @property
    def phrases(self) -> Phrases:
        """The program's words."""
        return PHRASES[self.language]

    @property
    def prose(self) -> Prose:
        """The person's words."""
        return PROSE[self.language]

    @property
    def domain(self) -> str:
        """The domain of the person's office."""
        return self.sender.rpartition("@")[2]

    def local(self, at: datetime) -> datetime:
        """Return `at` on the person's clock."""
        return at.astimezone(ZoneInfo(self.person.point.zone))

    def identifier(self) -> str:
        """Return a fresh identifier, as unique as a UUID and yet repeatable."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))


def new_message(occasion: Occasion, to: str, subject: str) -> EmailMessage:
    """Begin a mail to `to` in reply to what was delivered (RFC 5322 3.6.4)."""
    delivered = occasion.delivered
    message = EmailMessage(SMTP)
    add_header(message, "From", f"{_phrase(occasion.name)} <{occasion.sender}>")
    add_header(message, "To", to)
    add_header(message, "Subject", encoded(subject))
    add_header(message, "Date", format_datetime(occasion.local(occasion.at)))
    add_header(message, "Message-ID", _message_id(occasion))
    add_header(message, "In-Reply-To", delivered.message_id)
    add_header(message, "References", f"{delivered.references} {delivered.message_id}".strip())
    return message


def add_header(message: EmailMessage, name: str, value: str) -> None:
    """Add a header that is ready to be sent.

    Past the policy's own encoder, which in Python 3.11 loses spaces between encoded words.
    """
    message.set_raw(name, value)


def encoded(text: str) -> str:
    """Return `text` as a header may hold it (RFC 2047), folded."""
    if text.isascii():
        return text
    return Header(text, "utf-8", maxlinelen=72, header_name="Thread-Topic").encode()


def as_bytes(message: EmailMessage, occasion: Occasion) -> bytes:
    """Return the finished mail. Boundaries come from the dice, so the same seed repeats them."""
    for part in message.walk():
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{occasion.rng.getrandbits(96):024x}")
    return message.as_bytes()


def stamp(at: datetime) -> str:
    """Return `at` as iCalendar writes an instant (RFC 5545 3.3.5)."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _message_id(occasion: Occasion) -> str:
    unique = occasion.identifier()
    if occasion.client is Client.GOOGLE:
        return f"<CA{unique.replace('-', '')}@mail.{occasion.domain}>"
    if occasion.client is Client.EXCHANGE:
        host = f"EX{occasion.rng.randrange(10, 99)}.{occasion.domain}"
        return f"<{unique.replace('-', '').upper()}@{host}>"
    if occasion.client is Client.APPLE:
        return f"<{unique.upper()}@{occasion.domain}>"
    return f"<{unique}@{occasion.domain}>"


def _phrase(name: str) -> str:
    if not name.isascii():
        return encoded(name)
    return f'"{name}"' if re.search(r"[^\w !'-]", name) else name
