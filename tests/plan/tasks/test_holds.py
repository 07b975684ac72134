"""What makes no sense, or comes too late, waits for a person, with the reason."""

from datetime import UTC, datetime, timedelta

import pytest

from notifier.plan.actions import Hold
from notifier.plan.activity import Activity
from tests.plan.scenes import Desk, activity, consultation, opened, plan, urgent

LATE = datetime(2026, 8, 20, 9, tzinfo=UTC)  # 19 days before the session
AUGUST = datetime(2026, 8, 4, 8, tzinfo=UTC)


def _holds(desk: Desk, now: datetime) -> list[Hold]:
    return [action for action in desk.due(now) if isinstance(action, Hold)]


def _desk(made: Activity) -> Desk:
    desk = Desk()
    desk.plan = plan(made)
    return desk


@pytest.mark.parametrize(
    ("made", "days", "least"), [(activity(), 41, 42), (urgent(), 5, 6), (activity(), 7, 42)]
)
def test_less_notice_than_the_class_is_owed_is_held(made: Activity, days: int, least: int) -> None:
    """42 days where nothing is urgent, 6 where the activity is."""
    now = datetime(2026, 9, 8, 9, tzinfo=UTC) - timedelta(days=days)

    (hold,) = _holds(_desk(made), now)

    assert hold.code == "short-notice"
    assert f"gives {days} days of notice; at least {least} are expected." in hold.text
    assert hold.may_be_accepted


def test_little_notice_is_pointed_to_urgency() -> None:
    """The officer may have forgotten to mark it."""
    (hold,) = _holds(_desk(activity()), datetime(2026, 8, 26, 9, tzinfo=UTC))

    assert hold.text.endswith(
        "Mark the activity urgent with a reason, so that the letter says why."
    )


def test_an_acceptance_covers_this_date_and_no_earlier_one() -> None:
    """Its key names the date, not the days that are left."""
    (first,) = _holds(_desk(activity()), LATE)
    (later,) = _holds(_desk(activity()), LATE + timedelta(days=1))
    sooner = consultation(session={"start": "2026-09-03T14:00", "end": "2026-09-03T17:00"})
    (other,) = _holds(_desk(activity(sooner)), LATE)

    assert first.key == later.key != other.key


def test_a_session_that_was_before_its_letter_is_held() -> None:
    """The deadline is still to come, but nobody can attend."""
    past = consultation(session={"start": "2026-08-19T14:00", "end": "2026-08-19T17:00"})

    codes = [hold.code for hold in _holds(_desk(activity(past)), LATE)]

    assert codes == ["session-past", "short-notice"]


def test_a_deadline_in_the_past_is_mended_by_a_date_alone() -> None:
    """No yes of a person makes it sensible."""
    (hold,) = _holds(_desk(activity()), datetime(2026, 9, 23, tzinfo=UTC))

    assert (hold.code, hold.may_be_accepted) == ("deadline-past", False)


def test_an_update_that_moves_a_deadline_into_the_past_is_held() -> None:
    """The invited know 22 September; the plan says July now."""
    desk = opened()
    session = {"start": "2026-09-08T14:00", "end": "2026-09-08T17:00"}
    desk.plan = plan(activity(consultation(session=session, deadline={"at": "2026-07-22T23:59"})))

    (hold,) = _holds(desk, AUGUST)

    assert (hold.code, hold.may_be_accepted) == ("deadline-past", True)


def test_what_readers_were_told_is_held_for_nothing() -> None:
    """Time passes, and that is no mistake."""
    assert _holds(opened(), datetime(2026, 9, 15, 9, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    "made",
    [activity(assessment=None), activity(consultation(cancelled=True))],
)
def test_what_nobody_will_be_written_about_is_not_held(made: Activity) -> None:
    """There is no letter to keep back."""
    assert _holds(_desk(made), LATE) == []


def _brought_forward(desk: Desk, now: datetime) -> list[Hold]:
    day = f"{now + timedelta(days=2):%Y-%m-%d}"
    session = {"start": f"{day}T14:00", "end": f"{day}T17:00"}
    desk.plan = plan(activity(consultation(session=session)))
    return _holds(desk, now)


def test_an_update_that_brings_a_session_forward_is_owed_notice_too() -> None:
    """The day after tomorrow is no time to hear of a meeting that was in a month."""
    (hold,) = _brought_forward(opened(), AUGUST)

    assert hold.code == "short-notice"
    assert "gives 2 days of notice" in hold.text


def test_an_update_that_gives_more_time_is_not_held() -> None:
    """Readers are prepared for the earlier date."""
    desk = opened()
    later = {"start": "2026-09-15T14:00", "end": "2026-09-15T17:00"}
    desk.plan = plan(activity(consultation(session=later)))

    assert _holds(desk, AUGUST) == []


def test_the_same_instant_in_another_zone_is_no_move() -> None:
    """After the deadline, written in UTC, it is still the deadline."""
    desk = opened()
    same = consultation(deadline={"at": "2026-09-22T21:59", "zone": "UTC"})
    desk.plan = plan(activity(same))

    assert _holds(desk, datetime(2026, 9, 23, 9, tzinfo=UTC)) == []


def test_another_zone_that_moves_a_deadline_into_the_past_is_held() -> None:
    """The clock says the same, and seven hours are gone."""
    desk = opened()
    tokyo = consultation(deadline={"at": "2026-09-22T23:59", "zone": "Asia/Tokyo"})
    desk.plan = plan(activity(tokyo))

    (hold,) = _holds(desk, datetime(2026, 9, 22, 18, tzinfo=UTC))

    assert hold.code == "deadline-past"


def test_an_unassessed_activity_holds_nothing_after_its_deadline() -> None:
    """There is nothing that a person could accept."""
    assert _holds(_desk(activity(assessment=None)), datetime(2026, 9, 23, tzinfo=UTC)) == []


def test_an_activity_moved_into_the_past_holds_its_corrigendum() -> None:
    """Readers of the advance notice wait for October; the plan says March."""
    desk = Desk()
    announced = {"announce": {"classes": ["member-state"], "roles": ["wsis"]}, "consultations": ()}
    made = activity().model_dump() | announced
    desk.plan = plan(Activity.model_validate(made))
    may = datetime(2026, 5, 1, 6, 30, tzinfo=UTC)
    desk.look(may)
    desk.issue("wsis-forum/advance-notice", may)
    dates = {"start": "2026-03-02", "end": "2026-03-06"}
    desk.plan = plan(Activity.model_validate(made | {"dates": dates}))

    (hold,) = _holds(desk, may + timedelta(days=1))

    assert (hold.code, hold.subject) == ("activity-past", "wsis-forum")
