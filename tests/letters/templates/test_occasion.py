"""What a letter would be about: the next that the plan has, else the last, else a specimen."""

from datetime import UTC, datetime

import pytest

from notifier.languages import LANGUAGES
from notifier.letters.gaps import gaps
from notifier.letters.letter import Status
from notifier.letters.templates.occasion import next_occasion, occasions
from notifier.letters.templates.template import parse_template
from notifier.members.member import Member
from notifier.plan.activity import Activity, Plan
from notifier.plan.kind import Kind
from tests.letters.facts import activity

NOW = datetime(2027, 3, 1, tzinfo=UTC)
EMPTY = Plan(year=2027, activities=())
MEMBERS = {
    f"M{n}": Member(f"M{n}", "member-state", "", "UTC", LANGUAGES, dict.fromkeys(LANGUAGES, "M"))
    for n in range(20)
}


def planned(key: str, deadline: str, **changes: object) -> Activity:
    """Return an activity with one call in writing until `deadline`."""
    call = {"id": "call", "form": "writing", "reply": "views", "deadline": {"at": deadline}}
    return Activity.model_validate(activity(id=key, consultations=[call], announce={}) | changes)


PLAN = Plan(
    year=2027,
    activities=(
        planned("later", "2027-09-01T23:59", dates={"start": "2027-10-01"}),
        planned("past", "2027-01-01T23:59", dates={"start": "2027-02-01"}),
        planned("next", "2027-04-01T23:59", dates={"start": "2027-05-01"}),
        planned("unassessed", "2027-03-02T23:59", assessment=None),
    ),
)


@pytest.mark.parametrize("kind", [Kind.ADVANCE_NOTICE, Kind.CONSULTATION, Kind.OUTCOME])
def test_the_next_one_is_shown_whatever_the_order_of_the_file(kind):
    """Staff look at what they are about to send."""
    occasion = next_occasion(kind, PLAN, MEMBERS, NOW)

    assert occasion.is_planned
    assert occasion.letter.activity == "next"
    assert occasion.letter.status is Status.DRAFT


def test_when_all_is_past_the_last_one_is_shown():
    """A real title says more than a sample."""
    late = datetime(2028, 1, 1, tzinfo=UTC)

    assert next_occasion(Kind.CONSULTATION, PLAN, MEMBERS, late).letter.activity == "later"


@pytest.mark.parametrize("kind", Kind)
def test_a_specimen_stands_in_for_what_the_plan_has_not(kind):
    """A session notice without a meeting, or a plan that is not written yet."""
    occasion = next_occasion(kind, EMPTY, MEMBERS, NOW)

    assert not occasion.is_planned
    assert occasion.letter.activity == "sample"


def test_a_session_notice_needs_a_session():
    """The plan has calls in writing alone."""
    assert not next_occasion(Kind.SESSION_NOTICE, PLAN, MEMBERS, NOW).is_planned


@pytest.mark.parametrize(
    ("kind", "has"),
    [
        (Kind.ADVANCE_NOTICE, (False, False, False)),
        (Kind.CONSULTATION, (True, False, False)),
        (Kind.UPDATE, (True, True, False)),
        (Kind.CORRIGENDUM, (True, True, False)),
        (Kind.OUTCOME, (True, False, True)),
    ],
)
def test_a_letter_has_what_its_kind_has_and_no_more(kind, has):
    """A template that prints an outcome too early is found out."""
    facts = next_occasion(kind, PLAN, MEMBERS, NOW).letter.facts

    assert tuple(bool(facts[name]) for name in ("parent", "changes", "outcome")) == has


def test_figures_of_an_outcome_are_those_of_the_members_addressed():
    """Twenty were asked, and six sorts of answers came from two each."""
    outcome = next_occasion(Kind.OUTCOME, PLAN, MEMBERS, NOW).letter.facts["outcome"]

    assert (outcome["entitled"], outcome["answered"], outcome["accepted"]) == (20, 12, 2)
    assert "20" in outcome["addressed"]["en"]


def test_templates_are_tried_on_all_of_the_plan_and_on_the_most_and_the_least():
    """What one activity has, another one lacks."""
    letters = list(occasions(Kind.CONSULTATION, PLAN, MEMBERS, NOW))

    assert [letter.activity for letter in letters] == ["later", "past", "next", "sample", "sample"]
    assert [bool(letter.facts["parent"]) for letter in letters[-2:]] == [True, False]
    assert [bool(letter.facts["activity"]["place"]) for letter in letters[-2:]] == [True, False]


def test_a_specimen_is_written_in_all_six_languages():
    """A preview in Russian shows no English."""
    letter = next_occasion(Kind.CONSULTATION, EMPTY, MEMBERS, NOW).letter
    body = "{{ activity.title }}{{ activity.place }}{{ activity.reason }}{{ consultation.title }}"
    templates = [
        parse_template(
            f"---\nsubject: s\nsalutation: d\nclosing: c\n---\n{body}"
            "{% for q in consultation.questions %}{{ q }}{% endfor %}",
            kind="consultation",
            language=language,
            where="t",
        )
        for language in LANGUAGES
    ]

    assert gaps(letter.facts, templates) == ()
