"""notifier check: all that people edit, read at once, and every letter filled before it matters."""

from collections.abc import Iterable, Iterator
from datetime import date

from notifier.cli import house
from notifier.cli.options import console, now
from notifier.cli.writing.trying import Ground, try_fragments, try_kind
from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES
from notifier.letters.outputs.fonts import families_missing
from notifier.letters.press import no_signatory
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.settings import Settings
from notifier.sources.plan_files import unread_plans
from notifier.sources.templates import unread_templates
from notifier.sources.yaml import missing_languages
from notifier.ticks.watch import Sources


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
    return list(dict.fromkeys([*problems, *_fonts(of)]))


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
    """Yield what is wrong in a template or fragment, and where two languages of one disagree."""
    on = Ground(plan, house.directory(of).members, now())
    for kind in Kind:
        yield from try_kind(of, kind, on)
    yield from try_fragments(of)


def _fonts(of: Settings) -> Iterator[Problem]:
    paths = house.layout(of).font_paths
    for language in LANGUAGES:
        for family in families_missing(language, paths):
            yield Problem(f"fonts ({language})", f"the font {family} is not installed")
