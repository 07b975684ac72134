"""Whole messages, taken apart by the standard library and by icalendar."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from icalendar import Calendar as Parsed

from notifier.invitations.request import Invitation, calendar_bytes
from notifier.invitations.token import Key, Keys, holds, make, read, tokens_in
from notifier.languages import LANGUAGES, Language
from notifier.letters.letter import Edition
from notifier.letters.mail.compose import Envelope, Frame, compose, prepare, reply_to
from notifier.letters.mail.message import Calendar, Message, message_id
from notifier.letters.slots import slot

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEYS = Keys(Key(1, b"secret of sixteen bytes and more"))
NAMES: dict[Language, str] = {
    "ar": "الاتحاد الدولي للاتصالات – الأمانة العامة",
    "zh": "国际电信联盟总秘书处",
    "en": "ITU General Secretariat",
    "fr": "UIT – Secrétariat général",
    "ru": "МСЭ – Генеральный секретариат",
    "es": "UIT – Secretaría General",
}
FRAME = Frame(NAMES, "reply@secretariat.example", "bounce@secretariat.example", KEYS)
TOKEN = make("reply", 4711, "wsis-forum-2026/inputs/fr-wsis", KEYS)
REPLY = f"reply+{TOKEN}@secretariat.example"
PDF = b"%PDF-1.7\r\n" + bytes(range(256)) * 20
WORDS: dict[Language, str] = {
    "ar": "رسالة معممة بشأن القمة العالمية",
    "zh": "关于世界峰会论坛的通函",
    "en": "Circular letter on the Forum",
    "fr": "Lettre circulaire relative à l'état du Forum",
    "ru": "Циркулярное письмо о Форуме",
    "es": "Carta circular sobre el Foro del próximo año",
}


def an_edition(language: Language = "en", pdf: bytes | None = PDF) -> Edition:
    return Edition(
        language=language,
        subject=f"CL-26/1: {WORDS[language]}",
        text=f"{slot('recipient_name')},\n\n{WORDS[language] * 20}\n.\n{slot('reply_address')}\n",
        html=f"<p>{slot('recipient_name')}</p>\n<p>{WORDS[language] * 40}</p>",
        pdf=pdf,
        pdf_name="CL-26-1-en.pdf",
    )


def a_message(calendar: Calendar | None = None) -> Message:
    key = "wsis-forum-2026/inputs/consultation/fr-wsis"
    return Message(
        id=12,
        key=key,
        letter=3,
        focal_point="fr-wsis",
        member="FR",
        name="José Álvarez, Ministère & Cie",
        address="focal@digital.fr.example",
        language="en",
        zone="Europe/Paris",
        message_id=message_id(key, "secretariat.example"),
        values={"recipient_name": "José Álvarez & Cie"},
        created_at=NOON,
        calendar=calendar,
        invitation_token=TOKEN,
    )


CALENDAR = Calendar("uid@secretariat.example", "REQUEST", 0, NOON, "wsis-forum-2026/inputs")
OBJECT = calendar_bytes(
    Invitation(
        uid=CALENDAR.uid,
        method=CALENDAR.method,
        sequence=0,
        dtstamp=NOON,
        organizer=REPLY,
        organizer_name=NAMES["en"],
        attendee="focal@digital.fr.example",
        attendee_name="José Álvarez, Ministère & Cie",
        language="en",
        summary="Inputs",
        description="Views, please",
        start=NOON,
        end=NOON.replace(hour=14),
    )
)


def composed(
    edition: Edition, message: Message, calendar: bytes | None = None, frame: Frame = FRAME
) -> tuple[Envelope, EmailMessage]:
    envelope, pieces = compose(prepare(edition, frame), message, calendar, frame)
    data = b"".join(pieces)
    parsed = message_from_bytes(data, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not any(part.defects for part in parsed.walk())
    return envelope, parsed


def shape(part: EmailMessage) -> str:
    """The MIME tree in one line."""
    if part.is_multipart():
        inner = ", ".join(shape(child) for child in part.iter_parts())
        return f"{part.get_content_subtype()}({inner})"
    return part.get_content_type()


def display_name(mail: EmailMessage, field: str) -> str:
    """The name before an address; policy.default loses blanks of folded ones, compat32 does not."""
    raw = message_from_bytes(mail.as_bytes(policy=policy.compat32), policy=policy.compat32)[field]
    ((phrase, _),) = getaddresses([re.sub(r"\r?\n(?=[ \t])", "", raw)])
    return str(make_header(decode_header(phrase)))


def test_an_invitation_has_the_shape_that_shows_buttons() -> None:
    """The calendar is last among the alternatives and attached once more."""
    _, mail = composed(an_edition(), a_message(CALENDAR), OBJECT)

    assert shape(mail) == (
        "mixed(alternative(text/plain, text/html, text/calendar), application/ics, application/pdf)"
    )


def test_the_calendar_part_names_its_method_and_is_no_attachment() -> None:
    """RFC 6047 2.4; with a disposition Thunderbird shows a file."""
    _, mail = composed(an_edition(), a_message(CALENDAR), OBJECT)
    (part,) = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]

    assert part["Content-Type"].params["method"] == "REQUEST"
    assert part["Content-Type"].params["charset"] == "UTF-8"
    assert part["Content-Disposition"] is None
    assert part["Content-ID"] is None


def test_both_copies_of_the_calendar_are_the_object_byte_for_byte() -> None:
    """Clients compare them; line ends must survive the encoding."""
    _, mail = composed(an_edition(), a_message(CALENDAR), OBJECT)
    copies = [p for p in mail.walk() if p.get_content_subtype() in {"calendar", "ics"}]

    assert [part.get_payload(decode=True) for part in copies] == [OBJECT, OBJECT]
    assert copies[1].get_filename() == "invite.ics"
    (event,) = Parsed.from_ical(OBJECT).events
    assert event["ORGANIZER"] == f"mailto:{mail['From'].addresses[0].addr_spec}"
    assert event["ATTENDEE"] == f"mailto:{mail['To'].addresses[0].addr_spec}"


def test_a_cancellation_says_so_outside_and_inside() -> None:
    """A method that differs from the object's is ignored."""
    cancelled = replace(CALENDAR, method="CANCEL")
    _, mail = composed(an_edition(), a_message(cancelled), OBJECT.replace(b"REQUEST", b"CANCEL"))
    (part,) = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]

    assert part["Content-Type"].params["method"] == "CANCEL"


