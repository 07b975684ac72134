"""Which words of a text run from right to left. Word orders a line by what each run says of itself.

Other programs order it by UAX 9, so a run ends where that rule would turn.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Literal

Direction = Literal["ltr", "rtl"]

LEFT_TO_RIGHT_MARK = "\u200e"
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl", "AN": "rtl"}
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_ARABIC_FIRST = re.compile(f"[^A-Za-z]*{_ARABIC.pattern}")
_TELEPHONE = re.compile(r"(?<!\u200e)\+\d[\d\u00a0\u202f ().-]*\d")


def stretches(text: str, base: Direction) -> Iterator[tuple[str, Direction]]:
    """Yield `text` in pieces of one direction each, in order and without loss.

    Beside Arabic a telephone number is marked, since its groups would stand in the wrong order.

    Digits go with the letters before them (UAX 9, W7), and what stands between two letters of
    one direction goes with them; everything else runs in the direction of the paragraph.
    """
    marked = text
    if base == "rtl" or _ARABIC.search(text):
        marked = _TELEPHONE.sub(lambda number: isolated(number[0], "rtl"), text)
    pairs = zip(marked, _resolved([_own(c) for c in marked], base), strict=True)
    for direction, group in groupby(pairs, key=lambda pair: pair[1]):
        yield "".join(character for character, _ in group), direction


def isolated(value: str, base: Direction) -> str:
    """Return a value that keeps its own order inside Arabic: an address, a telephone, a reference."""
    if base == "ltr" or not value or _ARABIC_FIRST.match(value):
        return value
    return f"{LEFT_TO_RIGHT_MARK}{value}{LEFT_TO_RIGHT_MARK}"


def _own(character: str) -> Direction | Literal["digit", "none"]:
    kind = unicodedata.bidirectional(character)
    return "digit" if kind == "EN" else _STRONG.get(kind, "none")


def _resolved(own: list[Direction | Literal["digit", "none"]], base: Direction) -> list[Direction]:
    before = base
    firm: list[Direction | None] = []
    for kind in own:
        if kind in ("ltr", "rtl"):
            before = kind
        firm.append(None if kind == "none" else before)
    return _between(firm, base)


def _between(firm: list[Direction | None], base: Direction) -> list[Direction]:
    """Give what has no direction that of its two neighbours where they agree, else the base."""
    resolved: list[Direction] = []
    before: Direction = base
    for direction, group in groupby(enumerate(firm), key=lambda pair: pair[1]):
        places = [place for place, _ in group]
        after = firm[places[-1] + 1] if places[-1] + 1 < len(firm) else base
        found = direction or (before if before == after else base)
        resolved += [found] * len(places)
        before = found if direction else before
    return resolved
