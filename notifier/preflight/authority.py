"""What a domain's SPF says in all: its record with those it includes, counted and evaluated.

RFC 7208. What depends on the single message (macros, `exists`, `ptr`) is told, not guessed.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_network
from typing import NamedTuple

from notifier.preflight.records import RecordError
from notifier.preflight.resolver import Address, Resolver
from notifier.preflight.spf import Record, Term, is_spf, parse

LOOKUPS = 10  # RFC 7208 4.6.4: one more, and receivers take the whole for broken
_EXCHANGES = 10  # of one `mx`, likewise
_FOLLOWED = 40  # records that are fetched at most, so that no record can keep us busy


class Result(StrEnum):
    """What a receiver concludes (RFC 7208 2.6); UNKNOWN: only a receiver can tell."""

    PASS = "pass"  # noqa: S105 - what RFC 7208 calls it
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    PERMERROR = "permerror"
    UNKNOWN = "unknown"


_RESULTS = {"+": Result.PASS, "-": Result.FAIL, "~": Result.SOFTFAIL, "?": Result.NEUTRAL}


class Finding(NamedTuple):
    """The result for one address, and the term or the fault that decided."""

    result: Result
    by: str


@dataclass(frozen=True, slots=True)
class Authority:
    """The record of one domain and, by name, what it refers to. Without a record: the fault."""

    domain: str
    record: Record | None
    fault: str = ""
    within: dict[str, "Authority"] = field(default_factory=dict)

    @property
    def ending(self) -> str:
        """What becomes of an address that nothing names; the end of the redirect, if there is one."""
        if self.record is None:
            return ""
        target = self.within.get(self.record.redirect)
        return target.ending if target else self.record.ending

    @property
    def lookups(self) -> int:
        """How often a receiver has to ask the DNS at worst."""
        if self.record is None:
            return 0
        return self.record.lookups + sum(self.within[n].lookups for n in self.record.referred)

    @property
    def faults(self) -> list[str]:
        """What makes the whole void, here or in what is included."""
        own = [f"{self.domain}: {self.fault}"] if self.fault else []
        return own + [fault for each in self.within.values() for fault in each.faults]

    @property
    def terms(self) -> list[Term]:
        """All terms, those of included records after their own."""
        own = list(self.record.terms) if self.record else []
        return own + [term for each in self.within.values() for term in each.terms]


async def authority_of(domain: str, resolver: Resolver) -> Authority:
    """Fetch the record of `domain` and all that it includes.

    Raises UnansweredError where the DNS leaves one of them open.
    """
    return await _Walk(resolver).follow(domain, ())


class _Walk:
    """Guards how many records one walk fetches."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._left = _FOLLOWED

    async def follow(self, domain: str, trail: tuple[str, ...]) -> Authority:
        if domain.lower() in trail:
            return Authority(domain, None, "includes itself")
        if not self._left:
            return Authority(domain, None, "was not looked at: too many records before it")
        self._left -= 1
        found = [text for text in await self._resolver.texts(domain) if is_spf(text)]
        if len(found) != 1:
            return Authority(
                domain, None, f"has {len(found) or 'no'} SPF record{'s' * bool(found)}"
            )
        try:
            record = parse(found[0])
        except RecordError as error:
            return Authority(domain, None, str(error))
        names = dict.fromkeys(record.referred)
        trail = (*trail, domain.lower())
        return Authority(domain, record, "", {n: await self.follow(n, trail) for n in names})


async def evaluate(authority: Authority, address: Address, resolver: Resolver) -> Finding:
    """Return what a receiver concludes about mail that comes from `address`."""
    record = authority.record
    if record is None:
        return Finding(Result.PERMERROR, f"{authority.domain} {authority.fault}")
    for term in record.terms:
        matches = await _matches(term, authority, address, resolver)
        if isinstance(matches, Finding):
            return matches
        if matches:
            return Finding(_RESULTS[term.qualifier], term.text)
    if not record.redirect:
        return Finding(Result.NEUTRAL, "no term names it")
    if "%" in record.redirect:
        return Finding(Result.UNKNOWN, f"redirect={record.redirect}")
    return await evaluate(authority.within[record.redirect], address, resolver)


async def _matches(
    term: Term, authority: Authority, address: Address, resolver: Resolver
) -> bool | Finding:
    """Tell whether a term names the address; a Finding where that ends the evaluation."""
    if term.has_macro or term.mechanism in {"exists", "ptr"}:
        return Finding(Result.UNKNOWN, term.text)
    match term.mechanism:
        case "all":
            return True
        case "ip4" | "ip6":
            return term.network is not None and address in term.network
        case "include":
            inner = await evaluate(authority.within[term.domain], address, resolver)
            return inner if inner.result in _FINAL else inner.result is Result.PASS
        case _:
            return await _is_host(term, term.domain or authority.domain, address, resolver)


_FINAL = frozenset({Result.PERMERROR, Result.UNKNOWN})


async def _is_host(term: Term, domain: str, address: Address, resolver: Resolver) -> bool | Finding:
    """Tell whether the address is one of the hosts of an `a` or `mx`."""
    hosts = [domain]
    if term.mechanism == "mx":
        hosts = [exchange.host for exchange in await resolver.exchanges(domain) if exchange.host]
        if len(hosts) > _EXCHANGES:
            return Finding(Result.PERMERROR, f"{term.text} has more than {_EXCHANGES} hosts")
    bits = term.bits4 if address.version == 4 else term.bits6
    around = ip_network((address, bits), strict=False)
    for host in hosts:
        if any(found in around for found in await resolver.addresses(host)):
            return True
    return False
