"""Which addresses are asked for a calendar: public ones, so that nobody asks the house's own in our name."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int, bool], Awaitable[Sequence[str]]]

MOST = 4  # addresses of one name that are tried
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last four octets are an IPv4 address


class PrivateAddressError(Exception):
    """A name leads to none but addresses that are not public."""


async def resolve(host: str, port: int, allow_private: bool) -> Sequence[str]:
    """Return the addresses of `host` that may be asked, in the order to try them.

    Connect to one of these and to nothing that the name leads to later. Raises
    PrivateAddressError where there are only others, OSError or UnicodeError where the name leads
    nowhere.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [text for text in addresses if allow_private or is_public(text)]
    if not allowed:
        raise PrivateAddressError(addresses[0] if addresses else host)
    return allowed[:MOST]


def is_public(text: str) -> bool:
    """Tell whether an address is one of the open internet, and so is every one that it stands for.

    Loopback, private, link-local, shared (RFC 6598), reserved and multicast ones are not.
    """
    try:
        address = ip_address(text)
    except ValueError:  # with a zone, such as fe80::1%eth0
        return False
    if address in _NAT64:  # where there is no IPv4, every address of it looks so
        return is_public(str(_last_four_octets(address)))
    return all(
        each.is_global and not each.is_multicast and not each.is_reserved
        for each in (address, *_within(address))
    )


def _within(address: _Address) -> Iterator[_Address]:
    """Yield the IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            yield address.ipv4_mapped
        if address.sixtofour:
            yield address.sixtofour
        if address.teredo:
            yield from address.teredo


def _last_four_octets(address: _Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)
