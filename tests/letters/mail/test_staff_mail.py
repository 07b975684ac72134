"""A mail to staff, taken apart by the standard library."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from notifier.letters.mail.staff_mail import Sender, StaffMail, staff_mail
from notifier.letters.slots import slot

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
SENDER = Sender("UIT – Secrétariat", "reply@x.example", "officer@x.example", "bounce@x.example")
TEXT = "1 mail is held.\n\n.\n- “Сообщение” 你好\n    notifier mail show 1\n"
HTML = "<!DOCTYPE html>\n<p>1 mail is held.</p>\n" + "<td style='x'>y</td>" * 99


def a_mail(**changes: str) -> StaffMail:
    """A mail in two languages."""
    fields = {
        "recipient": "ana@x.example",
        "subject": "Digest: 1 mail is held",
        "text": TEXT,
        "html": HTML,
        "message_id": "<abc@x.example>",
    }
    return StaffMail(**(fields | changes), at=NOON)


def parsed(mail: StaffMail) -> EmailMessage:
    """What its reader gets."""
    _, data = staff_mail(mail, SENDER)
    return message_from_bytes(b"".join(data).replace(b"\r\n..", b"\r\n."), policy=policy.default)


def test_both_forms_arrive_as_they_were_written() -> None:
    """Whatever script a stranger wrote in, and with a line that is a dot."""
    mail = parsed(a_mail())

    assert mail.get_content_type() == "multipart/alternative"
    said = [part.get_content() for part in mail.iter_parts()]
    assert [each.replace("\r\n", "\n").rstrip("\n") for each in said] == [TEXT.rstrip("\n"), HTML]


def test_it_says_who_it_is_from_and_that_a_program_wrote_it() -> None:
    """Absence notes stay at home (RFC 3834); what a person answers reaches a person."""
    mail = parsed(a_mail())

    assert str(mail["From"]) == "UIT – Secrétariat <reply@x.example>"
    assert str(mail["Reply-To"]) == "officer@x.example"
    assert str(mail["To"]) == "ana@x.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<abc@x.example>"
    assert mail["Date"].datetime == NOON
    assert mail["Bcc"] is None


def test_the_envelope_names_one_reader_and_no_journal() -> None:
    """Bounces go where those of letters go; nobody gets a blind copy."""
    envelope, _ = staff_mail(a_mail(), SENDER)

    assert (envelope.sender, envelope.recipient) == ("bounce@x.example", "ana@x.example")
    assert (envelope.copy_to, envelope.needs_smtputf8) == ("", False)


def test_the_same_mail_has_the_same_bytes() -> None:
    """One that is tried again is the same message."""
    assert staff_mail(a_mail(), SENDER) == staff_mail(a_mail(), SENDER)


def test_every_line_is_short_enough_and_in_ascii() -> None:
    """RFC 5322 2.1.1: 998 octets."""
    _, data = staff_mail(a_mail(text="x" * 5000), SENDER)
    lines = b"".join(data).split(b"\r\n")

    assert max(map(len, lines)) <= 998
    assert b"".join(data).isascii()


def test_a_subject_on_two_lines_is_refused() -> None:
    """It would begin another header field."""
    with pytest.raises(ValueError, match="line break"):
        staff_mail(a_mail(subject="x\r\nBcc: y@z.example"), SENDER)


def test_an_address_outside_ascii_asks_for_what_carries_it() -> None:
    """RFC 6531."""
    envelope, _ = staff_mail(a_mail(recipient="аня@x.example"), SENDER)

    assert envelope.needs_smtputf8


def test_a_slot_that_nobody_fills_is_not_sent() -> None:
    """These mails have no personal values."""
    with pytest.raises(KeyError):
        staff_mail(a_mail(text=slot("recipient_name")), SENDER)
