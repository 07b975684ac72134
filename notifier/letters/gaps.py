"""Texts of the plan that letters print, and where one of them is not written in some language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from notifier.errors import Problem
from notifier.languages import LANGUAGES, Language
from notifier.letters.templates import sandbox
from notifier.letters.templates.template import Template
from notifier.letters.templates.vocabulary import dotted, used_names
from notifier.plan.activity import Activity, Consultation, Text


@dataclass(frozen=True, slots=True)
class Printed:
    """A text of the plan: its place below the activity, and by what names a template prints it."""

    place: str
    names: frozenset[str]
    text: Text

    def missing(self, languages: Iterable[Language]) -> list[Language]:
        """Return the languages in which this text is not written, though it is in another."""
        is_written = any(self.text.values())
        return [code for code in languages if is_written and not self.text.get(code)]


def of_activity(activity: Activity) -> Iterator[Printed]:
    """Yield the texts of an activity; its title stands in for that of a consultation without one."""
    title = frozenset({"activity.title", *_of_call("title")})
    yield Printed("title", title, activity.title)
    place = frozenset({"activity.place", *_of_call("session_place")})
    yield Printed("place", place, activity.place)
    if activity.assessment is None:
        return
    found = activity.assessment
    yield Printed("assessment.impact.text", frozenset({"activity.impact"}), found.impact.text)
    support = frozenset({"activity.expected_support"})
    yield Printed("assessment.expected_support", support, found.expected_support)
    yield Printed("assessment.reason", frozenset({"activity.reason"}), found.reason)


def of_consultation(call: Consultation) -> Iterator[Printed]:
    """Yield the texts of one consultation."""
    place = f"consultations.{call.id}"
    yield Printed(f"{place}.title", _of_call("title"), call.title)
    for number, question in enumerate(call.questions, start=1):
        yield Printed(f"{place}.questions.{number}", _of_call("questions"), question)


def gaps(facts: Mapping[str, Any], templates: Iterable[Template]) -> tuple[Problem, ...]:
    """Return each text that a letter would print in another language than that of the edition.

    `templates` are those of its editions: what none of them prints may be missing.
    """
    names = {template.language: _names(template) for template in templates}
    problems: list[Problem] = []
    for activity, each in _printed(facts):
        lacking = [code for code in each.missing(names) if each.names & names[code]]
        if lacking:
            what = f"the text is missing in {', '.join(lacking)}, and this letter prints it"
            problems.append(Problem(f"{activity}.{each.place}", what))
    return tuple(dict.fromkeys(problems))


def _of_call(field: str) -> frozenset[str]:
    return frozenset({f"consultation.{field}", f"consultations.{field}"})


def _printed(facts: Mapping[str, Any]) -> Iterator[tuple[str, Printed]]:
    """Yield the texts of a letter, each with the id of its activity."""
    activity = Activity.model_validate(facts["activity"])
    yield from ((activity.id, each) for each in of_activity(activity))
    for key, call in facts["consultations"].items():
        owner = key.partition("/")[0]
        yield from ((owner, each) for each in of_consultation(Consultation.model_validate(call)))
    # What was told before is told as it was; what is new can still be written.
    for change in facts.get("changes") or ():
        for text in _texts(change.get("after")):
            yield activity.id, Printed(str(change["field"]), frozenset({"changes.after"}), text)


def _texts(value: Any) -> Iterator[Text]:
    """Yield each text in six languages of one side of a change, as the plan dumps it."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping) and value.keys() <= set(LANGUAGES):
        yield value


def _names(template: Template) -> frozenset[str]:
    return frozenset(
        dotted(use.path)
        for _, source in template.parts()
        for use in used_names(sandbox.syntax(source))
    )
