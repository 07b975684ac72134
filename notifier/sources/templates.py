"""Reads the folder of the letters: one folder a kind, one file a language; fragments beside them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters.templates.fragments import Fragment, Fragments, empty_fragment, parse_fragment
from notifier.letters.templates.template import Template, parse_template
from notifier.plan.kind import Kind
from notifier.sources.encoding import read_text

LAYOUT, FRAGMENTS = "_layout", "_fragments"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Templates = Mapping[tuple[str, Language], Template]
Broken = Mapping[tuple[str, Language], tuple[Problem, ...]]


def read_templates(folder: Path) -> Templates:
    """Return every template by kind and language.

    Raises UserError with all that is wrong in any of them, in a fragment that they include, and
    with each missing language.
    """
    templates, problems = readable_templates(folder)
    if problems:
        raise UserError(problems)
    return templates


def readable_templates(folder: Path) -> tuple[Templates, list[Problem]]:
    """Return the templates that could be read, and what is wrong in the others."""
    fragments, broken = readable_fragments(folder)
    templates: dict[tuple[str, Language], Template] = {}
    problems = [problem for told in broken.values() for problem in told]
    for kind in Kind:
        for language in LANGUAGES:
            try:
                templates[kind.value, language] = _read(folder, kind, language, fragments)
            except UserError as error:
                problems.extend(error.problems)
    return templates, problems


def read_template(folder: Path, kind: Kind, language: Language) -> Template:
    """Return one template. UserError tells what is wrong in it and in the fragments it includes."""
    fragments, broken = readable_fragments(folder, (language,))
    in_language = {name: told for (name, _), told in broken.items()}
    try:
        template = _read(folder, kind, language, fragments)
    except UserError as error:
        others = (problem for told in in_language.values() for problem in told)
        raise UserError([*error.problems, *others]) from error
    concerned = [problem for name in template.fragments for problem in in_language.get(name, ())]
    if concerned:
        raise UserError(concerned)
    return template


def readable_fragments(
    folder: Path, languages: Sequence[Language] = LANGUAGES
) -> tuple[Fragments, Broken]:
    """Return the fragments of letters, and what is wrong in those that do not read.

    In place of such a one stands an empty one, so that no letter is told of it too.
    """
    fragments: dict[tuple[str, Language], Fragment] = {}
    broken: dict[tuple[str, Language], tuple[Problem, ...]] = {}
    for name in fragment_names(folder):
        for language in languages:
            try:
                fragments[name, language] = _fragment(folder, name, language)
            except UserError as error:
                fragments[name, language] = empty_fragment(name, language)
                broken[name, language] = error.problems
    return fragments, broken


def fragment_names(folder: Path) -> list[str]:
    """Return the names of the fragments, those of their folders, in the order of the alphabet."""
    inside = _lying_in(folder / FRAGMENTS)
    return [path.name for path in inside if path.is_dir() and _NAME.fullmatch(path.name)]


def unread_templates(folder: Path) -> Iterator[Problem]:
    """Yield what lies in the folder of the letters and is no letter: most likely a slip in a name."""
    for path in _lying_in(folder):
        if path.name not in (*Kind, LAYOUT, FRAGMENTS):
            what = f"no letter is called so; there are {', '.join(Kind)}"
            yield Problem(_where(folder, path), f"this is not read: {what}")
        elif path.name in tuple(Kind):
            yield from _unread_languages(folder, path, "letter")
    for path in _lying_in(folder / FRAGMENTS):
        if path.is_dir() and _NAME.fullmatch(path.name):
            yield from _unread_languages(folder, path, "fragment")
        else:
            what = "a fragment is a folder, named in small letters, digits and hyphens"
            yield Problem(_where(folder, path), f"this is not read: {what}")


def _unread_languages(folder: Path, of: Path, what: str) -> Iterator[Problem]:
    for path in _lying_in(of):
        if path.name not in {f"{language}.md" for language in LANGUAGES}:
            said = f"a {what} is read from {', '.join(LANGUAGES)}, each with .md behind it"
            yield Problem(_where(folder, path), f"this is not read: {said}")


def _lying_in(folder: Path) -> list[Path]:
    inside = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in inside if not path.name.startswith("."))


def _where(folder: Path, path: Path) -> str:
    return str(Path(*folder.parts[-2:]) / path.relative_to(folder))


def _read(folder: Path, kind: Kind, language: Language, fragments: Fragments) -> Template:
    path = folder / kind.value / f"{language}.md"
    where = _where(folder, path)
    if not path.exists():
        raise UserError.of(where, f"the {kind} letter is missing in {language}")
    source = read_text(path, where=where)
    return parse_template(
        source, kind=kind.value, language=language, where=where, fragments=fragments
    )


def _fragment(folder: Path, name: str, language: Language) -> Fragment:
    path = folder / FRAGMENTS / name / f"{language}.md"
    where = _where(folder, path)
    if not path.exists():
        raise UserError.of(where, f"the fragment `{name}` is missing in {language}")
    return parse_fragment(read_text(path, where=where), name=name, language=language, where=where)
