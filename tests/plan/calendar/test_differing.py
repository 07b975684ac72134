"""Every field in which two plans differ has a place that staff can find."""

from typing import Any

from notifier.plan.activity import Plan
from notifier.plan.calendar.differing import differing, leaves


def plan(*activities: dict[str, Any]) -> Plan:
    """Return a plan of activities that need no more than an id."""
    needed = {"title": {"en": "Forum"}, "process": "wsis", "level": "high"}
    return Plan.model_validate({"year": 2027, "activities": [needed | each for each in activities]})


def test_equal_plans_differ_nowhere_whatever_their_order() -> None:
    """Activities moved about in the file are the same activities."""
    assert differing(plan({"id": "a"}, {"id": "b"}), plan({"id": "b"}, {"id": "a"})) == ()


def test_a_difference_is_placed_by_ids_and_positions() -> None:
    """As the plan's own problems are."""
    call = {"id": "inputs", "form": "questionnaire", "reply": "views"}
    call |= {"deadline": {"at": "2027-03-24T23:59"}}
    before = plan({"id": "a", "consultations": [call | {"questions": [{"en": "x"}, {"en": "y"}]}]})
    after = plan({"id": "a", "consultations": [call | {"questions": [{"en": "x"}, {"en": "z"}]}]})

    assert differing(before, after) == ("a.consultations.inputs.questions.2.en",)


def test_what_came_and_what_went_differ() -> None:
    """On either side alone is a difference too."""
    before, after = plan({"id": "a", "place": {"en": "x"}}), plan({"id": "a", "place": {"fr": "x"}})

    assert differing(before, after) == ("a.place.en", "a.place.fr")


def test_no_region_is_not_all_of_them() -> None:
    """An empty list has a place; a field that is not given has none."""
    every, none = plan({"id": "a", "announce": {}}), plan({"id": "a", "announce": {"regions": []}})

    assert differing(every, none) == ("a.announce.regions",)
    assert "a.announce.regions" not in leaves(every)
