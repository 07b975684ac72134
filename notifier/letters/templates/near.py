"""The name that was probably meant, for every sentence about a name that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean ...?` with the nearest of `known`, or an empty string."""
    nearest = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean `{nearest[0]}`?" if nearest else ""
