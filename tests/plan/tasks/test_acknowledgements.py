"""Each answer by mail is acknowledged under one standing letter of its consultation."""

from datetime import UTC, datetime, timedelta

import pytest

from notifier.plan.actions import Acknowledge, DraftLetter
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.plan.record import ToAcknowledge
from tests.plan.scenes import INPUTS, LETTER, Desk, opened, rules

KEY = f"{INPUTS}/acknowledgement"
NIGHT = datetime(2026, 8, 4, 23, tzinfo=UTC)
MORNING = datetime(2026, 8, 5, 6, 30, tzinfo=UTC)


def _desk(*owed: ToAcknowledge) -> Desk:
    desk = opened()
    desk.record = desk.record.__class__(
        letters=desk.record.letters, told=desk.record.told, unacknowledged=owed
    )
    return desk


def _answer(response: int, channel: str = "mail") -> ToAcknowledge:
    return ToAcknowledge(response, INPUTS, "CH-1", channel)


def test_the_first_answer_makes_the_letter_and_all_are_acknowledged_under_it() -> None:
    """Two answers, one letter, two messages."""
    draft, acknowledge = _desk(_answer(7), _answer(8)).look(NIGHT)

    assert isinstance(draft, DraftLetter)
    assert (draft.key, draft.kind, draft.parent) == (KEY, Kind.ACKNOWLEDGEMENT, LETTER)
    assert draft.addressees == ()
    assert draft.facts["parent"]["reference"] == f"CL-{LETTER}"
    assert acknowledge == Acknowledge(KEY, INPUTS, (7, 8))


def test_a_later_answer_finds_the_letter_there() -> None:
    """One standing letter per consultation."""
    desk = _desk(_answer(7))
    desk.look(NIGHT)
    letters = desk.record.letters
    desk.record = desk.record.__class__(
        letters=letters, told=desk.record.told, unacknowledged=(_answer(9),)
    )

    assert desk.look(NIGHT) == (Acknowledge(KEY, INPUTS, (9,)),)


@pytest.mark.parametrize("channel", ["calendar", "page", "hand"])
def test_other_channels_acknowledge_themselves(channel: str) -> None:
    """Outlook shows the acceptance; a mail on top of it is noise."""
    assert _desk(_answer(7, channel)).look(NIGHT) == ()


def test_what_staff_withdrew_acknowledges_nothing() -> None:
    """A person stopped the acknowledgements of this consultation."""
    desk = _desk(_answer(7))
    desk.look(NIGHT)
    desk.set_status(KEY, "withdrawn")
    letters = desk.record.letters
    desk.record = desk.record.__class__(letters=letters, unacknowledged=(_answer(9),))

    assert [a for a in desk.look(NIGHT) if isinstance(a, Acknowledge)] == []


def test_a_dead_address_is_not_written_to() -> None:
    """It bounced for good."""
    desk = _desk()
    desk.record = desk.record.__class__(
        letters=desk.record.letters,
        told=desk.record.told,
        unacknowledged=(_answer(7),),
        suppressed=frozenset({desk.directory.focal_points["CH-1"].address}),
    )

    assert desk.look(NIGHT) == ()


def test_quiet_hours_hold_where_the_rules_say_so() -> None:
    """Some secretariats write in the morning."""
    desk = _desk(_answer(7))
    desk.rules = rules(acknowledgement={"at_any_hour": False})

    assert desk.look(NIGHT) == ()
    assert len(desk.look(MORNING)) == 2


def test_an_answer_to_what_left_the_plan_is_acknowledged_all_the_same() -> None:
    """The letter is rendered from what was told."""
    desk = _desk(_answer(7))
    desk.plan = Plan(year=2026, activities=())

    keys = [action.key for action in desk.look(NIGHT + timedelta(days=60))]

    assert keys == [KEY, KEY]
