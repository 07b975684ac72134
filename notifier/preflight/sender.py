"""What receivers find in the DNS about the sender: SPF, DKIM, DMARC, and the way back to us.

Where the DNS does not answer, a row says `not checked`: never that all is well.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from notifier.preflight import dkim, dmarc
from notifier.preflight.authority import LOOKUPS, Authority, Result, authority_of, evaluate
from notifier.preflight.check import Check, Grade, fail, ok, unchecked, warn
from notifier.preflight.records import RecordError
from notifier.preflight.resolver import Address, Resolver, UnansweredError

_ASK_AGAIN = "Run it again where the DNS can be asked, or name a nameserver with --nameserver."
_MISALIGNED = (
    "Let the bounce address be in the From domain, or let the relay sign with DKIM for it."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a letter says it is from, in its header and on its envelope, and what is known of it."""

    author: str  # domain of From and Reply-To
    envelope: str  # domain of the envelope sender, where bounces go
    selectors: tuple[str, ...] = ()  # under which the relay signs
    outgoing: tuple[Address, ...] = ()  # from where the relay sends to the world


async def sender_checks(identity: Identity, resolver: Resolver) -> list[Check]:
    """Return how the sender stands in the DNS; nothing is sent to anybody but nameservers."""
    domains = dict.fromkeys((identity.author, identity.envelope))
    spf, keys, ways = await asyncio.gather(
        _asked(f"SPF of {identity.envelope}", partial(_spf, identity, resolver)),
        _each(_key(selector, identity.author, resolver) for selector in identity.selectors),
        _each(_way_back(domain, resolver) for domain in domains),
    )
    is_signed = any(key.is_checked and key.grade is not Grade.FAIL for key in keys)
    look = partial(_dmarc, identity, resolver, is_signed=is_signed)
    policy = await _asked(f"DMARC of {identity.author}", look)
    return [*spf, *(keys or [_unknown_selector()]), *policy, *ways]


async def _each(looks: Iterable[Awaitable[list[Check]]]) -> list[Check]:
    """Look at several things at once, and return their rows in order."""
    return [row for rows in await asyncio.gather(*looks) for row in rows]


async def _asked(what: str, look: Callable[[], Awaitable[Sequence[Check]]]) -> list[Check]:
    try:
        return list(await look())
    except UnansweredError as error:
        return [unchecked(what, str(error), _ASK_AGAIN)]


async def _spf(identity: Identity, resolver: Resolver) -> list[Check]:
    authority = await authority_of(identity.envelope, resolver)
    rows = [_judged(f"SPF of {identity.envelope}", authority)]
    if rows[0].grade is Grade.FAIL:
        return rows
    for address in identity.outgoing:
        what = f"SPF for {address}"
        rows += await _asked(what, partial(_covered, what, authority, address, resolver))
    if not identity.outgoing:
        rows.append(
            unchecked(
                "SPF for the relay",
                "the address from which the relay sends to the world is not known here",
                "Run it again with --from-ip ADDRESS; Received of a message that arrived tells it.",
            )
        )
    return rows


def _judged(what: str, authority: Authority) -> Check:
    """Return how the record stands by itself, whatever address mail comes from."""
    if authority.faults:
        mend = "Publish exactly one sound record; receivers ignore a broken one."
        return fail(what, "; ".join(authority.faults), mend)
    ending = authority.ending or "nothing"
    seen = f"sound, {authority.lookups} of {LOOKUPS} lookups, ends in {ending}"
    if authority.lookups > LOOKUPS:
        return fail(what, seen, "Take includes out: past ten lookups receivers take it for broken.")
    if any(term.mechanism == "all" and term.qualifier == "+" for term in authority.terms):
        return fail(what, seen, "End it in -all or ~all: +all lets everybody send in our name.")
    if ending in {"nothing", "?all"}:
        return warn(what, seen, "End it in -all or ~all, so that it says who may not send.")
    if any(term.mechanism == "ptr" for term in authority.terms):
        return warn(what, f"{seen}, has ptr", "Replace ptr by ip4 and ip6 (RFC 7208 5.5).")
    return ok(what, seen)


async def _covered(
    what: str, authority: Authority, address: Address, resolver: Resolver
) -> list[Check]:
    result, by = await evaluate(authority, address, resolver)
    seen = f"{result.value}, by {by}"
    if result is Result.PASS:
        return [ok(what, seen)]
    if result is Result.UNKNOWN:
        mend = "Send a trial message with --to, and read what its receiver says of SPF."
        return [unchecked(what, f"only a receiver can tell what {by} says", mend)]
    mend = f"Add ip{address.version}:{address} to the record of {authority.domain}."
    return [fail(what, seen, mend)]


async def _key(selector: str, author: str, resolver: Resolver) -> list[Check]:
    what, name = f"DKIM key {selector}", f"{selector}._domainkey.{author}"

    async def look() -> list[Check]:
        return [dkim.judge(what, await resolver.texts(name), name)]

    return await _asked(what, look)


