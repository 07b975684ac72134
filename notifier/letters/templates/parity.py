"""Six languages, one letter: where the templates of a kind do not say the same thing.

Compared is what can be counted: blocks, rows of deadlines, placeholders, links, numbers and
dates. Whether the words agree is for translators.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePath

from notifier.errors import Problem
from notifier.languages import LANGUAGES, Language
from notifier.letters.templates.inventory import Piece, Thing, pieces
from notifier.letters.templates.numerals import spelt_numbers
from notifier.letters.templates.template import Template

_NUMBER = "the number "


def differences(templates: Iterable[Template]) -> tuple[Problem, ...]:
    """Return where an edition differs from the English one of its kind, or from the first there is.

    Each difference names its place and that of its counterpart; one in a fragment is told once.
    """
    kinds: dict[str, list[Template]] = {}
    for template in templates:
        kinds.setdefault(template.kind, []).append(template)
    found = (problem for editions in kinds.values() for problem in _of_kind(editions))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Side:
    """One of two editions that are compared, in its pieces."""

    language: Language
    where: str
    pieces: tuple[Piece, ...]

    def at(self, index: int) -> str:
        """Return the place of a piece, or of the last one before it."""
        return self.pieces[max(0, min(index, len(self.pieces) - 1))].at

    def means(self, number: str) -> bool:
        """Tell whether a number may be written here in another way than in digits."""
        spelt = (spelt_numbers(piece.text, self.language) for piece in self.pieces)
        return any(number == f"{_NUMBER}{each}" for numbers in spelt for each in numbers)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two pieces that say the same; where one has no counterpart, its index is None."""

    model: int | None
    other: int | None


def _of_kind(editions: list[Template]) -> Iterator[Problem]:
    order = ("en", *LANGUAGES)
    first, *others = sorted(editions, key=lambda t: order.index(t.language))
    model = _side(first)
    for other in others:
        yield from _compared(model, _side(other))


def _side(template: Template) -> _Side:
    return _Side(template.language, template.where, tuple(pieces(template)))


def _compared(model: _Side, other: _Side) -> Iterator[Problem]:
    pairs = list(_aligned(model, other))
    for place, pair in enumerate(pairs):
        if pair.other is None and pair.model is not None:
            piece = model.pieces[pair.model]
            where = other.at(_last_before(pairs, place, lambda p: p.other))
            what = f"{piece.sort} stands at {_short(piece.at, where)} and is missing behind this"
            yield Problem(where, what)
        elif pair.model is None and pair.other is not None:
            piece = other.pieces[pair.other]
            there = model.at(_last_before(pairs, place, lambda p: p.model))
            what = f"{piece.sort} stands here, and is missing behind {_short(there, piece.at)}"
            yield Problem(piece.at, what)
    yield from _different_things(model, other, pairs)


def _last_before(pairs: list[_Pair], place: int, index: Callable[[_Pair], int | None]) -> int:
    known = [found for pair in pairs[:place] if (found := index(pair)) is not None]
    return known[-1] if known else 0


def _aligned(model: _Side, other: _Side) -> Iterator[_Pair]:
    """Yield the pieces beside one another: those that hold the same first, then those of one sort."""
    ours, theirs = ([(p.sort, p.names) for p in side.pieces] for side in (model, other))
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag == "equal":
            yield from map(_Pair, range(i, i_end), range(j, j_end))
        else:
            yield from _aligned_by_sort(model, other, (i, i_end), (j, j_end))


def _aligned_by_sort(
    model: _Side, other: _Side, span: tuple[int, int], other_span: tuple[int, int]
) -> Iterator[_Pair]:
    ours = [piece.sort for piece in model.pieces[slice(*span)]]
    theirs = [piece.sort for piece in other.pieces[slice(*other_span)]]
    for tag, a, a_end, b, b_end in SequenceMatcher(None, ours, theirs, False).get_opcodes():
        models = range(span[0] + a, span[0] + a_end)
        others = range(other_span[0] + b, other_span[0] + b_end)
        if tag == "equal":
            yield from map(_Pair, models, others)
        else:
            yield from (_Pair(index, None) for index in models)
            yield from (_Pair(None, index) for index in others)


def _different_things(model: _Side, other: _Side, pairs: list[_Pair]) -> Iterator[Problem]:
    there, here = _counts(model), _counts(other)
    to_other = {p.model: p.other for p in pairs if p.model is not None}
    to_model = {p.other: p.model for p in pairs if p.other is not None}
    for name, times in (there - here).items():
        for thing, index in _surplus(name, times, model, other, to_other):
            where = other.at(index)
            yield Problem(where, f"{name} is at {_short(thing.at, where)} and not here")
    for name, times in (here - there).items():
        for thing, index in _surplus(name, times, other, model, to_model):
            near = _short(model.at(index), thing.at)
            yield Problem(thing.at, f"{name} is here and not at {near}")


def _counts(side: _Side) -> Counter[str]:
    found: Counter[str] = Counter()
    for piece in side.pieces:
        for thing in piece.things:
            found[thing.name] = found[thing.name] + 1 if thing.counts else 1
    return found


def _surplus(
    name: str, times: int, one: _Side, two: _Side, counterparts: dict[int, int | None]
) -> Iterator[tuple[Thing, int]]:
    """Yield what `one` has more than `two`, each with the index of the piece where it is missing.

    What stands in a piece without a counterpart is told with the piece. A number that is only
    written otherwise is none too many.
    """
    if name.startswith(_NUMBER) and two.means(name):
        return
    found = [
        (_lacks(name, index, two, counterparts), thing, index)
        for index, piece in enumerate(one.pieces)
        for thing in piece.things
        if thing.name == name
    ]
    found.sort(key=lambda each: not each[0])
    for _, thing, index in found[:times]:
        counterpart = counterparts[index]
        if counterpart is not None:
            yield thing, counterpart


def _lacks(name: str, index: int, two: _Side, counterparts: dict[int, int | None]) -> bool:
    counterpart = counterparts[index]
    return counterpart is None or name not in two.pieces[counterpart].names


def _short(at: str, beside: str) -> str:
    """Return a place as it is named beside another one: without their common folder."""
    path, other = PurePath(at), PurePath(beside)
    return path.name if path.parent == other.parent else at
