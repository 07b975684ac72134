"""Every consultation gets its letter in time, or at once, or a warning."""

from datetime import UTC, datetime, timedelta

import pytest

from notifier.plan.actions import DraftLetter, ReturnLetter, WithdrawLetter
from notifier.plan.activity import Activity, Plan
from notifier.plan.kind import Kind
from tests.plan.scenes import (
    DRAFTED,
    INPUTS,
    ISSUED,
    LETTER,
    RULES_FILE,
    Desk,
    activity,
    consultation,
    opened,
    plan,
    rules,
    urgent,
)

SECOND = timedelta(seconds=1)
CANCELLED = activity(dates={"start": "2026-10-19", "status": "cancelled"})
LATE = datetime(2026, 8, 20, 9, tzinfo=UTC)  # 19 days before the session


def _only(desk: Desk, now: datetime) -> DraftLetter:
    (action,) = desk.look(now)
    assert isinstance(action, DraftLetter)
    return action


def test_a_letter_is_drafted_in_time_to_be_issued_56_days_before_the_session() -> None:
    """Three weeks to translate and sign, eight weeks of notice."""
    assert Desk().look(DRAFTED - SECOND) == ()

    letter = _only(Desk(), DRAFTED)

    assert (letter.key, letter.kind) == (LETTER, Kind.CONSULTATION)
    assert (letter.activity, letter.consultations) == ("wsis-forum", (INPUTS,))
    assert (letter.due_at, letter.addressees, letter.parent) == (ISSUED, None, None)
    assert letter.facts["notice"] == {"days": 56, "is_short": False}
    assert not letter.urgent


def test_a_consultation_in_writing_counts_back_from_its_deadline() -> None:
    """There is no session to come first."""
    desk = Desk()
    desk.plan = plan(activity(consultation(form="writing", session=None)))

    assert _only(desk, DRAFTED + timedelta(days=14)).due_at == ISSUED + timedelta(days=14)


def test_a_registration_that_closes_before_the_session_counts_from_its_deadline() -> None:
    """Members need the notice before the first thing asked of them."""
    desk = Desk()
    desk.plan = plan(activity(consultation(deadline={"at": "2026-08-25T18:00"})))

    assert _only(desk, DRAFTED).due_at == ISSUED - timedelta(days=14)


def test_a_letter_whose_day_is_a_day_off_is_issued_before_it() -> None:
    """13 July 2026 is a Monday, and the letter of a Sunday leaves on Friday."""
    session = {"start": "2026-09-06T14:00", "end": "2026-09-06T17:00"}
    desk = Desk()
    desk.plan = plan(activity(consultation(session=session)))

    assert _only(desk, DRAFTED).due_at == datetime(2026, 7, 10, 6, 30, tzinfo=UTC)


def test_an_urgent_letter_is_drafted_as_soon_as_it_is_assessed() -> None:
    """As early as possible, and issued in the next working hours."""
    desk = Desk()
    desk.plan = plan(urgent())
    letter = _only(desk, datetime(2026, 1, 3, 22, tzinfo=UTC))

    assert letter.urgent
    assert letter.due_at == datetime(2026, 1, 5, 7, 30, tzinfo=UTC)
    assert letter.facts["activity"]["assessment"]["reason"] == {"en": "The text is adopted soon."}


def test_a_consultation_found_late_is_drafted_at_once_and_marked() -> None:
    """Short notice is better than none, and staff are told to give the reason."""
    desk = Desk()
    letter = _only(desk, LATE)

    assert letter.due_at == LATE
    assert letter.facts["notice"] == {"days": 19, "is_short": True}
    assert Desk().warnings(LATE) == ["short-notice"]


@pytest.mark.parametrize(
    ("made", "now", "codes"),
    [
        (activity(), LATE - timedelta(days=30), []),  # 49 days: less than normal, not yet short
        (urgent(), LATE, []),
        (urgent(), datetime(2026, 9, 3, 9, tzinfo=UTC), ["short-notice"]),  # 5 days
        (activity(assessment=None), LATE, ["not-assessed"]),
        (activity(assessment=None), DRAFTED - SECOND, []),
        (activity(), datetime(2026, 9, 23, tzinfo=UTC), ["deadline-past"]),
        (activity(), datetime(2026, 11, 23, tzinfo=UTC), []),  # long past: nothing to be done
        (CANCELLED, LATE, []),
    ],
)
def test_staff_are_warned_of_what_a_letter_cannot_mend(
    made: Activity, now: datetime, codes: list[str]
) -> None:
    """Too little notice for its class, no assessment, nobody asked in time."""
    desk = Desk()
    desk.plan = plan(made)

    assert desk.warnings(now) == codes


def test_a_passed_deadline_is_never_drafted() -> None:
    """A letter that asks for views until yesterday would be laughed at."""
    assert Desk().look(datetime(2026, 9, 22, 22, tzinfo=UTC)) == ()


def test_a_warning_that_staff_have_seen_is_not_returned_again() -> None:
    """The record says which."""
    desk = Desk()
    desk.look(LATE)

    assert desk.warnings(LATE) == []


def test_notice_is_watched_until_the_letter_is_issued() -> None:
    """A draft that lies about grows late without anybody having changed it."""
    desk = Desk()
    desk.look(DRAFTED)

    assert desk.warnings(DRAFTED + timedelta(days=30)) == []
    assert desk.warnings(DRAFTED + timedelta(days=40)) == ["short-notice"]


