"""What a domain asks of receivers for mail in its name: DMARC (RFC 7489, RFC 9989). Pure.

The organizational domain is found by the walk up the DNS (RFC 9989), which needs no list
of public suffixes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notifier.preflight.records import RecordError, tag_list

POLICIES = ("none", "quarantine", "reject")
_STEPS = 8  # names that are asked at most; longer ones lose their labels at once
_VERSION = re.compile(r"v\s*=\s*DMARC1\s*(?:;|$)")


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says of its own domain, of those below it, and of alignment."""

    policy: str  # one of POLICIES
    below: str
    is_strict_spf: bool
    is_strict_dkim: bool
    reports: str = ""
    is_public_suffix: bool | None = None  # psd=y, psd=n, or not said


def is_dmarc(text: str) -> bool:
    """Tell whether a TXT record is one of DMARC; others may stand beside it."""
    return _VERSION.match(text) is not None


def parse(text: str) -> Record:
    """Return the record; one that receivers have to ignore is RecordError."""
    tags = tag_list(text)
    policy = tags.get("p", "none").lower()  # RFC 9989: without p= it is none
    reports = tags.get("rua", "")
    if policy not in POLICIES:
        if not reports:
            raise RecordError(f"p={tags['p']} is none of {', '.join(POLICIES)}")
        policy = "none"  # RFC 7489 6.6.3: then it is there for its reports
    below = tags.get("sp", policy).lower()
    return Record(
        policy=policy,
        below=below if below in POLICIES else policy,
        is_strict_spf=_is_strict(tags, "aspf"),
        is_strict_dkim=_is_strict(tags, "adkim"),
        reports=reports,
        is_public_suffix={"y": True, "n": False}.get(tags.get("psd", "u").lower()),
    )


def names_above(domain: str) -> tuple[str, ...]:
    """Return `domain` and its parents, as far as receivers ask for records (RFC 9989)."""
    labels = domain.lower().rstrip(".").split(".")
    parents = labels[-_STEPS + 1 :] if len(labels) >= _STEPS else labels[1:]
    return (".".join(labels), *(".".join(parents[n:]) for n in range(len(parents))))


def organization(names: Sequence[str], found: Mapping[str, Record]) -> str:
    """Return the organizational domain of `names[0]`, whose parents the others are.

    `found` holds the records at any of them (RFC 9989, its tree walk).
    """
    chosen = names[0]
    for above, name in zip(("", *names), names, strict=False):
        record = found.get(name)
        if record is None:
            continue
        if record.is_public_suffix is False:
            return name
        if record.is_public_suffix and above:
            return above  # the name just below it
        chosen = name
    return chosen


def _is_strict(tags: Mapping[str, str], tag: str) -> bool:
    return tags.get(tag, "r").lower() == "s"
