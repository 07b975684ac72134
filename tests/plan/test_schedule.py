"""Instants follow from dates and rules, also where the clocks change."""

from datetime import UTC, datetime

import pytest

from notifier.plan.kind import Kind
from notifier.plan.schedule import closes_at, event_at, issue_at
from tests.plan.scenes import RULES, RULES_FILE, consultation, rules

ANCHORED = {"anchor": "last-language", "days": 30}


@pytest.mark.parametrize(
    ("deadline", "released", "closes"),
    [
        ({"at": "2026-09-22T23:59"}, "2026-09-20T09:00Z", "2026-09-22T21:59Z"),
        ({"at": "2026-09-22T23:59"} | ANCHORED, None, "2026-09-22T21:59Z"),
        ({"at": "2026-09-22T23:59"} | ANCHORED, "2026-08-20T09:00Z", "2026-09-22T21:59Z"),
        ({"at": "2026-09-22T23:59"} | ANCHORED, "2026-09-01T09:00Z", "2026-10-01T21:59Z"),
        # released at 23:30 UTC it is the next day in Geneva already
        ({"at": "2026-09-22T23:59"} | ANCHORED, "2026-09-01T23:30Z", "2026-10-02T21:59Z"),
        # the thirtieth day is after the change to winter time
        ({"at": "2026-09-22T23:59"} | ANCHORED, "2026-10-01T09:00Z", "2026-10-31T22:59Z"),
        # 02:30 does not exist on 28 March 2027: it moves forward; 25 October has it twice
        ({"at": "2027-03-28T02:30"}, None, "2027-03-28T01:30Z"),
        ({"at": "2026-10-25T02:30"}, None, "2026-10-25T00:30Z"),
    ],
)
def test_a_deadline_is_one_instant(
    deadline: dict[str, object], released: str | None, closes: str
) -> None:
    """Announced as wall-clock time, or counted from the last language, never both earlier."""
    call = consultation(form="writing", session=None, deadline=deadline)
    at = datetime.fromisoformat(released) if released else None

    assert closes_at(call, at) == datetime.fromisoformat(closes)


def test_working_days_are_counted_from_the_anchor_and_rolled() -> None:
    """The outcome of a deadline before Easter is due after two working weeks."""
    due_at = issue_at(
        datetime(2026, 3, 30, tzinfo=UTC).date(), RULES.timings[Kind.OUTCOME], RULES.workdays
    )

    assert due_at == datetime(2026, 4, 15, 6, 30, tzinfo=UTC)


def test_an_update_may_be_given_days_to_settle() -> None:
    """A secretariat that wants two working days before telling of a change."""
    later = {"anchor": "event", "after": 2, "count": "working", "roll": "next"}
    slow = rules(timings=RULES_FILE["timings"] | {"update": later})
    friday = datetime(2026, 7, 17, 9, tzinfo=UTC)

    assert event_at(slow.timings[Kind.UPDATE], slow, friday) == datetime(
        2026, 7, 21, 6, 30, tzinfo=UTC
    )
