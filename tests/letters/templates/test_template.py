"""Templates: read with every problem at its line, filled with plain words, checked together."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES
from notifier.letters.context import context
from notifier.letters.slots import slot
from notifier.letters.templates.template import Template, check_templates, fill, parse_template
from tests.letters.facts import CONTACT, facts

GOOD = """---
subject: "Consultation: {{ title }}"
salutation: "Dear {{ recipient_name }},"
closing: Yours faithfully,
deadlines:
  - when: "{{ deadline }}"
    what: Replies to *{{ title }}*
  - when: "{% if late %}{{ deadline }}{% endif %}"
    what: nothing
---

1. We write about **{{ title }}**.

{% if late %}
2. It is late.
{% endif %}
"""
VALUES = {
    "title": "Forum *A*",
    "deadline": "24 March 2027",
    "late": False,
    "recipient_name": slot("recipient_name"),
}


def read(source: str = GOOD, language: str = "en", kind: str = "consultation") -> Template:
    """Read a template as if from its file."""
    where = f"templates/letters/{kind}/{language}.md"
    return parse_template(source, kind=kind, language=language, where=where)


def problems(source: str) -> list[str]:
    """Return what is told of a bad source, without the folder."""
    with pytest.raises(UserError) as caught:
        read(source)
    return [str(p).removeprefix("templates/letters/consultation/") for p in caught.value.problems]


def test_a_template_is_read_into_its_parts():
    """The parts are what the layout needs; the hash tells one version from another."""
    template = read()

    assert template.subject == "Consultation: {{ title }}"
    assert template.deadlines[0] == ("{{ deadline }}", "Replies to *{{ title }}*")
    assert template.body.startswith("\n1. We write")
    assert template.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()


def test_windows_line_ends_and_a_byte_order_mark_are_read():
    """Editors on Windows write both without saying so."""
    assert read("\ufeff" + GOOD.replace("\n", "\r\n")).body == read().body


def test_deadlines_may_be_left_out():
    """An acknowledgement has none."""
    assert read("---\nsubject: s\nsalutation: d\nclosing: y\n---\nb").deadlines == ()


def test_every_problem_of_the_front_matter_is_told_at_its_line():
    """Staff mend a file once, not once for each mistake."""
    source = "---\nsubjekt: s\nsalutation: [a]\nclosing: ' '\ndeadlines:\n  - when: w\n    wat: x\n---\nb"

    assert problems(source) == [
        "en.md:2:1: `subjekt` is not known; did you mean `subject`?",
        "en.md:1:1: `subject` is missing",
        'en.md:3:13: `salutation` is not a text; a text with `{{ }}` or `: ` in it stands in "quotes"',
        "en.md:4:10: `closing` is empty",
        "en.md:7:5: `wat` is not known; did you mean `what`?",
        "en.md:6:5: `what` is missing",
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("no front matter", "en.md:1:1: the file must begin with front matter"),
        ("---\nsubject: a: b\n---\n", "en.md:2:11: the front matter does not read: mapping values"),
        ("---\nsubject: {{ a }}\n---\n", "en.md:2:"),
        ("---\n" + "[" * 3000 + "\n---\n", "en.md:1:1: the front matter is nested too deeply"),
        ("---\n- a\n---\n", "en.md:2:1: the front matter is not a list of `key: text` lines"),
        ("---\n---\n", "en.md:1:1: the front matter is not"),
        (GOOD.replace("closing", "subject"), "en.md:4:1: `subject` is there twice"),
        (GOOD.replace("deadlines:", "deadlines: x\nother:"), "en.md:6:1: `other` is not known"),
        (
            GOOD + "{% if late %}",
            "en.md:17:1: the template does not read: {% if %} is not closed; put {% endif %}",
        ),
        (
            GOOD + "{{ 5 | lowr }}",
            "en.md:17:8: the template does not read: the filter `lowr` is not known; did you mean `lower`?",
        ),
        (GOOD + "a {{ f() }}", "en.md:17:6: calling `f(...)` is not allowed in a letter"),
        (
            GOOD + "{% iff a %}",
            "en.md:17:4: the template does not read: `iff` is no tag; did you mean `if`?",
        ),
        (GOOD + "{{ a ? }}", "en.md:17:6: the template does not read: unexpected char '?'"),
        (GOOD + "a" + slot("answer"), "en.md:17:2: an unprintable private character"),
    ],
)
def test_a_file_that_does_not_read_is_told_with_its_line(source, said):
    """No traceback reaches the people who write letters."""
    assert any(problem.startswith(said) for problem in problems(source))


@given(st.text(), st.text(alphabet="{}%# |\"'()[]a.1-\n"))
def test_whatever_is_saved_is_a_template_or_a_list_of_problems(front, body):
    """The folder is open in an editor all day: any other error would stop the service."""
    outcome = read_or_problems(f"---\n{front}\n---\n{GOOD}{body}")

    assert outcome


def read_or_problems(source: str) -> str | tuple[Problem, ...]:
    """Return the subject, or what is told of a bad source."""
    try:
        return read(source).subject
    except UserError as error:
        return error.problems


def test_a_filled_template_is_the_wording():
    """Values are escaped in Markdown and plain in the subject; an empty deadline falls away."""
    wording = fill(read(), VALUES)

    assert wording.subject == "Consultation: Forum *A*"
    assert wording.salutation == f"Dear {slot('recipient_name')},"
    assert wording.deadlines == (("24 March 2027", "Replies to *Forum \\*A\\**"),)
    assert wording.body == "1. We write about **Forum \\*A\\***.\n"


def test_a_subject_is_one_line():
    """A newline in a title must not begin a new header."""
    wording = fill(read(), VALUES | {"title": "A\r\nBcc: x@evil.example"})

    assert wording.subject == "Consultation: A Bcc: x@evil.example"


def test_an_unknown_name_is_told_with_the_one_that_was_meant():
    """Also in a branch that this letter does not take, which would fail in another one."""
    source = GOOD.replace("2. It is late.", "2. Until {{ deadine }}.")
    with pytest.raises(UserError) as caught:
        fill(read(source), VALUES)

    assert str(caught.value) == (
        "templates/letters/consultation/en.md:15:13: `deadine` is not known; did you mean `deadline`?"
    )


def test_every_problem_of_filling_is_told_at_its_line():
    """The subject and the body are mended together."""
    source = GOOD.replace("Consultation: {{ title }}", "{{ late }}") + "\n{{ title * 3 }}"
    with pytest.raises(UserError) as caught:
        fill(read(source), VALUES)

    assert [str(p).partition("en.md:")[2] for p in caught.value.problems] == [
        "2:11: only texts and numbers can be printed; name a part of this value",
        "18:1: `*` is only for small whole numbers in a letter",
    ]


def test_a_folded_text_counts_its_lines_from_its_own_beginning():
    """A `|` text begins on the line below its key."""
    source = GOOD.replace("closing: Yours faithfully,", "closing: |\n  Yours\n  {{ titel }}")
    with pytest.raises(UserError, match=r"en\.md:6:6: `titel` is not known; did you mean `title`"):
        fill(read(source), VALUES)


def test_templates_are_checked_all_at_once():
    """`notifier check` tells in one go what is wrong with any of them."""
    english = GOOD.replace("{{ title }}", "{{ activity.titel }}").replace("late", "has_parent")
    french = GOOD.replace("{{ title }}", "{{ parent.date }}").replace("late", "has_parent")
    templates = [
        read(english.replace("{{ deadline }}", "x")),
        read(french.replace("{{ deadline }}", "x"), "fr"),
    ]
    told = check_templates(
        templates, lambda t: [context(facts(parent=None), t.language, contact=CONTACT)]
    )

    assert [str(p).removeprefix("templates/letters/") for p in told] == [
        "consultation/en.md:2:28: `activity.titel` is not known; did you mean `activity.title`?",
        "consultation/en.md:7:26: `activity.titel` is not known; did you mean `activity.title`?",
        "consultation/en.md:12:24: `activity.titel` is not known; did you mean `activity.title`?",
        "consultation/fr.md:2:28: `parent.date` is not there in this letter; put {% if parent %} around it",
        "consultation/fr.md:7:26: `parent.date` is not there in this letter; put {% if parent %} around it",
        "consultation/fr.md:12:24: `parent.date` is not there in this letter; put {% if parent %} around it",
        "consultation: `consultation` has no template in ar, zh, ru, es",
    ]


def test_good_templates_in_six_languages_have_no_problems():
    """The check is silent when there is nothing to mend."""
    source = "---\nsubject: s\nsalutation: d\nclosing: y\n---\n{{ activity.title }}"
    templates = [read(source, language) for language in LANGUAGES]

    told = check_templates(templates, lambda t: [context(facts(), t.language, contact=CONTACT)])

    assert told == ()


def test_a_file_that_does_not_read_tells_its_unknown_names_as_well():
    """One round of mending, whatever the sort of the mistakes."""
    source = "---\nsubject: '{{ activity.titel }}'\nsalutation: d\n---\n{% if a %}"

    assert problems(source) == [
        "en.md:1:1: `closing` is missing",
        "en.md:5:1: the template does not read: {% if %} is not closed; put {% endif %} where it ends",
        "en.md:2:14: `activity.titel` is not known; did you mean `activity.title`?",
    ]
