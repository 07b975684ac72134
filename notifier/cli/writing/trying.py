"""Templates tried on all that the plan can bring about, in six languages beside one another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from notifier.cli import house
from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES
from notifier.letters.context import context, known_names
from notifier.letters.templates.misplaced import misplaced
from notifier.letters.templates.mistakes import name_problems
from notifier.letters.templates.occasion import occasions
from notifier.letters.templates.parity import differences
from notifier.letters.templates.template import Template, try_templates
from notifier.members.member import Member
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.settings import Settings
from notifier.sources.templates import read_template, readable_fragments


@dataclass(frozen=True, slots=True)
class Ground:
    """What templates are tried on: the plan as it stands, and the members that it addresses."""

    plan: Plan
    members: Mapping[str, Member]
    now: datetime


def ground(of: Settings, now: datetime) -> Ground:
    """Return what templates are tried on; what is wrong in the plan is no matter of templates."""
    try:
        plan = house.SourcesReader(of)().plan
    except UserError:
        plan = Plan(year=now.year, activities=())
    return Ground(plan, house.directory(of).members, now)


def try_kind(of: Settings, kind: Kind, on: Ground) -> tuple[Problem, ...]:
    """Return all that is wrong in the templates of one kind, and where its languages disagree."""
    templates: list[Template] = []
    problems: list[Problem] = []
    for language in LANGUAGES:
        try:
            templates.append(read_template(of.files.templates, kind, language))
        except UserError as error:
            problems.extend(error.problems)
    letters = list(occasions(kind, on.plan, on.members, on.now))
    contact = house.masthead(of).contact

    def contexts(template: Template) -> Iterator[Mapping[str, Any]]:
        for letter in letters:
            yield context(letter.facts, template.language, contact=contact)

    problems += try_templates(templates, contexts)
    problems += [problem for template in templates for problem in misplaced(template)]
    return _once((*problems, *differences(templates)))


def try_fragments(of: Settings) -> tuple[Problem, ...]:
    """Return what is wrong in the fragments by themselves, whether or not a letter includes them."""
    fragments, broken = readable_fragments(of.files.templates)
    problems = [problem for told in broken.values() for problem in told]
    for fragment in fragments.values():
        for passage in fragment.passages():
            problems.extend(name_problems(passage, known_names()))
    return _once(problems)


def try_in(config: Path, kind: Kind | None, on: Ground) -> tuple[Problem, ...]:
    """Return what is wrong in the templates of a kind, or in the fragments, by the settings file.

    For a process of its own: settings go through no pipe.
    """
    of = house.settings(config)
    return try_fragments(of) if kind is None else try_kind(of, kind, on)


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))
