"""Whoever was told hears what changed: all of them, once, and nobody else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from notifier.members.member import Directory
from notifier.plan.actions import DraftLetter, ReturnLetter, WithdrawLetter
from notifier.plan.activity import Activity, Plan
from notifier.plan.due import next_moment
from notifier.plan.kind import Kind
from tests.plan.scenes import (
    DRAFTED,
    INPUTS,
    ISSUED,
    LETTER,
    Desk,
    activity,
    consultation,
    opened,
    plan,
    point,
    urgent,
)

MOVED = activity(consultation(deadline={"at": "2026-09-25T23:59"}))
FARTHER = activity(consultation(deadline={"at": "2026-09-30T23:59"}))
OFF = activity(consultation(cancelled=True))
AUGUST = datetime(2026, 8, 4, 8, tzinfo=UTC)
UPDATE, CANCELLATION = f"{INPUTS}/update", f"{INPUTS}/cancellation"


def _draft(desk: Desk, made: Activity | None, now: datetime = AUGUST) -> DraftLetter:
    desk.plan = plan(made) if made else Plan(year=2026, activities=())
    drafts = [action for action in desk.look(now) if isinstance(action, DraftLetter)]
    assert len(drafts) == 1
    return drafts[0]


def test_a_deadline_that_moved_is_told_to_the_invited_at_once() -> None:
    """The update names what was said and what holds now, and the letter it follows."""
    letter = _draft(opened(), MOVED)

    (change,) = letter.facts["changes"]
    assert (letter.key, letter.kind) == (f"{UPDATE}-1", Kind.UPDATE)
    assert (letter.parent, letter.addressees, letter.due_at) == (LETTER, None, AUGUST)
    assert change["field"] == "deadline"
    assert (change["before"]["at"], change["after"]["at"]) == (
        "2026-09-22T23:59:00",
        "2026-09-25T23:59:00",
    )
    assert letter.facts["parent"] == {
        "key": LETTER,
        "reference": f"CL-{LETTER}",
        "issued_at": ISSUED.isoformat(),
    }


def test_a_change_at_night_is_issued_in_the_morning() -> None:
    """Quiet hours hold for updates too."""
    letter = _draft(opened(), MOVED, datetime(2026, 8, 8, 23, tzinfo=UTC))

    assert letter.due_at == datetime(2026, 8, 10, 6, 30, tzinfo=UTC)


def test_a_change_undone_before_anyone_heard_leads_to_nobody() -> None:
    """The draft is withdrawn and readers know what they knew."""
    desk = opened()
    _draft(desk, MOVED)
    desk.plan = plan()

    (action,) = desk.look(AUGUST)

    assert isinstance(action, WithdrawLetter)
    assert action.key == f"{UPDATE}-1"
    assert desk.look(AUGUST) == ()


def test_a_second_change_refreshes_the_draft_of_the_first() -> None:
    """Two edits on one morning are one letter."""
    desk = opened()
    _draft(desk, MOVED)
    desk.set_status(f"{UPDATE}-1", "signed")
    desk.plan = plan(FARTHER)

    (action,) = desk.look(AUGUST)

    assert isinstance(action, ReturnLetter)
    assert action.facts["changes"][0]["after"]["at"] == "2026-09-30T23:59:00"


def test_the_same_change_made_again_takes_the_next_number() -> None:
    """Moved, moved back before it was told, moved again: told once."""
    desk = opened()
    _draft(desk, MOVED)
    desk.plan = plan()
    desk.look(AUGUST)

    assert _draft(desk, MOVED).key == f"{UPDATE}-2"


def test_after_an_update_its_facts_are_what_readers_know() -> None:
    """The next change counts from there, and so does its number."""
    desk = opened()
    _draft(desk, MOVED)
    desk.issue(f"{UPDATE}-1", AUGUST)
    assert desk.look(AUGUST) == ()

    letter = _draft(desk, FARTHER)

    assert (letter.key, letter.parent) == (f"{UPDATE}-2", f"{UPDATE}-1")
    assert letter.facts["changes"][0]["before"]["at"] == "2026-09-25T23:59:00"


def test_an_update_on_its_way_is_not_drafted_again() -> None:
    """Issued, but its rows are not in the outbox: what it says counts as known."""
    desk = opened()
    _draft(desk, MOVED)
    desk.set_status(f"{UPDATE}-1", "issued", issued_at=AUGUST)

    assert desk.look(AUGUST) == ()
    assert _draft(desk, FARTHER).key == f"{UPDATE}-2"


@pytest.mark.parametrize(
    "made",
    [
        OFF,
        activity(dates={"start": "2026-10-19", "status": "cancelled"}),
        activity(consultation(id="other"), assessment=None),
        None,
    ],
)
def test_what_is_off_is_cancelled_for_those_who_were_told(made: Activity | None) -> None:
    """Cancelled in the plan, or taken out of it: the letter says so of itself."""
    letter = _draft(opened(), made)

    assert (letter.key, letter.kind) == (f"{CANCELLATION}-1", Kind.CANCELLATION)
    assert letter.facts["changes"] == [{"field": "cancelled", "before": False, "after": True}]
    assert letter.facts["consultations"][INPUTS]["id"] == "inputs"


def test_a_cancellation_is_told_once() -> None:
    """Also of what has left the plan for good."""
    desk = opened()
    _draft(desk, None)
    desk.issue(f"{CANCELLATION}-1", AUGUST)

    assert desk.look(AUGUST) == ()
    assert desk.look(AUGUST + timedelta(days=60)) == ()


def test_a_cancellation_takes_the_place_of_an_update() -> None:
    """Nobody is told of a new time for what is off."""
    desk = opened()
    _draft(desk, MOVED)
    desk.plan = plan(OFF)

    withdrawn, drafted = desk.look(AUGUST)

    assert isinstance(withdrawn, WithdrawLetter)
    assert withdrawn.key == f"{UPDATE}-1"
    assert isinstance(drafted, DraftLetter)
    assert drafted.key == f"{CANCELLATION}-2"


def test_what_is_on_again_is_an_update() -> None:
    """The invited hear that it takes place after all."""
    desk = opened()
    _draft(desk, OFF)
    desk.issue(f"{CANCELLATION}-1", AUGUST)

    letter = _draft(desk, activity())

    assert letter.key == f"{UPDATE}-2"
    assert letter.facts["changes"] == [{"field": "cancelled", "before": True, "after": False}]


@pytest.mark.parametrize("made", [MOVED, OFF, None, activity(place={"en": "Doha"})])
def test_what_is_over_concerns_nobody(made: Activity | None) -> None:
    """Tidying the plan of a past consultation writes to nobody."""
    desk = opened()
    desk.plan = plan(made) if made else Plan(year=2026, activities=())
    over = datetime(2026, 10, 1, tzinfo=UTC)

    drafts = [a for a in desk.look(over) if isinstance(a, DraftLetter)]

    assert [letter.kind for letter in drafts if letter.kind is not Kind.OUTCOME] == []


def test_a_deadline_moved_into_the_past_is_a_warning_and_no_letter() -> None:
    """Implausible means ask."""
    desk = opened()
    session = {"start": "2026-07-20T14:00", "end": "2026-07-20T17:00"}
    deadline = {"at": "2026-07-21T12:00"}
    desk.plan = plan(activity(consultation(session=session, deadline=deadline)))

    assert "moved-into-past" in desk.warnings(AUGUST)
    assert not [a for a in desk.look(AUGUST) if a.key.startswith(UPDATE)]


def test_an_update_that_staff_withdrew_stays_withdrawn() -> None:
    """Until the plan says something else again."""
    desk = opened()
    _draft(desk, MOVED)
    desk.set_status(f"{UPDATE}-1", "withdrawn", withdrawn_by_staff=True)

    assert desk.look(AUGUST) == ()
    assert _draft(desk, FARTHER).key == f"{UPDATE}-2"


def test_urgency_of_the_activity_is_the_update_s_too() -> None:
    """It goes to the head of the queue."""
    desk = Desk()
    desk.plan = plan(urgent())
    desk.look(DRAFTED)
    desk.issue(LETTER, ISSUED)

    assert _draft(desk, urgent(consultation(deadline={"at": "2026-09-25T23:59"}))).urgent


def test_a_member_whose_person_left_is_told_through_the_successor() -> None:
    """Nobody is silently missed: members were told, people come and go."""
    desk = opened("CH", "FR")
    points = dict(desk.directory.focal_points)
    points["FR-1"] = replace(points["FR-1"], valid_until=date(2026, 7, 31))
    points["FR-2"] = point("FR", 2)
    desk.directory = Directory(desk.directory.members, points)

    assert _draft(desk, MOVED).addressees == ("CH-1", "FR-2")


def test_a_told_consultation_whose_letter_is_lost_is_a_warning() -> None:
    """It left the plan, and there is nothing to render a cancellation from."""
    desk = opened()
    desk.record = replace(desk.record, letters={})
    desk.plan = Plan(year=2026, activities=())

    assert "cannot-cancel" in desk.warnings(AUGUST)


def test_the_alarm_rings_when_a_cancellation_becomes_pointless() -> None:
    """It left the plan, the letter was never signed, and the day has come and gone."""
    desk = opened()
    _draft(desk, None)
    over = datetime(2026, 9, 22, 21, 59, tzinfo=UTC)

    assert next_moment(desk.plan, desk.rules, desk.record, AUGUST) == over
    assert [type(action) for action in desk.look(over)] == [WithdrawLetter]


def test_a_cancellation_before_the_extended_deadline_is_told() -> None:
    """Answers still count after the date announced, and whoever writes one must hear of it."""
    desk = Desk()
    deadline = {"at": "2026-09-22T23:59", "anchor": "last-language", "days": 60}
    desk.plan = plan(activity(consultation(deadline=deadline)))
    desk.look(DRAFTED)
    desk.issue(LETTER, ISSUED)
    desk.set_status(LETTER, "issued", released_at=datetime(2026, 8, 3, 9, tzinfo=UTC))
    off = activity(consultation(deadline=deadline, cancelled=True))

    assert _draft(desk, off, datetime(2026, 9, 28, 9, tzinfo=UTC)).kind is Kind.CANCELLATION
    desk.set_status(f"{CANCELLATION}-1", "withdrawn")
    assert desk.look(datetime(2026, 10, 3, 9, tzinfo=UTC)) == ()
