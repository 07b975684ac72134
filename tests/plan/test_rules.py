"""The officer's file is checked in sentences, and the shipped one is sound."""

from datetime import time
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ValidationError

from notifier.plan.kind import Kind
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
from tests.plan.scenes import RULES, RULES_FILE, SHIPPED, rules

BEFORE = {"anchor": "session", "before": 60}
EVENT = {"anchor": "event", "after": 0}


def _with_timing(kind: str, **timing: Any) -> dict[str, Any]:
    return {"timings": RULES_FILE["timings"] | {kind: timing}}


def test_the_shipped_rules_say_what_the_union_practises() -> None:
    """56 days of notice, reminders in three stages, papers 12 and 7 before the cluster."""
    assert SHIPPED.timings[Kind.CONSULTATION].offset == -56
    assert [(stage.offset, stage.contacts) for stage in SHIPPED.reminders.stages] == [
        (-21, ("invited",)),
        (-14, ("second",)),
        (-7, ("invited", "mission")),
    ]
    assert SHIPPED.reminders == Reminders()
    assert [(x.in_words, x.to) for x in SHIPPED.session_notices] == [
        ("2 working days before the session", "accepted")
    ]
    assert SHIPPED.documents.untranslated + SHIPPED.documents.posted == 19
    assert SHIPPED.first_cluster[2027] is None
    assert SHIPPED.duty_station.closes == time(17, 30)


def _stages(*days: int, **changes: Any) -> dict[str, Any]:
    stages = [{"anchor": "deadline", "before": day} | changes for day in days]
    return {"reminders": {"stages": stages}}


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
            "The timing of consultation is anchored to session or .* first-cluster, not to event.",
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
        (
            _with_timing("consultation", anchor="approved", before=60),
            "The timing of consultation counts days after its anchor.",
        ),
        (
            _with_timing("outcome", anchor="approved", after=60),
            "The timing of outcome is anchored to deadline or session, not to approved.",
        ),
        (
            _with_timing("update", **EVENT, to="accepted"),
            "The timing of update cannot choose among its readers: it goes to all who were told",
        ),
        (
            _with_timing("cancellation", **EVENT, regions=["Africa"]),
            "must hear that it is no longer",
        ),
        (
            _with_timing("advance-notice", anchor="approved", after=9, roles=["mission"]),
            "its readers stand in the plan",
        ),
        (_stages(21, 18), "The reminders 21 and 18 days before the deadline are less than 7"),
        (_stages(21, anchor="approved"), "A reminder is anchored to deadline or session or issued"),
        (_stages(21, anchor="issued"), "A reminder counts days after its anchor."),
        (_stages(21, contacts=["invited", "invited"]), "names the same contacts twice"),
        (_stages(21, contacts=[]), "at least 1"),
        (_stages(21, contacts=["minister"]), "'invited', 'second' or 'mission'"),
        (_stages(21, to="accepted"), "Input should be 'silent'"),
        (_stages(21, classes=["kingdom"]), "member-state"),
        ({"reminders": {"cap": 7}}, "cap_member is at least cap"),
        (
            {"session_notices": [{"anchor": "deadline", "before": 2}]},
            "A session notice is anchored to session, not to deadline.",
        ),
        ({"session_notices": [{"anchor": "session", "after": 2}]}, "counts days before its anchor"),
        ({"session_notices": [{"anchor": "session", "before": 2, "to": "silent"}]}, "or 'all'"),
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

    assert str(error.value).count("There is no timing for") == 6


def test_the_old_list_of_days_is_refused_with_the_stages_to_write_in_its_place() -> None:
    """Whoever upgrades copies the line, and chooses the contacts anew."""
    with pytest.raises(ValidationError) as error:
        rules(reminders={"before": [21, 7], "cap": 2})

    assert (
        "write: stages: [{anchor: deadline, before: 21, contacts: [invited]},"
        " {anchor: deadline, before: 7, contacts: [invited]}]"
    ) in str(error.value)


def test_the_stages_that_the_refusal_shows_are_read() -> None:
    """A sentence that helps must not lead to the next one."""
    with pytest.raises(ValidationError) as error:
        rules(reminders={"before": [21, 7]})
    shown = str(error.value).partition("write: ")[2].splitlines()[0].partition(" [type=")[0]

    read = rules(reminders=yaml.safe_load(shown))

    assert [stage.offset for stage in read.reminders.stages] == [-21, -7]


def test_stages_for_different_members_may_be_near_each_other() -> None:
    """Nobody is in both."""
    near = [
        {"anchor": "deadline", "before": 21, "regions": ["Africa"]},
        {"anchor": "deadline", "before": 18, "regions": ["Americas"]},
    ]

    assert len(rules(reminders={"stages": near}).reminders.stages) == 2


def test_a_region_of_no_member_is_found_with_its_place() -> None:
    """A slip of the pen would leave a whole region without reminders, and nobody would know."""
    changed = rules(
        reminders={"stages": [{"anchor": "deadline", "before": 21, "regions": ["Afrika"]}]},
        session_notices=[{"anchor": "session", "before": 2, "regions": ["Africa", "Asia"]}],
    )

    assert list(changed.unknown_regions({"Africa"})) == [
        ("reminders.stages.1.regions", "Afrika"),
        ("session_notices.1.regions", "Asia"),
    ]


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        ({"anchor": "session", "before": 56}, "56 days before the session"),
        (
            {"anchor": "approved", "after": 1, "count": "working"},
            "1 working day after the assessment",
        ),
        ({"anchor": "event", "after": 0}, "on the day of the change"),
    ],
)
def test_an_offset_is_said_in_words(timing: dict[str, Any], words: str) -> None:
    """The officer reads what was written as a sentence would say it."""
    assert Timing.model_validate(timing).in_words == words


@pytest.mark.parametrize(
    "model",
    [
        Rules,
        DutyStation,
        Cluster,
        Notice,
        Timing,
        Reminders,
        Stage,
        SessionNotice,
        Acknowledgement,
        Documents,
        Delivery,
        Overdue,
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
