"""Relay and mailbox against Postfix and Dovecot, as they are installed everywhere."""

import asyncio
import time
from contextlib import aclosing

import pytest

from notifier.answers.answer import Category
from notifier.answers.understand import understand
from notifier.errors import UserError
from notifier.letters.compose import Envelope
from notifier.letters.message import Outcome, Verdict
from notifier.mailbox.imap import Imap, ImapAccess
from notifier.relay.connection import Relay, RelayAccess
from tests.real.conftest import PEOPLE
from tests.real.mail_servers import BOUNCE, GHOST, PASSWORD, REPLY, MailServers

VERP = BOUNCE.replace("@", "+bafaycqyq4isg3vkm2n5a@")


def a_mail(subject: str, to: str = PEOPLE[0]) -> bytes:
    """One small mail."""
    return f"From: {REPLY}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@secretariat.example>\r\n\r\nGood day.\r\n".encode()


async def send_all(servers: MailServers, *pairs: tuple[Envelope, bytes]) -> list[Outcome]:
    """Send over kept connections and return the outcomes in order."""
    access = RelayAccess("127.0.0.1", servers.smtp, tls="none", connections=3)
    async with aclosing(Relay(access)) as relay:
        return list(await asyncio.gather(*(relay.send(e, data) for e, data in pairs)))


def the_mailbox(servers: MailServers, password: str = PASSWORD) -> Imap:
    """Our own account."""
    return Imap(ImapAccess("127.0.0.1", servers.imap, REPLY, password, tls="none"))


def arrived(box: Imap, subject: str) -> list[str]:
    """The uids of unmarked mails with a subject."""
    return [mail.uid for mail in box.fetch() if f"Subject: {subject}".encode() in mail.raw]


async def test_twenty_mails_over_kept_connections_are_delivered(servers: MailServers) -> None:
    """What the relay said it took is in the people's mailboxes."""
    pairs = [
        (Envelope(VERP, PEOPLE[n % 5]), a_mail(f"twenty-{n}", PEOPLE[n % 5])) for n in range(20)
    ]

    outcomes = await send_all(servers, *pairs)

    assert {outcome.verdict for outcome in outcomes} == {Verdict.SENT}
    servers.wait_for(
        lambda: sum(b"Subject: twenty-" in m for p in PEOPLE[:5] for m in servers.read(p)) == 20
    )


async def test_an_unknown_recipient_is_refused_at_once(servers: MailServers) -> None:
    """550 at RCPT is an answer: the address is dead."""
    (outcome,) = await send_all(servers, (Envelope(VERP, "nobody@mfa.example"), a_mail("refused")))

    assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, 550)


async def test_a_real_dsn_comes_back_to_the_envelope_sender_and_is_understood(
    servers: MailServers,
) -> None:
    """Postfix took it, Dovecot did not know the user: Postfix's own report says so."""
    ghost = f"{GHOST}@mfa.example"
    (outcome,) = await send_all(servers, (Envelope(VERP, ghost), a_mail("haunted", ghost)))
    assert outcome.verdict is Verdict.SENT
    servers.wait_for(lambda: any(b"<haunted@" in mail for mail in servers.read(REPLY)))
    report = next(mail for mail in servers.read(REPLY) if b"<haunted@" in mail)

    understood = understand(report)

    assert (understood.category, understood.hard) == (Category.BOUNCE, True)
    assert understood.recipients == (ghost,)
    assert "<haunted@secretariat.example>" in understood.references


def test_a_mail_is_fetched_until_it_is_marked(servers: MailServers) -> None:
    """A crash between fetching and filing must find it again."""
    servers.deliver(a_mail("marked"), REPLY, PEOPLE[0])
    box = the_mailbox(servers)
    servers.wait_for(lambda: len(arrived(box, "marked")) == 1)

    again = arrived(box, "marked")
    box.mark(again)

    assert len(again) == 1
    assert arrived(box, "marked") == []
    box.close()


def test_waiting_ends_when_mail_arrives(servers: MailServers) -> None:
    """IDLE: an answer is acknowledged within seconds, not at the next poll."""
    box = the_mailbox(servers)
    list(box.fetch())
    begun = time.monotonic()
    servers.deliver(a_mail("idle"), REPLY, PEOPLE[0])

    came = box.wait(15)

    assert came
    assert time.monotonic() - begun < 10
    box.close()


def test_a_wrong_password_is_told_in_a_sentence(servers: MailServers) -> None:
    """The administrator reads what to mend, not a traceback."""
    box = the_mailbox(servers, "wrong")

    with pytest.raises(UserError, match="password"):
        list(box.fetch())

    box.close()


def test_a_restarted_server_is_found_again(servers: MailServers) -> None:
    """A mailbox that was down for a minute loses nothing."""
    box = the_mailbox(servers)
    list(box.fetch())

    servers.restart_imap()
    servers.deliver(a_mail("after-restart"), REPLY, PEOPLE[0])

    servers.wait_for(lambda: len(arrived(box, "after-restart")) == 1)
    box.close()