def _unknown_selector() -> Check:
    return unchecked(
        "DKIM key",
        "under which selector the relay signs cannot be known from outside",
        "Run it again with --selector NAME: s= in DKIM-Signature of a message that arrived.",
    )


async def _dmarc(identity: Identity, resolver: Resolver, *, is_signed: bool) -> list[Check]:
    what = f"DMARC of {identity.author}"
    names = dmarc.names_above(identity.author)
    found, faults = await _policies(names, resolver)
    organization = dmarc.organization(names, found)
    if names[0] in faults:
        return [fail(what, faults[names[0]], "Publish exactly one sound record; this one is void.")]
    place = next((n for n in (names[0], organization) if n in found), None)
    if place is None:
        mend = f"Publish _dmarc.{organization}: large receivers ask for it, p=none to begin with."
        return [warn(what, f"no record at {names[0]} or above it", mend)]
    record = found[place]
    policy = record.policy if place == names[0] else record.below
    seen = f"p={policy}, of {place}" + ("" if record.reports else ", asks for no reports")
    rows = [ok(what, seen)]
    if not record.reports:
        rows = [warn(what, seen, "Add rua=mailto:...: reports tell who sends in our name.")]
    return [*rows, await _alignment(identity, record, resolver, policy, is_signed=is_signed)]


async def _policies(
    names: Sequence[str], resolver: Resolver
) -> tuple[dict[str, dmarc.Record], dict[str, str]]:
    """Return the records by name, and what is wrong where one cannot be used."""
    found: dict[str, dmarc.Record] = {}
    faults: dict[str, str] = {}
    for name in names:
        texts = [t for t in await resolver.texts(f"_dmarc.{name}") if dmarc.is_dmarc(t)]
        if len(texts) > 1:
            faults[name] = f"_dmarc.{name} has {len(texts)} records"
        if len(texts) != 1:
            continue
        try:
            found[name] = dmarc.parse(texts[0])
        except RecordError as error:
            faults[name] = f"_dmarc.{name}: {error}"
            continue
        if found[name].is_public_suffix is not None:
            break  # RFC 9989: the walk ends where the record says what the name is
    return found, faults


async def _alignment(
    identity: Identity, record: dmarc.Record, resolver: Resolver, policy: str, *, is_signed: bool
) -> Check:
    what = "DMARC alignment"
    mode = "strict" if record.is_strict_spf else "relaxed"
    seen = f"From {identity.author}, envelope {identity.envelope}, {mode}"
    if await _is_aligned(identity, resolver, is_strict=record.is_strict_spf):
        return ok(what, f"{seen}: aligned")
    if is_signed:
        return warn(what, f"{seen}: not aligned by SPF, by DKIM alone", _MISALIGNED)
    if policy == "none":
        return warn(what, f"{seen}: not aligned", _MISALIGNED)
    return fail(what, f"{seen}: not aligned, and receivers are told p={policy}", _MISALIGNED)


async def _is_aligned(identity: Identity, resolver: Resolver, *, is_strict: bool) -> bool:
    author, envelope = identity.author.lower(), identity.envelope.lower()
    if is_strict or author == envelope:
        return author == envelope
    organizations = []
    for domain in (author, envelope):
        names = dmarc.names_above(domain)
        found, _ = await _policies(names, resolver)
        organizations.append(dmarc.organization(names, found))
    return organizations[0] == organizations[1]


async def _way_back(domain: str, resolver: Resolver) -> list[Check]:
    what = f"MX of {domain}"
    return await _asked(what, partial(_exchanges, what, domain, resolver))


async def _exchanges(what: str, domain: str, resolver: Resolver) -> list[Check]:
    """Tell whether mail to a domain has anywhere to go (RFC 5321 5.1, RFC 7505)."""
    exchanges = await resolver.exchanges(domain)
    if not exchanges:
        return [_without_exchange(what, domain, bool(await resolver.addresses(domain)))]
    hosts = [exchange.host for exchange in exchanges]
    if hosts == [""]:
        mend = "Publish MX records: answers and bounces come there."
        return [fail(what, "it says that it takes no mail (RFC 7505)", mend)]
    lost = [host for host in hosts if not (host and await resolver.addresses(host))]
    seen = ", ".join(hosts) + (f"; without an address: {', '.join(lost)}" if lost else "")
    if len(lost) == len(hosts):
        return [fail(what, seen, "Give the hosts addresses: no answer can arrive.")]
    if lost:
        return [warn(what, seen, "Give every host an address, or take its MX record out.")]
    return [ok(what, seen)]


def _without_exchange(what: str, domain: str, has_address: bool) -> Check:
    mend = f"Publish an MX record of {domain}: answers and bounces come there."
    if has_address:
        return warn(what, "no MX record; mail goes to the address of the domain itself", mend)
    return fail(what, "neither MX record nor address: no answer can arrive", mend)
