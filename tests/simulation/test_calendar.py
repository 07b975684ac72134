"""The calendar file of a simulated year is one that other programs take."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar, Event

from notifier.letters.letter import Status
from notifier.reports.simulated import Paper, SimulatedYear
from notifier.simulation.calendar import to_ics
from tests.plan.calendar.test_collisions import a_call, a_plan
from tests.reports.test_simulated import ALMANAC, a_letter, a_year
from tests.secretariat import at

KEY = "forum/inputs/consultation"


@pytest.fixture
def year() -> SimulatedYear:
    """A year with one of each."""
    return a_year(
        a_letter(KEY, "2026-03-24 08:00", "FR", "JP", title="Forum, with a comma; and more"),
        a_letter("late", None, due_at=at("2027-01-12 08:00")),
        a_letter("gone", None, status=Status.WITHDRAWN),
        papers=(Paper("annual-plan/2026", "annual-plan", 2026, *[at("2026-01-02 08:00")] * 2),),
        plan=a_plan(a_call("inputs", "14:00", "17:00")),
    )


def written(year: SimulatedYear, made_at: datetime) -> bytes:
    """The file."""
    return to_ics(year, ALMANAC, domain="secretariat.example", made_at=made_at)


def read(data: bytes) -> dict[str, Event]:
    """The entries of a file by the first words of their UIDs; a mistake in one is a failure."""
    calendar = Calendar.from_ical(data)
    events = list(calendar.walk("VEVENT"))
    assert not [event.errors for event in events if event.errors]
    assert "METHOD" not in calendar
    return {str(event["UID"]).partition("@")[0]: event for event in events}


def test_letters_papers_deadlines_and_sessions_are_entries(year: SimulatedYear) -> None:
    """What was withdrawn is none."""
    assert set(read(written(year, at("2026-01-01 12:00")))) == {
        f"letter/{KEY}",
        "letter/late",
        "paper/annual-plan/2026",
        "deadline/wsis-forum/inputs",
        "session/wsis-forum/inputs",
    }


def test_a_letter_is_a_day_and_a_session_is_in_utc(year: SimulatedYear) -> None:
    """So that no program moves it by an hour or a day."""
    events = read(written(year, at("2026-01-01 12:00")))

    assert events[f"letter/{KEY}"].start == date(2026, 3, 24)
    assert events[f"letter/{KEY}"].end == date(2026, 3, 25)
    assert events["session/wsis-forum/inputs"].start == datetime(2026, 9, 8, 12, tzinfo=UTC)
    assert events["deadline/wsis-forum/inputs"].start == date(2026, 9, 22)


def test_an_entry_says_what_it_is_and_to_how_many(year: SimulatedYear) -> None:
    """Whoever hovers over it need not open the list."""
    events = read(written(year, at("2026-01-01 12:00")))

    letter, late = events[f"letter/{KEY}"], events["letter/late"]
    assert str(letter["SUMMARY"]) == "consultation: Forum, with a comma; and more"
    assert "4 messages to 2 members" in str(letter["DESCRIPTION"])
    assert str(late["SUMMARY"]).endswith("(not issued)")


def test_a_second_file_replaces_the_entries_of_the_first(year: SimulatedYear) -> None:
    """Imported again, each letter is there once."""
    first, second = (written(year, at(f"2026-01-0{day} 12:00")) for day in (1, 2))

    assert read(first).keys() == read(second).keys()
    assert first != second
    assert written(year, at("2026-01-01 12:00")) == first
