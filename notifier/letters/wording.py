"""The wording as it is kept and as it is signed: one canonical form, and the hash of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from notifier.languages import as_language
from notifier.letters.letter import Wording


def to_json(wording: Wording) -> str:
    """Return a wording as canonical JSON: the same words give the same text."""
    return json.dumps(asdict(wording), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Wording:
    """Return the wording that `to_json` wrote; anything else raises ValueError or KeyError."""
    kept = json.loads(text)
    return Wording(
        language=as_language(kept["language"]),
        subject=kept["subject"],
        salutation=kept["salutation"],
        deadlines=tuple((when, what) for when, what in kept["deadlines"]),
        body=kept["body"],
        closing=kept["closing"],
    )


def sign_hash(wordings: Iterable[Wording]) -> str:
    """Return the SHA-256 of all that a letter says in all its languages, in whatever order given.

    One changed character, a language more or less, or two rows exchanged give another hash.
    """
    texts = sorted(map(to_json, wordings))
    return hashlib.sha256(f"[{','.join(texts)}]".encode()).hexdigest()
