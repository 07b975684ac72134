"""The relay's lines against a real Postfix, with mail that really arrives."""

import asyncio

from notifier.answers.answer import Category
from notifier.answers.understand import understand
from notifier.invitations.token import Key, Keys, bounce_address, make
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.relay.connection import Relay, RelayAccess
from tests.servers.configuration import BOUNCE, GHOST, NOBODY, PASSWORD, PEOPLE, REPLY
from tests.servers.mail_servers import HOST, MailServers

TOKEN = make("bounce", 7, "trial/inputs/fr-wsis", Keys(Key(1, b"sixteen bytes and more")))
SENDER = bounce_address(TOKEN, BOUNCE)


def a_mail(to: str, subject: str = "Consultation") -> bytes:
    """A mail in UTF-8, with a line that begins with a dot."""
    return (
        f"From: Union <{REPLY}>\r\nTo: {to}\r\nSubject: {subject}\r\n"
        "Date: Mon, 02 Mar 2026 12:00:00 +0000\r\n"
        f"Message-ID: <{subject}@secretariat.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "Délai : le 24 mars. 截止日期。\r\n.\r\n..two dots\r\n"
    ).encode()


async def send(access: RelayAccess, *recipients: str) -> list[Outcome]:
    """Send each a mail at once and return the outcomes in order."""
    async with Relay(access) as relay:
        sent = (relay.send(Envelope(SENDER, to), [a_mail(to)]) for to in recipients)
        return list(await asyncio.gather(*sent))


def delivered(servers: MailServers, *people: str) -> list[bytes]:
    """All mails of some people."""
    return [mail for person in people for mail in servers.read(person)]


def plain(servers: MailServers, connections: int = 1) -> RelayAccess:
    """Access without TLS and login: Postfix trusts this machine."""
    return RelayAccess(HOST, servers.smtp, tls="none", connections=connections)


async def test_twenty_mails_over_three_kept_lines_are_delivered(servers: MailServers) -> None:
    """What the relay said it took is in the people's mailboxes."""
    recipients = [PEOPLE[number % 5] for number in range(20)]

    outcomes = await send(plain(servers, connections=3), *recipients)

    assert {outcome.verdict for outcome in outcomes} == {Verdict.SENT}
    servers.wait_for(lambda: len(delivered(servers, *PEOPLE[:5])) == 20)
    assert len(servers.lines_of(delivered(servers, *PEOPLE[:5]))) == 3


async def test_a_mail_arrives_as_it_was_sent(servers: MailServers) -> None:
    """Every byte: dots that begin a line, and letters beyond ASCII."""
    to = PEOPLE[0]

    await send(plain(servers), to)

    (mail,) = servers.wait_for(lambda: servers.read(to))
    assert mail.endswith(a_mail(to))


async def test_an_unknown_recipient_is_refused_and_the_line_goes_on(servers: MailServers) -> None:
    """550 at RCPT is an answer about one address: the line is fit for the next message."""
    _, refused, _ = await send(plain(servers), PEOPLE[0], NOBODY, PEOPLE[1])

    assert (refused.verdict, refused.code) == (Verdict.REFUSED, 550)
    assert "User unknown" in refused.reply
    servers.wait_for(lambda: len(delivered(servers, *PEOPLE[:2])) == 2)
    assert len(servers.lines_of(delivered(servers, *PEOPLE[:2]))) == 1


async def test_a_real_bounce_leads_back_to_the_message(servers: MailServers) -> None:
    """Postfix took it, Dovecot did not know the user: the report goes to bounce+token."""
    ghost = f"{GHOST}@mfa.example"
    envelope = Envelope(SENDER, ghost, envid="<haunted@secretariat.example>")
    async with Relay(plain(servers)) as relay:
        outcome = await relay.send(envelope, [a_mail(ghost, "haunted")])
    assert outcome.verdict is Verdict.SENT
    (report,) = servers.wait_for(lambda: servers.read(BOUNCE))

    understood = understand(report)

    assert f"\nDelivered-To: {SENDER}\r".encode() in report
    assert (understood.category, understood.hard) == (Category.BOUNCE, True)
    assert understood.recipients == (ghost,)
    assert understood.tokens == (TOKEN,)
    assert understood.references == ("<haunted@secretariat.example>",)


async def test_a_restarted_relay_takes_the_next_mail_at_once(servers: MailServers) -> None:
    """A kept line that died between two mails costs nobody a delay."""
    async with Relay(plain(servers)) as relay:
        await relay.send(Envelope(SENDER, PEOPLE[0]), [a_mail(PEOPLE[0])])
        servers.restart_relay()

        outcome = await relay.send(Envelope(SENDER, PEOPLE[1]), [a_mail(PEOPLE[1])])

    assert outcome.verdict is Verdict.SENT
    servers.wait_for(lambda: servers.read(PEOPLE[1]))


async def test_a_login_over_starttls_is_taken(servers: MailServers) -> None:
    """As a provider's submission port asks for it."""
    access = RelayAccess(HOST, servers.smtp, "starttls", REPLY, PASSWORD, ca_file=servers.ca_file)

    (outcome,) = await send(access, PEOPLE[0])

    assert outcome.verdict is Verdict.SENT
    servers.wait_for(lambda: servers.read(PEOPLE[0]))


async def test_a_wrong_password_defers_the_letter(servers: MailServers) -> None:
    """It is us who are refused: the letter goes when the password is mended."""
    access = RelayAccess(HOST, servers.smtp, "starttls", REPLY, "wrong", ca_file=servers.ca_file)

    (outcome,) = await send(access, PEOPLE[0])

    assert (outcome.verdict, outcome.code) == (Verdict.DEFERRED, 535)
    assert servers.read(PEOPLE[0]) == []


async def test_a_relay_that_nobody_vouches_for_gets_no_mail(servers: MailServers) -> None:
    """The system's authorities do not know this certificate: somebody may be in between."""
    (outcome,) = await send(RelayAccess(HOST, servers.smtp, "starttls"), PEOPLE[0])

    assert outcome.verdict is Verdict.DEFERRED
    assert "certificate" in outcome.reply.lower()
