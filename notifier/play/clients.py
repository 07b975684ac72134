"""Calendar answers (RFC 5546 3.2.3) as real programs write them, with their liberties."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage

from notifier.play.delivered import Invitation
from notifier.play.occasion import Occasion, add_header, as_bytes, encoded, new_message, stamp
from notifier.play.temper import Client


@dataclass(frozen=True, slots=True)
class Word:
    """What is said: PARTSTAT, a note, who pressed the button, who takes over."""

    partstat: str
    comment: str = ""
    sent_by: str = ""
    delegate: str = ""


def calendar_answer(occasion: Occasion, invitation: Invitation, word: Word) -> bytes:
    """Return the mail that the person's program sends when a button is pressed."""
    write = {
        Client.EXCHANGE: _exchange,
        Client.GOOGLE: _google,
        Client.APPLE: _apple,
        Client.THUNDERBIRD: _thunderbird,
    }[occasion.client]
    return as_bytes(write(occasion, invitation, word), occasion)


def _exchange(occasion: Occasion, invitation: Invitation, word: Word) -> EmailMessage:
    """No ORGANIZER, the note in COMMENT, the answer also in SUMMARY, everything in base64."""
    tag = occasion.phrases.tag
    title = f"{_prefix(occasion, word)}{invitation.value('SUMMARY')}"
    ics = _object(
        "Microsoft Exchange Server 2010",
        [
            *_attendees(occasion, invitation, word, "PARTSTAT={};CN={}"),
            f"COMMENT;LANGUAGE={tag}:{_escaped(word.comment)}\\n",
            f"UID:{invitation.uid}",
            f"SUMMARY;LANGUAGE={tag}:{title}",
            *_same(invitation, "DTSTART", "DTEND"),
            "CLASS:PUBLIC",
            "PRIORITY:5",
            f"DTSTAMP:{stamp(occasion.at)}",
            "TRANSP:OPAQUE",
            "STATUS:CONFIRMED",
            f"SEQUENCE:{invitation.sequence}",
            f"LOCATION;LANGUAGE={tag}:{invitation.value('LOCATION')}",
            f"X-MICROSOFT-CDO-APPT-SEQUENCE:{invitation.sequence}",
            "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
            "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
            "X-MICROSOFT-CDO-INSTTYPE:0",
            "X-MICROSOFT-DISALLOW-COUNTER:FALSE",
        ],
    )
    message = _new(occasion, invitation, f"{_prefix(occasion, word)}{invitation.summary}")
    add_header(message, "Thread-Topic", encoded(invitation.summary))
    add_header(message, "Accept-Language", tag)
    add_header(message, "X-MS-Has-Attach", "")
    message.set_content(f"{word.comment}\n", cte="base64")
    _add_calendar(message, ics, "base64")
    return message


def _google(occasion: Occasion, invitation: Invitation, word: Word) -> EmailMessage:
    """Sent by the calendar and marked as automatic; the same object twice."""
    note = f";X-RESPONSE-COMMENT={_quoted(word.comment)}" if word.comment else ""
    form = "CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={};CN={};X-NUM-GUESTS=0" + note
    now = stamp(occasion.at)
    ics = _object(
        "-//Google Inc//Google Calendar 70.9054//EN",
        [
            *_same(invitation, "DTSTART", "DTEND"),
            f"DTSTAMP:{now}",
            *_same(invitation, "ORGANIZER", "UID"),
            *_attendees(occasion, invitation, word, form),
            f"CREATED:{stamp(occasion.delivered.sent_at)}",
            f"LAST-MODIFIED:{now}",
            *_same(invitation, "LOCATION", "SEQUENCE"),
            "STATUS:CONFIRMED",
            *_same(invitation, "SUMMARY"),
            "TRANSP:OPAQUE",
        ],
    )
    message = _new(occasion, invitation, f"{_prefix(occasion, word)}{invitation.summary}")
    add_header(message, "Reply-To", occasion.sender)
    add_header(message, "Sender", f"calendar-notification@calendar.{occasion.domain}")
    add_header(message, "Auto-Submitted", "auto-generated")
    said = _said(occasion, word)
    message.set_content(f"{said}\n", cte="base64")
    message.add_alternative(f"<html><body><p>{said}</p></body></html>\n", subtype="html")
    _add_calendar(message, ics, "7bit" if ics.isascii() else "base64")
    message.add_attachment(
        ics.encode(), maintype="application", subtype="ics", filename="invite.ics"
    )
    return message


