"""Announced activities are announced in advance, once."""

from datetime import UTC, datetime, timedelta

from notifier.plan.actions import DraftLetter, ReturnLetter, WithdrawLetter
from notifier.plan.activity import Activity
from notifier.plan.kind import Kind
from tests.plan.scenes import INPUTS, Desk, activity, consultation, plan, urgent

NOTICE = "wsis-forum/advance-notice"
ANNOUNCED = {"announce": {"classes": ["member-state"], "roles": ["wsis"]}}
DUE = datetime(2026, 5, 22, 6, 30, tzinfo=UTC)  # 150 days before 19 October
DRAFTED = DUE - timedelta(days=21)
MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)


def _desk(made: Activity) -> Desk:
    desk = Desk()
    desk.plan = plan(made)
    return desk


def test_a_notice_is_drafted_in_time_and_lists_the_consultations_to_come() -> None:
    """It opens none of them: that is for their own letters."""
    off = consultation(id="dropped", cancelled=True)
    (letter,) = _desk(activity(consultation(), off, **ANNOUNCED)).look(DRAFTED)

    assert isinstance(letter, DraftLetter)
    assert (letter.key, letter.kind, letter.due_at) == (NOTICE, Kind.ADVANCE_NOTICE, DUE)
    assert (letter.consultations, letter.addressees) == ((), None)
    assert list(letter.facts["consultations"]) == [INPUTS]
    assert letter.facts["notice"] == {"days": 150, "is_short": False}


def test_a_notice_is_not_drafted_before_its_time() -> None:
    """Too early, and half of it would change."""
    assert _desk(activity(**ANNOUNCED)).look(DRAFTED - timedelta(seconds=1)) == ()


def test_an_activity_without_announce_or_assessment_is_announced_to_nobody() -> None:
    """The officer decides who hears of what."""
    assert _desk(activity()).look(MAY) == ()
    assert _desk(activity(assessment=None, **ANNOUNCED)).look(MAY) == ()


def test_an_urgent_activity_is_announced_at_once_even_undated() -> None:
    """As early as possible means before the dates are known."""
    desk = _desk(urgent(dates={}, consultations=[], **ANNOUNCED))

    (letter,) = desk.look(datetime(2026, 1, 5, 9, tzinfo=UTC))

    assert isinstance(letter, DraftLetter)
    assert letter.urgent


def test_an_activity_to_be_announced_without_dates_is_a_warning() -> None:
    """There is nothing to count back from, and nothing is guessed."""
    desk = _desk(activity(dates={}, **ANNOUNCED))

    assert desk.warnings(MAY) == ["no-dates"]


def test_an_activity_that_began_unannounced_is_a_warning_for_a_while() -> None:
    """Staff learn of the failure; a year later it is history."""
    desk = _desk(activity(**ANNOUNCED))
    begun = datetime(2026, 10, 18, 22, tzinfo=UTC)  # midnight in Geneva

    assert "notice-missed" not in desk.warnings(begun - timedelta(seconds=1))
    assert "notice-missed" in desk.warnings(begun)
    assert "notice-missed" not in desk.warnings(begun + timedelta(days=30))


def test_a_draft_follows_the_dates_and_falls_with_the_activity() -> None:
    """Before anyone was told."""
    desk = _desk(activity(**ANNOUNCED))
    desk.look(DRAFTED)
    desk.plan = plan(activity(dates={"start": "2026-11-02"}, **ANNOUNCED))

    (moved,) = desk.look(DRAFTED)
    desk.plan = plan(activity(dates={"start": "2026-11-02", "status": "cancelled"}, **ANNOUNCED))
    (fallen,) = desk.look(DRAFTED)

    assert isinstance(moved, ReturnLetter)
    assert moved.due_at == DUE + timedelta(days=14)
    assert fallen == WithdrawLetter(
        NOTICE, fallen.why if isinstance(fallen, WithdrawLetter) else ""
    )


def test_a_draft_of_what_is_announced_no_more_is_withdrawn() -> None:
    """The officer took `announce` away again."""
    desk = _desk(activity(**ANNOUNCED))
    desk.look(DRAFTED)
    desk.plan = plan(activity())

    assert [type(action) for action in desk.look(DRAFTED)] == [WithdrawLetter]
