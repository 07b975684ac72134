"""The order in which a mail is read, and the first reading that fits.

Report structure, then calendar answers outside returned mail, then other bounces, then
automatic replies, then a person. Google's calendar answers are marked as auto-generated and
bounces as auto-replied, so the order is the meaning.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from notifier.answers.answer import Category, Understood
from notifier.answers.calendar.itip import read_calendar
from notifier.answers.failures.bounce import read_bounce
from notifier.answers.failures.notice import read_notice
from notifier.answers.failures.report import read_report
from notifier.answers.failures.returned import ids_in
from notifier.answers.mime.bodies import words
from notifier.answers.mime.charset import header_text
from notifier.answers.mime.entity import BROKEN, Part, addresses_in, parse
from notifier.answers.people.person import read_person
from notifier.answers.programs.automatic import read_automatic
from notifier.answers.programs.many import read_programs
from notifier.invitations.token import tokens_in

_READINGS = (
    read_report,
    read_notice,
    read_calendar,
    read_bounce,
    read_automatic,
    read_programs,
)
_DELIVERED_TO = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-rcpt-to",
    "apparently-to",
)
_SENT_TO = ("resent-to", "to", "cc")
_EARLIER = ("in-reply-to", "references")


def understand(raw: bytes, *, files: bool = True) -> Understood:
    """Return what a mail says. Never raises, whatever the bytes; work is bounded by their length.

    Without `files` what a person attached is left undecoded, and so costs no memory.
    """
    mail = parse(raw)
    envelope = _envelope(mail)
    for read in _READINGS:
        understood = read(mail, envelope)
        if understood is not None:
            return understood
    return read_person(mail, envelope, files=files)


def _envelope(mail: Part) -> Understood:
    references = (one for value in mail.all(*_EARLIER)[:20] for one in ids_in(value))
    addressed = _tokens(mail, _DELIVERED_TO, _SENT_TO)
    return Understood(
        category=Category.PERSON,
        sender=next(iter(addresses_in(*mail.all("from")[:3])), ""),
        subject=header_text(mail.get("subject"))[:2000],
        sent_at=_sent_at(mail.get("date")),
        message_id=next(iter(ids_in(mail.get("message-id"))), ""),
        tokens=tuple(dict.fromkeys((*addressed, *_tokens(mail, _EARLIER)))),
        references=tuple(dict.fromkeys(references))[:100],
        addressed=addressed,
        text=words(mail),
    )


def _tokens(mail: Part, *places: tuple[str, ...]) -> tuple[str, ...]:
    """Return the tokens in headers, those of the first `places` first."""
    values = (value[:20_000] for names in places for value in mail.all(*names))
    return tokens_in("\n".join(values))


def _sent_at(value: str) -> datetime | None:
    try:
        sent = parsedate_to_datetime(value[:200])
        aware = sent if sent.tzinfo else sent.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except BROKEN:
        return None
