"""A line that breaks right after the dot, before a real Postfix: its log, or a copy, settles it."""

import itertools
import os
import smtplib
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.ledger import journal, outbox
from notifier.ledger.database import Ledger, Row
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Message
from notifier.mailbox.access import ImapAccess
from notifier.mailbox.copies import ImapCopies, MaildirCopies
from notifier.mailbox.port import UnreachableError
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.postfix_log import PostfixLog
from notifier.relay.turn import at_once
from notifier.ticks.post import Desk, post
from notifier.ticks.settle import Search, Witness, settle
from tests.scenes import enqueued
from tests.servers.configuration import PASSWORD, PEOPLE
from tests.servers.cut import cut_after_the_dot
from tests.servers.mail_servers import HOST, MailServers
from tests.servers.processes import answer

JOURNAL = "journal@secretariat.example"
PATIENCE = timedelta(minutes=10)
CODES = itertools.cycle(("fr", "eg", "cn", "ke", "ru", "es"))  # no test finds the trace of another


@pytest.fixture(scope="module")
def with_journal(running_servers: MailServers) -> Iterator[MailServers]:
    """Servers of which Postfix sends a blind copy of everything to a mailbox."""
    with MailServers((*PEOPLE, JOURNAL)) as servers:
        folder = servers.ca_file.parent / "postfix"
        answer("postconf", "-c", folder, "-e", f"always_bcc={JOURNAL}")
        minute_ago = time.time() - 60  # Postfix waits while its settings look unfinished
        os.utime(folder / "main.cf", (minute_ago, minute_ago))
        servers.restart_relay()
        yield servers


@pytest.fixture
async def doubted(with_journal: MailServers, tmp_path: Path) -> AsyncIterator[Ledger]:
    """A ledger with one message in doubt, and one that waits, which Postfix has never seen."""
    with Ledger(tmp_path / "ledger.db") as ledger:
        enqueued(ledger, next(CODES))
        async with cut_after_the_dot(with_journal.smtp) as port:
            access = RelayAccess(HOST, port, tls="none", connections=1)
            async with Relay(access) as relay:
                now = datetime.now(UTC)
                desk = Desk(ledger, 1, composed, at_once(relay.send), lambda: False, 1)
                await post(now, desk)
        assert ledger.now(outbox.counts) == {"unsure": 1}
        with_journal.wait_for(lambda: with_journal.read(JOURNAL))
        yield ledger
    with_journal.empty()


async def composed(message: Message) -> tuple[Envelope, list[bytes]]:
    """A small mail under the Message-ID of its row."""
    head = f"Message-ID: {message.message_id}\r\nTo: {message.address}\r\nSubject: Views\r\n"
    return Envelope("bounce@secretariat.example", message.address), [head.encode(), b"\r\nHi.\r\n"]


def log_of(servers: MailServers) -> Path:
    """Where Postfix writes what it does."""
    return servers.ca_file.parent / "run/postfix.log"


async def heard(ledger: Ledger, witness: Witness) -> int:
    """How many messages the witness settles."""
    return await settle(datetime.now(UTC), ledger=ledger, searches=[Search(witness)])


def last_step(ledger: Ledger) -> Row:
    """The newest step of the message."""
    return ledger.now(partial(journal.of, message=1))[-1]


def message_id(ledger: Ledger) -> str:
    """The Message-ID of the message in doubt."""
    (row,) = ledger.now(outbox.listing)
    return str(row["message_id"])


async def test_the_log_of_postfix_settles_what_it_has_taken(
    doubted: Ledger, with_journal: MailServers
) -> None:
    """The queue manager spoke of it, so the message was on the relay's disk: it is not sent twice."""
    log = PostfixLog(log_of(with_journal), PATIENCE)

    settled = await heard(doubted, Witness("relay log", log.look, 100, log.silence))

    assert settled == 1
    step = last_step(doubted)
    assert (step["step"], step["actor"]) == ("sent", "settle")
    assert str(log_of(with_journal)) in step["said"]
    assert "(queue active)" in step["said"]


