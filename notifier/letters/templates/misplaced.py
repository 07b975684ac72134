"""Personal values where nobody can fill them: on paper, or in a letter that has none of them."""

from collections.abc import Iterator

from notifier.errors import Problem
from notifier.letters import slots
from notifier.letters.templates import sandbox
from notifier.letters.templates.template import Template
from notifier.letters.templates.vocabulary import used_names
from notifier.plan.kind import STANDING, Kind

OF_REPLIES = frozenset({"answer", "received_at"})  # only who replied has them
_IN_SALUTATION = frozenset({"recipient_name", "member_name"})  # paper has a formal one instead


def misplaced(template: Template) -> Iterator[Problem]:
    """Yield each personal value that the letter of `template` will not have where it stands.

    A letter that goes out on paper speaks to administrations: only its salutation may greet
    somebody by name.
    """
    for part, source in template.parts():
        for use in used_names(sandbox.syntax(source)):
            reason = _reason(use.path[0], part, template.kind)
            if reason:
                where = template.passages[part].at(use.offset)
                yield Problem(where, f"`{use.path[0]}` is personal: {reason}")


def _reason(name: str, part: str, kind: str) -> str:
    if name in OF_REPLIES and kind != Kind.ACKNOWLEDGEMENT:
        return "only an acknowledgement has it"
    if name not in slots.PERSONAL or kind in STANDING:
        return ""
    if part == "salutation" and name in _IN_SALUTATION:
        return ""
    return "this letter is also on paper, which greets one person in the salutation alone"
