"""A real Postfix and a real Dovecot on loopback, for the tests that nothing else can replace."""

import imaplib
import os
import pwd
import re
import shutil
import smtplib
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import trustme

from tests.servers.configuration import (
    BOUNCE,
    DIALECTS,
    PASSWORD,
    PEOPLE,
    REPLY,
    Site,
    dovecot_conf,
    dovecot_users,
    main_cf,
    master_cf,
)
from tests.servers.processes import Server, answer, program, until

T = TypeVar("T")

HOST = "127.0.0.1"
_QUEUES = ("incoming", "active", "deferred")
_FOLDERS = (*_QUEUES, "bounce", "corrupt", "defer", "flush", "hold", "private", "public", "saved")
_TRIES = 3
_QUEUE_ID = re.compile(rb"by mx\.test\.example \(Postfix\) with E?SMTPS?A? id (\w+)")
_CLIENT = r"client=\S+:(\d+)"


def missing() -> str:
    """Return what stands in the way of real servers here; empty when nothing does."""
    absent = [name for name in ("master", "dovecot") if not program(name)]
    if absent:
        return f"not installed: {', '.join(absent)}"
    if os.geteuid() != 0:
        return "Postfix starts as root only"
    if _dovecot_version() not in DIALECTS:
        return f"Dovecot {_dovecot_version()}: only {' and '.join(DIALECTS)} can be configured"
    return ""