def test_a_draft_follows_every_word_of_the_plan() -> None:
    """Whoever mends a comma sees it mended in the draft."""
    desk = Desk()
    desk.look(DRAFTED)
    desk.plan = plan(activity(title={"en": "WSIS Forum, 2026"}))

    (action,) = desk.look(DRAFTED)

    assert isinstance(action, ReturnLetter)
    assert action.facts["activity"]["title"] == {"en": "WSIS Forum, 2026"}


@pytest.mark.parametrize("status", ["cleared", "signed"])
@pytest.mark.parametrize(
    ("made", "is_returned"),
    [
        (activity(title={"en": "WSIS Forum, 2026"}), False),
        (activity(consultation(deadline={"at": "2026-09-25T23:59"})), True),
        (activity(consultation(audience={"roles": ["sdg"]})), True),
        (activity(place={"en": "Doha"}), True),
    ],
)
def test_a_signature_falls_only_with_what_matters_to_a_reader(
    status: str, made: Activity, *, is_returned: bool
) -> None:
    """A comma does not send a letter back to the Secretary-General; a deadline does."""
    desk = Desk()
    desk.look(DRAFTED)
    desk.set_status(LETTER, status)
    desk.plan = plan(made)

    actions = desk.look(DRAFTED)

    assert [type(action) for action in actions] == ([ReturnLetter] if is_returned else [])


def test_a_returned_letter_falls_due_by_its_new_date() -> None:
    """The session moved by four weeks, and so does the letter."""
    desk = Desk()
    desk.look(DRAFTED)
    session = {"start": "2026-10-06T14:00", "end": "2026-10-06T17:00"}
    deadline = {"at": "2026-10-20T23:59"}
    desk.plan = plan(activity(consultation(session=session, deadline=deadline)))

    (action,) = desk.look(DRAFTED)

    assert isinstance(action, ReturnLetter)
    assert action.due_at == ISSUED + timedelta(days=28)


@pytest.mark.parametrize(
    "after",
    [
        plan(CANCELLED),
        plan(activity(consultation(cancelled=True))),
        plan(activity(consultation(id="other"))),
        plan(activity(assessment=None)),
        Plan(year=2026, activities=()),
    ],
)
def test_a_draft_of_what_is_off_is_withdrawn_and_nobody_hears(after: Plan) -> None:
    """Nobody was told, so nobody need be told that it is off."""
    desk = Desk()
    desk.look(DRAFTED)
    desk.plan = after

    actions = [action for action in desk.look(DRAFTED) if LETTER in action.key]

    assert [type(action) for action in actions] == [WithdrawLetter]


def test_a_draft_whose_deadline_passes_is_withdrawn() -> None:
    """Left lying, it can no longer be issued by mistake."""
    desk = Desk()
    desk.look(DRAFTED)

    (action,) = desk.look(datetime(2026, 9, 22, 22, tzinfo=UTC))

    assert isinstance(action, WithdrawLetter)


def test_what_is_on_again_is_drafted_under_the_next_number() -> None:
    """The first letter stays withdrawn on record."""
    desk = Desk()
    desk.look(DRAFTED)
    desk.plan = plan(CANCELLED)
    desk.look(DRAFTED)
    desk.plan = plan()

    assert _only(desk, DRAFTED).key == f"{LETTER}-2"


def test_what_staff_withdrew_comes_back_only_with_other_content() -> None:
    """A person's no stands until the plan says something new."""
    desk = Desk()
    desk.look(DRAFTED)
    desk.set_status(LETTER, "withdrawn", withdrawn_by_staff=True)

    assert desk.look(DRAFTED) == ()

    desk.plan = plan(activity(consultation(deadline={"at": "2026-09-25T23:59"})))

    assert _only(desk, DRAFTED).key == f"{LETTER}-2"


def test_an_issued_letter_is_not_drafted_again() -> None:
    """Nobody gets it twice."""
    assert opened().look(ISSUED) == ()


def test_once_the_session_is_past_the_deadline_is_what_counts() -> None:
    """Views may still be written after the meeting."""
    letter = _only(Desk(), datetime(2026, 9, 9, 9, tzinfo=UTC))

    assert letter.facts["notice"] == {"days": 13, "is_short": True}


@pytest.mark.parametrize(
    ("deadline", "codes"),
    [
        ("2026-09-22T23:59", ["issue-too-late"]),
        ("2026-10-12T23:59", ["issue-too-late"]),
        ("2026-12-11T23:59", []),
    ],
)
def test_a_rule_that_issues_too_late_is_told_long_before(deadline: str, codes: list[str]) -> None:
    """Counted from the activity, the letter comes after the deadline, or gives hardly any notice."""
    desk = Desk()
    late = {"anchor": "activity-start", "before": 20, "prepare": 7}
    timings = RULES_FILE["timings"] | {"consultation": late}
    desk.rules = rules(timings=timings)
    desk.plan = plan(
        activity(consultation(form="writing", session=None, deadline={"at": deadline}))
    )

    assert desk.warnings(datetime(2026, 3, 2, 9, tzinfo=UTC)) == codes


def test_a_draft_whose_activity_becomes_urgent_is_urgent() -> None:
    """It leaves first, and at any hour of its readers."""
    desk = Desk()
    assert not _only(desk, DRAFTED).urgent
    desk.plan = plan(urgent())

    (action,) = desk.look(DRAFTED + timedelta(days=1))

    assert isinstance(action, ReturnLetter)
    assert action.urgent
    assert desk.look(DRAFTED + timedelta(days=1)) == ()
