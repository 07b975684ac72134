"""Which names a template uses, and which of them nobody can fill."""

import pytest

from notifier.letters.templates.sandbox import Absent, syntax
from notifier.letters.templates.vocabulary import dotted, unknown_names, used_names

KNOWN = {
    "deadline": "until when",
    "consultation": {"title": "title", "questions": ["question"]},
    "changes": [{"what": "what", "after": "after"}],
    "outcome": Absent("outcome"),
    "empty": [],
}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{{ a.b.c }}", {"a.b.c"}),
        ("{{ a['b'] }} {{ a[0].b }}", {"a.b"}),
        ("{% if a.b == c %}{% elif d %}{% else %}{{ e }}{% endif %}", {"a.b", "c", "d", "e"}),
        ("{% for x in a.b %}{{ x.c }}{{ loop.index }}{% endfor %}", {"a.b", "a.b.c"}),
        ("{% for x in a | sort %}{{ x }}{% else %}{{ y }}{% endfor %}", {"a", "y"}),
        ("{% for x in a if x.b %}{% endfor %}", {"a", "a.b"}),
        ("{% set x = a.b %}{{ x.c }}", {"a.b", "a.b.c"}),
        ("{{ (a | first).b }} {{ a[1:] | length }}", {"a", "a.b"}),
        ("{{ a ~ 'b' if c else d | join(e) }}", {"a", "c", "d", "e"}),
        ("a {# {{ b }} #}", set()),
    ],
)
def test_every_name_from_outside_is_found(source, names):
    """Names that the template makes itself, in a loop or with `set`, are followed back."""
    assert {dotted(use.path) for use in used_names(syntax(source))} == names


@pytest.mark.parametrize(
    ("source", "name", "sentence"),
    [
        ("{{ deadine }}", "deadine", "`deadine` is not known; did you mean `deadline`?"),
        ("{{ title }}", "title", "`title` is not known; did you mean `consultation.title`?"),
        (
            "a {{ consultation.titel }}",
            "consultation.titel",
            "`consultation.titel` is not known; did you mean `consultation.title`?",
        ),
        (
            "{% for c in changes %}{{ c.whit }}{% endfor %}",
            "c.whit",
            "`changes.whit` is not known; did you mean `changes.what`?",
        ),
        (
            "  {% if deadline -%} \n {{- (changes | first).whit }}{% endif %}",
            "changes |",
            "`changes.whit` is not known; did you mean `changes.what`?",
        ),
        ("{{ xyzzy }}", "xyzzy", "`xyzzy` is not known"),
        (
            "{{ deadline.day }}",
            "deadline",
            "`deadline` is a single value and has no `day`",
        ),
        (
            "{{ changes.what }}",
            "changes",
            "`changes` is a list; go through it with {% for %}",
        ),
    ],
)
def test_an_unknown_name_is_told_where_it_begins_with_the_nearest_known_one(source, name, sentence):
    """The place is that in the template, whatever lines of tags leave behind."""
    whole = f"  {{% set x = deadline %}}  \n{source}"

    assert unknown_names(syntax(whole), KNOWN) == (
        (whole.index(source) + source.index(name), sentence),
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ consultation.questions | first }}",
        "{% for q in consultation.questions %}{{ q }}{% endfor %}",
        "{{ outcome.anything.at.all }}",
        "{% for e in empty %}{{ e.anything }}{% endfor %}",
        "{{ 'x' | upper }}",
    ],
)
def test_what_is_known_or_cannot_be_known_is_not_told(source):
    """A list that is empty in this letter says nothing about its items."""
    assert unknown_names(syntax(source), KNOWN) == ()
