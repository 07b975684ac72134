import pytest
from icalendar import Calendar

from notifier.languages import LANGUAGES
from notifier.play.clients import Word, calendar_answer
from notifier.play.temper import Client
from tests.play.sample import REPLY_TO, a_person, an_occasion, parsed, text_of, the_invitation

COMMENT = 'One expert; "perhaps" two, online'


def reply(client, word, language="en"):
    occasion = an_occasion(a_person(language, client=client))
    message = parsed(calendar_answer(occasion, the_invitation(occasion), word))
    return message, Calendar.from_ical(text_of(message, "text/calendar"))


@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", Client)
def test_every_dialect_names_invitation_invitee_and_answer(client, language, partstat):
    """UID, attendee and PARTSTAT are what an answer is."""
    message, calendar = reply(client, Word(partstat, COMMENT), language)
    event = calendar.walk("VEVENT")[0]

    assert calendar["METHOD"] == "REPLY"
    assert event["UID"] == "k7QZ2mXw9bTf-digital.xx.example@secretariat.example"
    assert event["ATTENDEE"] == "mailto:wsis@digital.xx.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == partstat
    assert message["To"] == REPLY_TO


@pytest.mark.parametrize("client", Client)
def test_every_dialect_marks_the_part_as_a_reply(client):
    """RFC 6047 2.4 asks for the method beside the type."""
    message, _ = reply(client, Word("ACCEPTED"))
    part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")

    assert part.get_param("method") == "REPLY"


def test_exchange_leaves_the_organizer_out():
    """Its answers are matched by UID and address."""
    _, calendar = reply(Client.EXCHANGE, Word("ACCEPTED"))

    assert "ORGANIZER" not in calendar.walk("VEVENT")[0]


def test_google_calls_its_answers_automatic():
    """So calendar answers are read before automatic replies."""
    message, _ = reply(Client.GOOGLE, Word("ACCEPTED"))

    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("client", [Client.GOOGLE, Client.THUNDERBIRD])
def test_two_programs_send_the_object_twice(client):
    """Inline and as a file: one answer all the same."""
    message, calendar = reply(client, Word("DECLINED"))
    file = next(p for p in message.walk() if p.get_content_type() == "application/ics")

    assert Calendar.from_ical(file.get_content()) == calendar


def test_the_prefix_of_the_subject_is_in_the_readers_language():
    """With Apple's no-break space before the French colon."""
    message, _ = reply(Client.APPLE, Word("ACCEPTED"), "fr")

    assert message["Subject"].startswith("Accepté\u00a0: ")


@pytest.mark.parametrize("client", Client)
def test_a_secretary_is_named_beside_the_invitee(client):
    """SENT-BY tells who pressed the button (RFC 5545 3.2.18)."""
    _, calendar = reply(client, Word("ACCEPTED", sent_by="office@digital.xx.example"))

    attendee = calendar.walk("VEVENT")[0]["ATTENDEE"]
    assert attendee.params["SENT-BY"] == "mailto:office@digital.xx.example"


@pytest.mark.parametrize("client", Client)
def test_handing_over_names_the_colleague_on_a_second_line(client):
    """RFC 5546 3.2.2.3: the invitee delegated, the delegate is invited."""
    _, calendar = reply(client, Word("DELEGATED", delegate="desk@digital.xx.example"))

    invitee, delegate = calendar.walk("VEVENT")[0]["ATTENDEE"]
    assert invitee.params["DELEGATED-TO"] in (["mailto:desk@digital.xx.example"], delegate)
    assert delegate == "mailto:desk@digital.xx.example"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", Client)
def test_no_line_of_an_object_is_longer_than_75_octets(client, language):
    """RFC 5545 3.1."""
    message, _ = reply(client, Word("TENTATIVE", COMMENT * 3), language)

    lines = text_of(message, "text/calendar").splitlines()
    assert max(len(line.encode()) for line in lines) <= 75
