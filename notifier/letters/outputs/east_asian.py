"""Han characters: which they are, how wide letters are in a fixed pitch, and where lines may end."""

import unicodedata

# The blocks of Unicode whose characters are set without blanks: radicals and ideographs with
# their punctuation and kana, compatibility and full-width forms, and the supplementary planes.
_HAN = (
    *((0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF)),
    (0x20000, 0x3FFFF),
)
_NOT_AT_START = frozenset("、。，．：；！？）］｝」』】〕〉》〗’”…—·％,.:;!?)]}")
_NOT_AT_END = frozenset("（［｛「『【〔〈《〖‘“([{")


def is_han(character: str) -> bool:
    """Tell whether a single character belongs to a script without blanks; none at all does not."""
    return len(character) == 1 and any(low <= ord(character) <= high for low, high in _HAN)


def width(text: str) -> int:
    """Return the columns that `text` takes in a fixed pitch (UAX 11; ambiguous ones are narrow)."""
    return sum(_columns(character) for character in text)


def may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two characters without a blank (after UAX 14)."""
    if not (is_han(before) or is_han(after)):
        return False
    return before not in _NOT_AT_END and after not in _NOT_AT_START


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
