"""What came of a consultation is told some working days after its deadline."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from notifier.plan.actions import DraftLetter, ReturnLetter, WithdrawLetter
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
)

OUTCOME = f"{INPUTS}/outcome"
CLOSED = datetime(2026, 9, 22, 21, 59, tzinfo=UTC)
DUE = datetime(2026, 10, 6, 6, 30, tzinfo=UTC)  # ten working days later
FIGURES = {"entitled": 3, "answered": 2}


def _closed() -> Desk:
    desk = opened()
    desk.record = replace(desk.record, outcome={INPUTS: FIGURES})
    return desk


def test_an_outcome_is_drafted_a_week_before_it_is_due_with_its_figures() -> None:
    """Ten working days after the deadline, in time to be signed."""
    desk = _closed()
    assert desk.look(DUE - timedelta(days=7, seconds=1)) == ()

    (letter,) = desk.look(DUE - timedelta(days=7))

    assert isinstance(letter, DraftLetter)
    assert (letter.key, letter.kind, letter.due_at) == (OUTCOME, Kind.OUTCOME, DUE)
    assert (letter.parent, letter.addressees) == (LETTER, None)
    assert letter.facts["outcome"] == FIGURES


def test_an_outcome_waits_for_the_deadline_whatever_the_rules_prepare() -> None:
    """Figures of a consultation that is open would be wrong."""
    desk = _closed()
    timings = {
        kind: timing.model_copy(update={"prepare": 60})
        for kind, timing in desk.rules.timings.items()
    }
    desk.rules = desk.rules.model_copy(update={"timings": timings})

    assert not [a for a in desk.look(CLOSED - timedelta(seconds=1)) if a.key == OUTCOME]
    assert [a.key for a in desk.look(CLOSED)] == [OUTCOME]


def test_a_late_answer_refreshes_the_draft_but_not_what_was_signed() -> None:
    """A signed letter gives the figures of the day it was cleared."""
    desk = _closed()
    desk.look(DUE)
    desk.record = replace(desk.record, outcome={INPUTS: FIGURES | {"answered": 3}})

    (refreshed,) = desk.look(DUE)
    desk.set_status(OUTCOME, "signed")
    desk.record = replace(desk.record, outcome={INPUTS: FIGURES})

    assert isinstance(refreshed, ReturnLetter)
    assert refreshed.facts["outcome"]["answered"] == 3
    assert desk.look(DUE) == ()


def test_an_extended_deadline_takes_the_outcome_back() -> None:
    """Answers may still come."""
    desk = _closed()
    desk.look(DUE)
    desk.plan = plan(activity(consultation(deadline={"at": "2026-10-30T23:59"})))

    actions = {action.key: type(action) for action in desk.look(DUE)}

    assert actions == {OUTCOME: WithdrawLetter, f"{INPUTS}/update-1": DraftLetter}


def test_a_consultation_that_was_never_told_has_no_outcome() -> None:
    """Nobody is thanked for what nobody was asked."""
    assert Desk().look(DUE) == ()


def test_a_cancelled_consultation_has_no_outcome() -> None:
    """Its cancellation was the last word."""
    desk = _closed()
    desk.plan = plan(activity(consultation(cancelled=True)))

    assert not [action for action in desk.look(DUE) if action.key == OUTCOME]


def test_a_deadline_counted_from_the_last_language_moves_the_outcome() -> None:
    """60 days after the last edition is later than the date announced."""
    desk = Desk()
    deadline = {"at": "2026-09-22T23:59", "anchor": "last-language", "days": 60}
    desk.plan = plan(activity(consultation(deadline=deadline)))
    desk.look(DRAFTED)
    desk.issue(LETTER, ISSUED)
    desk.set_status(LETTER, "issued", released_at=datetime(2026, 8, 3, 9, tzinfo=UTC))
    closes = datetime(2026, 10, 2, 21, 59, tzinfo=UTC)

    assert desk.look(closes + timedelta(days=3)) == ()
    assert [a.key for a in desk.look(closes + timedelta(days=14))] == [OUTCOME]
