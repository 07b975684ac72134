"""The six official languages of the Union, and what differs between them in print."""

from collections.abc import Mapping
from typing import Literal, cast, get_args

Language = Literal["ar", "zh", "en", "fr", "ru", "es"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

OWN_NAME: Mapping[Language, str] = {
    "ar": "العربية",
    "zh": "中文",
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
}
LOCALE: Mapping[Language, str] = {
    "ar": "ar",
    "zh": "zh_Hans",
    "en": "en_GB",
    "fr": "fr",
    "ru": "ru",
    "es": "es",
}


def direction(language: Language) -> Literal["ltr", "rtl"]:
    """Return the base direction of a text in `language`."""
    return "rtl" if language == "ar" else "ltr"


def is_language(code: str) -> bool:
    """Tell whether `code` is one of the six."""
    return code in LANGUAGES


def as_language(code: str) -> Language:
    """Return `code` as one of the six; any other raises ValueError with the choice."""
    if not is_language(code):
        raise ValueError(f"{code!r} is not one of {', '.join(LANGUAGES)}")
    return cast(Language, code)
