"""How an outside calendar is reached: its address, its login, and how much of it is taken."""

import ssl
from dataclasses import dataclass, field

from notifier.sources.feeds.addresses import Resolve, resolve

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Access:
    """One calendar. `where` is what it is called in what is told; that of a file has no `url`.

    `timeout` is in seconds, for connecting and for each wait; a whole answer may take three times
    as long. `max_octets` counts what is unpacked. Only with `allow_private` is an address asked
    that is not public: one of this machine, or of the house. `resolve` finds the addresses of a
    name, `tls` trusts the certificates of the world unless it is another one.
    """

    where: str
    zone: str
    url: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
    max_octets: int = 5 * MEGABYTE
    allow_private: bool = False
    resolve: Resolve = field(default=resolve, repr=False, compare=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False, compare=False)