def _apple(occasion: Occasion, invitation: Invitation, word: Word) -> EmailMessage:
    """Quoted-printable, EMAIL beside the address, no-break space before a French colon."""
    form = "CN={1};CUTYPE=INDIVIDUAL;EMAIL=" + invitation.attendee + ";PARTSTAT={0}"
    ics = _object(
        "-//Apple Inc.//macOS 14.5//EN",
        [
            f"COMMENT:{_escaped(word.comment)}",
            *_attendees(occasion, invitation, word, form + ";ROLE=REQ-PARTICIPANT"),
            *_same(invitation, "DTEND", "DTSTART"),
            f"DTSTAMP:{stamp(occasion.at)}",
            *_same(invitation, "LOCATION", "ORGANIZER", "SEQUENCE", "SUMMARY", "UID"),
        ],
    )
    prefix = _prefix(occasion, word).replace(" :", "\u00a0:")
    message = _new(occasion, invitation, f"{prefix}{invitation.summary}")
    message.set_content(f"{_said(occasion, word)}\n", cte="quoted-printable")
    _add_calendar(message, ics, "quoted-printable")
    add_header(message, "X-Mailer", "iPhone Mail (21F90)")
    return message


def _thunderbird(occasion: Occasion, invitation: Invitation, word: Word) -> EmailMessage:
    """Keeps what it was sent and sets PARTSTAT; the text part before a copy as attachment."""
    ics = _object(
        "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
        [
            f"LAST-MODIFIED:{stamp(occasion.at)}",
            f"DTSTAMP:{stamp(occasion.at)}",
            *_same(invitation, "UID", "SUMMARY", "ORGANIZER"),
            *_attendees(occasion, invitation, word, "CN={1};PARTSTAT={0};ROLE=REQ-PARTICIPANT"),
            *_same(invitation, "DTSTART", "DTEND", "SEQUENCE", "LOCATION"),
            *([f"COMMENT:{_escaped(word.comment)}"] if word.comment else []),
        ],
    )
    phrases = occasion.phrases
    subject = f"{phrases.reply_to_invitation} ({phrases.of(word.partstat)}){phrases.colon}"
    message = _new(occasion, invitation, subject + invitation.summary)
    add_header(message, "User-Agent", "Mozilla Thunderbird")
    message.set_content(f"{_said(occasion, word)}\n", cte="8bit")
    _add_calendar(message, ics, "8bit")
    message.add_attachment(
        ics.encode(), maintype="application", subtype="ics", filename="event.ics"
    )
    return message


def _new(occasion: Occasion, invitation: Invitation, subject: str) -> EmailMessage:
    return new_message(occasion, invitation.organizer or occasion.delivered.reply_to, subject)


def _add_calendar(message: EmailMessage, ics: str, cte: str) -> None:
    message.add_alternative(ics, subtype="calendar", cte=cte, params={"method": "REPLY"})


def _object(product: str, event: Iterable[str]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{product}",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        *event,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """Return a content line broken at 75 octets, never inside a letter (RFC 5545 3.1)."""
    out, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > 75:
            out, size = out + "\r\n ", 1
        out, size = out + letter, size + octets
    return out


def _attendees(occasion: Occasion, invitation: Invitation, word: Word, form: str) -> list[str]:
    """Return the ATTENDEE line, and the delegate's (RFC 5546 3.2.2.3) where there is one.

    `form` holds the parameters of the dialect, with {0} for PARTSTAT and {1} for CN.
    """
    invited = f"mailto:{invitation.attendee}"
    own = form.format(word.partstat, _quoted(occasion.person.point.name))
    if word.sent_by:
        own += f';SENT-BY="mailto:{word.sent_by}"'
    if not word.delegate:
        return [f"ATTENDEE;{own}:{invited}"]
    return [
        f'ATTENDEE;{own};DELEGATED-TO="mailto:{word.delegate}":{invited}',
        f'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="{invited}":mailto:{word.delegate}',
    ]


def _same(invitation: Invitation, *names: str) -> list[str]:
    return [invitation.lines[name] for name in names if name in invitation.lines]


def _prefix(occasion: Occasion, word: Word) -> str:
    return occasion.phrases.of(word.partstat) + occasion.phrases.colon


def _said(occasion: Occasion, word: Word) -> str:
    said = occasion.phrases.says[word.partstat].format(name=occasion.name)
    return f"{said}\n\n{word.comment}".strip()


def _escaped(text: str) -> str:
    """Return `text` as a TEXT value (RFC 5545 3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _quoted(text: str) -> str:
    """Return `text` as a parameter value, which cannot hold a quotation mark."""
    return f'"{text.replace(chr(34), chr(39))}"'
