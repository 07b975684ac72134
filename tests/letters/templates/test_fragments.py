"""Blocks that letters share: set in where they are included, mended where they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.errors import UserError
from notifier.letters.templates.fragments import Fragment, empty_fragment, parse_fragment
from notifier.letters.templates.sandbox import LIMIT
from notifier.letters.templates.template import Template, fill, parse_template

HEAD = "---\nsubject: s\nsalutation: d\nclosing: c\n"
ROUTES = "- by mail;\n{% if meeting %}\n- in the meeting;\n{% endif %}\n- by post.\n"
ROWS = "---\ndeadlines:\n  - when: '{{ deadline }}'\n    what: Replies\n---\n"


def fragment(source: str, name: str = "routes", language: str = "en") -> Fragment:
    """Read a fragment as if from its file."""
    where = f"f/{name}/{language}.md"
    return parse_fragment(source, name=name, language=language, where=where)  # type: ignore[arg-type]


def letter(body: str, *fragments: Fragment, front: str = "") -> Template:
    """Read a template that may include these fragments; its body begins at line 6."""
    return parse_template(
        f"{HEAD}{front}---\n{body}",
        kind="consultation",
        language="en",
        where="t/en.md",
        fragments={(each.name, each.language): each for each in fragments},
    )


def told(body: str, *fragments: Fragment, front: str = "") -> list[str]:
    """Return what is told of a letter that does not read."""
    with pytest.raises(UserError) as caught:
        letter(body, *fragments, front=front)
    return list(map(str, caught.value.problems))


def refused(source: str) -> list[str]:
    """Return what is told of a fragment that does not read."""
    with pytest.raises(UserError) as caught:
        fragment(source)
    return list(map(str, caught.value.problems))


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ('{% include "routes" %}', "- by mail;\n- in the meeting;\n- by post.\n"),
        (
            '1. Reply:\n\n   {% include "routes" %}\n\n2. x',
            "1. Reply:\n\n   - by mail;\n   - in the meeting;\n   - by post.\n\n2. x\n",
        ),
        ("10. {% include 'routes' %}", "10. - by mail;\n    - in the meeting;\n    - by post.\n"),
    ],
)
def test_a_fragment_stands_beneath_what_it_is_included_in(body, filled):
    """Inside a numbered paragraph it is part of that paragraph, however deep that stands."""
    assert fill(letter(body, fragment(ROUTES)), {"meeting": True}).body == filled


def test_a_sentence_is_included_in_the_middle_of_a_line():
    """The contact officer stands at the end of many last paragraphs."""
    contact = fragment("Ask {{ name }}.\n", "contact")

    assert fill(letter('Thank you. {% include "contact" %}', contact), {"name": "Ada"}).body == (
        "Thank you. Ask Ada.\n"
    )


@pytest.mark.parametrize("row", ["deadlines: '{}'\n", "deadlines:\n  - '{}'\n"])
def test_rows_of_deadlines_are_included_as_a_whole_or_among_others(row):
    """Two letters about one consultation name the same deadlines."""
    front = row.format('{% include "rows" %}')
    template = letter("x", fragment(ROWS, "rows"), front=front)

    assert template.deadlines == (("{{ deadline }}", "Replies"),)
    assert template.fragments == ("rows",)


def test_own_rows_and_included_ones_keep_their_order():
    """The session comes before the deadline in one letter alone."""
    front = "deadlines:\n  - {when: a, what: A}\n  - '{% include \"rows\" %}'\n"
    template = letter("x", fragment(ROWS, "rows"), front=front)

    assert [when for when, _ in template.deadlines] == ["a", "{{ deadline }}"]


def test_a_mistake_in_a_fragment_is_told_in_its_own_file():
    """The letter that includes it is right."""
    template = letter('1. a\n\n   {% include "routes" %}', fragment("- a\n\n- b {{ deadine }}"))

    with pytest.raises(UserError) as caught:
        fill(template, {"deadline": "x"})

    assert str(caught.value) == (
        "f/routes/en.md:3:8: `deadine` is not known; did you mean `deadline`?"
    )


def test_what_stands_behind_a_fragment_keeps_its_own_place():
    """Lines that are set in do not count in the letter."""
    template = letter('{% include "routes" %}\n\n{{ deadine }}', fragment(ROUTES))

    with pytest.raises(UserError, match=r"^t/en\.md:8:4: `deadine` is not known"):
        fill(template, {"meeting": False, "deadline": "x"})


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('a {% include "rutes" %}', "t/en.md:6:15: there is no fragment `rutes`; did you mean `routes`?"),
        ('{% include "french" %}', "t/en.md:6:13: the fragment `french` is missing in en"),
        ('{% include "rows" %}', "t/en.md:6:13: the fragment `rows` has no text to put here"),
        ("{% include routes %}", "t/en.md:6:4: an `include` that does not name its fragment in quotes is not allowed in a letter"),
    ],
)  # fmt: skip
def test_an_include_that_finds_nothing_says_what_was_meant(body, sentence):
    """Nothing stands where the reply routes should, and nobody sees it."""
    others = (fragment(ROUTES), fragment("x", "french", "fr"), fragment(ROWS, "rows"))

    assert told(body, *others) == [sentence]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ('{% include "routes" %}', "t/en.md:5:25: the fragment `routes` has no rows of deadlines to put here"),
        ("24 March", "t/en.md:5:13: a row has `when` and `what`, or is a fragment: '{% include \"key-deadlines\" %}'"),
    ],
)  # fmt: skip
def test_what_is_no_row_of_deadlines_is_told(row, sentence):
    """A deadline that falls out of the table is a deadline missed."""
    assert told("x", fragment(ROUTES), front=f"deadlines: '{row}'\n") == [sentence]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ('a\n{% include "routes" %}', "f/routes/en.md:2:1: a fragment cannot include another one"),
        ("a\n{% if b %}", "f/routes/en.md:2:1: the template does not read: {% if %} is not closed; put {% endif %} where it ends"),
        ("\n\n", "f/routes/en.md:1:1: the fragment `routes` is empty"),
        ("---\nsubject: a\n---\nb", "f/routes/en.md:2:1: `subject` is not known"),
        ("---\ndeadlines: x\n---\n", "f/routes/en.md:2:12: this is no row of deadlines"),
        ("---\ndeadlines:\n  - when: '{{ a'\n    what: b\n---\n", "f/routes/en.md:3:15: the template does not read: unexpected end of template, expected 'end of print statement'."),
    ],
)  # fmt: skip
def test_a_fragment_that_does_not_read_says_why(source, sentence):
    """A fragment is whole in itself: a condition that begins in it ends in it."""
    assert refused(source) == [sentence]


def test_a_fragment_that_does_not_read_is_not_told_again_in_each_letter():
    """One mistake, one sentence."""
    broken = empty_fragment("routes", "en")

    template = letter(
        '{% include "routes" %}\nx', broken, front="deadlines: '{% include \"routes\" %}'\n"
    )

    assert fill(template, {}).body == "x\n"


def test_the_hash_of_a_letter_covers_what_it_includes_and_nothing_else():
    """It is kept with each letter, to tell which wording of a template it was made of."""
    body = '{% include "routes" %}'
    unused = fragment("unused", "unused")
    first = letter(body, fragment(ROUTES), unused)

    assert letter(body, fragment(ROUTES)).sha256 == first.sha256
    assert letter(body, fragment(ROUTES + " ")).sha256 != first.sha256
    assert letter(body + " ", fragment(ROUTES)).sha256 != first.sha256


def test_includes_in_comments_and_raw_text_are_words():
    """Whoever takes a block out for a while puts a comment around it."""
    body = '{# {% include "none" %} #}a{% raw %}{% include "none" %}{% endraw %}'

    assert letter(body).fragments == ()


def test_fragments_cannot_grow_a_letter_without_end():
    """A thousand includes of a long fragment would fill the memory."""
    long = fragment("x" * (LIMIT // 2 + 1))

    assert "t/en.md:6:23: the template is too long for a letter with its fragments" in told(
        '{% include "routes" %}' * 3, long
    )


@given(st.text(alphabet="{}%#-+ \n\"'includerawtsx", max_size=60))
def test_whatever_is_saved_as_a_fragment_is_read_or_told(source):
    """The folder is open in an editor all day."""
    try:
        outcome: object = letter(source, fragment(source))
    except UserError as error:
        outcome = error.problems

    assert outcome
