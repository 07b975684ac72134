"""A letter speaks one language: what of the plan is not written in it is named."""

from collections.abc import Mapping
from typing import Any

import pytest

from notifier.errors import UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters.gaps import gaps
from notifier.letters.letter import Letter
from notifier.letters.press import unwritten, wordings
from notifier.letters.templates.template import Template, parse_template
from notifier.plan.kind import Kind
from tests.letters.facts import SIX, activity, consultation, facts
from tests.letters.test_press import MASTHEAD, a_letter

FRONT = "---\nsubject: Letter\nsalutation: Dear colleague,\nclosing: Yours faithfully,\n---\n"
KEY = "wsis-forum-2027/inputs"


def template(body: str, language: Language = "fr") -> Template:
    """A template that prints little."""
    where = f"consultation/{language}.md"
    return parse_template(f"{FRONT}{body}\n", kind="consultation", language=language, where=where)


def told(body: str, language: Language = "fr", **changes: Any) -> list[str]:
    """What is missing for one edition."""
    return [str(problem) for problem in gaps(facts(**changes), [template(body, language)])]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("{{ activity.impact }}", "assessment.impact.text"),
        ("{{ activity.expected_support }}", "assessment.expected_support"),
        ("{% if activity.reason %}{{ activity.reason }}{% endif %}", "assessment.reason"),
        ("{{ consultation.title }}", "consultations.inputs.title"),
        ("{% for c in consultations %}{{ c.title }}{% endfor %}", "consultations.inputs.title"),
    ],
)
def test_a_text_that_the_letter_prints_and_lacks_is_named_by_its_place(
    body: str, place: str
) -> None:
    """The officer goes to that line of the plan and writes it."""
    assert told(body) == [
        f"wsis-forum-2027.{place}: the text is missing in fr, and this letter prints it"
    ]


def test_each_question_is_a_text_of_its_own() -> None:
    """The second may come back from translation later than the first."""
    call = consultation(questions=[SIX, {"en": "What matters?"}])
    body = "{% for question in consultation.questions %}{{ question }}{% endfor %}"

    assert [t.partition(":")[0] for t in told(body, consultations={KEY: call})] == [
        "wsis-forum-2027.consultations.inputs.questions.2"
    ]


@pytest.mark.parametrize(
    "body", ["{{ activity.title }}", "{{ activity.place }}", "{{ activity.dates }}"]
)
def test_what_is_written_in_the_language_is_no_gap(body: str) -> None:
    """A title in six languages, a place in two of which this is one."""
    assert told(body) == []


def test_what_the_letter_does_not_print_may_be_missing() -> None:
    """An assessment is translated for those who read it."""
    assert told("{{ consultation.deadline }}") == []


def test_what_is_written_in_no_language_is_no_gap() -> None:
    """A template asks for it with {% if %}, and prints nothing."""
    plan = activity(place={})

    assert told("{% if activity.place %}{{ activity.place }}{% endif %}", activity=plan) == []


def test_the_title_of_the_activity_stands_in_for_that_of_a_consultation() -> None:
    """So it is printed where the template names only the consultation."""
    plan, call = activity(title={"en": "Forum"}), consultation(title={})

    said = told("{{ consultation.title }}", activity=plan, consultations={KEY: call})

    assert [each.partition(":")[0] for each in said] == ["wsis-forum-2027.title"]


def test_a_new_text_in_a_change_is_asked_for_and_an_old_one_is_not() -> None:
    """What was told cannot be written any more."""
    place = {"field": "place", "before": {"en": "Geneva"}, "after": {"en": "Lausanne"}}
    body = "{% for change in changes %}{{ change.before }} {{ change.after }}{% endfor %}"

    assert told(body, changes=[place]) == [
        "wsis-forum-2027.place: the text is missing in fr, and this letter prints it"
    ]
    assert told(body, changes=[place | {"after": SIX}]) == []


def six(body: str) -> Mapping[tuple[str, Language], Template]:
    """One template in all languages."""
    return {("consultation", language): template(body, language) for language in LANGUAGES}


def a_consultation() -> Letter:
    """A letter whose assessment is written in English alone, its place in two languages."""
    return a_letter(Kind.CONSULTATION)


def test_a_letter_with_gaps_is_not_worded_and_every_gap_is_told() -> None:
    """Nobody signs a French letter with an English paragraph, and nobody mends one at a time."""
    texts = six("{{ activity.place }} {{ activity.impact }}")

    with pytest.raises(UserError) as refused:
        wordings(a_consultation(), texts, MASTHEAD, LANGUAGES)

    assert [str(problem).partition(", and")[0] for problem in refused.value.problems] == [
        "wsis-forum-2027.place: the text is missing in ar, zh, ru, es",
        "wsis-forum-2027.assessment.impact.text: the text is missing in ar, zh, fr, ru, es",
    ]


def test_the_languages_that_are_complete_are_worded() -> None:
    """A text that is missing in Arabic is none of the French edition's business."""
    texts = six("{{ activity.place }}")

    assert set(wordings(a_consultation(), texts, MASTHEAD, ("en", "fr"))) == {"en", "fr"}


def test_a_draft_can_be_looked_at_with_its_gaps() -> None:
    """Another language stands in, and what is missing is known."""
    texts = six("{{ activity.impact }}")

    seen = wordings(a_consultation(), texts, MASTHEAD, ("fr",), with_gaps=True)

    assert seen["fr"].body == "It reviews twenty years.\n"
    assert len(unwritten(a_consultation(), texts, ("fr",))) == 1
