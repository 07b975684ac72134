"""Sentences of Jinja in words for staff, and the place of what goes wrong while filling."""

import pytest

from notifier.letters.templates.mistakes import filling_problem, name_problems, syntax_problems
from notifier.letters.templates.places import Passage
from notifier.letters.templates.sandbox import Absent, render


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a\n{% for x in y %}\n{% if z %}{% endif %}\nb", "f:2:1: the template does not read: {% for %} is not closed; put {% endfor %} where it ends"),
        ("{% if a %}{% endfor %}", "f:1:14: the template does not read: {% endfor %} stands where {% endif %} should be"),
        ("a{% endif %}", "f:1:5: the template does not read: {% endif %} closes nothing"),
        ("{% esle %}", "f:1:4: the template does not read: `esle` is no tag; did you mean `else`?"),
        ("{{ a | }}", "f:1:8: the template does not read: expected token 'name', got 'end of print statement'"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_sentence(source, told):
    """Nobody who writes letters knows what a block tag is."""
    assert [str(p) for p in syntax_problems(Passage.of(source, "f"))] == [told]


def test_every_unknown_name_is_told_also_twice_in_a_line():
    """Each is to be mended."""
    passage = Passage.of("{{ a }} {{ tite }} {{ tite }}", "f", line=5, column=3)

    assert [p.where for p in name_problems(passage, {"a": "", "title": ""})] == ["f:5:14", "f:5:25"]


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("a\n b {{ x }} {{ parent.date }}", "f:2:15"),
        ("{% if x %}\n  {{ x * 'a' }}\n{% endif %}", "f:2:3"),
        ("{{ x | link }}", "f:1:1"),
        ("{{ 1 is odder }}", "f:1:6"),
    ],
)
def test_what_cannot_be_filled_is_told_where_it_stands(source, where):
    """Jinja knows the line alone; the sentence knows the name."""
    passage = Passage.of(source, "f")
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever filling raises
        render(source, {"x": 2, "parent": Absent("parent")})

    assert filling_problem(passage, caught.value).where == where
