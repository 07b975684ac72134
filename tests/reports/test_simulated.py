"""A simulated year can be read on a screen and counted again in a spreadsheet."""

from dataclasses import replace
from datetime import date
from typing import Any

from notifier.languages import LANGUAGES
from notifier.letters.letter import Status
from notifier.members.member import Directory, Member
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.reports import simulated
from notifier.reports.simulated import Almanac, Notice, Paper, Simulated, SimulatedYear
from tests.plan.scenes import RULES
from tests.secretariat import at

ALMANAC = Almanac(RULES, 2026)
CODES = ("FR", "JP", "PE", "TO")


def a_letter(key: str, issued: str | None, *codes: str, **changes: Any) -> Simulated:
    """A letter that was drafted on the second of March; two people of each member get it."""
    letter = Simulated(
        key=key,
        kind=Kind.CONSULTATION,
        activity="forum",
        title="Forum",
        consultations=("forum/inputs",),
        status=Status.ISSUED if issued else Status.SIGNED,
        urgent=False,
        drafted_at=at("2026-03-02 08:00"),
        due_at=at("2026-03-23 08:00"),
        issued_at=at(issued) if issued else None,
        people=tuple((f"{code}-{n}", code) for code in codes for n in (1, 2)),
    )
    return replace(letter, **changes)


def a_year(*letters: Simulated, **changes: Any) -> SimulatedYear:
    """A year with these letters."""
    year = SimulatedYear(
        first=at("2026-01-01 00:00"),
        end=at("2026-12-31 23:00"),
        letters=letters,
        earlier=(),
        papers=(),
        notices=(),
        plan=Plan(year=2026, activities=()),
    )
    return replace(year, **changes)


def directory() -> Directory:
    """Four members."""
    names = dict.fromkeys(LANGUAGES, "Name")
    members = {c: Member(c, "member-state", "Europe", "UTC", ("en",), names) for c in CODES}
    return Directory(members, {})


def test_letters_and_papers_stand_in_the_order_in_which_they_leave() -> None:
    """As they fall due on the officer's desk."""
    paper = Paper(
        "annual-plan/2026", "annual-plan", 2026, at("2026-01-02 08:00"), at("2026-01-02 08:00")
    )
    year = a_year(
        a_letter("b", "2026-04-01 08:00", "FR"),
        a_letter("a", "2026-03-24 08:00", "FR", "JP"),
        papers=(paper,),
    )

    assert simulated.listed(year, ALMANAC).rows == (
        ("02 Jan", "", "annual-plan", "2026", None, None),
        ("02 Mar", "24 Mar", Kind.CONSULTATION, "forum/inputs", 4, 2),
        ("02 Mar", "01 Apr", Kind.CONSULTATION, "forum/inputs", 2, 1),
    )


def test_a_letter_that_is_not_issued_is_told_from_one_that_is() -> None:
    """In brackets the day on which it is due; a withdrawn one has none."""
    year = a_year(
        a_letter("a", None, due_at=at("2027-01-12 08:00")),
        a_letter("b", None, status=Status.WITHDRAWN),
    )

    assert [row[1] for row in simulated.listed(year, ALMANAC).rows] == ["withdrawn", "(12 Jan 27)"]


def test_a_day_is_that_of_the_duty_station() -> None:
    """An evening in UTC is the next morning in Geneva."""
    assert ALMANAC.day(at("2026-03-02 23:30")) == date(2026, 3, 3)
    assert ALMANAC.short(at("2025-12-31 23:30")) == "01 Jan"


def test_the_sheet_has_a_row_for_each_letter_and_paper_with_all_its_fields() -> None:
    """What is left out on the screen is in the sheet."""
    year = a_year(
        a_letter("forum/inputs/consultation", "2026-03-24 08:00", "FR", urgent=True),
        papers=(Paper("annual-plan/2026", "annual-plan", 2026, *[at("2026-01-02 08:00")] * 2),),
    )

    table = simulated.whole(year, ALMANAC)

    assert {len(row) for row in table.rows} == {len(table.columns)}
    row = dict(zip(table.columns, table.rows[1], strict=True))
    assert (row["key"], row["issued"]) == ("forum/inputs/consultation", "2026-03-24 09:00")
    assert (row["urgent"], row["messages"], row["members"]) == ("yes", 2, 1)


def test_the_load_is_that_of_all_members_of_the_register() -> None:
    """Who gets nothing is a member too: the median tells of the one in the middle."""
    year = a_year(
        a_letter("a", "2026-03-24 08:00", "FR", "JP"),
        a_letter("b", "2026-03-31 21:59", "FR", "JP", "PE"),
        a_letter("c", "2026-03-31 22:01", "FR"),
        a_letter("d", None, "FR"),
    )

    assert simulated.load(year, directory(), ALMANAC).rows == (
        ("2026-03", 2, 10, "1.5", 2, "FR, JP"),
        ("2026-04", 1, 2, "0", 1, "FR"),
        ("all", 3, 12, "1.5", 3, "FR"),
    )


def test_of_many_with_the_most_letters_three_are_named() -> None:
    """A line of a hundred codes is read by nobody."""
    year = a_year(a_letter("a", "2026-03-24 08:00", *CODES))

    assert simulated.load(year, directory(), ALMANAC).rows[0][-1] == "FR, JP, PE and 1 more"


def test_a_year_without_letters_has_no_load() -> None:
    """Rows of nothing but noughts say less than a sentence."""
    assert simulated.load(a_year(), directory(), ALMANAC).rows == ()


def test_sums_are_of_what_is_issued() -> None:
    """A draft is no letter yet."""
    year = a_year(
        a_letter("a", "2026-03-24 08:00", "FR"),
        a_letter("b", "2026-03-24 08:00", "FR", "JP", kind=Kind.REMINDER),
        a_letter("c", None, "FR"),
    )

    assert simulated.sums(year).rows == (
        (Kind.CONSULTATION, 1, 2),
        (Kind.REMINDER, 1, 4),
        ("all", 2, 6),
    )


def test_a_notice_is_told_with_its_first_day() -> None:
    """That is when somebody has to act."""
    notice = Notice("held", "short-notice", "forum/inputs", "Too late.", at("2026-02-02 08:00"))

    assert simulated.notices(a_year(notices=(notice,)), ALMANAC).rows == (
        ("02 Feb", "held", "Too late."),
    )


def test_a_reminder_is_called_by_what_it_reminds_of() -> None:
    """Its key ends in figures that nobody knows."""
    reminder = a_letter("reminder/2026-03-24/0123abcd", "2026-03-24 08:00", kind=Kind.REMINDER)

    assert reminder.name == "reminder of forum/inputs"
