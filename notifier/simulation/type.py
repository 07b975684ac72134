"""Letters that are never set: every language is there, and none says anything."""

from collections.abc import Iterable, Mapping

from notifier.languages import Language, as_language
from notifier.letters.letter import Edition, Letter, Wording
from notifier.ticks.remind import Write


def blank(languages: Iterable[Language]) -> Write:
    """Return what writes letters in these languages without a word."""
    wordings = {
        language: Wording(language, subject="", salutation="", deadlines=(), body="", closing="")
        for language in languages
    }

    def write(_letter: Letter) -> Mapping[Language, Wording]:
        return wordings

    return write


async def unset(_letter: Letter, texts: Mapping[str, str]) -> list[Edition]:
    """Return an edition for each language, without bytes: who gets which, and no more."""
    return [
        Edition(as_language(each), subject="", text="", html="", pdf=None, pdf_name="")
        for each in texts
    ]
