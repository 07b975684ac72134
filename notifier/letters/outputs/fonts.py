"""Which fonts set which language on paper, and where they are found."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec

import typst

from notifier.languages import Language

NEEDED: Mapping[Language, str] = {
    "ar": "Amiri",
    "zh": "Noto Sans CJK SC",
    "en": "Libertinus Serif",
    "fr": "Libertinus Serif",
    "ru": "Libertinus Serif",
    "es": "Libertinus Serif",
}
_PACKAGES = ("fontpkg_amiri", "manimgx_fonts_cjk")


def font_paths() -> tuple[str, ...]:
    """Return the folders of the font packages that are installed; Libertinus comes with Typst."""
    specs = filter(None, map(find_spec, _PACKAGES))
    return tuple(folder for spec in specs for folder in spec.submodule_search_locations or ())


@cache
def fonts_in(paths: tuple[str, ...]) -> typst.Fonts:
    """Return the fonts in `paths` and Typst's own, never the machine's: every host prints alike."""
    return typst.Fonts(include_system_fonts=False, font_paths=list(paths))


def stack(language: Language, families: Iterable[str]) -> tuple[str, ...]:
    """Return the families to try in turn: the language's own, then those of the other scripts.

    Only families that are there, since Typst warns of any other; a character that none of
    them has stops the letter (see `pdf`), so an empty box never leaves the house.
    """
    present = frozenset(families)
    wanted = dict.fromkeys((NEEDED[language], NEEDED["en"], NEEDED["ar"], NEEDED["zh"]))
    return tuple(family for family in wanted if family in present)


def families_missing(language: Language, paths: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Return the families without which a letter in `language` must be held: none, or its own."""
    families = fonts_in(font_paths() if paths is None else paths).families()
    return () if NEEDED[language] in families else (NEEDED[language],)
