"""Where each piece of a template stands: from an offset in its text to file, line and column."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from jinja2 import Environment
from jinja2.exceptions import TemplateSyntaxError
from jinja2.lexer import Lexer

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the text from `start` on was written, up to the next origin."""

    start: int
    where: str  # the file
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that knows where each stretch of it was written; the first origin is that of its start."""

    text: str
    origins: tuple[Origin, ...]

    @classmethod
    def of(cls, text: str, where: str, line: int = 1, column: int = 1) -> "Passage":
        """Make the passage of a text that stands in one piece in a file."""
        return cls(text, (Origin(0, where, line, column),))

    @classmethod
    def joined(cls, passages: Iterable["Passage"]) -> "Passage":
        """Put passages behind one another; there must be one at least."""
        parts = list(passages)
        starts = accumulate((len(part.text) for part in parts), initial=0)
        origins = tuple(
            _moved(origin, start)
            for start, part in zip(starts, parts, strict=False)
            for origin in part.origins
        )
        return cls("".join(part.text for part in parts), origins)

    def origin(self, offset: int) -> Origin:
        """Return where the character at `offset` was written."""
        place = bisect_right(self.origins, offset, key=lambda origin: origin.start) - 1
        near = self.origins[max(place, 0)]
        between = self.text[near.start : offset]
        lines = between.count("\n")
        column = len(between) - between.rfind("\n") if lines else near.column + len(between)
        return Origin(offset, near.where, near.line + lines, column)

    def at(self, offset: int) -> str:
        """Return file, line and column of the character at `offset`, as staff read them."""
        found = self.origin(offset)
        return f"{found.where}:{found.line}:{found.column}"

    def cut(self, start: int, end: int) -> "Passage":
        """Return the stretch from `start` to `end`."""
        inner = tuple(_moved(o, -start) for o in self.origins if start < o.start < end)
        return Passage(self.text[start:end], (_moved(self.origin(start), -start), *inner))

    def indented(self, blanks: str) -> "Passage":
        """Return it with `blanks` before each line but the first; an empty line stays empty."""
        pieces: list[Passage] = []
        start = 0
        for line in _LINE.findall(self.text):
            whole = self.cut(start, start + len(line))
            if pieces and line.strip():
                pieces.append(Passage(blanks, whole.origins[:1]))
            pieces.append(whole)
            start += len(line)
        return Passage.joined(pieces) if pieces else self


def _moved(origin: Origin, by: int) -> Origin:
    return Origin(origin.start + by, origin.where, origin.line, origin.column)


def line_start(text: str, line: int) -> int:
    """Return the offset at which a line begins; the first line is 1."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return len(text)
    return start


class Place(int):
    """A line as Jinja counts it in its tokens and nodes, that also knows its offset in the source."""

    offset: int

    @classmethod
    def of(cls, line: int, offset: int) -> "Place":
        """Make the place of a token."""
        place = cls(line)
        place.offset = offset
        return place


def offset_of(line: int | None) -> int | None:
    """Return the offset that a line number from `PlacingLexer` knows; None for a bare number."""
    return line.offset if isinstance(line, Place) else None


class PlacingLexer(Lexer):
    """Jinja's lexer, whose line numbers are `Place`s: so every node of a tree has its offset."""

    def tokeniter(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> Iterator[tuple[int, str, str]]:
        """Yield the tokens of `source`, with places for line numbers."""
        offset = 0
        try:
            for line, kind, value in super().tokeniter(source, name, filename, state):
                # only blanks that `{%-` takes away stand between one token and the next
                offset = max(source.find(value, offset), offset)
                yield Place.of(line, offset), kind, value
                offset += len(value)
        except TemplateSyntaxError as error:
            if offset_of(error.lineno) is None:
                error.lineno = Place.of(error.lineno, offset)
            raise


@lru_cache(maxsize=8)
def placing_lexer(environment: Environment) -> PlacingLexer:
    """Return the lexer of an environment, made once."""
    return PlacingLexer(environment)
