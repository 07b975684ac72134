"""Personal values where nobody can fill them."""

import pytest

from notifier.letters.templates.misplaced import misplaced
from notifier.letters.templates.template import parse_template
from notifier.plan.kind import Kind


def told(kind: Kind, body: str, salutation: str = "Dear Madam/Sir,") -> list[str]:
    """Return what is told of a template."""
    source = f"---\nsubject: s\nsalutation: '{salutation}'\nclosing: c\n---\n{body}"
    template = parse_template(source, kind=kind, language="en", where="t/en.md")
    return list(map(str, misplaced(template)))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.CONSULTATION, "{{ activity.title }}"),
        (Kind.REMINDER, "To {{ recipient_name }}: {{ local_deadline }}"),
        (Kind.ACKNOWLEDGEMENT, "{{ answer }} {{ received_at }}"),
    ],
)
def test_what_can_be_filled_is_not_told(kind, body):
    """Standing letters go to one person each."""
    assert told(kind, body) == []


def test_a_salutation_may_greet_by_name():
    """Paper has a formal one in its place."""
    assert told(Kind.UPDATE, "x", "Dear {{ recipient_name }},") == []
    assert len(told(Kind.UPDATE, "x", "Until {{ local_deadline }},")) == 1


@pytest.mark.parametrize(
    ("kind", "name", "reason"),
    [
        (Kind.UPDATE, "member_name", "this letter is also on paper, which greets one person in the salutation alone"),
        (Kind.REMINDER, "received_at", "only an acknowledgement has it"),
        (Kind.UPDATE, "answer", "only an acknowledgement has it"),
    ],
)  # fmt: skip
def test_what_nobody_can_fill_is_told_where_it_stands(kind, name, reason):
    """Else the letter stops on the day of issue, or a message when it is to leave."""
    assert told(kind, f"a {{{{ {name} }}}}") == [f"t/en.md:6:6: `{name}` is personal: {reason}"]