@pytest.mark.parametrize(
    ("pdf", "tree"),
    [
        (PDF, "mixed(alternative(text/plain, text/html), application/pdf)"),
        (None, "alternative(text/plain, text/html)"),
    ],
)
def test_a_letter_without_a_call_has_no_calendar(pdf: bytes | None, tree: str) -> None:
    """Advance notices and acknowledgements ask for nothing."""
    _, mail = composed(an_edition(pdf=pdf), a_message())

    assert shape(mail) == tree


def test_a_standing_letter_with_a_calendar_still_attaches_it() -> None:
    """An update that has no letter on paper."""
    _, mail = composed(an_edition(pdf=None), a_message(CALENDAR), OBJECT)

    assert shape(mail) == (
        "mixed(alternative(text/plain, text/html, text/calendar), application/ics)"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_arrives_as_it_was_written(language: Language) -> None:
    """Body, subject and sender, in every script; the personal values in their places."""
    edition = an_edition(language)
    _, mail = composed(edition, a_message())

    plain, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert plain.get_content().rstrip("\r\n").replace("\r\n", "\n") == (
        f"José Álvarez & Cie,\n\n{WORDS[language] * 20}\n.\n{REPLY}"
    )
    assert html.get_content().startswith("<p>José Álvarez &amp; Cie</p>")
    assert mail["Subject"] == edition.subject
    assert display_name(mail, "From") == NAMES[language]
    assert mail["Content-Language"] == language


def test_the_letter_on_paper_is_attached_unharmed() -> None:
    """A signature in the PDF covers every byte."""
    _, mail = composed(an_edition(), a_message())
    (part,) = mail.iter_attachments()

    assert part.get_content() == PDF
    assert part.get_filename() == "CL-26-1-en.pdf"


def test_a_file_name_in_another_script_is_kept() -> None:
    """RFC 2231."""
    _, mail = composed(replace(an_edition(), pdf_name="通函 2026.pdf"), a_message())
    (part,) = mail.iter_attachments()

    assert part.get_filename() == "通函 2026.pdf"


def test_answers_of_people_and_of_calendars_go_to_one_address() -> None:
    """From, Reply-To and ORGANIZER agree, so no client shows a warning."""
    message = a_message(CALENDAR)
    _, mail = composed(an_edition(), message, OBJECT)

    for name in ("From", "Reply-To"):
        assert [each.addr_spec for each in mail[name].addresses] == [REPLY]
    assert reply_to(message, FRAME) == REPLY


def test_without_an_invitation_the_answer_names_the_message() -> None:
    """An advance notice is answered, too."""
    message = replace(a_message(), invitation_token=None)
    (token,) = tokens_in(reply_to(message, FRAME))
    said = read(token)

    assert said is not None
    assert said.number == message.id
    assert holds(said, "message", message.key, KEYS)


def test_a_bounce_names_its_message_by_where_it_goes() -> None:
    """VERP: no bounce needs to be understood to find whom it concerns."""
    message = a_message()
    envelope, _ = composed(an_edition(), message)
    said = read(envelope.envid)

    assert envelope.sender == f"bounce+{envelope.envid}@secretariat.example"
    assert envelope.recipient == "focal@digital.fr.example"
    assert said is not None
    assert said.number == message.id
    assert holds(said, "bounce", message.key, KEYS)


def test_the_headers_are_those_of_an_automatic_but_answerable_letter() -> None:
    """Out-of-office replies are held back, bounces are not, and no filter sees bulk mail."""
    message = replace(a_message(), in_reply_to="<their.id@mfa.example>")
    _, mail = composed(an_edition(), message)

    assert mail["Message-ID"] == message.message_id
    assert mail["Date"].datetime == NOON
    assert mail["In-Reply-To"] == mail["References"] == "<their.id@mfa.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["MIME-Version"] == "1.0"
    assert mail["Precedence"] is None
    assert display_name(mail, "To") == "José Álvarez, Ministère & Cie"
    assert len(mail.keys()) == len(set(mail.keys()))


@pytest.mark.parametrize(
    "theirs", ["no brackets@x", "<a b@x.example>", "<é@x.example>", f"<{'x' * 1000}@x.example>"]
)
def test_a_message_id_that_cannot_be_quoted_is_left_out(theirs: str) -> None:
    """Strangers write it; the acknowledgement must go out all the same."""
    _, mail = composed(an_edition(), replace(a_message(), in_reply_to=theirs))

    assert mail["In-Reply-To"] is None
    assert mail["References"] is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bytes_are_fit_for_any_relay(language: Language) -> None:
    """ASCII, CRLF alone, no line beyond 998 octets (RFC 5321 4.5.3.1.6), the same each time."""
    edition, message = an_edition(language), a_message(CALENDAR)
    long = replace(edition, text=edition.text + "x" * 5000, html=edition.html + "y" * 5000)

    data = b"".join(compose(prepare(long, FRAME), message, OBJECT, FRAME)[1])

    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert data.endswith(b"--\r\n")
    assert b"".join(compose(prepare(long, FRAME), message, OBJECT, FRAME)[1]) == data


def test_boundaries_are_the_editions_own() -> None:
    """They follow from what all its messages share, and no encoded part can hold them."""
    one = b"".join(compose(prepare(an_edition(), FRAME), a_message(), None, FRAME)[1])
    other_edition = replace(an_edition(), subject="CL-26/2: another")
    other = b"".join(compose(prepare(other_edition, FRAME), a_message(), None, FRAME)[1])

    boundaries = [set(re.findall(rb'boundary="(=_\w+)"', data)) for data in (one, other)]
    assert [len(found) for found in boundaries] == [2, 2]
    assert not boundaries[0] & boundaries[1]


def test_a_subject_may_hold_a_personal_value() -> None:
    """Some letters name the member in the subject."""
    edition = replace(an_edition(), subject=f"Acknowledgement to {slot('member_name')}")
    message = replace(a_message(), values={"recipient_name": "x", "member_name": "Côte d'Ivoire"})

    _, mail = composed(edition, message)

    assert mail["Subject"] == "Acknowledgement to Côte d'Ivoire"


def test_an_internationalised_address_is_flagged_for_smtputf8() -> None:
    """Only a local part outside ASCII needs it (RFC 6531); the domain is made ASCII."""
    chinese = replace(a_message(), address="联系@外交部.example")
    russian_domain = replace(a_message(), address="contact@министерство.example")

    needy, mail = composed(an_edition(), chinese)
    plain, _ = composed(an_edition(), russian_domain)

    assert needy.needs_smtputf8
    assert needy.recipient == "联系@xn--tlq87w5j9b.example"
    assert "联系@xn--tlq87w5j9b.example" in str(mail["To"])
    assert not plain.needs_smtputf8
    assert plain.recipient == "contact@xn--b1afiashkohcid.example"


EVIL = "x\r\nBcc: spy@x.example"


@pytest.mark.parametrize(
    "message",
    [
        replace(a_message(), name=EVIL),
        replace(a_message(), address=f"a@b.example{EVIL}"),
        replace(a_message(), message_id=f"<a@b.example>{EVIL}"),
        replace(a_message(), in_reply_to=f"<a@b.example>{EVIL}"),
        replace(a_message(), values={"recipient_name": "x", "member_name": EVIL}),
    ],
)
def test_no_value_of_a_row_can_begin_a_header(message: Message) -> None:
    """Names and Message-IDs come from files and from strangers."""
    edition = replace(an_edition(), subject=f"Letter to {slot('member_name')}")
    filled = replace(message, values={"member_name": "x"} | dict(message.values))

    with pytest.raises(ValueError, match=r"line break|not an address"):
        compose(prepare(edition, FRAME), filled, None, FRAME)


@pytest.mark.parametrize(
    ("edition", "frame"),
    [
        (replace(an_edition(), subject=EVIL), FRAME),
        (replace(an_edition(), pdf_name=EVIL), FRAME),
        (replace(an_edition(), pdf_name='a".pdf'), FRAME),
        (an_edition(), replace(FRAME, names={"en": EVIL})),
    ],
)
def test_no_value_of_an_edition_can_begin_a_header(edition: Edition, frame: Frame) -> None:
    """Staff paste subjects from elsewhere."""
    with pytest.raises(ValueError, match=r"line break|quote"):
        compose(prepare(edition, frame), a_message(), None, frame)


@pytest.mark.parametrize(("calendar", "row"), [(OBJECT, None), (None, CALENDAR)])
def test_calendar_and_row_come_together(calendar: bytes | None, row: Calendar | None) -> None:
    """An invitation without its object, or the reverse, is a bug and is not sent."""
    with pytest.raises(ValueError, match="together"):
        compose(prepare(an_edition(), FRAME), a_message(row), calendar, FRAME)


def test_a_missing_personal_value_is_an_error() -> None:
    """Nobody gets a letter with a hole in it."""
    with pytest.raises(KeyError, match="recipient_name"):
        compose(prepare(an_edition(), FRAME), replace(a_message(), values={}), None, FRAME)
