"""How bad a bounce is for one address that we wrote to, where a report speaks of several.

An address that forwards to others comes back under their names: it is dead only when all of
them are. One that was reached, or may yet be, keeps the address alive.
"""

from typing import Literal

from notifier.answers.answer import Fate, Understood

Severity = Literal["hard", "soft", "delayed"]


def judged(address: str, understood: Understood) -> tuple[Severity, str]:
    """Return what a bounce means for `address`, and the words of the server that say so."""
    fates = _of(address.lower(), understood.fates)
    if not fates:
        lost: Severity = "hard" if understood.hard else "soft"
        return ("delayed" if understood.delayed else lost), understood.diagnostic
    severities: set[str] = {fate.severity for fate in fates}
    said = dict.fromkeys(f.diagnostic for f in fates if f.severity != "delivered")
    return _all_in_all(severities), "\n".join(said)[:2000]


def _of(address: str, fates: tuple[Fate, ...]) -> tuple[Fate, ...]:
    named = tuple(fate for fate in fates if fate.address == address)
    # RFC 3461 4.2: the address as we gave it, which stays when the mail is forwarded.
    forwarded = tuple(fate for fate in fates if fate.original == address)
    return named or forwarded or fates


def _all_in_all(severities: set[str]) -> Severity:
    if severities == {"hard"}:
        return "hard"
    return "delayed" if severities == {"delayed"} else "soft"
