"""What a relay offers in its answer to EHLO, and what follows from it for our letters. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from notifier.preflight.check import Check, fail, ok, warn

_SHOWN = 5  # focal points that are named one by one


@dataclass(frozen=True, slots=True)
class Load:
    """What has to be carried, from whom to whom. Nothing is sent to those named here."""

    sender: str  # of the envelope
    recipients: tuple[str, ...] = ()
    size: int = 0  # octets; 0: not known
    size_of: str = ""  # what is that large
    international: tuple[str, ...] = ()  # ids of focal points reached by SMTPUTF8 alone


def largest_taken(extensions: Mapping[str, str]) -> int:
    """Return the largest message that is taken, in octets; 0 where the relay sets no limit."""
    value = extensions.get("size", "").strip()
    return int(value) if value.isascii() and value.isdecimal() else 0


def extension_checks(extensions: Mapping[str, str], load: Load) -> Iterator[Check]:
    """Yield a row for each extension that matters, by the keywords of EHLO in lower case."""
    yield _size(extensions, load)
    yield _smtputf8(extensions, load)
    yield _plain(
        extensions,
        "8BITMIME",
        "not needed: letters are sent in ASCII",
        "letters are sent in ASCII all the same",
    )
    yield _plain(
        extensions,
        "DSN",
        "whether failures are reported is up to each server",
        "reports of failure and delay are asked for",
    )
    yield _plain(
        extensions,
        "PIPELINING",
        "each step waits for an answer, so it is slower",
        "envelope and data go in fewer turns",
    )
    yield _plain(
        extensions, "CHUNKING", "not used", "not used: what DATA ends, its last dot proves"
    )


def _size(extensions: Mapping[str, str], load: Load) -> Check:
    largest = largest_taken(extensions)
    taken = f"up to {_octets(largest)}" if largest else "no limit told"
    if not load.size:
        return ok("SIZE", f"{taken}; no letter is issued yet to compare it with")
    seen = f"{taken}; {load.size_of} has {_octets(load.size)}"
    if largest and load.size > largest:
        return fail("SIZE", seen, "Have the limit raised, or make the PDF of the letter smaller.")
    return ok("SIZE", seen)


def _smtputf8(extensions: Mapping[str, str], load: Load) -> Check:
    needed = len(load.international)
    named = ", ".join(load.international[:_SHOWN]) + (", ..." if needed > _SHOWN else "")
    has_all = {"smtputf8", "8bitmime"} <= extensions.keys()  # RFC 6531 3.1: the one needs the other
    offered = "offered" if has_all else "not offered"
    if not needed:
        return ok("SMTPUTF8", f"{offered}; no focal point needs it")
    seen = f"{offered}; needed by {needed}: {named}"
    if has_all:
        return ok("SMTPUTF8", seen)
    return warn("SMTPUTF8", seen, "Use a relay that offers it, or give them an address in ASCII.")


def _plain(extensions: Mapping[str, str], name: str, without: str, with_it: str) -> Check:
    has_it = name.lower() in extensions
    return ok(name, f"offered: {with_it}" if has_it else f"not offered: {without}")


def _octets(count: int) -> str:
    return f"{count:,} octets".replace(",", " ")
