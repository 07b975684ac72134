"""notifier check: all that people edit, read at once, and every letter filled before it matters."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from notifier.cli import house
from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES
from notifier.letters.context import context
from notifier.letters.fonts import families_missing
from notifier.letters.parity import differences
from notifier.letters.template import Template, check_templates
from notifier.plan.activity import Plan, consultation_key
from notifier.plan.kind import Kind
from notifier.plan.snapshots import snapshot
from notifier.settings import Settings

# what a letter of each kind has beside the plan's own facts, as the rules would add it
_PARENT = {"key": "", "reference": "CL-26/1", "issued_at": "2026-01-05T09:00:00+00:00"}
_EXTRA: dict[str, Any] = {
    "notice": {"days": 20, "is_short": True},
    "parent": _PARENT,
    "changes": [{"field": "mode", "before": "online", "after": "hybrid"}],
    "outcome": dict.fromkeys(
        ("answered", "entitled", "accepted", "declined", "tentative", "delegated", "statements", "contributions"), 1
    ),
}  # fmt: skip


def check_all(of: Settings) -> list[Problem]:
    """Return everything that is wrong in plan, members, rules, templates and fonts."""
    problems: list[Problem] = []
    plan = Plan(year=2026, activities=())
    try:
        plan = house.SourcesReader(of)().plan
    except UserError as error:
        problems.extend(error.problems)
    try:
        problems.extend(_templates(of, plan))
    except UserError as error:
        problems.extend(error.problems)
    return [*problems, *_fonts(of)]


def _templates(of: Settings, plan: Plan) -> Iterator[Problem]:
    """Yield what is wrong in a template, and where two languages of one letter disagree."""
    templates = list(house.templates(of).values())
    contact = house.masthead(of).contact
    yield from check_templates(templates, partial(_contexts, plan=plan, contact=contact))
    yield from differences(templates)


def _contexts(
    template: Template, plan: Plan, contact: Mapping[str, str]
) -> Iterator[Mapping[str, Any]]:
    """Yield the values of every letter of this kind that the plan can bring about."""
    for activity in plan.activities:
        if activity.assessment is None:
            continue
        calls = {consultation_key(activity, c): c for c in activity.consultations}
        if template.kind == Kind.ADVANCE_NOTICE:
            yield context(snapshot(activity, calls) | _EXTRA, template.language, contact=contact)
            continue
        for key, call in calls.items():
            facts = snapshot(activity, {key: call}) | _EXTRA
            yield context(facts, template.language, contact=contact)


def _fonts(of: Settings) -> Iterator[Problem]:
    paths = house.layout(of).font_paths
    for language in LANGUAGES:
        for family in families_missing(language, paths):
            yield Problem(f"fonts ({language})", f"the font {family} is not installed")
