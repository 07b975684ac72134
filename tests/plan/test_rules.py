"""The officer's file is checked in sentences, and the shipped one is sound."""

from datetime import time
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from notifier.plan.kind import Kind
from notifier.plan.rules import (
    Acknowledgement,
    Cluster,
    Documents,
    DutyStation,
    Notice,
    Reminders,
    Rules,
    Timing,
)
from tests.plan.scenes import RULES, RULES_FILE, SHIPPED, rules

BEFORE = {"anchor": "session", "before": 60}


def _with_timing(kind: str, **timing: Any) -> dict[str, Any]:
    return {"timings": RULES_FILE["timings"] | {kind: timing}}


def test_the_shipped_rules_say_what_the_union_practises() -> None:
    """56 days of notice, reminders 21 and 7 days before, papers 12 and 7 before the cluster."""
    assert SHIPPED.timings[Kind.CONSULTATION].offset == -56
    assert SHIPPED.reminders.before == (21, 7)
    assert SHIPPED.documents.untranslated + SHIPPED.documents.posted == 19
    assert SHIPPED.first_cluster[2027] is None
    assert SHIPPED.duty_station.closes == time(17, 30)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"duty_station": {"opens": "18:00", "closes": "08:00"}}, "closes before it opens"),
        ({"duty_station": {"closes": 1050}}, "in quotes"),
        ({"duty_station": {"country": "XX"}}, "No public holidays are known for country 'XX'"),
        ({"duty_station": {"subdivision": "QQ"}}, "subdivision 'QQ'"),
        ({"duty_station": {"zone": "Geneva"}}, "not an IANA time zone"),
        (
            {"first_cluster": {2026: {"start": "2026-01-23", "end": "2026-01-12"}}},
            "The cluster ends before it starts.",
        ),
        (
            {"first_cluster": {2027: {"start": "2026-01-12", "end": "2026-01-23"}}},
            "The first cluster of 2027 starts in 2026.",
        ),
        ({"notice": {"warn_under": 60}}, "Notice must grow"),
        ({"timings": {"consultation": BEFORE}}, "There is no timing for outcome."),
        (_with_timing("reminder", **BEFORE), "The timing of reminder has a section of its own."),
        (_with_timing("consultation", anchor="session", before=40), "less than the normal notice"),
        (
            _with_timing("consultation", anchor="event", before=60),
            "The timing of consultation is anchored to session or deadline.",
        ),
        (
            _with_timing("outcome", anchor="deadline", before=3),
            "The timing of outcome counts days after its anchor.",
        ),
        (
            _with_timing("outcome", anchor="deadline", before=3, after=3),
            "Give either before or after",
        ),
        (_with_timing("outcome", anchor="deadline"), "Give either before or after"),
        ({"reminders": {"before": [21, 18]}}, "The reminders 21 and 18 days before the deadline"),
        ({"reminders": {"befor": [21]}}, "Extra inputs are not permitted"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(changes: dict[str, Any], sentence: str) -> None:
    """Whoever edits the file reads no stack trace."""
    with pytest.raises(ValidationError, match=sentence):
        rules(**changes)


def test_several_timings_that_do_not_fit_are_told_together() -> None:
    """One round of mending, not five."""
    with pytest.raises(ValidationError) as error:
        rules(timings={})

    assert str(error.value).count("There is no timing for") == 5


@pytest.mark.parametrize(
    "model",
    [
        Rules,
        DutyStation,
        Cluster,
        Notice,
        Timing,
        Reminders,
        Acknowledgement,
        Documents,
    ],
)
def test_every_rule_is_documented(model: type[BaseModel]) -> None:
    """The reference of the file is printed from these sentences."""
    undocumented = [name for name, f in model.model_fields.items() if not f.description]

    assert undocumented == []


def test_rules_cannot_be_changed_once_read() -> None:
    """What was checked is what is in force."""
    with pytest.raises(ValidationError, match="frozen"):
        RULES.reminders.cap = 9  # type: ignore[misc]


def test_the_working_days_are_made_once() -> None:
    """They are asked for thousands of times a year."""
    assert RULES.workdays is RULES.workdays
