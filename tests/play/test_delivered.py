import pytest

from notifier.play.delivered import Purpose, read
from tests.play.sample import MESSAGE_ID, REPLY_TO, SESSION, a_mail, calendar

TO = "wsis@digital.xx.example"


def test_the_calendar_is_found_inside_the_mail():
    """A button press needs UID, organizer and attendee exactly as they were sent."""
    invitation = read(a_mail(TO)).invitation

    assert invitation is not None
    assert (invitation.organizer, invitation.attendee) == (REPLY_TO, TO)
    assert invitation.start == SESSION


def test_the_reader_sees_the_title_unescaped():
    """The answer's subject repeats it as a person would read it."""
    invitation = read(a_mail(TO)).invitation

    assert invitation is not None
    assert invitation.summary.endswith(", inputs; first round")


def test_a_valarm_is_not_taken_for_the_event():
    """Its DESCRIPTION belongs to the alarm."""
    invitation = read(a_mail(TO)).invitation

    assert invitation is not None
    assert "DESCRIPTION" not in invitation.lines


def test_bounces_go_to_the_envelope_sender():
    """With Return-Path as delivered; without one the token moves to the bounce address."""
    derived = read(a_mail(TO)).returned_to
    stated = read(b"Return-Path: <bounce+abc@secretariat.example>\r\n" + a_mail(TO)).returned_to

    assert derived == REPLY_TO.replace("reply", "bounce")
    assert stated == "bounce+abc@secretariat.example"


def test_line_ends_of_a_maildir_are_read_too():
    """A Maildir holds bare LF."""
    mail = a_mail(TO, "ar")

    assert read(mail.replace(b"\r\n", b"\n")).invitation == read(mail).invitation


@pytest.mark.parametrize(
    ("mail", "purpose"),
    [
        (a_mail(TO), Purpose.INVITATION),
        (a_mail(TO, ics=calendar(TO, sequence=2)), Purpose.UPDATE),
        (a_mail(TO, ics=calendar(TO, method="CANCEL", sequence=1)), Purpose.CANCELLATION),
        (a_mail(TO, ics=None), Purpose.NOTICE),
        (a_mail(TO, ics=None, subject="Reminder: your views"), Purpose.REMINDER),
        (a_mail(TO, ics=None, subject="تذكير: آراؤكم"), Purpose.REMINDER),
        (a_mail(TO, ics=None, subject="Напоминание"), Purpose.REMINDER),
        (a_mail(TO, ics=None, subject="提醒：请答复"), Purpose.REMINDER),
        (a_mail(TO, ics=None, subject="Rappel : vos observations"), Purpose.REMINDER),
        (a_mail(TO, ics=None, subject="Recordatorio"), Purpose.REMINDER),
        (a_mail(TO, ics=None, in_reply_to="<1@digital.xx.example>"), Purpose.ACKNOWLEDGEMENT),
        (a_mail(TO, ics=None, in_reply_to=MESSAGE_ID), Purpose.NOTICE),
    ],
)
def test_a_reader_knows_what_a_mail_wants(mail, purpose):
    """Nobody answers a cancellation, and a reminder moves only those who kept silent."""
    assert read(mail).purpose == purpose
