"""What collides in a simulated year is told in tables that fit a screen."""

from dataclasses import replace

from notifier.plan.kind import Kind
from notifier.simulation import clashes
from tests.plan.calendar.test_collisions import a_call, a_plan
from tests.plan.scenes import RULES
from tests.reports.test_simulated import ALMANAC, a_letter, a_year, directory
from tests.secretariat import at


def test_full_weeks_count_what_came_just_before_the_simulated_time() -> None:
    """A letter of last week is still on the desk."""
    earlier = a_letter("old", "2025-12-30 08:00", "FR")
    year = a_year(a_letter("new", "2026-01-02 08:00", "FR", "JP"), earlier=(earlier,))

    table = clashes.full_weeks(year, directory(), ALMANAC)

    assert table.rows == (("30 Dec 25 - 02 Jan", 2, 1, "old; new"),)
    assert "1 of 4 members" in table.title


def test_a_week_that_ended_before_the_simulated_time_is_not_told() -> None:
    """Nobody can mend it."""
    earlier = (a_letter("a", "2025-12-29 08:00", "FR"), a_letter("b", "2025-12-30 08:00", "FR"))

    assert clashes.full_weeks(a_year(earlier=earlier), directory(), ALMANAC).rows == ()


def test_ten_weeks_are_listed_and_all_are_counted() -> None:
    """There are as many full weeks as pairs of letters."""
    letters = [a_letter(f"{n:02}", f"2026-03-{n:02} 08:00", "FR") for n in range(1, 29, 2)]

    table = clashes.full_weeks(a_year(*letters), directory(), ALMANAC)

    assert len(table.rows) == clashes.WORST
    assert "11 such weeks" in table.title


def test_an_acknowledgement_is_no_letter_too_many() -> None:
    """It answers what the member itself has written."""
    year = a_year(
        a_letter("a", "2026-03-03 08:00", "FR"),
        a_letter("b", "2026-03-07 08:00", "FR", kind=Kind.ACKNOWLEDGEMENT),
    )

    assert clashes.full_weeks(year, directory(), ALMANAC).rows == ()
    assert clashes.days_off(year, RULES, ALMANAC).rows == ()


def test_letters_deadlines_and_sessions_on_days_off_are_told() -> None:
    """Saturday the seventh, the deadline on Good Friday, the session on a Sunday."""
    session = {"start": "2026-03-08T14:00", "end": "2026-03-08T15:00"}
    call = a_call("inputs", "14:00", "15:00", deadline={"at": "2026-04-03T12:00"})
    call = call.model_validate(call.model_dump() | {"session": session})
    year = a_year(a_letter("a", "2026-03-07 08:00", "FR"), plan=a_plan(call))

    rows = clashes.days_off(year, RULES, ALMANAC).rows

    assert [(day, what) for day, _, what, _ in rows] == [
        ("07 Mar", "letter"),
        ("08 Mar", "session"),
        ("03 Apr", "deadline"),
    ]


def test_what_is_cancelled_or_of_another_time_has_no_deadline() -> None:
    """The simulation tells of its own time."""
    plan = a_plan(
        a_call("inputs", "14:00", "15:00"), a_call("off", "09:00", "10:00", cancelled=True)
    )

    assert list(clashes.deadlines(a_year(plan=plan))) == ["wsis-forum/inputs"]
    assert clashes.deadlines(replace(a_year(plan=plan), end=at("2026-09-01 00:00"))) == {}


def test_a_night_is_told_with_its_share() -> None:
    """Two of three is worse than two of forty."""
    plan = a_plan(a_call("inputs", "05:00", "06:00"))

    [row] = clashes.nights(a_year(plan=plan), directory(), ALMANAC).rows

    assert row == ("wsis-forum/inputs", "2026-09-08 05:00", "Europe", "4 of 4", 100)


def test_two_sessions_at_once_are_told() -> None:
    """With the hour at which the second begins."""
    plan = a_plan(a_call("inputs", "14:00", "16:00"), a_call("beside", "15:00", "16:00"))

    [row] = clashes.overlaps(a_year(plan=plan), directory(), ALMANAC).rows

    assert row == ("2026-09-08 15:00", "wsis-forum/inputs", "wsis-forum/beside", 4)
