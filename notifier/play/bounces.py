"""Mail that comes back: delivery reports (RFC 3464) by the habits of three servers."""

from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime

from notifier.play.delivered import Delivered
from notifier.play.occasion import Occasion, Person
from notifier.play.temper import Client, Habit


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a mail was not delivered. `diagnostic` is the far server's reply; {rcpt} is filled."""

    action: str  # RFC 3464 2.3.3
    status: str  # RFC 3463
    diagnostic: str

    def reply(self, rcpt: str) -> str:
        """Return the server's words about `rcpt`."""
        return self.diagnostic.format(rcpt=rcpt)


UNKNOWN = Fault("failed", "5.1.1", "550 5.1.1 <{rcpt}>: Recipient address rejected: User unknown")
UNKNOWN_AT_EXCHANGE = Fault(
    "failed",
    "5.1.10",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {rcpt} not found by SMTP address lookup",
)
FULL = Fault("failed", "5.2.2", "552 5.2.2 <{rcpt}>: Mailbox full, over quota")
DELAYED = Fault("delayed", "4.4.1", "421 4.4.1 Connection timed out")
EXPIRED = Fault("failed", "4.4.7", "421 4.4.7 Delivery time expired")

_FAULTS: Mapping[Habit, tuple[Fault, ...]] = {
    Habit.GONE_LATER: (UNKNOWN,),
    Habit.FULL: (FULL,),
    Habit.UNREACHABLE: (DELAYED, EXPIRED),
}


def refuses(person: Person) -> str | None:
    """Return the SMTP reply to RCPT when the mailbox is gone, else None."""
    if person.temper.habit is not Habit.GONE:
        return None
    return UNKNOWN.reply(person.point.address)


def faults_of(person: Person) -> tuple[Fault, ...]:
    """Return what goes wrong with each mail to `person`, in the order of the reports."""
    if person.temper.habit is Habit.GONE_LATER and person.temper.client is Client.EXCHANGE:
        return (UNKNOWN_AT_EXCHANGE,)
    return _FAULTS.get(person.temper.habit, ())


def bounce(occasion: Occasion, fault: Fault, rcpt: str) -> bytes:
    """Return the report of the person's server, addressed to the envelope sender."""
    write = {Client.EXCHANGE: _exchange, Client.THUNDERBIRD: _exim}.get(occasion.client, _postfix)
    report = write(occasion, fault, rcpt)
    report.set_boundary(f"{occasion.rng.getrandbits(48):012X}.{occasion.at:%d%H%M%S}")
    return report.as_bytes()


def _postfix(occasion: Occasion, fault: Fault, rcpt: str) -> MIMEMultipart:
    host = f"mx.{occasion.domain}"
    is_late = fault.action == "delayed"
    subject = (
        "Delayed Mail (still being retried)" if is_late else "Undelivered Mail Returned to Sender"
    )
    fate = "could not be delivered for some time" if is_late else "could not be delivered"
    text = (
        f"This is the mail system at host {host}.\n\nI'm sorry to have to inform you that your "
        f"message {fate} to one or more recipients. It's attached below.\n\n"
        f"                   The mail system\n\n<{rcpt}>: {fault.reply(rcpt)}\n"
    )
    report = _report(occasion, f"Mail Delivery System <MAILER-DAEMON@{host}>", subject)
    report["Auto-Submitted"] = "auto-replied"
    report.attach(_text(text, "Notification"))
    report.attach(_status(occasion, fault, rcpt, "X-Postfix-Sender"))
    report.attach(_returned_headers(occasion.delivered))
    return report


