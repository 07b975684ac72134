"""What the codes of the plan are called in a letter."""

from typing import get_args

import pytest

from notifier.languages import LANGUAGES
from notifier.letters import names
from notifier.plan import activity
from notifier.plan.calendar.changes import facts_of
from tests.letters.facts import activity as activity_dump


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (names.PROCESS, get_args(activity.Process)),
        (names.FORM, get_args(activity.Form)),
        (names.REPLY, get_args(activity.ReplyType)),
        (names.PARTICIPATION, get_args(activity.Participation)),
        (names.LEVEL, get_args(activity.Activity.model_fields["level"].annotation)),
        (names.MODE, get_args(activity.Session.model_fields["mode"].annotation)),
        (names.STATUS, get_args(activity.Dates.model_fields["status"].annotation)),
    ],
)
def test_every_code_of_the_plan_has_a_name_in_six_languages(table, codes):
    """A code added to the plan must not reach a letter as a code."""
    assert set(table) == set(codes)
    assert all(set(each) == set(LANGUAGES) and all(each.values()) for each in table.values())


def test_every_fact_that_may_change_has_a_name():
    """An update lists what changed, in words."""
    plan = activity.Activity.model_validate(activity_dump())

    assert facts_of(plan, None).keys() | {"mode", "link"} <= names.FIELD.keys()


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("deadline", "Deadline for replies"),
        ("session.start", "Date and time of the meeting"),
        ("session.mode", "Mode of participation"),
        ("inputs/deadline/at", "Deadline for replies"),
        ("unheard-of", "unheard-of"),
    ],
)
def test_a_field_is_called_by_the_last_part_that_has_a_name(field, expected):
    """The reader knows meetings, not keys of a file."""
    assert names.field_name(field, "en") == expected


@pytest.mark.parametrize(
    ("field", "code", "expected"),
    [
        ("mode", "hybrid", "en présentiel et en ligne"),
        ("reply", "views", "appel à observations"),
        ("place", "hybrid", "hybrid"),
        ("mode", "by pigeon", "by pigeon"),
    ],
)
def test_a_code_is_named_by_its_field_and_other_words_stay(field, code, expected):
    """A title that happens to be a code is a title."""
    assert names.code_name(field, code, "fr") == expected
