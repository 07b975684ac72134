"""A real Postfix and a real Dovecot on loopback, for the tests that nothing else can replace."""

import imaplib
import os
import pwd
import shutil
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

PASSWORD = "pw"
USER = "notifiertest"
REPLY, BOUNCE = "reply@secretariat.example", "bounce@secretariat.example"
# Postfix takes mail for the ghosts, and Dovecot does not know them: that makes a real DSN
GHOST = "ghost"


def missing() -> str:
    """Return what stands in the way of real servers here; empty when nothing does."""
    absent = [name for name in ("postfix", "dovecot", "doveadm") if not _program(name)]
    if absent:
        return f"not installed: {', '.join(absent)}"
    if os.geteuid() != 0:
        return "Postfix starts as root only"
    if not _answer("dovecot", "--version").startswith("2.3"):
        return "the configuration written here is for Dovecot 2.3"
    return ""


class MailServers:
    """Guards the two servers: up on enter, down on exit, whatever happens in between."""

    def __init__(self, people: tuple[str, ...]) -> None:
        self.people = people
        self.smtp, self.imap, self._lmtp = _free_ports(3)
        self._folder = Path(tempfile.mkdtemp(prefix="nt-", dir="/tmp"))

    def __enter__(self) -> Self:
        try:
            self._configure()
            _run("dovecot", "-c", str(self._folder / "dc/dovecot.conf"))
            _run("postfix", "-c", str(self._folder / "pf"), "start")
            self.wait_for(lambda: all(map(_answers, (self.smtp, self.imap, self._lmtp))))
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def deliver(self, raw: bytes, to: str, sender: str) -> None:
        """Hand one mail to Postfix, as anybody would."""
        with smtplib.SMTP("127.0.0.1", self.smtp) as smtp:
            smtp.sendmail(sender, [to], raw)

    def read(self, address: str) -> list[bytes]:
        """Return all mails in somebody's INBOX; none of them is marked by it."""
        with imaplib.IMAP4("127.0.0.1", self.imap) as imap:
            imap.login(address, PASSWORD)
            imap.select("INBOX", readonly=True)
            numbers = imap.search(None, "ALL")[1][0].split()
            return [imap.fetch(number, "(RFC822)")[1][0][1] for number in numbers]  # type: ignore[index]

    def restart_imap(self) -> None:
        """Stop Dovecot, which cuts every connection, and start it again."""
        _run("doveadm", "-c", str(self._folder / "dc/dovecot.conf"), "stop")
        self.wait_for(lambda: not _answers(self.imap))
        _run("dovecot", "-c", str(self._folder / "dc/dovecot.conf"))
        self.wait_for(lambda: _answers(self.imap))

    def wait_for(self, is_so: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until `is_so`; past `seconds` fail with the servers' own logs."""
        end = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < end, f"waited {seconds} s in vain\n{self._logs()}"
            time.sleep(0.05)

    def _stop(self) -> None:
        _run("postfix", "-c", str(self._folder / "pf"), "stop", must_work=False)
        _run("doveadm", "-c", str(self._folder / "dc/dovecot.conf"), "stop", must_work=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _logs(self) -> str:
        files = (self._folder / "run/postfix.log", self._folder / "run/dovecot.log")
        return "\n".join(file.read_text()[-3000:] for file in files if file.exists())

    def _configure(self) -> None:
        _make_user()
        user, top = pwd.getpwnam(USER), self._folder
        top.chmod(0o755)
        for name in ("pf", "q", "data", "dc", "run", "mail"):
            (top / name).mkdir()
        shutil.chown(top / "data", "postfix")
        shutil.chown(top / "mail", USER)
        known = [REPLY, BOUNCE, *self.people]
        maps = " ".join(f"{{{address}=1}}" for address in (*known, f"{GHOST}@mfa.example"))
        (top / "pf/main.cf").write_text(_MAIN_CF.format(top=top, lmtp=self._lmtp, maps=maps))
        (top / "pf/master.cf").write_text(_master_cf(self.smtp))
        # answers and bounces share one mailbox, as they would with one account
        lines = [
            f"{a}:{{PLAIN}}{PASSWORD}:{user.pw_uid}:{user.pw_gid}::{top}/mail/{_box(a)}::"
            for a in known
        ]
        (top / "dc/users").write_text("\n".join(lines) + "\n")
        (top / "dc/dovecot.conf").write_text(
            _DOVECOT.format(top=top, uid=user.pw_uid, imap=self.imap, lmtp=self._lmtp)
        )


def _box(address: str) -> str:
    return REPLY if address == BOUNCE else address


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def _run(*command: str, must_work: bool = True) -> None:
    # into a file: a daemon keeps what it inherits, and a pipe would never end
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            [_program(command[0]) or command[0], *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            check=False,
            timeout=30,
        )
        said.seek(0)
        assert done.returncode == 0 or not must_work, f"{' '.join(command)}: {said.read()}"


def _answer(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _make_user() -> None:
    try:
        pwd.getpwnam(USER)
    except KeyError:
        _run("useradd", "-r", "-M", "-s", "/usr/sbin/nologin", USER)


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _answers(port: int) -> bool:
    with socket.socket() as line:
        line.settimeout(1)
        return line.connect_ex(("127.0.0.1", port)) == 0


def _master_cf(port: int) -> str:
    services = "cleanup:n:0 qmgr:n:1 trivial-rewrite:-:- bounce:-:0 defer:-:0:bounce trace:-:0:bounce proxymap:-:- error:-:- retry:-:-:error lmtp:-:- anvil:-:1 scache:-:1"
    lines = [f"127.0.0.1:{port} inet n - n - - smtpd"]
    for service in services.split():
        name, private, most, *command = service.split(":")
        wake = "300" if name == "qmgr" else "-"
        program = command[0] if command else name
        unix = "rewrite" if name == "trivial-rewrite" else name
        lines.append(f"{unix} unix {private} - n {wake} {most} {program}")
    lines.append("postlog unix-dgram n - n - 1 postlogd")
    return "\n".join(lines) + "\n"


_MAIN_CF = """\
compatibility_level = 3.6
config_directory = {top}/pf
queue_directory = {top}/q
data_directory = {top}/data
maillog_file = {top}/run/postfix.log
maillog_file_prefixes = {top}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mx.test.example
mydestination =
virtual_mailbox_domains = secretariat.example, mfa.example
virtual_mailbox_maps = inline:{{ {maps} }}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
recipient_delimiter = +
local_recipient_maps =
alias_maps =
alias_database =
smtp_dns_support_level = disabled
default_transport = error:5.1.2 no outside mail in tests
relay_transport = error:5.1.2 no outside mail in tests
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_mynetworks, reject
"""

_DOVECOT = """\
base_dir = {top}/run/dovecot
log_path = {top}/run/dovecot.log
protocols = imap lmtp
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:~
first_valid_uid = {uid}
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
postmaster_address = postmaster@secretariat.example
passdb {{
  driver = passwd-file
  args = username_format=%u {top}/dc/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {top}/dc/users
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""
