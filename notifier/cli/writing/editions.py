"""Editions as files that a person can open: a letter that is looked at, and those of a play."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from notifier.cli import house
from notifier.cli.options import minute
from notifier.errors import Problem, UserError
from notifier.languages import Language
from notifier.ledger import letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.dates import GENEVA
from notifier.letters.letter import Edition, Letter, Wording
from notifier.letters.press import edition, unwritten, wordings
from notifier.letters.sample import filled
from notifier.letters.wording import from_json, sign_hash
from notifier.settings import Settings

_Words = TypeVar("_Words", Edition, Wording)


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to see of a letter: its editions, a sentence on what they are, and notes."""

    editions: tuple[Edition, ...]
    what: str
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the ledger holds of a letter: editions once released, wordings once cleared."""

    editions: tuple[Edition, ...]
    wordings: tuple[Wording, ...]


def look(
    of: Settings, ledger: Ledger, letter: Letter, languages: Iterable[Language], now: datetime
) -> Looked:
    """Return what a letter says in `languages`: as it was issued, else as cleared, else as drafted.

    What was issued or cleared comes from the ledger alone; a later change of a template or of the
    plan is not seen in it. Raises UserError where a draft cannot be filled.
    """
    chosen = list(languages)
    kept = ledger.now(partial(_kept, letter=letter))
    if kept.editions:
        return Looked(_those_in(kept.editions, chosen), _as_issued(letter))
    if kept.wordings:
        made = _set(of, _those_in(kept.wordings, chosen), letter, now)
        return Looked(made, _as_cleared(letter))
    templates = house.templates(of)
    drafted = wordings(letter, templates, house.masthead(of), chosen, with_gaps=True)
    made = _set(of, drafted.values(), letter, now)
    return Looked(made, _as_drafted(letter), unwritten(letter, templates, chosen))


def write(edition: Edition, stem: Path, values: Mapping[str, str]) -> Path:
    """Write an edition as text, HTML and PDF beside each other; return the path of the HTML.

    `values` stand in the slots of text and HTML; the PDF is written byte for byte.
    """
    seen = filled(edition, values)
    page = stem.with_name(f"{stem.name}.html")
    page.write_text(seen.html, encoding="utf-8")
    stem.with_name(f"{stem.name}.txt").write_text(seen.text, encoding="utf-8")
    if seen.pdf:
        stem.with_name(f"{stem.name}.pdf").write_bytes(seen.pdf)
    return page


def _kept(tx: Tx, letter: Letter) -> _Kept:
    languages = letters.languages(tx, letter.id)
    editions = [letters.edition(tx, letter.id, language) for language in languages]
    # a draft that was returned still has the words of its last clearance, and no hash of them
    texts = letters.wordings(tx, letter.id).values() if letter.signed_hash else ()
    kept = tuple(map(from_json, texts))
    if kept and sign_hash(kept) != letter.signed_hash:
        raise UserError.of(letter.key, "the words kept are not those that were cleared")
    return _Kept(tuple(each for each in editions if each), kept)


def _those_in(kept: tuple[_Words, ...], languages: list[Language]) -> tuple[_Words, ...]:
    found = tuple(sorted((x for x in kept if x.language in languages), key=_order(languages)))
    if not found:
        there = ", ".join(sorted(each.language for each in kept))
        raise UserError.of("--lang", f"this letter is kept in {there}, and in no other language")
    return found


def _order(languages: list[Language]) -> Callable[[Edition | Wording], int]:
    return lambda words: languages.index(words.language)


def _set(
    of: Settings, texts: Iterable[Wording], letter: Letter, now: datetime
) -> tuple[Edition, ...]:
    """Set wordings as they would be today, or as they are on the day of an issue not yet released."""
    day = (letter.issued_at or now).astimezone(ZoneInfo(GENEVA)).date()
    masthead, layout = house.masthead(of), house.layout(of)
    return tuple(edition(text, letter, masthead, layout, day=day) for text in texts)


def _as_drafted(letter: Letter) -> str:
    return f"{letter.key} is {letter.status}: templates and plan of today say this; none of it is kept."


def _as_cleared(letter: Letter) -> str:
    since = f"by {letter.cleared_by} at {minute(letter.cleared_at)} UTC"
    return f"{letter.key} is {letter.status}: these are the words kept when it was cleared {since}."


def _as_issued(letter: Letter) -> str:
    under = f" as {letter.reference}" if letter.reference else ""
    return f"{letter.key} was issued{under} at {minute(letter.issued_at)} UTC: these are its kept editions."
