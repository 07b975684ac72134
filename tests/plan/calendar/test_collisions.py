"""Collisions are found before anybody has to bear them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.languages import LANGUAGES
from notifier.members.member import Directory, FocalPoint, Member
from notifier.plan.activity import Consultation, Plan, Session
from notifier.plan.calendar.collisions import (
    WEEK,
    Arrival,
    crowds,
    days_off,
    is_night,
    nights,
    overlaps,
    sessions,
)
from tests.plan.scenes import INPUTS, RULES, activity, consultation
from tests.secretariat import at

MARCH = date(2026, 3, 2)
ZONES = {"FR": "Europe/Paris", "JP": "Asia/Tokyo", "NZ": "Pacific/Auckland", "PE": "America/Lima"}
REGIONS = {"FR": "Europe", "JP": "Asia-Pacific", "NZ": "Asia-Pacific", "PE": "Americas"}
YEAR = (at("2026-01-01 00:00"), at("2026-12-31 23:59"))


def directory() -> Directory:
    """Four members; one of them has no focal point, and is asked all the same."""
    members = {
        code: Member(
            code, "member-state", REGIONS[code], zone, ("en",), dict.fromkeys(LANGUAGES, code)
        )
        for code, zone in ZONES.items()
    }
    points = {
        f"{code}-wsis": FocalPoint(
            f"{code}-wsis", code, code, f"{code}@example.org", frozenset({"wsis"}), "en", "UTC", 1
        )
        for code in ("FR", "JP", "PE")
    }
    return Directory(members, points)


def a_session(start: str, end: str, zone: str = "Europe/Zurich") -> Session:
    """A session on a day of September."""
    return Session.model_validate(
        {"start": f"2026-09-08T{start}", "end": f"2026-09-08T{end}", "zone": zone}
    )


def a_call(name: str, start: str, end: str, **changes: object) -> Consultation:
    """A meeting on that day."""
    session = {"start": f"2026-09-08T{start}", "end": f"2026-09-08T{end}"}
    return consultation(id=name, session=session, **changes)


def a_plan(*calls: Consultation) -> Plan:
    """A plan with one activity."""
    return Plan(year=2026, activities=(activity(*calls),))


def on(member: str, **days: int) -> list[Arrival]:
    """What comes to a member, by the number of days after the second of March."""
    return [(member, MARCH + timedelta(days=after), key) for key, after in days.items()]


def test_two_letters_within_seven_days_crowd_and_on_the_eighth_they_do_not() -> None:
    """A week is seven days."""
    assert [c.letters for c in crowds(on("FR", a=0, b=6))] == [("a", "b")]
    assert crowds(on("FR", a=0, b=7)) == []


def test_members_with_the_same_week_stand_together_and_the_worst_comes_first() -> None:
    """The officer reads ten lines, not a hundred and ninety-four."""
    found = crowds([*on("FR", a=0, b=3), *on("PE", a=0, b=3), *on("JP", a=0, b=3, c=4)])

    assert [(c.letters, c.members) for c in found] == [
        (("a", "b", "c"), ("JP",)),
        (("a", "b"), ("FR", "PE")),
    ]
    assert (found[0].first, found[0].last) == (MARCH, MARCH + timedelta(days=4))


def test_a_week_within_a_fuller_one_is_not_told() -> None:
    """The same letters would be told again and again."""
    assert [c.letters for c in crowds(on("FR", a=0, b=1, c=2, d=8))] == [
        ("a", "b", "c"),
        ("c", "d"),
    ]


@given(st.lists(st.tuples(st.sampled_from(sorted(ZONES)), st.integers(0, 60)), max_size=25))
def test_whoever_gets_two_within_a_week_is_in_some_crowd(found: list[tuple[str, int]]) -> None:
    """Nobody who is hit is left out, and nobody else is in."""
    arrivals = [
        (member, MARCH + timedelta(days=after), str(n)) for n, (member, after) in enumerate(found)
    ]

    hit = {
        one[0]
        for one in arrivals
        for other in arrivals
        if one[0] == other[0] and one[2] != other[2] and abs(one[1] - other[1]) < WEEK
    }

    assert {member for crowd in crowds(arrivals) for member in crowd.members} == hit


def test_a_day_off_is_told_with_its_reason() -> None:
    """A weekend is moved by a day, a holiday of the country by its name in the calendar."""
    days = {
        "saturday": date(2026, 3, 7),
        "good-friday": date(2026, 4, 3),
        "eid": date(2026, 3, 20),
        "monday": date(2026, 3, 9),
    }

    found = days_off((("deadline", key, day) for key, day in days.items()), RULES.workdays)

    assert [(x.subject, x.why.split(":")[0]) for x in found] == [
        ("saturday", "Saturday"),
        ("eid", "closed"),
        ("good-friday", "public holiday"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "night"),
    [
        ("07:00", "22:00", False),  # the whole day
        ("06:59", "08:00", True),
        ("21:00", "22:00", False),
        ("21:00", "22:01", True),
        ("23:00", "23:30", True),
        ("00:00", "01:00", True),
    ],
)
def test_a_session_of_which_a_part_is_before_seven_or_after_ten_is_at_night(
    start: str, end: str, *, night: bool
) -> None:
    """Nobody is asked to stay up for its last minutes either."""
    assert is_night(a_session(start, end), "Europe/Zurich") is night


def test_the_night_is_that_of_each_capital() -> None:
    """Fourteen o'clock in Geneva is midnight in Auckland, and seven in the morning in Lima."""
    session = a_session("14:00", "17:00")

    assert {code: is_night(session, zone) for code, zone in ZONES.items()} == {
        "FR": False, "JP": True, "NZ": True, "PE": False,
    }  # fmt: skip


def test_nights_are_told_by_region_with_those_who_have_no_contact_too() -> None:
    """A region is asked as a whole; who cannot be written to sleeps at night as well."""
    found = sessions(a_plan(a_call("inputs", "11:00", "14:30")), *YEAR)

    assert [(n.region, n.at_night, n.members) for n in nights(found, directory())] == [
        ("Americas", 1, 1),
        ("Asia-Pacific", 1, 2),
    ]


def test_two_sessions_at_the_same_time_are_told_with_the_members_of_both() -> None:
    """Those of one region can sit in one room only."""
    plan = a_plan(
        a_call("inputs", "14:00", "17:00"),
        a_call("beside", "16:00", "18:00", audience={"regions": ["Asia-Pacific"]}),
        a_call("after", "18:00", "19:00"),
    )

    [found] = overlaps(sessions(plan, *YEAR), directory())

    assert found.keys == (INPUTS, "wsis-forum/beside")
    assert (found.members, found.start) == (2, at("2026-09-08 14:00"))


def test_a_cancelled_session_and_one_of_another_year_collide_with_nothing() -> None:
    """They do not take place, or not now."""
    plan = a_plan(a_call("inputs", "14:00", "17:00", cancelled=True))

    assert sessions(plan, *YEAR) == {}
    assert sessions(a_plan(consultation()), at("2027-01-01 00:00"), at("2027-12-31 00:00")) == {}