async def test_a_copy_over_imap_settles_it_too(doubted: Ledger, with_journal: MailServers) -> None:
    """Where the relay is somebody else's, and its log out of reach, its blind copy is the proof."""
    copies = ImapCopies(ImapAccess(HOST, with_journal.imap, JOURNAL, PASSWORD, tls="none"))

    settled = await heard(doubted, Witness("journal", copies.find, 20))
    copies.close()

    assert settled == 1
    assert last_step(doubted)["said"].startswith(f"a copy in the mailbox {JOURNAL} at {HOST}")


async def test_a_copy_that_arrives_later_is_found_on_the_same_connection(
    doubted: Ledger, with_journal: MailServers
) -> None:
    """The folder is opened anew for each search, or a server need not show what came since."""
    copies = ImapCopies(ImapAccess(HOST, with_journal.imap, JOURNAL, PASSWORD, tls="none"))
    since = datetime.now(UTC) - timedelta(minutes=1)
    before = copies.find({"<later@secretariat.example>": since})
    with_journal.deliver(b"Message-ID: <later@secretariat.example>\r\n\r\nHi.\r\n", PEOPLE[0])
    with_journal.wait_for(lambda: len(with_journal.read(JOURNAL)) == 2)

    after = copies.find({"<later@secretariat.example>": since, message_id(doubted): since})
    copies.close()

    assert before == {}
    assert after.keys() == {"<later@secretariat.example>", message_id(doubted)}


async def test_a_copy_in_a_maildir_settles_it_too(
    doubted: Ledger, with_journal: MailServers
) -> None:
    """Where the journal mailbox lies on this machine."""
    copies = MaildirCopies(with_journal.ca_file.parent / f"mail/{JOURNAL}/Maildir")

    assert await heard(doubted, Witness("journal", copies.find, 20)) == 1


async def test_a_server_that_was_restarted_is_asked_again(
    doubted: Ledger, with_journal: MailServers
) -> None:
    """A lost connection costs one round, and is not the end of the search."""
    copies = ImapCopies(ImapAccess(HOST, with_journal.imap, JOURNAL, PASSWORD, tls="none"))
    wanted = {message_id(doubted): datetime.now(UTC)}
    first = copies.find(wanted)
    with_journal.restart_imap()
    with pytest.raises(UnreachableError):
        copies.find(wanted)

    again = copies.find(wanted)
    copies.close()

    assert first == again != {}


async def test_a_rejected_message_is_no_proof_though_its_id_is_in_the_log(
    with_journal: MailServers, tmp_path: Path
) -> None:
    """Postfix names the Message-ID while the text comes in; a client that goes then was not heard."""
    with_journal.deliver(b"Message-ID: <whole@secretariat.example>\r\n\r\nHi.\r\n", PEOPLE[0])
    hang_up_within_the_data(with_journal, "<cut@secretariat.example>")
    log = log_of(with_journal)
    with_journal.wait_for(lambda: "<cut@secretariat.example>" in log.read_text())
    with_journal.wait_for(lambda: "lost connection after DATA" in log.read_text())
    wanted = dict.fromkeys(
        ("<cut@secretariat.example>", "<whole@secretariat.example>"), datetime.now(UTC)
    )

    with_journal.wait_for(lambda: PostfixLog(log, PATIENCE).look(wanted))

    assert PostfixLog(log, PATIENCE).look(wanted).keys() == {"<whole@secretariat.example>"}
    with_journal.empty()


def hang_up_within_the_data(servers: MailServers, message_id: str) -> None:
    """Say a message up to its headers and some text, and go."""
    with smtplib.SMTP(HOST, servers.smtp, timeout=10) as smtp:
        smtp.ehlo()
        smtp.mail("bounce@secretariat.example")
        smtp.rcpt(PEOPLE[0])
        smtp.docmd("DATA")
        smtp.send(f"Message-ID: {message_id}\r\nSubject: cut\r\n\r\n".encode() + b"text\r\n" * 9000)
        assert smtp.sock is not None
        smtp.close()
