"""Reads the folder of the letters: one folder a kind, one file a language."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters.template import Template, parse_template
from notifier.plan.kind import Kind
from notifier.sources.encoding import read_text

LAYOUT = "_layout"


def read_templates(folder: Path) -> Mapping[tuple[str, Language], Template]:
    """Return every template by kind and language.

    Raises UserError with all that is wrong in any of them, and with each missing language.
    """
    templates: dict[tuple[str, Language], Template] = {}
    problems: list[Problem] = []
    for kind in Kind:
        for language in LANGUAGES:
            try:
                templates[kind.value, language] = _read(folder, kind, language)
            except UserError as error:
                problems.extend(error.problems)
    if problems:
        raise UserError(problems)
    return templates


def unread_templates(folder: Path) -> Iterator[Problem]:
    """Yield what lies in the folder of the letters and is no letter: most likely a slip in a name."""
    for path in _lying_in(folder):
        if path.name not in (*Kind, LAYOUT):
            what = f"no letter is called so; there are {', '.join(Kind)}"
            yield Problem(_where(folder, path), f"this is not read: {what}")
            continue
        for each in _lying_in(path) if path.name in tuple(Kind) else ():
            if each.name not in {f"{language}.md" for language in LANGUAGES}:
                what = f"a letter is read from {', '.join(LANGUAGES)}, each with .md behind it"
                yield Problem(_where(folder, each), f"this is not read: {what}")


def _lying_in(folder: Path) -> list[Path]:
    inside = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in inside if not path.name.startswith("."))


def _where(folder: Path, path: Path) -> str:
    return str(Path(*folder.parts[-2:]) / path.relative_to(folder))


def _read(folder: Path, kind: Kind, language: Language) -> Template:
    path = folder / kind.value / f"{language}.md"
    where = _where(folder, path)
    if not path.exists():
        raise UserError.of(where, f"the {kind} letter is missing in {language}")
    source = read_text(path, where=where)
    return parse_template(source, kind=kind.value, language=language, where=where)
