"""Exim and OpenSMTPD beside Postfix: unpacked from Debian's packages, never installed.

As packages they would push Postfix out. Each runs in a mount namespace of its own, where the
accounts and folders exist that it was built for; nothing of it is seen outside.
"""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.servers.processes import Server, answer, until

HOST = "127.0.0.1"
NOBODY = "nobody@refused.example"  # refused at RCPT, where a relay can be told to
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
UNPACKED = _CACHE / "notifier/relays"  # by ./check
_ACCOUNTS = ("Debian-exim", "opensmtpd", "opensmtpq")
_NAMESPACE = """
set -e
top=$1 unpacked=$2
mount --make-rprivate /
mount --bind "$top/passwd" /etc/passwd
mount --bind "$top/group" /etc/group
for folder in /run /var/spool /var/lib; do mount -t tmpfs tmpfs "$folder"; done
mkdir -m 0711 /var/spool/smtpd; mkdir -p -m 0711 /var/lib/opensmtpd /var/lib/opensmtpd/empty
[ ! -d "$unpacked/usr/libexec" ] || mount --bind "$unpacked/usr/libexec" /usr/libexec
shift 2
exec "$@"
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A relay program: how it is configured and started, and how its log names whom it took for."""

    name: str
    program: str
    arguments: tuple[str, ...]
    configuration: Callable[[Path, int], str]
    log: str
    taken: str
    enough: str  # what it writes down when one line has carried its share


def _exim(top: Path, port: int) -> str:
    return f"""\
exim_path = {UNPACKED}/usr/sbin/exim4
exim_user = nobody
exim_group = nogroup
never_users =
spool_directory = {top}/spool
log_file_path = {top}/log/%slog
pid_file_path =
primary_hostname = mx.test.example
local_interfaces = {HOST}
daemon_smtp_ports = {port}
smtp_accept_max_per_host = 4
smtp_accept_max_per_connection = 50
queue_only = true
host_lookup =
rfc1413_hosts =
keep_environment =
tls_advertise_hosts =
pipelining_advertise_hosts = *
dsn_advertise_hosts = *
log_selector = +received_recipients
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
begin acl
rcpt:
  deny domains = refused.example
       message = 5.1.1 no such user
  accept
begin routers
begin transports
begin retry
"""


def _opensmtpd(top: Path, port: int) -> str:
    return f"""\
listen on {HOST} port {port} hostname mx.test.example
smtp limit max-mails 50
table everybody {{ "@" = "nobody" }}
action "keep" maildir "{top}/spool" virtual <everybody>
match from any for domain "refused.example" reject
match from any for any action "keep"
"""


EXIM = Kind(
    "Exim", "exim4", ("-bdf", "-C"), _exim, "log/mainlog",
    r" <= .* for (\S+)$", "too many messages in one connection",
)  # fmt: skip
OPENSMTPD = Kind(
    "OpenSMTPD", "smtpd", ("-d", "-f"), _opensmtpd, "said.log",
    r" smtp envelope .* to=<(\S+)>", "Too many messages sent",
)  # fmt: skip


class OtherRelay:
    """Guards one such relay: up on enter, down on exit with all its children."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def __enter__(self) -> Self:
        self._top = Path(tempfile.mkdtemp(prefix="nr-", dir="/tmp"))
        self._top.chmod(0o755)
        with socket.create_server((HOST, 0)) as taken:
            self.port = int(taken.getsockname()[1])
        for name in ("spool", "log"):
            (self._top / name).mkdir()
            shutil.chown(self._top / name, "nobody", "nogroup")
        self._write_accounts()
        file = self._top / "configuration"
        file.write_text(self.kind.configuration(self._top, self.port))
        (self._top / "namespace").write_text(_NAMESPACE)
        program = UNPACKED / "usr/sbin" / self.kind.program
        command = [
            "unshare", "--mount", "sh", self._top / "namespace", self._top, UNPACKED,
            program, *self.kind.arguments, file,
        ]  # fmt: skip
        self._server = Server(command, self._top, self._top / "said.log")
        try:
            assert until(self._greets, 10), f"{self.kind.name} did not come up\n{self.said()}"
        except BaseException:
            self._server.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()
        shutil.rmtree(self._top, ignore_errors=True)

    def said(self) -> str:
        """Return what it wrote down."""
        logs = (self._top / name for name in {"said.log": 0, self.kind.log: 0})
        return "\n".join(log.read_text(errors="replace") for log in logs if log.exists())

    def taken(self) -> list[str]:
        """Return for whom it took a message, by its own log."""
        return re.findall(self.kind.taken, self.said(), re.MULTILINE)

    def _write_accounts(self) -> None:
        for name, line in (
            ("passwd", "{0}:x:{1}:{1}::/nonexistent:/bin/false"),
            ("group", "{0}:x:{1}:"),
        ):
            known = Path("/etc", name).read_text().splitlines()
            more = [line.format(account, 64101 + at) for at, account in enumerate(_ACCOUNTS)]
            (self._top / name).write_text("\n".join((*known, *more)) + "\n")

    def _greets(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), timeout=5) as line:
                return line.recv(512).startswith(b"220")
        except OSError:
            return False


def lacking(kind: Kind) -> str:
    """Return what stands in the way of this relay here; empty when nothing does."""
    if not (UNPACKED / "usr/sbin" / kind.program).exists():
        return f"{kind.name} is not unpacked in {UNPACKED}: run ./check as root on Debian"
    if os.geteuid() != 0:
        return f"{kind.name} starts as root only"
    try:
        answer("unshare", "--mount", "true")
    except (OSError, subprocess.SubprocessError) as error:
        return f"{kind.name} needs a mount namespace, which cannot be had: {error}"
    return ""
