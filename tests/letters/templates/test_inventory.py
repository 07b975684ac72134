"""What of a template is counted, and where it stands."""

from notifier.letters.templates.inventory import pieces
from notifier.letters.templates.template import Template, parse_template

BODY = """# Title

1. On {{ activity.title }} in
   4 pages.

   - one
   - [two](https://u.example/en)

{% if consultation.reply == "views" %}
> quoted
{% endif %}

| a | b |
|---|---|
{% for change in changes %}
| {{ change.what }} | 7 |
{% endfor %}
"""


def template() -> Template:
    """Read a template whose body begins at line 5."""
    source = f"---\nsubject: s\nsalutation: d\nclosing: c\n---\n{BODY}"
    return parse_template(source, kind="update", language="en", where="f")


def test_the_pieces_come_in_the_order_of_the_file_with_their_places():
    """Lines of tags are no pieces, and count as lines."""
    found = [(piece.sort, piece.at) for piece in pieces(template())]

    assert found == [
        ("the subject", "f:2:10"),
        ("the salutation", "f:3:13"),
        ("the closing", "f:4:10"),
        ("a heading", "f:6:1"),
        ("an item of a numbered list", "f:8:1"),
        ("an item of a bullet list", "f:11:4"),
        ("an item of a bullet list", "f:12:4"),
        ("a quotation", "f:15:1"),
        ("a paragraph", "f:15:1"),
        ("a table", "f:18:1"),
        ("a row of a table", "f:18:1"),
        ("a row of a table", "f:21:1"),
    ]


def test_a_piece_holds_what_stands_in_it():
    """A number in the second line of a paragraph, a link without its language, a condition's word."""
    things = {thing.name: piece.sort for piece in pieces(template()) for thing in piece.things}

    assert things == {
        "`activity.title`": "an item of a numbered list",
        "the number 4": "an item of a numbered list",
        "the link https://u.example/*": "an item of a bullet list",
        "`consultation.reply`": "an item of a bullet list",  # the condition stands below it
        '"views" in a condition': "an item of a bullet list",
        "`changes`": "a row of a table",
        "`changes.what`": "a row of a table",
        "the number 7": "a row of a table",
    }
