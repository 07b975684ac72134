"""The servers themselves: side by side, gone afterwards, and known to the settings."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from notifier.settings import read_settings
from notifier.sources.table import read_directory
from tests.servers.configuration import PEOPLE, REPLY
from tests.servers.mail_servers import HOST, MailServers
from tests.servers.processes import is_alive, until

ROOT = Path(__file__).parents[2]

MAIL = b"Subject: over there\r\n\r\nGood day.\r\n"


def test_two_pairs_of_servers_live_side_by_side(servers: MailServers) -> None:
    """Two runs of the tests on one machine do not meet."""
    with MailServers(PEOPLE[:1]) as others:
        others.deliver(MAIL, REPLY)
        others.wait_for(lambda: others.read(REPLY))

        assert servers.read(REPLY) == []


def test_nothing_is_left_behind_when_a_test_fails(servers: MailServers) -> None:
    """Neither processes, though a client is still connected, nor files."""
    others = MailServers(PEOPLE[:1])
    seen: list[int] = []

    def a_test_that_fails() -> None:
        with others:
            seen.extend(others.process_groups())
            with socket.create_connection((HOST, others.imap)) as client:
                client.recv(100)
                raise RuntimeError

    with pytest.raises(RuntimeError):
        a_test_that_fails()

    assert len(seen) == 2
    assert not any(map(is_alive, seen))
    assert not others.ca_file.parent.exists()


def test_a_wait_in_vain_shows_what_the_servers_wrote(servers: MailServers) -> None:
    """Who reads the failure need not run it again to know why."""
    servers.deliver(b"Message-ID: <vain@mfa.example>\r\n\r\nGood day.\r\n", REPLY)
    servers.wait_for(lambda: servers.read(REPLY))

    with pytest.raises(AssertionError) as failed:
        servers.wait_for(lambda: False, seconds=0.2)

    assert str(failed.value).count("<vain@mfa.example>") == 2  # Postfix and Dovecot


def test_the_settings_lead_to_the_servers(settings_file: Path, servers: MailServers) -> None:
    """A service started with them finds relay and mailbox, and people who can be reached."""
    settings = read_settings(settings_file)

    directory = read_directory(settings.files.members, settings.files.focal_points)

    assert (settings.relays["main"].port, settings.mailbox.port) == (servers.smtp, servers.imap)
    assert {point.address for point in directory.focal_points.values()} == set(PEOPLE[:12])
    assert settings.files.state == settings_file.parents[1] / "var"


def test_servers_end_with_the_tests_that_were_killed(servers: MailServers) -> None:
    """Whoever kills a run in the middle need not look for its servers."""
    program = (
        "from tests.servers.mail_servers import MailServers\n"
        "with MailServers() as servers:\n"
        "    print(servers.ca_file.parent, *servers.process_groups(), flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as killed:
        assert killed.stdout is not None
        folder, *groups = killed.stdout.readline().decode().split()
        killed.kill()

    assert len(groups) == 2
    assert until(lambda: not any(is_alive(int(group)) for group in groups), 10)
    assert until(lambda: not Path(folder).exists(), 10)
