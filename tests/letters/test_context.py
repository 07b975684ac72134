"""What templates may say: complete, in the letter's language, and harmless."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.letters.context import context, known_names
from notifier.letters.slots import PERSONAL, slot
from notifier.plan.activity import Activity, Plan
from notifier.plan.calendar.changes import differences, facts_of
from tests.letters.facts import CONTACT, activity, consultation, facts


def made(language: str = "en", **changes: Any) -> dict[str, Any]:
    """Return the context of a letter with everything, some facts changed."""
    return context(facts(**changes), language, contact=CONTACT)  # type: ignore[arg-type]


def shape(value: Any) -> Any:
    """Return the names of a context or of the known names, without what stands under them."""
    if isinstance(value, Mapping):
        return {key: shape(item) for key, item in value.items()}
    return [shape(value[0])] if isinstance(value, list) else None


def test_the_known_names_are_the_names_of_a_full_letter():
    """The list that staff read cannot drift from what is filled."""
    assert shape(known_names()) == shape(made())


def test_the_activity_is_told_in_the_language_of_the_letter():
    """Formatted: a template only places the words."""
    assert made("fr")["activity"] == {
        "title": "Forum du SMSI 2027",
        "dates": "5–9\u00a0juillet 2027",
        "has_dates": True,
        "is_tentative": False,
        "year": 2027,
        "place": "Genève (Suisse)",
        "process": "Sommet mondial sur la société de l’information (SMSI)",
        "level": "haut niveau",
        "is_urgent": True,
        "impact": "It reviews twenty years.",
        "rating": 4,
        "expected_support": "Experts of each administration.",
        "reason": "The text is adopted in July.",
        "forms": "accueil de la manifestation et participation",
    }


def test_the_consultation_is_told_with_codes_and_words():
    """Codes are for {% if %}, words are for the reader."""
    assert made()["consultation"] == {
        "title": "Inputs",
        "form": "meeting",
        "form_name": "consultation meeting",
        "reply": "views",
        "reply_name": "call for views",
        "deadline": "24\u00a0March 2027, 23:59 (Geneva time), 22:59\u00a0UTC",
        "has_session": True,
        "session": "10\u00a0March 2027, 14:00–17:00 (Geneva time), 13:00–16:00\u00a0UTC",
        "session_mode": "in person and online",
        "session_place": made()["activity"]["place"],
        "has_link": True,
        "session_link": "https://meet.example/wsis",
        "questions": ["What matters?"],
    }


def test_a_typed_apostrophe_is_printed_as_one():
    """Templates have the curved one; two kinds in one letter look like two authors."""
    titled = activity(title={"en": "The Union's Forum", "fr": "Forum de l'Union 'A'"})

    assert made("fr", activity=titled)["activity"]["title"] == "Forum de l’Union 'A'"


def test_a_consultation_without_title_has_that_of_its_activity():
    """As the plan says."""
    calls = {"a/b": consultation(title={})}

    assert made("es", consultations=calls)["consultation"]["title"] == "Foro de la CMSI 2027"


def test_an_anchored_deadline_says_what_moves_it():
    """The last language may come late, and the time to answer runs from there."""
    deadline = {"at": "2027-03-24T23:59", "anchor": "last-language", "days": 28}
    calls = {"a/b": consultation(deadline=deadline)}

    assert made(consultations=calls)["consultation"]["deadline"] == (
        "24\u00a0March 2027, 23:59 (Geneva time), 22:59\u00a0UTC, "
        "or 28 days after the release of the last language version, whichever is later"
    )


def test_a_deadline_elsewhere_is_told_in_geneva_time():
    """Noon in New York is late afternoon in Geneva."""
    deadline = {"at": "2027-03-24T12:00", "zone": "America/New_York"}
    calls = {"a/b": consultation(deadline=deadline)}

    assert made(consultations=calls)["consultation"]["deadline"] == (
        "24\u00a0March 2027, 17:00 (Geneva time), 16:00\u00a0UTC"
    )


def test_what_a_letter_has_not_is_false():
    """An advance notice has no consultation, and a first letter no parent."""
    bare = made(
        activity=activity(assessment=None, place={}, dates={}),
        consultations={},
        changes=[],
        outcome={},
        notice=None,
        parent=None,
    )

    assert not any(bare[n] for n in ("consultation", "outcome", "notice", "parent", "has_parent"))
    assert (bare["consultations"], bare["changes"]) == ([], [])
    assert bare["activity"]["dates"] == "to be confirmed"
    assert not any(bare["activity"][n] for n in ("year", "place", "impact", "reason", "has_dates"))


def test_a_meeting_online_alone_has_no_place():
    """Nobody travels to Geneva for a link."""
    session = consultation()["session"]
    online = consultation(session=session | {"mode": "online"})

    assert made()["consultation"]["session_place"] == "Geneva, Switzerland"
    assert not made(consultations={"a/b": online})["consultation"]["session_place"]


def test_a_letter_that_is_passed_on_says_so():
    """Its template explains why somebody gets a reminder of what they never got."""
    new = {"a/b": [{"point": "ch-mission", "member": "CH", "contact": "mission"}]}

    assert made(escalated=new)["is_escalated"]
    assert not made(escalated={})["is_escalated"]
    assert not made()["is_escalated"]


def test_a_writing_has_no_session_to_print():
    """A template asks has_session first."""
    calls = {"a/b": consultation(form="writing", session=None)}
    call = made(consultations=calls)["consultation"]

    assert not any(call[n] for n in ("has_session", "session", "session_mode", "has_link"))


def test_the_figures_are_those_that_the_register_counts():
    """It calls them by what was said, one each; and that nobody declined is a figure too."""
    figures = {name: n for name, n in made()["outcome"].items() if isinstance(n, int)}
    assert figures == {
        "answered": 90,
        "entitled": 194,
        "accepted": 0,
        "declined": 0,
        "tentative": 0,
        "delegated": 0,
        "statements": 20,
        "contributions": 7,
        "not_reached": 0,
        "consenting": 0,
    }


def test_replies_are_called_what_they_were_in_this_consultation():
    """Who declines a calendar entry does not decline to take part."""
    outcome = {
        "answered": 1,
        "addressed": {"en": "194 Member States"},
        "names": {"declined": {"en": "Calendar invitation declined"}},
    }

    told = made(outcome=outcome)["outcome"]

    assert told["addressed"] == "194 Member States"
    assert told["declined_name"] == "Calendar invitation declined"


def test_the_day_of_the_parent_is_that_of_geneva():
    """Half past eleven in the evening UTC is the next day in Geneva."""
    assert made()["parent"] == {"reference": "CL-26/6", "date": "1\u00a0December 2026"}


def test_personal_values_are_slots():
    """One wording serves every addressee of its language."""
    assert {name: made()[name] for name in PERSONAL} == {name: slot(name) for name in PERSONAL}


@pytest.mark.parametrize(
    ("field", "before", "after", "told"),
    [
        ("title", {"en": "A", "fr": "B"}, {"fr": "C"}, ("Title", "A", "C")),
        ("place", {}, {"en": "Geneva"}, ("Place", "—", "Geneva")),
        ("cancelled", False, True, ("Cancellation", "no", "yes")),
        (
            "reply",
            "views",
            "no-objection",
            ("Type of reply", "call for views", "no-objection procedure"),
        ),
        ("link", None, "https://a.example", ("Connection link", "—", "https://a.example")),
        (
            "dates.start",
            "2027-07-05",
            "2027-07-06",
            ("Dates", "5\u00a0July 2027", "6\u00a0July 2027"),
        ),
        (
            "dates",
            {"start": "2027-07-05", "end": "2027-07-09"},
            {"start": None, "end": None},
            ("Dates", "5–9\u00a0July 2027", "to be confirmed"),
        ),
        (
            "session",
            {"start": "2027-03-10T14:00:00", "end": "2027-03-10T15:00:00", "zone": "Europe/Zurich"},
            None,
            (
                "Date and time of the meeting",
                "10\u00a0March 2027, 14:00–15:00 (Geneva time), 13:00–14:00\u00a0UTC",
                "—",
            ),
        ),
        (
            "deadline",
            None,
            {"at": "2027-03-24T12:00:00", "zone": "UTC", "anchor": None, "days": None},
            (
                "Deadline for replies",
                "—",
                "24\u00a0March 2027, 13:00 (Geneva time), 12:00\u00a0UTC",
            ),
        ),
        ("questions", [], [{"en": "A?"}, {"en": "B?"}], ("Questions", "—", "A?; B?")),
    ],
)
def test_a_change_is_told_as_it_was_and_as_it_is(field, before, after, told):
    """Whatever the shape of the fact, a reader sees words."""
    change = {"field": field, "before": before, "after": after}

    assert tuple(made(changes=[change])["changes"][0].values()) == told


def test_the_changes_of_the_plan_are_told_as_they_come():
    """What the plan finds and what a letter prints are made apart: here they meet."""
    old = Activity.model_validate(activity(consultations=[consultation()]))
    moved = consultation(
        title={"en": "Views"},
        reply="no-objection",
        cancelled=True,
        questions=[],
        deadline={"at": "2027-04-01T23:59:00"},
        session={"start": "2027-03-11T14:00", "end": "2027-03-11T15:00", "mode": "online"},
    )
    new = Activity.model_validate(
        activity(consultations=[moved], place={}, dates={"start": "2027-08-01"})
    )
    before, after = (facts_of(a, a.consultations[0]) for a in (old, new))
    changes = [each.as_json() for each in differences(before, after)]

    assert [(c["before"], c["after"]) for c in made(changes=changes)["changes"]] == [
        ("Inputs", "Views"),
        ("no", "yes"),
        ("5–9\u00a0July 2027", "1\u00a0August 2027"),
        ("Geneva, Switzerland", "—"),
        (
            "10\u00a0March 2027, 14:00–17:00 (Geneva time), 13:00–16:00\u00a0UTC",
            "11\u00a0March 2027, 14:00–15:00 (Geneva time), 13:00–14:00\u00a0UTC",
        ),
        (
            "24\u00a0March 2027, 23:59 (Geneva time), 22:59\u00a0UTC",
            "1\u00a0April 2027, 23:59 (Geneva time), 21:59\u00a0UTC",
        ),
        ("call for views", "no-objection procedure"),
        ("What matters?", "—"),
        ("in person and online", "online"),
        ("https://meet.example/wsis", "—"),
    ]


@given(st.text(min_size=1))
def test_no_text_of_the_plan_can_plant_a_slot(text):
    """A feed that names a slot would be given a personal value."""
    title = {"en": f"A{slot('answer')}{text}"}

    assert slot("answer")[0] not in made(activity=activity(title=title))["activity"]["title"]


def test_a_plan_dumped_and_read_back_gives_the_same_letter():
    """The ledger keeps facts as JSON between the draft and the issue."""
    plan = Plan(year=2027, activities=(Activity.model_validate(activity()),))
    again = Plan.model_validate_json(plan.model_dump_json())

    assert made(activity=again.activities[0].model_dump(mode="json")) == made()
