"""An outcome goes to those whom the officer chose, and to all others where nobody was chosen."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from notifier.plan.actions import DraftLetter
from notifier.plan.kind import Kind
from tests.plan.scenes import FAR, INPUTS, RULES_FILE, Desk, opened, rules

# ten working days after 22 September 2026, drafted a week earlier
DRAFTED = datetime(2026, 9, 29, 9, tzinfo=UTC)


def desk_with(**timing: Any) -> Desk:
    """A desk whose outcome notices have another audience; France answered, Switzerland accepted."""
    desk = opened()
    outcome = RULES_FILE["timings"]["outcome"] | timing
    desk.rules = rules(timings=RULES_FILE["timings"] | {"outcome": outcome}, first_cluster=FAR)
    desk.answer(INPUTS, "FR", "CH")
    desk.record = replace(desk.record, accepted={INPUTS: frozenset({"CH-1"})})
    return desk


def readers(desk: Desk, now: datetime = DRAFTED) -> list[tuple[str, ...] | None]:
    """To whom outcome notices are drafted; None is all who were invited."""
    return [
        action.addressees
        for action in desk.look(now)
        if isinstance(action, DraftLetter) and action.kind is Kind.OUTCOME
    ]


@pytest.mark.parametrize(
    ("timing", "chosen"),
    [
        ({}, None),
        ({"to": "all", "classes": ["member-state"]}, ("CH-1", "FR-1", "SN-1")),
        ({"to": "accepted"}, ("CH-1",)),
        ({"to": "silent"}, ("SN-1",)),
        ({"regions": ["A"], "roles": ["wsis"], "to": "accepted"}, ("CH-1",)),
    ],
)
def test_an_outcome_goes_to_whom_the_rule_chooses(
    timing: dict[str, Any], chosen: tuple[str, ...] | None
) -> None:
    """By what they said, by class, region and role."""
    assert readers(desk_with(**timing)) == [chosen]


@pytest.mark.parametrize("timing", [{"regions": ["B"]}, {"roles": ["regulator"]}])
def test_an_outcome_for_nobody_is_not_written(timing: dict[str, Any]) -> None:
    """A letter without readers is none."""
    assert readers(desk_with(**timing)) == []


def test_a_member_of_which_a_mail_is_held_is_not_silent() -> None:
    """A person will tell what it said."""
    desk = desk_with(to="silent")
    desk.record = replace(desk.record, held={INPUTS: frozenset({"SN"})})

    assert readers(desk) == []


def test_an_outcome_counted_from_the_session_waits_for_the_deadline_all_the_same() -> None:
    """The session of 8 September is the earlier of the two: answers may still come."""
    desk = desk_with(anchor="session", after=2, count="calendar", prepare=0)

    assert readers(desk, datetime(2026, 9, 21, 9, tzinfo=UTC)) == []
    assert readers(desk, datetime(2026, 9, 24, 9, tzinfo=UTC)) == [None]
