"""Reads the folder of the layout: the frame of the mail, the page, and their fixed words."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES, Language
from notifier.letters.outputs.fonts import font_paths
from notifier.letters.outputs.layout import Layout, Words
from notifier.sources.encoding import read_text

_FILES = ("mail.html", "mail.css", "letter.typ", "words.yaml")
_WORDS = tuple(field.name for field in fields(Words))


def read_layout(folder: Path, fonts: tuple[str, ...] | None = None) -> Layout:
    """Return the layout in `folder`, set in the installed fonts unless folders of `fonts` are named.

    Raises UserError with every file that cannot be read and every word that is missing or unknown.
    """
    problems: list[Problem] = []
    mail_html, mail_css, letter_typ, words_yaml = (
        _text(folder / name, problems) for name in _FILES
    )
    words = _words(folder / "words.yaml", words_yaml, problems)
    if problems:
        raise UserError(problems)
    return Layout(
        mail_html=mail_html,
        mail_css=mail_css,
        letter_typ=letter_typ,
        words=words,
        font_paths=font_paths() if fonts is None else fonts,
    )


def _text(path: Path, problems: list[Problem]) -> str:
    try:
        return read_text(path)
    except UserError as error:
        problems.extend(error.problems)
        return ""


def _words(path: Path, text: str, problems: list[Problem]) -> Mapping[Language, Words]:
    try:
        table = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        problems.append(Problem(str(path), f"This is not YAML: {error}."))
        return {}
    if not isinstance(table, dict):
        problems.append(Problem(str(path), "Give the words under each language's code."))
        return {}
    found = [
        *(
            Problem(f"{path}: {language}", "This is not one of the six languages.")
            for language in table
            if language not in LANGUAGES
        ),
        *(
            problem
            for language in LANGUAGES
            for problem in _faults(f"{path}: {language}", table.get(language))
        ),
    ]
    problems.extend(found)
    return {} if found else {language: Words(**table[language]) for language in LANGUAGES}


def _faults(where: str, words: Any) -> list[Problem]:
    if not isinstance(words, dict):
        return [Problem(where, "The words of this language are missing.")]
    faults = [
        Problem(f"{where}: {name}", "This word is missing.")
        for name in _WORDS
        if not isinstance(words.get(name), str) or not words[name].strip()
    ]
    faults += [Problem(f"{where}: {name}", "No such word.") for name in words.keys() - set(_WORDS)]
    page = words.get("page")
    if isinstance(page, str) and ("{page}" not in page or "{pages}" not in page):
        faults.append(Problem(f"{where}: page", "This needs both {page} and {pages}."))
    return faults
