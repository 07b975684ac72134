"""A real nameserver on loopback: answers over UDP from a zone written as a few lines."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[str, Mapping[str, list[str]]]  # name -> kind -> records as in a zone file


@dataclass
class Nameserver(asyncio.DatagramProtocol):
    """Answers for every name of its zone; for all others there is no such name.

    Names in `failing` get SERVFAIL, names in `silent` nothing at all.
    """

    zone: Zone
    failing: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, client: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append(f"{name} {kind}")
        if name in self.silent:
            return
        reply = dns.message.make_response(query, recursion_available=True)
        records = self.zone.get(name, {}).get(kind, [])
        if name in self.failing:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self.zone:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif records:
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
        self.transport.sendto(reply.to_wire(max_size=65_000), client)

    @property
    def place(self) -> str:
        """Where it listens, as `--nameserver` takes it."""
        return f"127.0.0.1#{self.port}"


@asynccontextmanager
async def nameserver(
    zone: Zone, failing: frozenset[str] = frozenset(), silent: frozenset[str] = frozenset()
) -> AsyncIterator[Nameserver]:
    """Run the nameserver on a free port of 127.0.0.1."""
    it = Nameserver(zone, failing, silent)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: it, ("127.0.0.1", 0))
    it.port = transport.get_extra_info("sockname")[1]
    try:
        yield it
    finally:
        transport.close()
        await asyncio.sleep(0)


def txt(record: str) -> str:
    """A TXT record as a zone file has it: strings of at most 255 octets (RFC 1035 3.3.14)."""
    return " ".join(f'"{record[at : at + 200]}"' for at in range(0, len(record), 200))
