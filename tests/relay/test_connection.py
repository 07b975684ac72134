"""Lines kept, limited and replaced; connect, greeting, TLS and login."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from notifier.errors import UserError
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Verdict
from notifier.relay import connection
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.loopback import LoopbackRelay
from tests.relay.unruly import CUT, SILENCE, Temper, unruly

ENVELOPE = Envelope("bounce+b1@secretariat.example", "focal@mfa.example", envid="b1")
DATA = b"Subject: Forum\r\n\r\nDear Sir,\r\n"


def access(port: int, **changes: Any) -> RelayAccess:
    return RelayAccess(
        **{"host": "127.0.0.1", "port": port, "tls": "none", "timeout": 5, "hello": "me.example"}
        | changes
    )


async def test_a_line_is_kept_for_the_next_message() -> None:
    """Opening one costs more than the message."""
    temper = Temper()
    async with unruly(temper) as port, Relay(access(port)) as relay:
        verdicts = [(await relay.send(ENVELOPE, [DATA])).verdict for _ in range(5)]

    assert verdicts == [Verdict.SENT] * 5
    assert temper.taken == [DATA] * 5
    assert temper.lines == 1


async def test_no_more_lines_than_allowed_are_open() -> None:
    """Relays refuse those who crowd them."""
    temper = Temper()
    async with unruly(temper) as port, Relay(access(port, connections=3)) as relay:
        outcomes = await asyncio.gather(*(relay.send(ENVELOPE, [DATA]) for _ in range(30)))

    assert {outcome.verdict for outcome in outcomes} == {Verdict.SENT}
    assert len(temper.taken) == 30
    assert temper.lines == 3


async def test_a_line_is_opened_anew_after_its_share_of_messages() -> None:
    """Some relays limit how many messages one line may carry."""
    temper = Temper()
    async with unruly(temper) as port, Relay(access(port, messages=2)) as relay:
        for _ in range(5):
            await relay.send(ENVELOPE, [DATA])

    assert len(temper.taken) == 5
    assert temper.lines == 3


async def test_a_line_that_was_idle_for_long_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A firewall may have forgotten it without a word."""
    temper = Temper()
    monkeypatch.setattr(connection, "IDLE", 0.0)
    async with unruly(temper) as port, Relay(access(port)) as relay:
        for _ in range(2):
            assert (await relay.send(ENVELOPE, [DATA])).verdict is Verdict.SENT

    assert temper.lines == 2


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize("does", [CUT, "421 4.3.2 too many messages"])
async def test_a_kept_line_found_dead_is_replaced_at_once(does: str, pipelining: bool) -> None:
    """Nothing was taken over it, so trying again cannot send twice."""
    temper = Temper(pipelining=pipelining)
    async with unruly(temper) as port, Relay(access(port)) as relay:
        await relay.send(ENVELOPE, [DATA])
        temper.at, temper.does, temper.times = "MAIL", does, 1
        outcome = await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.SENT
    assert temper.taken == [DATA] * 2
    assert temper.lines == 2


async def test_a_fresh_line_that_dies_is_not_replaced_again_and_again() -> None:
    """A relay in trouble is left alone until the next attempt."""
    temper = Temper("MAIL", CUT)
    async with unruly(temper) as port, Relay(access(port)) as relay:
        outcome = await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.DEFERRED
    assert temper.lines == 1


async def test_a_cancelled_message_leaves_no_line_behind() -> None:
    """Its answer would be taken for that of the next message."""
    temper = Temper("end", SILENCE, times=1)
    async with unruly(temper) as port, Relay(access(port)) as relay:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await relay.send(ENVELOPE, [DATA])
        outcome = await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.SENT
    assert temper.lines == 2


async def test_a_line_in_use_when_the_relay_is_closed_ends_with_its_message() -> None:
    """Shutting down does not cut a message in the middle."""
    taken: list[bytes] = []
    closing: list[asyncio.Task[None]] = []

    def on_message(_sender: str, _recipient: str, data: bytes) -> None:
        taken.append(data)
        closing.append(asyncio.get_running_loop().create_task(relay.aclose()))

    async with LoopbackRelay(on_message) as server:
        relay = Relay(access(server.port))
        outcome = await relay.send(ENVELOPE, [DATA])
        await asyncio.gather(*closing)
        await relay.aclose()

        assert outcome.verdict is Verdict.SENT
        assert taken == [DATA]


@pytest.mark.parametrize(
    ("at", "does", "code"),
    [
        ("greeting", "554 5.7.1 no service for you", 554),
        ("greeting", "421 4.3.2 too busy", 421),
        ("greeting", CUT, None),
        ("greeting", SILENCE, None),
        ("greeting", "gibberish", None),
        ("EHLO", "421 4.3.2 too busy", 421),
        ("EHLO", CUT, None),
        ("EHLO", SILENCE, None),
    ],
)
async def test_a_relay_that_does_not_let_us_in_defers(at: str, does: str, code: int | None) -> None:
    """It refuses us, not the letter."""
    temper = Temper(at, does)
    async with unruly(temper) as port, Relay(access(port, timeout=0.2)) as relay:
        for outcome in (await relay.send(ENVELOPE, [DATA]), await relay.reachable()):
            assert outcome.verdict is Verdict.DEFERRED
            assert outcome.code == code


