"""What is said of the rules comes from the model that reads them, and leaves nothing out."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from notifier.plan.rules import (
    Acknowledgement,
    Cluster,
    Delivery,
    Documents,
    DutyStation,
    Notice,
    Overdue,
    Reminders,
    Rules,
    SessionNotice,
    Stage,
    Timing,
)
from notifier.plan.rules.meanings import rule_meanings, shown
from tests.plan.scenes import SHIPPED

SECTIONS: dict[str, type[BaseModel]] = {
    "duty_station": DutyStation,
    "first_cluster.<year>": Cluster,
    "notice": Notice,
    "timings.<kind>": Timing,
    "reminders": Reminders,
    "reminders.stages": Stage,
    "session_notices": SessionNotice,
    "acknowledgement": Acknowledgement,
    "documents": Documents,
    "delivery": Delivery,
    "overdue": Overdue,
}


def fields() -> Iterator[tuple[str, str]]:
    """Every field there is, found by another way than the rows are."""
    for section, model in SECTIONS.items():
        yield from ((section, name) for name in model.model_fields if name != "stages")


def test_every_field_of_every_section_has_a_row_with_its_meaning() -> None:
    """A rule that nobody explains is changed by trial."""
    rows = {(section, field): meaning for section, field, _, meaning in rule_meanings()}

    assert [each for each in fields() if not rows.get(each)] == []
    tops = {section.partition(".")[0] for section, *_ in rule_meanings()}
    assert tops >= set(Rules.model_fields)


@pytest.mark.parametrize(
    ("section", "field", "default"),
    [
        ("duty_station", "opens", "08:30"),
        ("duty_station", "zone", "Europe/Zurich"),
        ("timings.<kind>", "anchor", "required"),
        ("reminders", "cap_member", "6"),
        ("reminders.stages", "contacts", "invited"),
        ("delivery", "opens", ""),
        ("delivery", "weekends", "true"),
    ],
)
def test_a_default_is_shown_as_it_is_written(section: str, field: str, default: str) -> None:
    """Somebody copies it into the file."""
    rows = {(row[0], row[1]): row[2] for row in rule_meanings()}

    assert rows[section, field] == default


def test_what_may_stand_in_a_field_is_said() -> None:
    """Whoever narrows a stage need not guess how a class is called."""
    rows = {(row[0], row[1]): row[3] for row in rule_meanings()}

    assert rows["reminders.stages", "classes"].endswith(
        "Possible: member-state, resolution-99, sector-member, observer."
    )
    assert "approved" not in rows["session_notices", "anchor"]
    assert "Possible" not in rows["timings.<kind>", "roll"]


def test_stages_are_shown_in_words() -> None:
    """A list of numbers says nothing."""
    assert shown(SHIPPED.session_notices) == "2 working days before the session"
