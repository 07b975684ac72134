"""The grammar of SPF (RFC 7208): one record to its terms. Pure; it asks nobody anything."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from notifier.preflight.records import RecordError

VERSION = "v=spf1"
ASKING = frozenset({"include", "a", "mx", "ptr", "exists"})  # RFC 7208 4.6.4: these count
_NAME = re.compile(r"[a-z][a-z0-9_.-]*", re.IGNORECASE)
_TERM = re.compile(r"([-+~?]?)([a-z][a-z0-9_.-]*)(.*)", re.IGNORECASE | re.DOTALL)
_MACRO = r"%\{[slodiphcrtv]\d*r?[.\-+,/_=]*\}"
_MACRO_STRING = re.compile(rf"(?:[!-$&-~]|{_MACRO}|%[%_-])*", re.IGNORECASE)
# RFC 7208 7.1: it ends in a top label, which is not all digits, or in a macro
_DOMAIN_END = re.compile(
    rf"(?:\.(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.?|{_MACRO})$", re.IGNORECASE
)
_HOSTS = re.compile(r"(?::([^/]+))?(?:/(\d{1,2}))?(?://(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism: whether it matches says what the qualifier then means."""

    text: str  # as written
    qualifier: str  # + - ~ ?
    mechanism: str
    domain: str = ""  # "": the domain of the record
    network: IPv4Network | IPv6Network | None = None
    bits4: int = 32
    bits6: int = 128

    @property
    def has_macro(self) -> bool:
        """Whether its domain depends on the message, so that only a receiver knows it."""
        return "%" in self.domain


@dataclass(frozen=True, slots=True)
class Record:
    """The terms in their order, up to `all`: what follows it is never looked at."""

    terms: tuple[Term, ...]
    redirect: str = ""

    @property
    def ending(self) -> str:
        """What becomes of an address that nothing names: `-all`, `redirect=...`, or nothing."""
        if self.terms and self.terms[-1].mechanism == "all":
            return f"{self.terms[-1].qualifier}all"
        return f"redirect={self.redirect}" if self.redirect else ""

    @property
    def referred(self) -> tuple[str, ...]:
        """The domains whose records are part of this one, once for each time they are named."""
        named = (t.domain for t in self.terms if t.mechanism == "include" and not t.has_macro)
        whole = (self.redirect,) if self.redirect and "%" not in self.redirect else ()
        return (*named, *whole)

    @property
    def lookups(self) -> int:
        """How many terms of its own make a receiver ask the DNS."""
        return sum(t.mechanism in ASKING for t in self.terms) + bool(self.redirect)


def is_spf(text: str) -> bool:
    """Tell whether a TXT record is one of SPF (RFC 7208 4.5)."""
    return text.lower() == VERSION or text.lower().startswith(f"{VERSION} ")


def parse(text: str) -> Record:
    """Return the record; a mistake anywhere in it makes the whole of it void: RecordError."""
    terms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in text[len(VERSION) :].split(" "):
        if not word:
            continue
        name, equals, value = word.partition("=")
        if equals and _NAME.fullmatch(name):
            _add_modifier(modifiers, name.lower(), value)
        else:
            terms.append(_term(word))
    ends = next((n for n, term in enumerate(terms, 1) if term.mechanism == "all"), None)
    # RFC 7208 5.1: `all` makes a redirect void as well
    return Record(tuple(terms[:ends]), "" if ends else modifiers.get("redirect", ""))


def _add_modifier(modifiers: dict[str, str], name: str, value: str) -> None:
    if name in {"redirect", "exp"}:
        if name in modifiers:
            raise RecordError(f"{name}= stands in it twice")
        _domain(value, f"{name}={value}")
    elif not _MACRO_STRING.fullmatch(value):
        raise RecordError(f"{name}={value} has a macro that is none")
    modifiers[name] = value


def _term(word: str) -> Term:
    found = _TERM.fullmatch(word)
    if found is None:
        raise RecordError(f"{word!r} is no mechanism")
    qualifier, mechanism, rest = found[1] or "+", found[2].lower(), found[3]
    match mechanism:
        case "all" if not rest:
            return Term(word, qualifier, mechanism)
        case "ip4" | "ip6":
            network = _network(mechanism, rest, word)
            return Term(word, qualifier, mechanism, network=network)
        case "ptr" if not rest:
            return Term(word, qualifier, mechanism)
        case "include" | "exists" | "ptr" if rest.startswith(":"):
            return Term(word, qualifier, mechanism, _domain(rest[1:], word))
        case "a" | "mx":
            return _hosts(word, qualifier, mechanism, rest)
    raise RecordError(f"{word!r} is no mechanism that receivers know")


def _network(mechanism: str, rest: str, word: str) -> IPv4Network | IPv6Network:
    kind = IPv4Network if mechanism == "ip4" else IPv6Network
    try:
        return kind(rest.removeprefix(":"), strict=False)
    except ValueError as error:
        raise RecordError(f"{word!r} names no {mechanism} address or network") from error


def _hosts(word: str, qualifier: str, mechanism: str, rest: str) -> Term:
    found = _HOSTS.fullmatch(rest)
    if found is None:
        raise RecordError(f"{word!r} is neither a domain nor a length of prefix")
    bits4, bits6 = int(found[2] or 32), int(found[3] or 128)
    if bits4 > 32 or bits6 > 128:
        raise RecordError(f"{word!r} has a prefix longer than an address")
    domain = _domain(found[1], word) if found[1] else ""
    return Term(word, qualifier, mechanism, domain, bits4=bits4, bits6=bits6)


def _domain(text: str, word: str) -> str:
    if not _MACRO_STRING.fullmatch(text) or not _DOMAIN_END.search(text):
        raise RecordError(f"{word!r} names no domain")
    return text
