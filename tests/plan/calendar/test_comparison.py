"""Two plans side by side: one change for each subject of which a reader would be told anything."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.plan.activity import Plan
from notifier.plan.calendar.changes import Difference
from notifier.plan.calendar.comparison import Change, Sort, compare

CALL: dict[str, Any] = {
    "id": "inputs",
    "form": "meeting",
    "reply": "views",
    "title": {"en": "Inputs"},
    "session": {
        "start": "2027-03-10T13:00",
        "end": "2027-03-10T16:00",
        "link": "https://a.example",
    },
    "deadline": {"at": "2027-03-24T23:59"},
    "questions": [{"en": "Which themes?"}],
}
FORUM: dict[str, Any] = {
    "id": "forum",
    "title": {"en": "Forum 2027"},
    "process": "wsis",
    "level": "high",
    "dates": {"start": "2027-07-05", "end": "2027-07-09"},
    "place": {"en": "Geneva"},
    "consultations": [CALL],
}
OTHER = FORUM | {"id": "other", "title": {"en": "Other"}, "consultations": []}


def plan(*activities: dict[str, Any]) -> Plan:
    """Return a plan of these activities."""
    return Plan.model_validate({"year": 2027, "activities": activities})


def edited(*edits: tuple[str, Any], of: dict[str, Any] = FORUM) -> dict[str, Any]:
    """Return an activity with other values, each at a place such as `consultations.0.reply`."""
    found = deepcopy(of)
    for place, value in edits:
        *steps, last = (int(step) if step.isdigit() else step for step in place.split("."))
        inner: Any = found
        for step in steps:
            inner = inner[step]
        inner[last] = value
    return found


def told(before: Plan, after: Plan) -> list[tuple[str, str, list[str]]]:
    """Return subject, sort and fields of each change."""
    return [(c.subject, c.sort, [d.field for d in c.differences]) for c in compare(before, after)]


@pytest.mark.parametrize(
    ("place", "value", "subject", "sort", "field"),
    [
        ("dates.start", "2027-07-06", "forum", Sort.MOVED, "dates"),
        ("place.en", "Paris", "forum", Sort.RELOCATED, "place"),
        ("title.en", "Summit 2027", "forum", Sort.REVISED, "title"),
        ("dates.status", "cancelled", "forum", Sort.CANCELLED, "cancelled"),
        ("consultations.0.deadline.at", "2027-03-25T23:59", "forum/inputs", Sort.MOVED, "deadline"),
        ("consultations.0.deadline.zone", "UTC", "forum/inputs", Sort.MOVED, "deadline"),
        (
            "consultations.0.session.start",
            "2027-03-10T12:00",
            "forum/inputs",
            Sort.MOVED,
            "session",
        ),
        (
            "consultations.0.session.link",
            "https://b.example",
            "forum/inputs",
            Sort.RELOCATED,
            "link",
        ),
        ("consultations.0.session.mode", "online", "forum/inputs", Sort.RELOCATED, "mode"),
        ("consultations.0.reply", "no-objection", "forum/inputs", Sort.REVISED, "reply"),
        ("consultations.0.title.en", "Themes", "forum/inputs", Sort.REVISED, "title"),
        (
            "consultations.0.questions.0.en",
            "Which ones?",
            "forum/inputs",
            Sort.REVISED,
            "questions",
        ),
        ("consultations.0.cancelled", True, "forum/inputs", Sort.CANCELLED, "cancelled"),
    ],
)
def test_a_change_has_a_subject_a_sort_and_what_differs(
    place: str, value: Any, subject: str, sort: Sort, field: str
) -> None:
    """Each kind of edit is told of whom it concerns, as what it is."""
    changes = told(plan(FORUM, OTHER), plan(edited((place, value)), OTHER))

    assert changes == [(subject, sort, [field])]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("title.en", "Forum, 2027"),
        ("title.fr", "Forum 2027"),
        ("level", "expert"),
        ("process", "sdg"),
        ("dates.status", "tentative"),
        ("calendar", {"feed": "events", "uid": "1"}),
        ("announce", {}),
        ("consultations.0.deadline", {"at": "2027-03-24T22:59", "zone": "UTC"}),
        ("consultations.0.audience", {"regions": ["Africa"]}),
        ("consultations.0.questions.0.en", "which themes"),
    ],
)
def test_what_no_reader_is_told_is_no_change(place: str, value: Any) -> None:
    """A comma, a translation, another zone for the same instant, the secretariat's own fields."""
    assert compare(plan(FORUM), plan(edited((place, value)))) == ()


def test_what_came_and_what_went_is_told_with_its_title() -> None:
    """Activities first, each with its consultations after them."""
    assert compare(plan(OTHER), plan(FORUM)) == (
        Change("other", Sort.WITHDRAWN, "Other"),
        Change("forum", Sort.ADDED, "Forum 2027"),
    )


def test_a_consultation_that_came_or_went_alone_is_told_alone() -> None:
    """Its activity is as it was."""
    bare = edited(("consultations", []))

    assert told(plan(bare), plan(FORUM)) == [("forum/inputs", Sort.ADDED, [])]
    assert told(plan(FORUM), plan(bare)) == [("forum/inputs", Sort.WITHDRAWN, [])]


def test_what_the_activity_says_is_not_said_again_of_its_consultations() -> None:
    """A place is the activity's; a session of its own is the consultation's."""
    moved = edited(("place.en", "Paris"), ("consultations.0.session.mode", "online"))

    assert told(plan(FORUM), plan(moved)) == [
        ("forum", Sort.RELOCATED, ["place"]),
        ("forum/inputs", Sort.RELOCATED, ["mode"]),
    ]


def test_what_is_off_or_on_again_as_a_whole_is_told_once() -> None:
    """That everything in it is off goes without saying, whatever else was edited."""
    off = edited(("dates.status", "cancelled"), ("consultations.0.reply", "majority"))

    assert told(plan(FORUM), plan(off)) == [("forum", Sort.CANCELLED, ["cancelled"])]
    assert [c.sort for c in compare(plan(off), plan(FORUM))] == [Sort.RESTORED]


def test_of_several_differences_the_gravest_gives_the_name() -> None:
    """Off before moved, moved before relocated, relocated before revised."""
    everything = [
        ("consultations.0.reply", "majority"),
        ("consultations.0.session.mode", "online"),
        ("consultations.0.deadline.at", "2027-03-25T23:59"),
        ("consultations.0.cancelled", True),
    ]
    names = [
        compare(plan(FORUM), plan(edited(*everything[:n])))[0].sort
        for n in range(1, len(everything) + 1)
    ]

    assert names == [Sort.REVISED, Sort.RELOCATED, Sort.MOVED, Sort.CANCELLED]


def test_a_difference_has_both_sides() -> None:
    """As a letter would print them."""
    [change] = compare(plan(FORUM), plan(edited(("consultations.0.reply", "majority"))))

    assert change == Change(
        "forum/inputs", Sort.REVISED, "Inputs", (Difference("reply", "views", "majority"),)
    )


@given(st.permutations([FORUM, OTHER, OTHER | {"id": "third"}]))
def test_the_order_of_the_file_is_no_change(activities: list[dict[str, Any]]) -> None:
    """People sort their rows."""
    assert compare(plan(FORUM, OTHER, OTHER | {"id": "third"}), plan(*activities)) == ()
