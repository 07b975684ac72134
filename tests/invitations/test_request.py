"""The iCalendar object, written by this house and read back by an independent parser."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from notifier.invitations.phrases import PHRASES
from notifier.invitations.request import (
    Invitation,
    Method,
    Parties,
    Revision,
    calendar_bytes,
    invitation_for,
)
from notifier.languages import LANGUAGES, Language
from notifier.plan.activity import Activity, Consultation, text_in

STAMP = datetime(2027, 1, 12, 8, tzinfo=UTC)
WHEN = "24 March 2027, 23:59 (Geneva time), 22:59 UTC"
MEETING = Consultation.model_validate(
    {
        "id": "inputs",
        "form": "meeting",
        "reply": "views",
        "title": {"en": "Views on the agenda", "fr": "Avis sur l'ordre du jour"},
        "deadline": {"at": "2027-03-24T23:59", "zone": "Europe/Zurich"},
        "session": {
            "start": "2027-03-29T14:00",
            "end": "2027-03-29T17:00",
            "zone": "Europe/Zurich",
            "mode": "hybrid",
            "link": "https://meet.union.example/inputs?room=1,2;a",
        },
    }
)
WRITING = Consultation.model_validate(
    {
        "id": "views",
        "form": "writing",
        "reply": "no-objection",
        "deadline": {"at": "2027-03-24T23:59", "zone": "America/New_York"},
    }
)
ACTIVITY = Activity.model_validate(
    {
        "id": "wsis-forum-2027",
        "title": {"en": "WSIS Forum 2027", "ru": "Форум ВВУИО 2027 года"},
        "process": "wsis",
        "level": "high",
        "place": {"en": "Geneva, Switzerland"},
        "consultations": [MEETING.model_dump(), WRITING.model_dump()],
    }
)


def an_invitation(
    consultation: Consultation = MEETING,
    *,
    language: Language = "en",
    method: Method = "REQUEST",
    sequence: int = 0,
) -> Invitation:
    return invitation_for(
        consultation,
        ACTIVITY,
        Parties(
            "reply+rabc@secretariat.example",
            "ITU – General Secretariat",
            "focal@mfa.example",
            "José Smith, Ministry; Unit 2",
            language,
        ),
        Revision("rabc.i@secretariat.example", method, sequence, STAMP),
        when=WHEN,
    )


def parsed(data: bytes) -> tuple[Calendar, Event]:
    calendar = Calendar.from_ical(data)
    (event,) = calendar.events
    assert event.errors == []
    return calendar, event


def value(event: Event, name: str) -> str:
    return str(event[name])


def test_a_meeting_is_asked_for_as_mail_clients_show_buttons() -> None:
    """METHOD, mailto: and the whole of ATTENDEE decide whether Accept appears."""
    calendar, event = parsed(calendar_bytes(an_invitation()))

    assert calendar["METHOD"] == "REQUEST"
    assert event["ORGANIZER"] == "mailto:reply+rabc@secretariat.example"
    assert event["ORGANIZER"].params["CN"] == "ITU – General Secretariat"
    assert event["ATTENDEE"] == "mailto:focal@mfa.example"
    assert dict(event["ATTENDEE"].params) == {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
        "CN": "José Smith, Ministry; Unit 2",
    }
    assert value(event, "UID") == "rabc.i@secretariat.example"
    assert event["SEQUENCE"] == 0


def test_a_meeting_is_in_utc_and_marks_the_time_tentative() -> None:
    """A zone of our own is where Outlook goes wrong; summer time began the day before."""
    data = calendar_bytes(an_invitation())
    _, event = parsed(data)

    assert b"\r\nDTSTART:20270329T120000Z\r\nDTEND:20270329T150000Z\r\n" in data
    assert b"VTIMEZONE" not in data
    assert value(event, "TRANSP") == "OPAQUE"
    assert value(event, "X-MICROSOFT-CDO-BUSYSTATUS") == "TENTATIVE"
    assert value(event, "X-MICROSOFT-DISALLOW-COUNTER") == "TRUE"


def test_a_consultation_in_writing_is_the_day_of_its_deadline() -> None:
    """The day in New York, where the deadline is said, not the day after in UTC."""
    data = calendar_bytes(an_invitation(WRITING))
    _, event = parsed(data)

    assert event.start == date(2027, 3, 24)
    assert event.end == date(2027, 3, 25)
    assert b"DTSTART;VALUE=DATE:20270324\r\n" in data
    assert value(event, "TRANSP") == "TRANSPARENT"
    assert value(event, "X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"
    assert value(event, "SUMMARY") == "Deadline for replies: WSIS Forum 2027"


def test_what_is_asked_stands_in_the_entry_itself() -> None:
    """People open it weeks later, without the letter."""
    _, event = parsed(calendar_bytes(an_invitation()))

    assert value(event, "SUMMARY") == "Views on the agenda"
    activity, title, deadline, how = value(event, "DESCRIPTION").split("\n")
    assert activity == "WSIS Forum 2027"
    assert title == "Views on the agenda"
    assert WHEN in deadline
    assert how == PHRASES["en"].how
    assert value(event, "LOCATION") == (
        "Geneva, Switzerland · https://meet.union.example/inputs?room=1,2;a"
    )
    assert value(event, "URL") == "https://meet.union.example/inputs?room=1,2;a"


def test_a_position_is_not_asked_for_by_accept_and_decline() -> None:
    """Whoever only accepts has neither approved nor objected."""
    title, _, how = an_invitation(WRITING).description.split("\n")

    assert title == "WSIS Forum 2027"  # once, where the consultation has no title of its own
    assert how == PHRASES["en"].position


def test_an_online_meeting_has_no_place_on_earth() -> None:
    """Nobody should fly to Geneva for it."""
    assert MEETING.session is not None
    online = MEETING.model_copy(
        update={"session": MEETING.session.model_copy(update={"mode": "online"})}
    )

    assert an_invitation(online).location == "https://meet.union.example/inputs?room=1,2;a"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_entry_speaks_the_readers_language(language: Language) -> None:
    """Its words are there in all six, and marked as such."""
    _, event = parsed(calendar_bytes(an_invitation(WRITING, language=language)))
    words = PHRASES[language]

    assert event["SUMMARY"].params["LANGUAGE"] == language
    title = text_in(ACTIVITY.title, language)
    assert value(event, "SUMMARY") == words.deadline_of.format(title=title)
    assert words.answer_by.format(when=WHEN) in value(event, "DESCRIPTION")
    assert len({each.how for each in PHRASES.values()}) == len(LANGUAGES)


def test_a_cancellation_takes_the_same_event_away() -> None:
    """REQUEST with a status of cancelled would leave it in the calendar."""
    calendar, event = parsed(calendar_bytes(an_invitation(method="CANCEL", sequence=3)))

    assert calendar["METHOD"] == "CANCEL"
    assert value(event, "STATUS") == "CANCELLED"
    assert value(event, "UID") == "rabc.i@secretariat.example"
    assert event["SEQUENCE"] == 3
    assert event["ATTENDEE"] == "mailto:focal@mfa.example"
    assert value(event, "DESCRIPTION").endswith(f"\n{PHRASES['en'].cancelled}")
    assert WHEN not in value(event, "DESCRIPTION")


def test_stamps_are_in_utc_whatever_zone_they_came_in() -> None:
    """RFC 5545 3.8.7.2 wants DTSTAMP in UTC."""
    from_zurich = STAMP.astimezone(datetime.fromisoformat("2027-01-12T09:00+01:00").tzinfo)

    data = calendar_bytes(replace(an_invitation(), dtstamp=from_zurich))

    assert b"\r\nDTSTAMP:20270112T080000Z\r\n" in data
    assert b"\r\nLAST-MODIFIED:20270112T080000Z\r\n" in data


def test_two_people_share_all_but_their_own_lines() -> None:
    """One attendee a mail: nobody sees who else was asked."""
    one = an_invitation()
    other = replace(
        one,
        uid="rxyz.i@secretariat.example",
        organizer="reply+rxyz@s.example",
        attendee="b@c.example",
    )

    lines = [calendar_bytes(each).replace(b"\r\n ", b"").split(b"\r\n") for each in (one, other)]

    differing = {a.split(b":")[0].split(b";")[0] for a, b in zip(*lines, strict=True) if a != b}
    assert differing == {b"UID", b"ORGANIZER", b"ATTENDEE"}


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1
).filter(lambda text: text.strip() == text)
names = texts.filter(lambda text: not set(text) & set('"\\'))


@given(summary=texts, description=texts, name=names)
def test_any_words_come_back_and_every_line_is_short(
    summary: str, description: str, name: str
) -> None:
    """Commas, semicolons, backslashes and scripts of many bytes are escaped and folded."""
    data = calendar_bytes(
        replace(an_invitation(), summary=summary, description=description, attendee_name=name)
    )
    _, event = parsed(data)

    assert value(event, "SUMMARY") == summary
    assert value(event, "DESCRIPTION") == description
    assert event["ATTENDEE"].params["CN"] == name
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert data.count(b"\n") == data.count(b"\r\n")


def test_words_that_look_like_the_end_of_an_event_end_nothing() -> None:
    """A title can be anything, also where the line is folded."""
    for blanks in range(80):
        summary = "x" * blanks + "END:VEVENT"
        data = calendar_bytes(replace(an_invitation(), summary=summary))
        _, event = parsed(data)
        assert value(event, "SUMMARY") == summary
        assert data.count(b"ATTENDEE;") == 1


def test_a_double_quote_in_a_name_becomes_a_single_one() -> None:
    """CN cannot hold one (RFC 5545 3.2)."""
    _, event = parsed(calendar_bytes(replace(an_invitation(), attendee_name='Ana "Bel" Ruiz')))

    assert event["ATTENDEE"].params["CN"] == "Ana 'Bel' Ruiz"


@pytest.mark.parametrize(
    "change",
    [
        {"attendee_name": "x\r\nATTENDEE:mailto:evil@x.example"},
        {"organizer_name": "x\ny"},
        {"attendee": "a@b.example\r\nX:y"},
        {"attendee": "nobody"},
        {"organizer": "a b@c.example"},
    ],
)
def test_nothing_can_be_slipped_into_a_line(change: dict[str, str]) -> None:
    """Names come from a file that many hands keep."""
    with pytest.raises(ValueError, match=r"control character|not an address"):
        calendar_bytes(replace(an_invitation(), **change))


@pytest.mark.parametrize(
    "change",
    [
        {"start": None},
        {"all_day_deadline": date(2027, 3, 24)},
        {"uid": "ü@x.example"},
        {"uid": "x" * 256},
    ],
)
def test_an_object_that_clients_misread_is_not_made(change: dict[str, Any]) -> None:
    """Half a session, session and deadline at once, or a UID that Exchange cannot keep."""
    with pytest.raises(ValueError, match=r"session|UID"):
        replace(an_invitation(), **change)


def test_the_same_row_makes_the_same_bytes() -> None:
    """A message sent again after a deferral must be the same message."""
    assert calendar_bytes(an_invitation()) == calendar_bytes(an_invitation())
    later = replace(an_invitation(), sequence=1, dtstamp=STAMP + timedelta(days=1))
    assert calendar_bytes(later) != calendar_bytes(an_invitation())
