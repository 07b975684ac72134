"""How an IMAP account is reached, and the way there up to its greeting."""

import ipaddress
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from notifier.errors import UserError

_TIMEOUT = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class ImapAccess:
    """How to reach the account. Without TLS only on this machine itself."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    tls: Literal["none", "starttls", "implicit"] = "implicit"
    ca_file: Path | None = None
    folder: str = "INBOX"


def only_private(access: ImapAccess, section: str) -> ImapAccess:
    """Return `access`; UserError naming `section` where its password would cross a network bare."""
    if access.tls == "none" and not _is_this_machine(access.host):
        raise UserError.of(
            f"{section}.tls",
            f"{access.host} is another machine: a password needs TLS to go there.",
        )
    return access


def dial(access: ImapAccess) -> BaseMailBox:
    """Return a connection over which nobody has logged in yet."""
    if access.tls == "none":
        return MailBoxUnencrypted(access.host, access.port, timeout=_TIMEOUT)
    context = ssl.create_default_context(cafile=access.ca_file)
    if access.tls == "starttls":
        return MailBoxStartTls(access.host, access.port, timeout=_TIMEOUT, ssl_context=context)
    return MailBox(access.host, access.port, timeout=_TIMEOUT, ssl_context=context)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
