"""notifier check: all that people edit, read at once, and every letter filled before it matters."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from notifier.cli import house
from notifier.cli.options import console, now
from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES
from notifier.letters.context import context
from notifier.letters.fonts import families_missing
from notifier.letters.parity import differences
from notifier.letters.press import no_signatory
from notifier.letters.template import Template, check_templates
from notifier.plan.activity import Plan, consultation_key
from notifier.plan.kind import Kind
from notifier.plan.snapshots import snapshot
from notifier.settings import Settings
from notifier.sources.templates import unread_templates
from notifier.sources.yaml import missing_languages, unread_plans
from notifier.ticks.watch import Sources

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
    """Return everything that is wrong in plan, members, rules, templates and fonts.

    What is only incomplete, or lies where nobody reads it, is told as a note on the way.
    """
    problems: list[Problem] = []
    plan = Plan(year=2026, activities=())
    try:
        sources = house.SourcesReader(of)()
        plan = sources.plan
        tell_notes((*missing_languages(plan), *_unreachable(of, sources, now().date())))
    except UserError as error:
        problems.extend(error.problems)
    tell_notes(_of_the_house(of))
    try:
        problems.extend(_templates(of, plan))
    except UserError as error:
        problems.extend(error.problems)
    return [*problems, *_fonts(of)]


def tell_notes(notes: Iterable[Problem]) -> None:
    """Print what a person may want to mend and nothing waits for."""
    for note in notes:
        console.print(f"Note: {note}", soft_wrap=True, markup=False)


def _of_the_house(of: Settings) -> Iterator[Problem]:
    yield from no_signatory(house.masthead(of))
    yield from unread_plans(of.files.plan)
    yield from unread_templates(of.files.templates)


def _unreachable(of: Settings, sources: Sources, day: date) -> Iterator[Problem]:
    """Yield the members without a focal point that serves on `day`, in one sentence."""
    members = sources.directory.members
    silent = [
        code
        for code in members
        if not any(point.is_valid(day) for point in sources.directory.of(code))
    ]
    if silent:
        count = f"{len(silent)} of {len(members)} members"
        what = f"{count} without a focal point, and without letters: {', '.join(silent)}"
        yield Problem(str(of.files.focal_points), what)


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
