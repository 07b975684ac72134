"""A mail as notifier would send it, and people to read it: the beginnings of these tests."""

import random
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import Header
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime

from notifier.languages import LANGUAGES, Language
from notifier.members.member import FocalPoint
from notifier.play.delivered import Invitation, read
from notifier.play.occasion import Occasion, Person
from notifier.play.people import Reply, person_of, respond
from notifier.play.temper import Client, Habit, Manner, Temper

CRLF = "\r\n"
NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
SESSION = datetime(2026, 3, 10, 13, tzinfo=UTC)
TOKEN = "k7QZ2mXw9bTf"
REPLY_TO = f"reply+{TOKEN}@secretariat.example"
MESSAGE_ID = "<5f0c0ffee@secretariat.example>"
SUBJECTS: dict[Language, str] = {
    "ar": "مشاورة: منتدى القمة العالمية لمجتمع المعلومات لعام 2026",
    "zh": "磋商：2026年信息社会世界峰会论坛",
    "en": "Consultation: WSIS Forum 2026, inputs",
    "fr": "Consultation : Forum du SMSI 2026, contributions",
    "ru": "Консультация: Форум ВВУИО 2026 года",
    "es": "Consulta: Foro de la CMSI 2026, contribuciones",
}
NAMES: dict[Language, str] = {"en": "Ministry, Digital Affairs", "ru": "Министерство связи"}


def a_person(
    language: Language = "en",
    habit: Habit = Habit.PROMPT,
    manner: Manner = Manner.ACCEPTS,
    client: Client = Client.EXCHANGE,
) -> Person:
    """A focal point of the given temper, who answers without fail."""
    point = FocalPoint(
        id=f"xx-{language}",
        member="XX",
        name=NAMES.get(language, "Ministère chargé du numérique – point focal"),
        address="wsis@digital.xx.example",
        roles=frozenset({"wsis"}),
        language=language,
        zone="Asia/Dubai",
        rank=1,
    )
    return replace(person_of(point, 1), temper=Temper(habit, manner, client, 1.0), country="XX")


def focal_points(count: int) -> Sequence[FocalPoint]:
    """Many focal points, all six languages among them."""
    return [
        FocalPoint(
            id=f"m{n}-wsis",
            member=f"M{n}",
            name=f"Office {n}",
            address=f"wsis@m{n}.example",
            roles=frozenset({"wsis"}),
            language=LANGUAGES[n % 6],
            zone="Europe/Paris",
            rank=1,
        )
        for n in range(count)
    ]


def calendar(
    attendee: str, *, method: str = "REQUEST", sequence: int = 0, title: str = "WSIS Forum"
) -> str:
    """The iCalendar object of an invitation."""
    lines = (
        "BEGIN:VCALENDAR",
        "PRODID:-//secretariat.example//notifier//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{TOKEN}-{attendee.partition('@')[2]}@secretariat.example",
        f"SEQUENCE:{sequence}",
        "DTSTAMP:20260112T090000Z",
        f"DTSTART:{SESSION:%Y%m%dT%H%M%SZ}",
        "DTEND:20260310T160000Z",
        f"SUMMARY:{title}\\, inputs\\; first round",
        f'ORGANIZER;CN="General Secretariat":\r\n mailto:{REPLY_TO}',
        f'ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="A, B":\r\n mailto:{attendee}',
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P1D",
        "DESCRIPTION:Tomorrow",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "\r\n".join(lines) + "\r\n"


def a_mail(
    to: str = "wsis@digital.xx.example",
    language: Language = "en",
    *,
    ics: str | None = "",
    subject: str | None = None,
    message_id: str = MESSAGE_ID,
    in_reply_to: str = "",
) -> bytes:
    """A letter with its invitation; `ics` None leaves the calendar out."""
    title = SUBJECTS[language]
    text = f"{title}\n\nThe deadline is 10 March 2026.\n"
    headers = (
        f'From: "General Secretariat" <{REPLY_TO}>',
        f"Reply-To: <{REPLY_TO}>",
        f"To: <{to}>",
        f"Subject: {Header(subject or title, 'utf-8').encode(linesep=CRLF)}",
        f"Date: {format_datetime(NOW)}",
        f"Message-ID: {message_id}",
        *([f"In-Reply-To: {in_reply_to}"] if in_reply_to else []),
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    )
    alternatives = [_part("text/plain; charset=UTF-8", text), _part("text/html", f"<p>{text}</p>")]
    files = [_part('application/pdf; name="letter.pdf"', "%PDF-1.7\n" * 900)]
    if ics is not None:
        ics = ics or calendar(to, title=title)
        method = "CANCEL" if "METHOD:CANCEL" in ics else "REQUEST"
        alternatives.append(_part(f"text/calendar; method={method}; charset=UTF-8", ics))
        files.insert(0, _part('application/ics; name="invite.ics"', ics))
    both = [_multipart("alternative", "inner", alternatives), *files]
    return (CRLF.join(headers) + CRLF + _multipart("mixed", "outer", both)).encode()


def _part(media_type: str, content: str) -> str:
    encoded = encodebytes(content.encode()).decode().replace("\n", CRLF)
    return f"Content-Type: {media_type}{CRLF}Content-Transfer-Encoding: base64{CRLF}{CRLF}{encoded}"


def _multipart(subtype: str, boundary: str, parts: Sequence[str]) -> str:
    body = "".join(f"--{boundary}{CRLF}{part}" for part in parts)
    return (
        f'Content-Type: multipart/{subtype}; boundary="{boundary}"{CRLF}{CRLF}'
        f"{body}--{boundary}--{CRLF}"
    )


def answered(person: Person, mail: bytes | None = None, seed: int = 1) -> tuple[Reply, ...]:
    """What `person` sends in answer to `mail`, or to an invitation in the person's language."""
    mail = mail or a_mail(person.point.address, person.point.language)
    return respond(mail, person.point.address, person=person, now=NOW, rng=random.Random(seed))


def an_occasion(person: Person, seed: int = 1) -> Occasion:
    """`person` about to answer an invitation, two days later."""
    delivered = read(a_mail(person.point.address, person.point.language))
    point = person.point
    at = NOW + timedelta(days=2)
    return Occasion(person, delivered, at, random.Random(seed), point.name, point.address)


def the_invitation(occasion: Occasion) -> Invitation:
    """The invitation that `occasion` is about."""
    assert occasion.delivered.invitation is not None
    return occasion.delivered.invitation


def parsed(raw: bytes) -> EmailMessage:
    """A mail as the standard library reads it, without a single defect."""
    message = message_from_bytes(raw, policy=default)
    for part in message.walk():
        assert part.defects == []
    return message


def text_of(message: EmailMessage, media_type: str) -> str:
    """The content of the first part of `media_type`."""
    part = next(p for p in message.walk() if p.get_content_type() == media_type)
    return str(part.get_content())
