"""Reads the folder of the letters: one folder a kind, one file a language."""

from collections.abc import Mapping
from pathlib import Path

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters.template import Template, parse_template
from notifier.plan.kind import Kind


def read_templates(folder: Path) -> Mapping[tuple[str, Language], Template]:
    """Return every template by kind and language.

    Raises UserError with all that is wrong in any of them, and with each missing language.
    """
    templates: dict[tuple[str, Language], Template] = {}
    problems: list[Problem] = []
    for kind in Kind:
        for language in LANGUAGES:
            path = folder / kind.value / f"{language}.md"
            try:
                templates[kind.value, language] = _read(path, kind, language)
            except UserError as error:
                problems.extend(error.problems)
    if problems:
        raise UserError(problems)
    return templates


def _read(path: Path, kind: Kind, language: Language) -> Template:
    where = str(Path(*path.parts[-4:]))
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UserError.of(where, f"the {kind} letter is missing in {language}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError.of(where, f"the file cannot be read: {error}") from error
    return parse_template(source, kind=kind.value, language=language, where=where)
