"""What came of a consultation is told some working days after its deadline."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from notifier.members.member import Directory
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
    assert letter.facts["outcome"].items() >= FIGURES.items()


@pytest.mark.parametrize(("reply", "consenting"), [("no-objection", 1), ("views", 0)])
def test_silence_is_consent_in_one_procedure_and_of_those_reached(
    reply: str, consenting: int
) -> None:
    """Who was not reached, or waits for us to read its mail, has consented to nothing."""
    desk = _closed()
    figures = FIGURES | {"answered": 0, "silent": 1, "not_reached": 1, "held": 1}
    desk.record = replace(desk.record, outcome={INPUTS: figures})
    desk.plan = plan(activity(consultation(reply=reply)))

    letters = [x for x in desk.look(DUE) if isinstance(x, DraftLetter) and x.key == OUTCOME]

    assert [x.facts["outcome"]["consenting"] for x in letters] == [consenting]


def test_an_outcome_says_in_words_whom_it_counts() -> None:
    """The State of Palestine is not the 195th Member State."""
    desk = _closed()
    palestine = replace(desk.directory.members["SN"], code="PS", recipient_class="resolution-99")
    members = {**desk.directory.members, "PS": palestine}
    desk.directory = Directory(members, desk.directory.focal_points)
    desk.record = replace(desk.record, asked={INPUTS: frozenset(members)})

    (letter,) = desk.look(DUE)

    assert isinstance(letter, DraftLetter)
    words = letter.facts["outcome"]["addressed"]
    assert words["en"] == "3 Member States and the State of Palestine (Resolution 99)"
    assert len(set(words.values())) == 6


@pytest.mark.parametrize(
    ("form", "reply", "words"),
    [
        ("meeting", "views", "Participation declined"),
        ("meeting", "approve-reject", "Participation declined"),
        ("writing", "registration", "Participation declined"),
        ("questionnaire", "views", "Calendar invitation declined"),
        ("writing", "nomination", "Calendar invitation declined"),
        ("writing", "no-objection", "Calendar invitation declined, no position stated"),
    ],
)
def test_what_a_reply_is_called_fits_form_and_reply_type(form: str, reply: str, words: str) -> None:
    """Nobody declines to take part in a questionnaire."""
    desk = _closed()
    changes = {} if form == "meeting" else {"session": None}
    asks = {"questions": [{"en": "What do you need?"}]} if form == "questionnaire" else {}
    call = consultation(form=form, reply=reply, **changes, **asks)
    desk.plan = plan(activity(call))

    letters = [x for x in desk.look(DUE) if isinstance(x, DraftLetter) and x.key == OUTCOME]

    assert [x.facts["outcome"]["names"]["declined"]["en"] for x in letters] == [words]


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


def test_the_readers_of_a_draft_are_those_of_today() -> None:
    """Who answered since the draft is not told that no answer came."""
    desk = _closed()
    timings = {
        kind: timing.model_copy(update={"to": "silent"}) if kind is Kind.OUTCOME else timing
        for kind, timing in desk.rules.timings.items()
    }
    desk.rules = desk.rules.model_copy(update={"timings": timings})
    desk.look(DUE)
    desk.answer(INPUTS, "FR")

    (refreshed,) = desk.look(DUE)

    assert isinstance(refreshed, ReturnLetter)
    assert refreshed.addressees == ("CH-1", "SN-1")
    assert desk.look(DUE) == ()
