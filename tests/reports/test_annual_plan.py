"""The plan that Member States are shown: words for codes, days for dates, nothing invented."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notifier.plan.activity import Plan
from notifier.reports.annual_plan import plan_rows, to_html
from tests.letters.facts import activity, consultation

TEMPLATE = Path("templates/reports/annual_plan.html").read_text(encoding="utf-8")


def a_plan(**changes: Any) -> Plan:
    """A plan of one activity."""
    return Plan.model_validate({"year": 2027, "activities": [activity(**changes)]})


def seen(text: str) -> str:
    """A text as it is read: a no-break blank looks like any other."""
    return text.replace("\u00a0", " ")


def test_codes_are_words() -> None:
    """A delegate does not know what `sign-outcome` is."""
    (row,) = plan_rows(a_plan(consultations=[consultation()]))

    assert row.process == "World Summit on the Information Society (WSIS)"
    assert row.level == "high-level"
    assert row.judged is not None
    assert row.judged.forms == "hosting; attendance"
    assert row.calls[0].what == "consultation meeting, call for views"


def test_days_and_deadlines_are_written_as_in_the_letters() -> None:
    """One date, one form, wherever a member meets it."""
    dates = {"start": "2027-07-05", "end": "2027-07-09", "status": "tentative"}
    (row,) = plan_rows(a_plan(consultations=[consultation()], dates=dates))

    assert seen(row.dates) == "5–9 July 2027 (to be confirmed)"
    assert seen(row.calls[0].deadline) == "24 March 2027, 23:59 (Geneva time), 22:59 UTC"
    assert seen(row.calls[0].session) == (
        "10 March 2027, 14:00–17:00 (Geneva time), 13:00–16:00 UTC"
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, "Dates to be confirmed"),
        ({"start": "2027-07-05", "status": "confirmed"}, "5 July 2027"),
        ({"start": "2027-07-05", "status": "cancelled"}, "5 July 2027 (cancelled)"),
    ],
)
def test_what_is_not_settled_is_said(dates: dict[str, str], expected: str) -> None:
    """A guess would be read as a promise."""
    (row,) = plan_rows(a_plan(dates=dates))

    assert seen(row.dates) == expected


def test_an_activity_without_assessment_is_listed() -> None:
    """It is on the calendar, and nobody has judged it yet."""
    plan = a_plan(assessment=None)

    page = to_html(
        plan, TEMPLATE, css="", organization="U", made_at=datetime(2027, 1, 4, tzinfo=UTC)
    )

    assert "WSIS Forum 2027" in page
    assert "Not assessed yet." in page
    assert "/5" not in page


def test_urgency_comes_with_its_reason() -> None:
    """Asked in a hurry, a member wants to know why."""
    page = to_html(
        a_plan(), TEMPLATE, css="", organization="U", made_at=datetime(2027, 1, 4, tzinfo=UTC)
    )

    assert "<strong>Needed urgently.</strong> The text is adopted in July." in page
