"""Calendars are read line by line, with what gateways do to lines."""

import pytest

from notifier.answers.calendar.reading import bare_address, calendars_in
from notifier.answers.mime.entity import parse

LINES = (
    "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:1@sec.example\n{}\nEND:VEVENT\nEND:VCALENDAR"
)
ATTENDEE = "ATTENDEE;PARTSTAT=ACCEPTED;CN=Franz Meier:mailto:f.meier@foreign.example"
DONE_TO_LINES = {
    "nothing": ATTENDEE,
    "folded": ATTENDEE.replace("Meier:", "Mei\n er:"),
    "folded with a tab": ATTENDEE.replace("Meier:", "Mei\n\ter:"),
    "folded without a blank": ATTENDEE.replace("f.meier@", "f.meier@\n"),
    "a colon in the name": ATTENDEE.replace("Franz", "Ministry: Franz"),
    "a comma in the name": ATTENDEE.replace("Franz ", "Meier, Franz, "),
    "lower case": ATTENDEE.replace("ATTENDEE;PARTSTAT", "attendee;partstat"),
}


@pytest.mark.parametrize("line", DONE_TO_LINES.values(), ids=DONE_TO_LINES)
def test_the_attendee_is_read(line: str) -> None:
    """Who and what, though a name be broken."""
    raw = f"Content-Type: text/calendar\n\n{LINES.format(line)}"
    [(_, calendar)] = calendars_in(parse(raw.encode()))
    [(params, value)] = calendar.events[0].attendees

    assert (params["PARTSTAT"], bare_address(value)) == ("ACCEPTED", "f.meier@foreign.example")


@pytest.mark.parametrize(
    "value", ["MAILTO:A@B.example", "mailto: a@b.example", "<a@b.example>", "invalid:a@b.example"]
)
def test_an_address_is_bare_and_in_lower_case(value: str) -> None:
    """Clients write it in each of these ways."""
    assert bare_address(value) == "a@b.example"


def test_alarms_and_zones_have_no_say() -> None:
    """An alarm has attendees of its own."""
    inner = f"{ATTENDEE}\nBEGIN:VALARM\nATTENDEE:mailto:bell@foreign.example\nEND:VALARM"
    raw = f"Content-Type: text/calendar\n\n{LINES.format(inner)}"
    [(_, calendar)] = calendars_in(parse(raw.encode()))

    assert len(calendar.events[0].attendees) == 1


def test_a_calendar_pasted_into_a_long_text_is_a_text() -> None:
    """Somebody asks what is wrong with it."""
    raw = "Subject: x\n\n" + "Could you look at this? " * 20 + f"\n{LINES.format(ATTENDEE)}"

    assert calendars_in(parse(raw.encode())) == []