def _exim(occasion: Occasion, fault: Fault, rcpt: str) -> MIMEMultipart:
    host = f"mail.{occasion.domain}"
    is_late = fault.action == "delayed"
    subject = (
        "Warning: message delayed 4 hours"
        if is_late
        else "Mail delivery failed: returning message to sender"
    )
    fate = "has not yet been delivered" if is_late else "could not be delivered"
    text = (
        "This message was created automatically by mail delivery software.\n\nA message that "
        f"you sent {fate} to one or more of its recipients.\n\n  {rcpt}\n    host {host}\n"
        f"    {fault.reply(rcpt)}\n"
    )
    report = _report(occasion, f"Mail Delivery System <Mailer-Daemon@{host}>", subject)
    report["X-Failed-Recipients" if not is_late else "X-Delayed-Recipients"] = rcpt
    report["Auto-Submitted"] = "auto-replied"
    report.attach(_text(text, ""))
    report.attach(_status(occasion, fault, rcpt, ""))
    report.attach(_returned_headers(occasion.delivered))
    return report


def _exchange(occasion: Occasion, fault: Fault, rcpt: str) -> MIMEMultipart:
    """Localised, not marked as automatic, and the invitation comes back inside."""
    phrases = occasion.phrases
    fate = phrases.delayed if fault.action == "delayed" else phrases.undeliverable
    subject = f"{fate}{phrases.colon}{occasion.delivered.subject}"
    text = f"{fate}{phrases.colon}{rcpt}\n\n{fault.reply(rcpt)}\n"
    postmaster = f"Microsoft Outlook <MicrosoftExchange329e71ec88ae4615@{occasion.domain}>"
    report = _report(occasion, postmaster, subject)
    report["X-MS-Exchange-Message-Is-Ndr"] = ""
    report.attach(_text(text, ""))
    report.attach(_status(occasion, fault, rcpt, "X-Display-Name"))
    returned = message_from_bytes(_with_calendar(occasion.delivered), policy=SMTP)
    report.attach(MIMEMessage(returned, policy=SMTP))
    return report


def _report(occasion: Occasion, sender: str, subject: str) -> MIMEMultipart:
    report = MIMEMultipart("report", report_type="delivery-status", policy=SMTP)
    report["Return-Path"] = "<>"
    report["From"] = sender
    report["To"] = occasion.delivered.returned_to
    report["Subject"] = subject
    report["Date"] = format_datetime(occasion.local(occasion.at))
    report["Message-ID"] = f"<{occasion.identifier()}@{occasion.domain}>"
    return report


def _text(text: str, description: str) -> MIMEText:
    part = MIMEText(text, "plain", "us-ascii" if text.isascii() else "utf-8", policy=SMTP)
    if description:
        part["Content-Description"] = description
    return part


def _status(occasion: Occasion, fault: Fault, rcpt: str, extra: str) -> MIMENonMultipart:
    """Return the machine's part: one group for the mail, one for the recipient (RFC 3464 2.1)."""
    mail, recipient = Message(SMTP), Message(SMTP)
    mail["Reporting-MTA"] = f"dns; mx.{occasion.domain}"
    mail["Arrival-Date"] = format_datetime(occasion.delivered.sent_at)
    recipient["Final-Recipient"] = f"rfc822; {rcpt}"
    recipient["Action"] = fault.action
    recipient["Status"] = fault.status
    recipient["Diagnostic-Code"] = f"smtp; {fault.reply(rcpt)}"
    if extra == "X-Postfix-Sender":
        mail[extra] = f"rfc822; {occasion.delivered.returned_to}"
    elif extra:
        recipient[extra] = rcpt
    part = MIMENonMultipart("message", "delivery-status", policy=SMTP)
    part.set_payload([mail, recipient])
    return part


def _returned_headers(delivered: Delivered) -> MIMEText:
    return MIMEText(delivered.headers.decode("ascii", "replace"), "rfc822-headers", policy=SMTP)


def _with_calendar(delivered: Delivered) -> bytes:
    """Return the mail as Exchange returns it: its headers, and the calendar for a body."""
    message = message_from_bytes(delivered.headers + b"\r\n\r\n", policy=SMTP)
    for name in ("Content-Type", "Content-Transfer-Encoding"):
        del message[name]
    body = delivered.calendar_part or b"Content-Type: text/plain\r\n\r\n\r\n"
    return message.as_bytes().rstrip() + b"\r\n" + body
