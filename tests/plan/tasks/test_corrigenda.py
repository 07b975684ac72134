"""An advance notice that is wrong now is corrected, once, for those who read it."""

from datetime import UTC, datetime

import pytest

from notifier.plan.actions import DraftLetter, ReturnLetter, WithdrawLetter
from notifier.plan.activity import Activity, Plan
from notifier.plan.kind import Kind
from tests.plan.scenes import Desk, activity, plan

NOTICE, FIRST = "wsis-forum/advance-notice", "wsis-forum/corrigendum-1"
ANNOUNCED = {"announce": {"classes": ["member-state"], "roles": ["wsis"]}, "consultations": ()}
DRAFTED = datetime(2026, 5, 1, 6, 30, tzinfo=UTC)
JUNE = datetime(2026, 6, 2, 9, tzinfo=UTC)


def _made(**changes: object) -> Activity:
    return Activity.model_validate(activity().model_dump() | ANNOUNCED | changes)


DOHA = _made(place={"en": "Doha"})


def _announced() -> Desk:
    desk = Desk()
    desk.plan = plan(_made())
    desk.look(DRAFTED)
    desk.issue(NOTICE, DRAFTED)
    return desk


def _drafts(desk: Desk, made: Plan, now: datetime = JUNE) -> list[DraftLetter]:
    desk.plan = made
    return [action for action in desk.look(now) if isinstance(action, DraftLetter)]


def test_an_activity_that_moved_is_corrected_once() -> None:
    """The corrigendum names what was said and what holds, and follows the notice."""
    desk = _announced()

    (letter,) = _drafts(desk, plan(DOHA))

    assert (letter.key, letter.kind, letter.parent) == (FIRST, Kind.CORRIGENDUM, NOTICE)
    assert [change["field"] for change in letter.facts["changes"]] == ["place"]
    assert letter.facts["parent"]["reference"] == f"CL-{NOTICE}"
    assert desk.look(JUNE) == ()


@pytest.mark.parametrize(
    "made",
    [
        _made(),
        _made(title={"en": "WSIS Forum, 2026", "fr": "Forum du SMSI 2026"}),
        _made(title={"en": "WSIS Forum 2026", "fr": "Forum du SMSI 2026", "es": "Foro"}),
        _made(dates={"start": "2026-10-19", "end": "2026-10-23", "status": "tentative"}),
    ],
)
def test_a_comma_or_a_translation_is_corrected_for_nobody(made: Activity) -> None:
    """Readers would learn nothing."""
    assert _drafts(_announced(), plan(made)) == []


def test_a_change_undone_before_anyone_heard_takes_the_draft_back() -> None:
    """The notice is right again."""
    desk = _announced()
    _drafts(desk, plan(DOHA))
    desk.plan = plan(_made())

    (action,) = desk.look(JUNE)

    assert isinstance(action, WithdrawLetter)
    assert action.key == FIRST


def test_a_second_change_refreshes_the_draft_of_the_first() -> None:
    """Readers get one letter."""
    desk = _announced()
    _drafts(desk, plan(DOHA))
    desk.plan = plan(_made(place={"en": "Lima"}))

    (action,) = desk.look(JUNE)

    assert isinstance(action, ReturnLetter)
    assert action.facts["changes"][0]["after"] == {"en": "Lima"}


def test_a_second_corrigendum_corrects_the_first() -> None:
    """It compares with what readers were told last, under the next number."""
    desk = _announced()
    _drafts(desk, plan(DOHA))
    desk.issue(FIRST, JUNE)

    (letter,) = _drafts(desk, plan(_made(place={"en": "Lima"})))

    assert letter.key == "wsis-forum/corrigendum-2"
    assert letter.facts["changes"][0]["before"] == {"en": "Doha"}
    assert letter.facts["parent"]["key"] == FIRST


@pytest.mark.parametrize(
    "made", [_made(dates={"start": "2026-10-19", "status": "cancelled"}), None]
)
def test_readers_hear_that_an_activity_is_off_or_left_the_plan(made: Activity | None) -> None:
    """Of what is cancelled, nothing else matters."""
    then = Plan(year=2026, activities=(made,) if made else ())
    (letter,) = _drafts(_announced(), then)

    assert letter.facts["changes"] == [{"field": "cancelled", "before": False, "after": True}]
    assert letter.facts["activity"]["dates"]["status"] == "cancelled"


def test_an_activity_that_is_on_again_is_told_too() -> None:
    """Restored: whoever read that it is off has to know."""
    desk = _announced()
    _drafts(desk, Plan(year=2026, activities=()))
    desk.issue(FIRST, JUNE)

    (letter,) = _drafts(desk, plan(_made()))

    assert [(c["field"], c["after"]) for c in letter.facts["changes"]] == [("cancelled", False)]


def test_what_staff_declined_is_not_drafted_again() -> None:
    """Whether a corrigendum is worth it is for people to say."""
    desk = _announced()
    _drafts(desk, plan(DOHA))
    desk.set_status(FIRST, "withdrawn", withdrawn_by_staff=True)

    assert desk.look(JUNE) == ()


def test_an_activity_that_has_begun_is_corrected_for_nobody() -> None:
    """It would be history."""
    october = datetime(2026, 10, 20, 9, tzinfo=UTC)

    assert _drafts(_announced(), plan(DOHA), october) == []


def test_a_postponed_activity_is_corrected_also_after_its_old_start() -> None:
    """Readers expect it today; it is in November now."""
    desk = _announced()
    later = plan(_made(dates={"start": "2026-11-19", "end": "2026-11-20"}))
    _drafts(desk, later)

    assert desk.look(datetime(2026, 10, 20, 9, tzinfo=UTC)) == ()
    assert desk.record.letters[FIRST].is_pending