async def test_a_relay_that_is_not_there_defers() -> None:
    """The letter waits until it is back."""
    async with LoopbackRelay(lambda *_: None) as server:
        port = server.port
    async with Relay(access(port)) as relay:
        for outcome in (await relay.send(ENVELOPE, [DATA]), await relay.reachable()):
            assert outcome.verdict is Verdict.DEFERRED
            assert outcome.code is None
            assert "127.0.0.1" in outcome.reply


async def test_a_relay_in_reach_says_who_it_is_and_the_line_is_kept() -> None:
    """Looked at once when the daemon starts."""
    temper = Temper()
    async with unruly(temper) as port, Relay(access(port)) as relay:
        outcome = await relay.reachable()
        await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.SENT
    assert outcome.code == 250
    assert outcome.reply.startswith("relay.example")
    assert temper.lines == 1


async def test_a_relay_of_the_old_school_is_greeted_with_helo() -> None:
    """RFC 5321 3.2: whoever does not know EHLO says so."""
    temper = Temper("EHLO", "502 5.5.1 what?")
    async with unruly(temper) as port, Relay(access(port)) as relay:
        assert (await relay.send(ENVELOPE, [DATA])).verdict is Verdict.SENT
        assert (await relay.reachable()).code == 250


AUTHORITY = trustme.CA()


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(path)
    return path


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("localhost").configure_cert(context)
    return context


def login(_server: Any, _session: Any, _envelope: Any, mechanism: str, data: Any) -> AuthResult:
    is_right = (data.login, data.password) == (b"notifier", b"secret")
    return AuthResult(success=is_right, handled=False)


async def test_starttls_and_login_with_a_private_ca(ca_file: Path) -> None:
    """The usual submission on port 587."""
    temper = Temper()
    guarded = {"tls_context": server_context(), "require_starttls": True, "auth_required": True}
    async with unruly(temper, authenticator=login, **guarded) as port:
        way = access(port, host="localhost", tls="starttls", ca_file=ca_file)
        right = RelayAccess(
            way.host, port, "starttls", "notifier", "secret", 5, ca_file=ca_file, hello="me.example"
        )
        async with Relay(right) as relay:
            outcome = await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.SENT
    assert temper.taken == [DATA]


async def test_tls_from_the_first_byte(ca_file: Path) -> None:
    """Submission on port 465; a message larger than what the line takes at once."""
    temper = Temper()
    large = DATA + (b"x" * 76 + b"\r\n") * 20_000
    async with unruly(temper, implicit_tls=server_context()) as port:
        way = access(port, host="localhost", tls="implicit", ca_file=ca_file)
        async with Relay(way) as relay:
            outcome = await relay.send(ENVELOPE, [large])

    assert outcome.verdict is Verdict.SENT
    assert temper.taken == [large]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_a_certificate_of_an_unknown_ca_defers(tls: str) -> None:
    """Somebody else's relay gets neither password nor letter."""
    temper = Temper()
    option = "implicit_tls" if tls == "implicit" else "tls_context"
    async with (
        unruly(temper, **{option: server_context()}) as port,
        Relay(access(port, host="localhost", tls=tls)) as relay,
    ):
        outcome = await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.DEFERRED
    assert "certificate" in outcome.reply.lower()
    assert temper.taken == []


async def test_a_relay_without_starttls_gets_nothing_in_the_clear() -> None:
    """Whoever removes STARTTLS on the way must not read the letters."""
    temper = Temper()
    async with unruly(temper) as port, Relay(access(port, tls="starttls")) as relay:
        outcome = await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.DEFERRED
    assert temper.said == []


async def test_a_refused_login_defers() -> None:
    """A password that ran out must not turn ten thousand letters into refusals."""
    temper = Temper()
    way = {"username": "notifier", "password": "wrong"}
    async with (
        unruly(temper, authenticator=login, auth_require_tls=False) as port,
        Relay(access(port, **way)) as relay,
    ):
        outcome = await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.DEFERRED
    assert outcome.code == 535
    assert temper.said == []


def test_a_password_is_not_sent_in_the_clear_over_a_network() -> None:
    """The setting is refused before anything is sent."""
    with pytest.raises(UserError, match="clear"):
        Relay(access(25, host="relay.example", username="notifier", password="secret"))


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_read_is_told_at_the_start(
    tmp_path: Path, content: str | None
) -> None:
    """Not with the first letter."""
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)

    with pytest.raises(UserError, match=r"relays\.main\.ca_file"):
        Relay(access(465, tls="implicit", ca_file=path))


def test_the_password_does_not_show() -> None:
    """Values end up in logs."""
    assert "secret" not in repr(access(25, username="notifier", password="secret"))
