"""Our mailbox in a real Dovecot: fetched until marked, found again, told when mail comes."""

import imaplib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from notifier.errors import UserError
from notifier.mailbox.access import ImapAccess
from notifier.mailbox.imap import Imap
from notifier.mailbox.port import Arrived
from tests.servers.configuration import BOUNCE, PASSWORD, REPLY
from tests.servers.mail_servers import HOST, MailServers

SOON = 3.0  # seconds


def a_mail(subject: str) -> bytes:
    """A person's small mail."""
    return f"From: somebody@mfa.example\r\nSubject: {subject}\r\n\r\nGood day.\r\n".encode()


def access(servers: MailServers) -> ImapAccess:
    """Our own account, without TLS: it is on this machine."""
    return ImapAccess(HOST, servers.imap, REPLY, PASSWORD, tls="none")


@pytest.fixture
def box(servers: MailServers) -> Iterator[Imap]:
    """Our own account."""
    imap = Imap(access(servers))
    yield imap
    imap.close()


def fetched(box: Imap, count: int, servers: MailServers) -> list[Arrived]:
    """What is fetched as soon as so many mails have arrived."""
    servers.wait_for(lambda: len(servers.read(REPLY)) == count)
    return list(box.fetch())


def subjects(mails: list[Arrived]) -> list[bytes]:
    """The subjects of mails."""
    lines = (line for mail in mails for line in mail.raw.split(b"\r\n"))
    return [line.removeprefix(b"Subject: ") for line in lines if line.startswith(b"Subject: ")]


def test_a_mail_is_fetched_until_it_is_marked(box: Imap, servers: MailServers) -> None:
    """A crash between fetching and filing must find it again; none after."""
    servers.deliver(a_mail("once"), REPLY)
    first = fetched(box, 1, servers)

    second = list(box.fetch())
    box.mark([mail.uid for mail in second])

    assert subjects(first) == [b"once"]
    assert second == first
    assert list(box.fetch()) == []


def test_a_marked_mail_is_not_fetched_by_the_next_process(box: Imap, servers: MailServers) -> None:
    """The mark is the server's: a restart of the service files nothing twice."""
    servers.deliver(a_mail("filed"), REPLY)
    servers.deliver(a_mail("left"), REPLY)
    box.mark([mail.uid for mail in fetched(box, 2, servers) if subjects([mail]) == [b"filed"]])
    box.close()

    successor = Imap(access(servers))
    again = list(successor.fetch())
    successor.close()

    assert subjects(again) == [b"left"]


def test_a_mail_that_staff_opened_first_is_fetched(box: Imap, servers: MailServers) -> None:
    r"""Only our own keyword says that a mail is filed; \Seen says that somebody looked."""
    servers.deliver(a_mail("opened"), REPLY)
    servers.wait_for(lambda: servers.read(REPLY))
    with imaplib.IMAP4(HOST, servers.imap, timeout=10) as staff:
        staff.login(REPLY, PASSWORD)
        staff.select()
        staff.store("1", "+FLAGS", r"(\Seen)")

    mails = list(box.fetch())

    assert subjects(mails) == [b"opened"]
    assert box.marking == "keyword"


def test_a_mail_is_fetched_unaltered(box: Imap, servers: MailServers) -> None:
    """What is filed is what arrived, and fetching it tells no mail program that it was read."""
    servers.deliver(a_mail("unaltered"), REPLY.replace("@", "+rabc@"))

    (mail,) = fetched(box, 1, servers)

    assert [mail.raw] == servers.read(REPLY)
    assert b"\r\nDelivered-To: reply+rabc@secretariat.example\r\n" in mail.raw
    with imaplib.IMAP4(HOST, servers.imap, timeout=10) as staff:
        staff.login(REPLY, PASSWORD)
        staff.select(readonly=True)
        assert staff.search(None, "UNSEEN")[1] == [b"1"]


def test_bounces_and_answers_arrive_in_one_mailbox(box: Imap, servers: MailServers) -> None:
    """One account is read; whatever follows the plus finds its way there."""
    for number, address in enumerate((REPLY, BOUNCE)):
        servers.deliver(a_mail(str(number)), address.replace("@", "+token@"))

    assert set(subjects(fetched(box, 2, servers))) == {b"0", b"1"}


def test_waiting_ends_when_mail_arrives(box: Imap, servers: MailServers) -> None:
    """IDLE: an answer is acknowledged within seconds, not at the next poll."""
    assert list(box.fetch()) == []
    with ThreadPoolExecutor(1) as pool:
        begun = time.monotonic()
        came = pool.submit(box.wait, 30)
        servers.deliver(a_mail("at last"), REPLY)

        assert came.result(timeout=10)

    assert time.monotonic() - begun < SOON
    assert subjects(list(box.fetch())) == [b"at last"]


def test_waiting_for_nothing_ends_in_time(box: Imap, servers: MailServers) -> None:
    """The caller has other work too."""
    assert box.wait(0.2) is False


def test_closing_ends_a_wait(box: Imap, servers: MailServers) -> None:
    """The service is asked to stop and need not sit out nine minutes."""
    assert list(box.fetch()) == []
    with ThreadPoolExecutor(1) as pool:
        begun = time.monotonic()
        came = pool.submit(box.wait, 30)
        box.close()

        assert came.result(timeout=10) is False

    assert time.monotonic() - begun < SOON


def test_a_restarted_server_is_found_again(box: Imap, servers: MailServers) -> None:
    """A mailbox that was away for a moment loses nothing, and marks hold across it."""
    servers.deliver(a_mail("before"), REPLY)
    before = fetched(box, 1, servers)
    servers.restart_imap()
    servers.deliver(a_mail("after"), REPLY)
    assert subjects(fetched(box, 2, servers)) == [b"before", b"after"]

    servers.restart_imap()
    box.mark([mail.uid for mail in before])

    assert subjects(list(box.fetch())) == [b"after"]


def test_a_wrong_password_is_told_in_a_sentence(servers: MailServers) -> None:
    """The administrator reads what to mend, not a traceback."""
    box = Imap(ImapAccess(HOST, servers.imap, REPLY, "wrong", tls="none"))

    with pytest.raises(UserError) as told:
        list(box.fetch())

    (problem,) = told.value.problems
    assert problem.where == "mailbox.password"
    assert problem.what.startswith(f"{HOST} refused the user name '{REPLY}' or its password: ")
    assert "AUTHENTICATIONFAILED" in problem.what


def test_a_missing_folder_is_told_with_its_name(servers: MailServers) -> None:
    """A folder named in the settings and never made."""
    box = Imap(ImapAccess(HOST, servers.imap, REPLY, PASSWORD, tls="none", folder="Answers"))

    with pytest.raises(UserError, match="has no folder 'Answers'"):
        list(box.fetch())


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_mail_is_fetched_over_tls(tls: str, servers: MailServers) -> None:
    """Both ways in which TLS begins, with the certificate checked."""
    port = servers.imaps if tls == "implicit" else servers.imap
    box = Imap(ImapAccess(HOST, port, REPLY, PASSWORD, tls, servers.ca_file))  # type: ignore[arg-type]
    servers.deliver(a_mail("sealed"), REPLY)

    mails = fetched(box, 1, servers)
    box.close()

    assert subjects(mails) == [b"sealed"]


def test_a_server_that_nobody_vouches_for_gets_no_password(servers: MailServers) -> None:
    """The system's authorities do not know this certificate: the setting to mend is named."""
    box = Imap(ImapAccess(HOST, servers.imaps, REPLY, PASSWORD))

    with pytest.raises(UserError, match=r"mailbox\.ca_file"):
        list(box.fetch())
