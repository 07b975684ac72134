"""What a template may do, and what a value can do: nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import TemplateError, TemplateSyntaxError

from notifier.letters.outputs.markup import Paragraph, Strong, Table, Text, parse
from notifier.letters.slots import slot
from notifier.letters.templates.sandbox import (
    LIMIT,
    PLAIN,
    Absent,
    escape_markdown,
    is_safe_url,
    one_line,
    render,
    syntax,
)

HOSTILE = [
    "**bold** *it* _u_ `code`",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<script>alert(1)</script>",
    "<https://evil.example>",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "> quote",
    "===",
    "---",
    ":--",
    "| a | b |",
    "a\\|b",
    "back\\slash\\",
    "&amp; &#42;",
    "~~gone~~",
    "[ref]: https://evil.example",
    "    indented",
    "关于*《议定书》*的",
    "{{ secret }} {% raw %}",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_comes_out_as_its_own_letters(value):
    """A title from somebody else's calendar must not become a link or a heading."""
    tree = parse(render("{{ value }}", {"value": value}))

    assert tree == (Paragraph((Text(value.strip()),)),)


@given(st.text())
def test_any_value_comes_out_literally(value):
    """What is not in the list of hostile values is found by machine."""
    literal = one_line(value)

    assert parse(escape_markdown(value)) == ((Paragraph((Text(literal),)),) if literal else ())


@given(st.text(), st.text())
def test_values_stay_literal_between_words_and_in_cells(first, second):
    """A pipe must not make a cell, nor a bracket a link across two values."""
    source = "x {{ a }} **y** {{ b }}\n\n| h | i |\n|---|---|\n| c{{ a }} | c{{ b }} |"
    paragraph, table = parse(render(source, {"a": first, "b": second}))
    a, b = one_line(first), one_line(second)

    assert isinstance(paragraph, Paragraph)
    assert paragraph.inlines == (
        Text(f"x {a} "),
        Strong((Text("y"),)),
        *([Text(f" {b}")] if b else []),
    )
    assert isinstance(table, Table)
    assert table.rows == (((Text(f"c{a}"),), (Text(f"c{b}"),)),)


def test_a_slot_is_left_whole_beside_escaped_words():
    """The personal value is spliced later, so its mark must survive."""
    mark = slot("member_name")

    assert render("{{ '*' ~ name }}", {"name": mark}) == f"\\*{mark}"


def test_a_forged_slot_is_dropped():
    """A feed that holds the private characters must not name a value that nobody has."""
    assert render("{{ v }}", {"v": slot("password")}) == "password"


@pytest.mark.parametrize("url", ["https://a.example/x?y=1#z", "http://a.example", "mailto:a@b.c"])
def test_links_of_three_schemes_are_safe(url):
    """These are what the tree admits."""
    assert is_safe_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://a.example",
        "https://",
        "//a.example",
        "https://a b",
        "http://[",
    ],
)
def test_any_other_link_is_refused(url):
    """A wrong link is told when the letter is filled, not seen by 194 members."""
    with pytest.raises(TemplateError, match="no http, https or mailto"):
        render("{{ url | link }}", {"url": url})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "{{ 'https://a.example/b_c' | link }}",
            "[https://a.example/b\\_c](<https://a.example/b_c>)",
        ),
        ("{{ 'https://a.example' | link('the *page*') }}", "[the \\*page\\*](<https://a.example>)"),
        ("{{ 'a@b.example' | link }}", "[a@b.example](<mailto:a@b.example>)"),
    ],
)
def test_the_filter_link_makes_a_link(source, expected):
    """It is the only way for a value to be more than words."""
    assert render(source, {}) == expected


def test_a_subject_holds_the_bare_url_of_a_link():
    """A subject is no Markdown."""
    assert render("{{ 'a@b.example' | link }} *", {}, PLAIN) == "a@b.example *"


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'x' * 10**9 }}",
        "{{ 'x' * 1000000 }}",
        "{{ [1] * 1000 }}",
        "{{ 10 ** 9 }}",
        "{{ 1 / 0 }}",
        "{{ '%0999999999d' % 1 }}",
        "{{ range(10) }}",
        "{% for i in range(10**9) %}{% endfor %}",
        "{{ 'x'.ljust(10**9) }}",
        "{{ 'x' | center(10**9) }}",
        "{{ 'x' | safe }}",
        "{% set a = a ~ a %}",
        "{% set a %}{{ a }}{{ a }}{% endset %}",
        "{% set a = [a, a] | join %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ a.__class__ }}",
        "{{ a['__class__'] }}",
        "{{ [a] | map(attribute='__class__') | join }}",
        "{{ " + "(" * 5000 + "a" + ")" * 5000 + " }}",
        "{{ " + "+".join("1" * 500) + " }}",
        "{{ x | join('y' * 9999) }}",
    ],
)
def test_what_fills_the_memory_or_leaves_the_sandbox_is_refused(source):
    """Staff may try a template in the console: it must not stop the service."""
    with pytest.raises(TemplateError):
        render(source, {"a": "a", "x": ["a", "b"]})


def test_a_filled_text_beyond_the_limit_is_refused():
    """Ten megabytes are no letter, however they came about."""
    with pytest.raises(TemplateError, match="too long"):
        render("{% for x in xs %}{{ x }}{% endfor %}", {"xs": ["y" * 1000] * (LIMIT // 1000 + 1)})


def test_a_chain_of_joins_cannot_grow_beyond_the_limit():
    """Each join multiplies the length of the one before."""
    chain = "| join('" + "b" * 100 + "')"

    with pytest.raises(TemplateError, match="too long"):
        render("{{ 'aaaaaaaaaa' " + chain * 5 + " }}", {})


def test_lines_of_tags_alone_leave_no_line():
    """A loop around table rows must not tear the table apart."""
    source = "| a |\n|---|\n{% for x in xs %}\n  | {{ x }} |\n  {% endfor %}\nend"

    assert render(source, {"xs": [1, 2]}) == "| a |\n|---|\n  | 1 |\n  | 2 |\nend"


def test_a_tag_at_the_end_of_a_line_keeps_the_line():
    """Else two paragraphs would become one."""
    assert render("a{% if x %}b{% endif %}\n\nc", {"x": 1}) == "ab\n\nc"


def test_lone_tags_do_not_move_the_numbers_of_lines():
    """An error is told with the line that staff see in the editor."""
    with pytest.raises(TemplateSyntaxError) as caught:
        syntax("{% if a %}\n{# note #}\n{%- endif -%}\n{{ b | lnk }}")

    assert (caught.value.lineno, caught.value.message) == (
        4,
        "the filter `lnk` is not known; did you mean `link`?",
    )


@pytest.mark.parametrize("value", [True, None, [1], {"a": 1}, b"x"])
def test_only_texts_and_numbers_are_printed(value):
    """A letter that says True or None went out too early."""
    with pytest.raises(TemplateError, match="only texts and numbers"):
        render("{{ v }}", {"v": value})


def test_what_is_absent_is_false_and_empty_and_not_printed():
    """Templates ask with {% if %}; one that forgets is told how."""
    values = {"c": Absent("consultation")}

    assert (
        render(
            "{% if c.form == 'x' or c.y.z %}no{% endif %}{% for q in c.q %}no{% endfor %}", values
        )
        == ""
    )
    with pytest.raises(TemplateError, match=r"`consultation.title` .* {% if consultation %}"):
        render("{{ c.title }}", values)
