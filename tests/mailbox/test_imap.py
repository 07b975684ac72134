"""What goes wrong before the first command is told plainly; servers are tested elsewhere."""

import socket
from dataclasses import replace

import pytest

from notifier.errors import UserError
from notifier.mailbox.imap import Imap, ImapAccess
from notifier.mailbox.port import UnreachableError

ACCESS = ImapAccess("127.0.0.1", 143, "answers@secretariat.example", "secret", tls="none")


def unused_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@pytest.mark.parametrize("host", ["mail.secretariat.example", "192.0.2.1"])
def test_a_password_never_leaves_this_machine_without_tls(host: str) -> None:
    """Refused before anything is dialled."""
    with pytest.raises(UserError, match="needs TLS"):
        Imap(replace(ACCESS, host=host))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_on_this_machine_tls_may_be_left_out(host: str) -> None:
    """A relay beside us is often plain."""
    Imap(replace(ACCESS, host=host)).close()


def test_a_server_that_is_down_is_for_the_next_tick() -> None:
    """No mistake of the operator: an error of its own kind, which says where."""
    mailbox = Imap(replace(ACCESS, port=unused_port()))

    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1"):
        list(mailbox.fetch())


def test_waiting_for_a_server_that_is_down_returns_at_once() -> None:
    """The tick then tries and tells."""
    assert Imap(replace(ACCESS, port=unused_port())).wait(60) is False


def test_a_closed_mailbox_stays_closed() -> None:
    """Closing twice is as once; nothing dials again on the way out."""
    mailbox = Imap(ACCESS)
    mailbox.close()
    mailbox.close()

    with pytest.raises(UnreachableError, match="closed"):
        list(mailbox.fetch())


def test_the_password_is_in_no_representation() -> None:
    """Logs and tracebacks show values."""
    assert "secret" not in repr(ACCESS).replace("secretariat", "")
