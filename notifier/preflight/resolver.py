"""Ask the DNS: records of a name as plain values, or the admission that nobody answered."""

import asyncio
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, NamedTuple

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver

from notifier.errors import UserError

Address = IPv4Address | IPv6Address
LIFETIME = 5.0  # seconds for one question, all nameservers and tries together


class UnansweredError(Exception):
    """Nobody answered, or the answer was a failure: it says nothing about the name."""


class Exchange(NamedTuple):
    """One MX record (RFC 5321 5.1); an empty host takes no mail at all (RFC 7505)."""

    preference: int
    host: str


class Resolver:
    """Guards the way to the nameservers, and what they said: each question is asked once."""

    def __init__(self, nameserver: str | None = None, lifetime: float = LIFETIME) -> None:
        """Take the system's nameservers, or one as `ADDRESS` or `ADDRESS#PORT`.

        An address that is none raises UserError. Nothing is asked yet.
        """
        self._lifetime = lifetime
        self._asked: dict[tuple[str, str], asyncio.Task[tuple[Any, ...]]] = {}
        self._resolver = _system() if nameserver is None else _named(nameserver)

    async def texts(self, name: str) -> tuple[str, ...]:
        """Return the TXT records of `name`, the strings of each joined without blanks."""
        records = await self._records(name, "TXT")
        return tuple(b"".join(r.strings).decode("utf-8", "replace") for r in records)

    async def exchanges(self, name: str) -> tuple[Exchange, ...]:
        """Return the MX records of `name`, the preferred one first."""
        records = await self._records(name, "MX")
        return tuple(sorted(Exchange(r.preference, _host(r.exchange)) for r in records))

    async def addresses(self, name: str) -> tuple[Address, ...]:
        """Return the addresses of `name`: A and AAAA."""
        found = [await self._records(name, kind) for kind in ("A", "AAAA")]
        return tuple(ip_address(record.address) for records in found for record in records)

    async def _records(self, name: str, kind: str) -> tuple[Any, ...]:
        """Return the records of one kind; none where the name has none, or is no name at all."""
        key = (name.lower().rstrip("."), kind)
        if key not in self._asked:
            self._asked[key] = asyncio.create_task(self._ask(name, kind))
        return await self._asked[key]

    async def _ask(self, name: str, kind: str) -> tuple[Any, ...]:
        try:
            wanted = dns.name.from_text(name.rstrip(".") + ".")
        except (dns.exception.DNSException, UnicodeError):
            return ()
        if self._resolver is None:
            raise UnansweredError(f"{name} {kind}: this machine has no nameserver")
        try:
            return tuple(await self._resolver.resolve(wanted, kind, lifetime=self._lifetime))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, OSError) as error:
            raise UnansweredError(f"{name} {kind}: {_why(error)}") from error


def _why(error: Exception) -> str:
    match error:
        case dns.exception.Timeout():
            return "no nameserver answered in time"
        case dns.resolver.NoNameservers():
            return "the nameservers failed to answer"
        case _:
            return str(error)


def _host(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).removesuffix(".")


def _system() -> dns.asyncresolver.Resolver | None:
    with suppress(dns.resolver.NoResolverConfiguration):
        return dns.asyncresolver.Resolver()
    return None


def _named(nameserver: str) -> dns.asyncresolver.Resolver:
    address, _, port = nameserver.partition("#")
    resolver = dns.asyncresolver.Resolver(configure=False)
    try:
        resolver.nameservers = [str(ip_address(address))]
        resolver.port = int(port or 53)
    except ValueError as error:
        raise UserError.of(
            "--nameserver", f"{nameserver!r} is not ADDRESS or ADDRESS#PORT, such as 192.0.2.53"
        ) from error
    return resolver
