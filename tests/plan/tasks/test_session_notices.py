"""Those who take part hear once more when and where it is: once for each person and session."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from notifier.members.member import Directory
from notifier.plan.actions import DraftLetter, WithdrawLetter
from notifier.plan.kind import Kind
from notifier.plan.tasks.session_notices import (
    session_notice_moments,
    session_notices,
    stale_session_notices,
)
from tests.plan.scenes import (
    INPUTS,
    LETTER,
    Desk,
    activity,
    applied,
    consultation,
    opened,
    plan,
    point,
    rules,
)

# two working days before Tuesday 8 September 2026, 14:00 in Geneva
NEAR = datetime(2026, 9, 4, 6, 30, tzinfo=UTC)
MONDAY = datetime(2026, 9, 7, 9, tzinfo=UTC)
BEGINS = datetime(2026, 9, 8, 12, tzinfo=UTC)
STAGE = {"anchor": "session", "before": 2, "count": "working"}


def accepted(*points: str, **changes: Any) -> Desk:
    """A desk that has invited three members, of whose focal points some have accepted."""
    desk = opened()
    desk.record = replace(desk.record, accepted={INPUTS: frozenset(points)}, **changes)
    return desk


def noticed(desk: Desk, now: datetime) -> list[tuple[str, ...]]:
    """Who gets a notice at `now`, by letter; it goes out."""
    found = tuple(session_notices(desk.plan, desk.directory, desk.rules, desk.record, now))
    desk.record = applied(desk.record, found, now)
    assert {letter.kind for letter in found} <= {Kind.SESSION_NOTICE}
    return [letter.addressees or () for letter in found]


def moved(**session: str) -> Any:
    """The plan with the session at another time."""
    whole = {
        "start": "2026-09-15T14:00",
        "end": "2026-09-15T17:00",
        "link": "https://meet.example/1",
    }
    return plan(activity(consultation(session=whole | session)))


def test_those_who_accepted_are_told_two_working_days_before() -> None:
    """Once, under the reference of the letter that invited them."""
    desk = accepted("CH-1", "SN-1")
    assert noticed(desk, NEAR - timedelta(seconds=1)) == []

    (letter,) = session_notices(desk.plan, desk.directory, desk.rules, desk.record, NEAR)

    assert letter.addressees == ("CH-1", "SN-1")
    assert (letter.consultations, letter.parent, letter.urgent) == ((INPUTS,), LETTER, False)
    assert letter.facts["parent"]["reference"] == f"CL-{LETTER}"
    assert noticed(desk, NEAR) == [("CH-1", "SN-1")]
    assert noticed(desk, NEAR + timedelta(minutes=1)) == []
    assert noticed(desk, MONDAY) == []


def test_who_accepts_later_is_told_later() -> None:
    """And nobody twice."""
    desk = accepted("CH-1")
    noticed(desk, NEAR)
    desk.record = replace(desk.record, accepted={INPUTS: frozenset({"CH-1", "FR-1"})})

    assert noticed(desk, MONDAY) == [("FR-1",)]


def test_all_are_those_who_did_not_decline() -> None:
    """Silence may be somebody who comes; a refusal is none."""
    desk = accepted("CH-1", declined={INPUTS: frozenset({"FR-1"})})
    desk.rules = rules(session_notices=[STAGE | {"to": "all"}])

    assert noticed(desk, NEAR) == [("CH-1", "SN-1")]


def test_two_stages_make_one_notice_for_a_person() -> None:
    """A week before to all, two days before to who accepted: who had the first has it."""
    desk = accepted("CH-1")
    desk.rules = rules(session_notices=[{"anchor": "session", "before": 7, "to": "all"}, STAGE])

    assert noticed(desk, datetime(2026, 9, 1, 9, tzinfo=UTC)) == [("CH-1", "FR-1", "SN-1")]
    assert noticed(desk, NEAR) == []


def test_a_notice_may_be_for_some_members_alone() -> None:
    """By class, region and role, as everywhere."""
    desk = accepted("CH-1")
    desk.rules = rules(session_notices=[STAGE | {"regions": ["B"]}])

    assert noticed(desk, NEAR) == []


@pytest.mark.parametrize(
    "now", ["2026-09-04T05:00Z", "2026-09-05T09:00Z", "2026-09-08T12:00Z", "2026-09-09T09:00Z"]
)
def test_nobody_is_told_at_night_at_weekends_or_when_it_has_begun(now: str) -> None:
    """Quiet hours hold, and a meeting that runs needs no notice."""
    assert noticed(accepted("CH-1"), datetime.fromisoformat(now)) == []


def test_a_letter_just_issued_is_not_followed_by_a_notice() -> None:
    """Issued on Friday, it has said when and where it is: the grace ends on Monday."""
    desk = Desk()
    desk.look(NEAR)
    desk.issue(LETTER, NEAR)
    desk.record = replace(desk.record, accepted={INPUTS: frozenset({"CH-1"})})

    assert noticed(desk, NEAR + timedelta(hours=1)) == []
    assert noticed(desk, NEAR + timedelta(days=3)) == [("CH-1",)]


@pytest.mark.parametrize(
    "changes", [{"valid_until": date(2026, 9, 3)}, {"address": "dead@ch.example"}]
)
def test_who_left_or_cannot_be_reached_is_not_told(changes: dict[str, Any]) -> None:
    """Nobody reads what is sent there."""
    desk = accepted("CH-1", "FR-1", suppressed=frozenset({"dead@ch.example"}))
    points = {**desk.directory.focal_points, "CH-1": point("CH", **changes)}
    desk.directory = Directory(desk.directory.members, points)

    assert noticed(desk, NEAR) == [("FR-1",)]


def test_a_session_that_moved_is_told_by_an_update_and_then_noticed_anew() -> None:
    """Nobody is reminded of an hour that is no longer true."""
    desk = accepted("CH-1")
    noticed(desk, NEAR)
    desk.plan = moved()
    assert noticed(desk, MONDAY) == []

    desk.look(MONDAY)
    desk.issue(f"{INPUTS}/update-1", MONDAY)

    assert noticed(desk, MONDAY + timedelta(days=1)) == []  # the update's own grace
    assert noticed(desk, MONDAY + timedelta(days=4)) == [("CH-1",)]


def test_another_link_is_no_other_session() -> None:
    """The update tells the link; there is no second notice of the same hour."""
    desk = accepted("CH-1")
    noticed(desk, NEAR)
    link = "https://meet.example/2"
    desk.plan = moved(start="2026-09-08T14:00", end="2026-09-08T17:00", link=link)
    desk.look(NEAR)
    desk.issue(f"{INPUTS}/update-1", NEAR)

    assert noticed(desk, MONDAY + timedelta(days=1)) == []


def test_a_cancelled_session_is_not_noticed() -> None:
    """From the moment the plan says so, before anybody was told."""
    desk = accepted("CH-1")
    desk.plan = plan(activity(consultation(cancelled=True)))

    assert noticed(desk, NEAR) == []


@pytest.mark.parametrize("end", ["cancelled", "moved", "gone", "begun"])
def test_a_notice_that_waits_is_taken_back_when_it_is_untrue(end: str) -> None:
    """Its template was not released yet, and the plan went on."""
    desk, now = accepted("CH-1"), MONDAY
    noticed(desk, NEAR)
    (key,) = [x.key for x in desk.record.letters.values() if x.kind is Kind.SESSION_NOTICE]
    desk.set_status(key, "draft", issued_at=None, released_at=None)
    assert list(stale_session_notices(desk.plan, desk.record, now)) == []
    assert noticed(desk, now) == []

    if end == "cancelled":
        desk.plan = plan(activity(consultation(cancelled=True)))
    elif end == "moved":
        desk.plan = moved()
    elif end == "gone":
        desk.plan = plan(activity(consultation(id="other")))
    else:
        now = BEGINS

    taken_back = stale_session_notices(desk.plan, desk.record, now)
    assert [a.key for a in taken_back if isinstance(a, WithdrawLetter)] == [key]


def test_a_notice_that_staff_withdrew_is_not_drafted_again() -> None:
    """A person has decided."""
    desk = accepted("CH-1")
    noticed(desk, NEAR)
    (key,) = [x.key for x in desk.record.letters.values() if x.kind is Kind.SESSION_NOTICE]
    desk.set_status(key, "withdrawn", withdrawn_by_staff=True)

    assert noticed(desk, MONDAY) == []


def test_without_a_rule_nobody_is_told() -> None:
    """The section may be left out."""
    desk = accepted("CH-1")
    desk.rules = rules(session_notices=[])

    assert noticed(desk, NEAR) == []


def test_the_alarm_rings_for_each_notice() -> None:
    """When the stage comes, when the office opens again, and when it is too late."""
    desk = accepted("CH-1")

    def rings(now: datetime) -> datetime:
        found = session_notice_moments(desk.plan, desk.rules, desk.record, now)
        return min(at for at in found if at > now)

    assert rings(NEAR - timedelta(days=1)) == NEAR
    assert rings(NEAR) == datetime(2026, 9, 7, 6, 30, tzinfo=UTC)
    assert rings(BEGINS - timedelta(minutes=1)) == BEGINS
    assert list(session_notice_moments(desk.plan, desk.rules, desk.record, BEGINS)) == []


def test_a_notice_is_a_letter_about_one_consultation() -> None:
    """Its reply belongs to that invitation, and it says in how many days it is."""
    desk = accepted("CH-1")

    (letter,) = session_notices(desk.plan, desk.directory, desk.rules, desk.record, NEAR)

    assert isinstance(letter, DraftLetter)
    assert letter.facts["notice"]["days"] == 4
    assert list(letter.facts["consultations"]) == [INPUTS]