class MailServers:
    """Guards the two servers: up on enter, down on exit, whatever happens in between.

    `smtp`, `imap` and `imaps` are their ports on 127.0.0.1. The first two offer STARTTLS,
    the third is TLS from the first byte; `ca_file` vouches for both. Every account logs in
    with its address and PASSWORD, to Postfix as well, which asks nobody to.
    """

    def __init__(self, people: tuple[str, ...] = PEOPLE) -> None:
        self._known = (REPLY, BOUNCE, *people)
        self._running: dict[str, Server] = {}

    def __enter__(self) -> Self:
        for tries_left in reversed(range(_TRIES)):
            self._site = _new_site()
            try:
                self._configure()
                self._start("dovecot")
                self._start("postfix")  # asks Dovecot about passwords
            except BaseException as error:
                self.stop()
                # somebody else was given the port between our asking and our listening
                if tries_left and isinstance(error, _NotOursError):
                    continue
                raise
            break
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def smtp(self) -> int:
        """The port of Postfix."""
        return self._site.smtp

    @property
    def crowded(self) -> int:
        """The port where Postfix lets nobody have more than CROWD lines."""
        return self._site.crowded

    @property
    def rated(self) -> int:
        """The port where Postfix takes no more than RATE messages a second of anybody."""
        return self._site.rated

    def discarded(self) -> list[str]:
        """Return for whom Postfix took a message that it was told to throw away."""
        log = (self._site.top / "run/postfix.log").read_text()
        return re.findall(r"postfix/discard\S+ \w+: to=<(\S+)>.*status=sent", log)

    @property
    def imap(self) -> int:
        """The port of Dovecot."""
        return self._site.imap

    @property
    def imaps(self) -> int:
        """The port of Dovecot where TLS comes first."""
        return self._site.imaps

    @property
    def ca_file(self) -> Path:
        """The certificate authority of both servers."""
        return self._site.top / "ca.pem"

    def deliver(self, raw: bytes, to: str, sender: str = "somebody@mfa.example") -> None:
        """Hand one mail to Postfix, as anybody would."""
        with smtplib.SMTP(HOST, self.smtp, timeout=10) as smtp:
            smtp.sendmail(sender, [to], raw)

    def read(self, address: str) -> list[bytes]:
        """Return all mails in somebody's INBOX; none of them is marked by it."""
        with self._inbox(address, readonly=True) as (imap, numbers):
            replies = (imap.fetch(number, "(BODY.PEEK[])")[1][0] for number in numbers)
            return [reply[1] for reply in replies if isinstance(reply, tuple)]

    def empty(self) -> None:
        """Wait until nothing is under way, and remove all mail: a test begins with nothing."""
        self.wait_for(lambda: not any(self._queued()))
        for home in (self._site.top / "mail").iterdir():
            with self._inbox(home.name, readonly=False) as (imap, numbers):
                if numbers:
                    imap.store(",".join(numbers), "+FLAGS", r"(\Deleted)")
                    imap.expunge()

    def restart_imap(self) -> None:
        """Stop Dovecot, which cuts every connection, and start it again."""
        self._restart("dovecot")

    def restart_relay(self) -> None:
        """Stop Postfix, which cuts every connection, and start it again."""
        self._restart("postfix")

    def wait_for(self, says: Callable[[], T], seconds: float = 20) -> T:
        """Return the first true answer; past `seconds` fail with the servers' own logs."""
        said = until(says, seconds)
        assert said, f"waited {seconds} s in vain\n{self.logs()}"
        return said

    def logs(self) -> str:
        """Return the end of what the servers wrote down."""
        files = sorted((self._site.top / "run").glob("*.log"))
        return "\n".join(
            f"{file.name}:\n{file.read_text(errors='replace')[-3000:]}" for file in files
        )

    def lines_of(self, mails: Iterable[bytes]) -> set[str]:
        """Return the connections over which Postfix took these mails, by the sender's port."""
        queued = [found[1] for mail in mails if (found := _QUEUE_ID.search(mail))]

        def ports() -> list[str]:
            log = (self._site.top / "run/postfix.log").read_text()
            return [
                port for each in queued for port in re.findall(f"{each.decode()}: {_CLIENT}", log)
            ]

        self.wait_for(lambda: len(ports()) == len(queued))  # it writes a little later
        return set(ports())

    def process_groups(self) -> list[int]:
        """Return the process groups of the servers, by the id of their first process."""
        return [server.group for server in self._running.values()]

    def stop(self) -> None:
        """End both servers and remove their folder. Twice does no harm."""
        try:
            while self._running:
                self._running.popitem()[1].stop()
        finally:
            shutil.rmtree(self._site.top, ignore_errors=True)

    def _configure(self) -> None:
        site = self._site
        for name in ("postfix", "dovecot", "queue", "data", "run", "mail", "queue/pid"):
            (site.top / name).mkdir()
        for name in _FOLDERS:
            (site.top / "queue" / name).mkdir(mode=0o700)
            shutil.chown(site.top / "queue" / name, "postfix")
        shutil.chown(site.top / "data", "postfix")
        os.chown(site.top / "mail", *site.owner)
        authority = trustme.CA()
        certificate = authority.issue_cert(HOST, "localhost")
        authority.cert_pem.write_to_path(str(self.ca_file))
        certificate.cert_chain_pems[0].write_to_path(str(site.top / "server.pem"))
        certificate.private_key_pem.write_to_path(str(site.top / "server.key"))
        for file, text in {
            "postfix/main.cf": main_cf(site, self._known),
            "postfix/master.cf": master_cf(site),
            "dovecot/dovecot.conf": dovecot_conf(site, _dovecot_version()),
            "dovecot/users": dovecot_users(site, self._known),
        }.items():
            (site.top / file).write_text(text)
            # Postfix waits while its settings look as if they were still being written
            os.utime(site.top / file, (time.time() - 60, time.time() - 60))

    def _start(self, name: str) -> None:
        """Start a server and wait for its own greeting: something else may answer there."""
        folder, port = self._site.top / name, self.imap if name == "dovecot" else self.smtp
        output = self._site.top / f"run/{name}-said.log"
        server = Server(_command(name, folder), self._site.top, output)
        self._running[name] = server
        until(lambda: self._greets(port) or not server.is_running, 20)
        if not self._greets(port):
            raise _NotOursError(f"{name} did not come up\n{self.logs()}")

    def _restart(self, name: str) -> None:
        self._running.pop(name).stop()
        self._start(name)

    def _greets(self, port: int) -> bool:
        try:
            with socket.create_connection((HOST, port), timeout=5) as line:
                return self._site.name.encode() in line.recv(512)
        except OSError:
            return False

    def _queued(self) -> Iterator[Path]:
        for name in _QUEUES:
            yield from (p for p in (self._site.top / "queue" / name).rglob("*") if p.is_file())

    @contextmanager
    def _inbox(self, address: str, *, readonly: bool) -> Iterator[tuple[imaplib.IMAP4, list[str]]]:
        with imaplib.IMAP4(HOST, self.imap, timeout=10) as imap:
            imap.login(address, PASSWORD)
            imap.select("INBOX", readonly=readonly)
            yield imap, imap.search(None, "ALL")[1][0].decode().split()


class _NotOursError(AssertionError):
    """A server did not greet us: it failed to start, or its port was taken."""


def _command(name: str, folder: Path) -> list[str | Path]:
    if name == "dovecot":
        return [program("dovecot") or name, "-F", "-c", folder / "dovecot.conf"]
    return [program("master") or name, "-s", "-c", folder]


def _dovecot_version() -> str:
    return ".".join(answer("dovecot", "--version").split()[0].split(".")[:2])


def _new_site() -> Site:
    # short, for the paths of sockets; the servers' own users walk through it
    top = Path(tempfile.mkdtemp(prefix="nt-", dir="/tmp"))
    top.chmod(0o755)
    nobody = pwd.getpwnam("nobody")
    return Site(top, *_free_ports(5), (nobody.pw_uid, nobody.pw_gid))


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server((HOST, 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
