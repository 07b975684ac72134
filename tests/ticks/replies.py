"""What comes back by mail from somebody who got one of ours, as their programs write it."""

import email
import email.policy
from email.message import EmailMessage

import icalendar

BOUNDARY = "=_reply"


def delivered(data: bytes) -> EmailMessage:
    """A mail of ours as its reader holds it."""
    return email.message_from_bytes(data, policy=email.policy.default)  # type: ignore[return-value]


def event_in(mail: EmailMessage) -> icalendar.Event:
    """The event of an invitation, an update or a cancellation."""
    part = next(p for p in mail.walk() if p.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    event = icalendar.Calendar.from_ical(payload).walk("VEVENT")[0]
    assert isinstance(event, icalendar.Event)
    return event


def text_in(mail: EmailMessage) -> str:
    """The words of a mail, for those who read plain text."""
    body = mail.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


def presses(mail: EmailMessage, partstat: str = "ACCEPTED", at: str = "20260310T080000Z") -> bytes:
    """The answer of a calendar in which somebody pressed a button."""
    event = event_in(mail)
    attendee, organizer = str(event["ATTENDEE"]), str(event["ORGANIZER"])
    lines = (
        f"From: {attendee[7:]}", f"To: {organizer[7:]}", f"Subject: {partstat.title()}",
        "MIME-Version: 1.0", "Content-Type: text/calendar; method=REPLY; charset=UTF-8", "",
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calendar//EN", "METHOD:REPLY", "BEGIN:VEVENT",
        f"UID:{event['UID']}", f"SEQUENCE:{event['SEQUENCE']}", f"DTSTAMP:{at}",
        f"ATTENDEE;PARTSTAT={partstat}:{attendee}", "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def writes(
    mail: EmailMessage, words: str, *, sender: str = "", document: bytes = b"", number: int = 1
) -> bytes:
    """The answer of a person: some words, and a document where there is one."""
    answer = EmailMessage(policy=email.policy.SMTP)
    answer["From"] = sender or reader_of(mail)
    answer["To"] = str(mail["Reply-To"])
    answer["Subject"] = "Re: your letter"
    answer["Message-ID"] = f"<answer-{number}@ministry.example>"
    answer["In-Reply-To"] = str(mail["Message-ID"])
    answer.set_content(words + "\n")
    if document:
        answer.add_attachment(
            document, maintype="application", subtype="pdf", filename="contribution.pdf"
        )
    return answer.as_bytes()


def is_away(mail: EmailMessage, words: str) -> bytes:
    """The answer of a machine whose owner is not there."""
    answer = EmailMessage(policy=email.policy.SMTP)
    answer["From"] = reader_of(mail)
    answer["To"] = str(mail["Reply-To"])
    answer["Subject"] = "Out of office"
    answer["Auto-Submitted"] = "auto-replied"
    answer.set_content(words + "\n")
    return answer.as_bytes()


def comes_back(mail: EmailMessage, sender: str, status: str = "5.1.1") -> bytes:
    """The report of a server that could not deliver a mail to its reader (RFC 3464)."""
    reader, action = reader_of(mail), "delayed" if status.startswith("4") else "failed"
    lines = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>", f"To: {sender}",
        "Subject: Undelivered Mail Returned to Sender", "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{BOUNDARY}"', "",
        f"--{BOUNDARY}", "Content-Type: text/plain; charset=us-ascii", "",
        "I'm sorry to have to inform you that your message could not be delivered.", "",
        f"--{BOUNDARY}", "Content-Type: message/delivery-status", "",
        "Reporting-MTA: dns; mx.example", "",
        f"Final-Recipient: rfc822; {reader}", f"Action: {action}", f"Status: {status}",
        f"Diagnostic-Code: smtp; 550 {status} <{reader}>: User unknown", "",
        f"--{BOUNDARY}", "Content-Type: text/rfc822-headers", "",
        f"Message-ID: {mail['Message-ID']}", f"To: {reader}", "",
        f"--{BOUNDARY}--", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


def reader_of(mail: EmailMessage) -> str:
    """The address that a mail of ours was written to."""
    address: str = mail["To"].addresses[0].addr_spec
    return address
