"""The way to a line that takes messages: connection, TLS, login, and nothing left behind."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from notifier.errors import UserError
from notifier.relay import access
from notifier.relay.access import RelayAccess, negotiated, open_line, tls_context
from notifier.relay.oauth import Grant, OAuth, TokenError
from tests.relay.endpoint import Endpoint, endpoint, granted
from tests.relay.porter import PASSWORD, USER, Door, porter
from tests.relay.tap import tapped
from tests.relay.unruly import CUT, SILENCE, Temper, unruly

AUTHORITY, STRANGERS = trustme.CA(), trustme.CA()
OPTION = {"starttls": "tls_context", "implicit": "implicit_tls"}  # what a relay calls it


def way(port: int, **changes: Any) -> RelayAccess:
    """How the relay on this machine is reached; without TLS unless told."""
    return RelayAccess(
        **{"host": "localhost", "port": port, "tls": "none", "timeout": 5, "hello": "me.example"}
        | changes
    )


@asynccontextmanager
async def opened(through: RelayAccess) -> AsyncIterator[SMTP]:
    """A line, open as long as it is used."""
    line = await open_line(through, tls_context(through), through.hello)
    try:
        yield line
    finally:
        line.close()


async def refused(through: RelayAccess) -> Exception:
    """Why there is no line."""
    with pytest.raises((SMTPException, OSError)) as failure:
        await open_line(through, tls_context(through), through.hello)
    return failure.value


def server_context(name: str = "localhost", **demands: Any) -> ssl.SSLContext:
    """TLS of a relay with a certificate for `name`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(name).configure_cert(context)
    for demand, value in demands.items():
        setattr(context, demand, value)
    return context


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates: the authority's, ours with its key, another key, and our key encrypted."""
    folder = tmp_path_factory.mktemp("papers")
    ours, other = (AUTHORITY.issue_cert("notifier.example") for _ in range(2))
    AUTHORITY.cert_pem.write_to_path(folder / "ca.pem")
    ours.cert_chain_pems[0].write_to_path(folder / "ours.pem")
    ours.private_key_pem.write_to_path(folder / "ours.key")
    ours.private_key_and_cert_chain_pem.write_to_path(folder / "both.pem")
    other.private_key_pem.write_to_path(folder / "other.key")
    key = load_pem_private_key(ours.private_key_pem.bytes(), password=None)
    encrypted = (Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"passphrase"))
    (folder / "locked.key").write_bytes(key.private_bytes(*encrypted))
    return folder


@pytest.mark.parametrize(
    ("offers", "tried"),
    [
        ("LOGIN PLAIN CRAM-MD5", "CRAM-MD5"),
        ("LOGIN PLAIN", "PLAIN"),
        ("LOGIN XOAUTH2", "LOGIN"),
    ],
)
async def test_the_strongest_way_offered_is_taken(offers: str, tried: str) -> None:
    """CRAM-MD5 does not show the password at all."""
    door = Door(offers)
    async with porter(door) as port, opened(way(port, username=USER, password=PASSWORD)) as line:
        assert line.is_connected

    assert door.tried == [tried]


async def test_a_relay_that_offers_more_than_it_can_is_tried_the_next_way() -> None:
    """CRAM-MD5 needs the password itself; many relays keep only a digest of it."""
    door = Door("CRAM-MD5 PLAIN LOGIN", refusals=["535 5.7.8 no", "504 5.5.4 no"])
    async with porter(door) as port, opened(way(port, username=USER, password=PASSWORD)):
        pass

    assert door.tried == ["CRAM-MD5", "PLAIN", "LOGIN"]


async def test_a_wrong_password_is_refused_by_the_last_way() -> None:
    """The relay's own words come back."""
    door = Door("PLAIN LOGIN")
    async with porter(door) as port:
        why = await refused(way(port, username=USER, password="wrong"))

    assert isinstance(why, SMTPAuthenticationError)
    assert (why.code, why.message) == (535, "5.7.8 Authentication credentials invalid")
    assert door.tried == ["PLAIN", "LOGIN"]


@pytest.mark.parametrize("reply", ["454 4.7.0 later", "421 4.7.0 too many errors"])
async def test_a_relay_in_trouble_is_not_tried_another_way(reply: str) -> None:
    """It would count as an attack."""
    door = Door("PLAIN LOGIN", refusals=[reply])
    async with porter(door) as port:
        why = await refused(way(port, username=USER, password=PASSWORD))

    assert isinstance(why, SMTPAuthenticationError)
    assert why.code == int(reply[:3])
    assert door.tried == ["PLAIN"]


async def test_a_relay_without_any_login_is_told() -> None:
    """The password belongs to another port of it."""
    async with porter(Door("XOAUTH2")) as port:
        why = await refused(way(port, username=USER, password=PASSWORD))

    assert str(why) == "the relay offers no login that takes a password"


async def test_a_password_is_not_shown_to_those_who_listen_on_the_way() -> None:
    """Over a network without TLS a digest of it is all that goes out."""
    door = Door("PLAIN LOGIN CRAM-MD5")
    async with porter(door) as port, opened(way(port)) as line:
        await access._by_password(line, USER, PASSWORD, is_private=False)

    assert door.tried == ["CRAM-MD5"]


async def test_without_tls_no_password_is_better_than_one_in_the_clear() -> None:
    """The relay is not asked at all."""
    door = Door("PLAIN LOGIN")
    async with porter(door) as port, opened(way(port)) as line:
        with pytest.raises(SMTPException, match="there is no TLS"):
            await access._by_password(line, USER, PASSWORD, is_private=False)

    assert door.tried == []


def microsoft(at: Endpoint) -> OAuth:
    """Access tokens from an endpoint."""
    return OAuth(Grant("client-credentials", at.url, "notifier", "client secret"))


async def test_an_access_token_lets_us_in(papers: Path) -> None:
    """As Microsoft 365 and Google want it."""
    door = Door("PLAIN LOGIN XOAUTH2", knows="t1")
    async with endpoint(granted("t1")) as at, porter(door, tls_context=server_context()) as port:
        way_in = {"tls": "starttls", "ca_file": papers / "ca.pem", "oauth": microsoft(at)}
        async with opened(way(port, username=USER, **way_in)):
            pass

    assert door.tried == ["XOAUTH2"]


async def test_an_access_token_that_was_refused_is_not_shown_again() -> None:
    """It may have been revoked; the next line comes with a fresh one."""
    door = Door("XOAUTH2", knows="t2")
    async with endpoint(granted("t1"), granted("t2")) as at, porter(door) as port:
        through = way(port, username=USER, oauth=microsoft(at))
        why = await refused(through)
        async with opened(through), opened(through):
            pass

    assert isinstance(why, SMTPAuthenticationError)
    assert why.code == 535
    assert len(at.asked) == 2


async def test_an_access_token_outlives_a_relay_in_trouble() -> None:
    """454 says nothing against it."""
    door = Door("XOAUTH2", knows="t1", refusals=["454 4.7.0 Temporary authentication failure"])
    async with endpoint(granted("t1"), granted("t2")) as at, porter(door) as port:
        through = way(port, username=USER, oauth=microsoft(at))
        await refused(through)
        async with opened(through):
            pass

    assert len(at.asked) == 1


async def test_a_relay_that_takes_no_access_token_gets_none() -> None:
    """Nor is one asked for."""
    async with endpoint(granted("t1")) as at, porter(Door("PLAIN")) as port:
        why = await refused(way(port, username=USER, oauth=microsoft(at)))

    assert str(why) == "the relay does not offer XOAUTH2"
    assert at.asked == []


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_what_tls_a_line_speaks_is_known(papers: Path, tls: str) -> None:
    """The journal keeps it with each message."""
    through = {"tls": tls, "ca_file": papers / "ca.pem"}
    async with (
        unruly(Temper(), **{OPTION[tls]: server_context()}) as port,
        opened(way(port, **through)) as line,
    ):
        told = negotiated(line.transport)

    assert told.startswith("TLSv1.3 TLS_")


async def test_an_older_tls_is_told_as_it_is(papers: Path) -> None:
    """Relays of the old school are found in the journal."""
    older = server_context(maximum_version=ssl.TLSVersion.TLSv1_2)
    through = {"tls": "implicit", "ca_file": papers / "ca.pem"}
    async with (
        unruly(Temper(), implicit_tls=older) as port,
        opened(way(port, **through)) as line,
    ):
        told = negotiated(line.transport)

    assert told.startswith("TLSv1.2 ECDHE-")


async def test_a_line_without_tls_says_so() -> None:
    """Nothing is better than a guess."""
    async with unruly(Temper()) as port, opened(way(port)) as line:
        told = negotiated(line.transport)

    assert told == negotiated(None) == ""


async def test_what_the_relay_offers_within_tls_is_what_counts(papers: Path) -> None:
    """RFC 3207 4.2: what was said before may come from somebody in between."""
    through = {"tls": "starttls", "ca_file": papers / "ca.pem"}
    async with (
        unruly(Temper(dsn=True), tls_context=server_context()) as port,
        opened(way(port, **through)) as line,
    ):
        offered = line.esmtp_extensions

    assert "dsn" in offered
    assert "starttls" not in offered


async def test_starttls_that_is_not_offered_is_a_failure() -> None:
    """Whoever removes it on the way must not read the letters."""
    temper = Temper()
    async with unruly(temper) as port:
        why = await refused(way(port, tls="starttls"))

    assert "STARTTLS" in str(why)
    assert temper.said == []


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("of", ["another name", "an unknown authority"])
async def test_another_relay_is_not_taken_for_ours(papers: Path, tls: str, of: str) -> None:
    """Chain and name are verified."""
    name = "other.example" if of == "another name" else "localhost"
    trusted = papers / "ca.pem" if of == "another name" else None
    async with (
        unruly(Temper(), **{OPTION[tls]: server_context(name)}) as port,
        tapped(port) as tap,
    ):
        why = await refused(way(tap.port, tls=tls, ca_file=trusted))

        assert "certificate verify failed" in str(why)
        assert await tap.all_closed()


def test_tls_below_1_2_is_not_spoken(papers: Path) -> None:
    """RFC 8996 retires it."""
    context = tls_context(way(465, tls="implicit", ca_file=papers / "ca.pem"))

    assert context is not None
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize(
    ("certificate", "key"), [("ours.pem", "ours.key"), ("both.pem", None), (None, None)]
)
async def test_our_certificate_is_shown_to_a_relay_that_asks(
    papers: Path, certificate: str | None, key: str | None
) -> None:
    """Some relays know their clients by nothing else."""
    asking = server_context(verify_mode=ssl.CERT_REQUIRED)
    AUTHORITY.configure_trust(asking)
    through = {
        "ca_file": papers / "ca.pem",
        "client_certificate": papers / certificate if certificate else None,
        "client_key": papers / key if key else None,
    }
    async with unruly(Temper(), implicit_tls=asking) as port:
        there = way(port, tls="implicit", **through)
        try:
            async with opened(there) as line:
                is_in = line.is_connected
        except (SMTPException, OSError):
            is_in = False

    assert is_in is (certificate is not None)


@pytest.mark.parametrize(
    ("files", "key", "words"),
    [
        ({"ca_file": "none.pem"}, "ca_file", "No such file"),
        ({"ca_file": "ours.key"}, "ca_file", "cannot be read as certificates"),
        ({"client_certificate": "none.pem"}, "client_certificate", "No such file"),
        ({"client_certificate": "ours.pem"}, "client_certificate", "cannot be read"),
        (
            {"client_certificate": "ours.pem", "client_key": "other.key"},
            "client_certificate",
            "are no pair",
        ),
        (
            {"client_certificate": "ours.pem", "client_key": "locked.key"},
            "client_certificate",
            "cannot be read",
        ),
    ],
)
def test_a_certificate_that_will_not_do_is_told_with_its_setting(
    papers: Path, files: dict[str, str], key: str, words: str
) -> None:
    """At the start and not with the first letter; nobody is asked for a passphrase."""
    through = way(465, tls="implicit", name="geneva", **{k: papers / f for k, f in files.items()})

    with pytest.raises(UserError) as told:
        tls_context(through)

    [problem] = told.value.problems
    assert problem.where == f"relays.geneva.{key}"
    assert words in problem.what


@pytest.mark.parametrize("does", [SILENCE, CUT, "421 4.3.2 busy", "gibberish"])
@pytest.mark.parametrize("at", ["greeting", "EHLO"])
async def test_a_failure_leaves_no_socket_open(at: str, does: str) -> None:
    """A relay in trouble is not made to hold dead lines."""
    async with unruly(Temper(at, does)) as port, tapped(port) as tap:
        await refused(way(tap.port, timeout=0.2))

        assert await tap.all_closed()


@pytest.mark.parametrize("at", ["greeting", "EHLO"])
@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
async def test_giving_up_leaves_no_socket_open(papers: Path, at: str, tls: str) -> None:
    """The service is asked to end while the relay is silent."""
    options = {OPTION[tls]: server_context()} if tls in OPTION else {}
    async with unruly(Temper(at, SILENCE), **options) as port, tapped(port) as tap:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await refused(way(tap.port, tls=tls, ca_file=papers / "ca.pem"))

        assert await tap.all_closed()


@pytest.mark.parametrize("at", ["ClientHello", "Finished", "EHLO"])
async def test_a_relay_that_hangs_within_tls_is_not_waited_for(papers: Path, at: str) -> None:
    """To end TLS in good order takes two, to close a socket one."""
    through = {"tls": "implicit", "ca_file": papers / "ca.pem", "timeout": 0.3}
    async with (
        unruly(Temper(), implicit_tls=server_context()) as port,
        tapped(port, ["ClientHello", "Finished", "EHLO"].index(at) + 1) as tap,
    ):
        await refused(way(tap.port, **through))

        assert await tap.all_closed()


async def test_a_refused_login_leaves_no_socket_open() -> None:
    """Nor does one for which there is no access token."""
    said = {"error": "invalid_client", "error_description": "secret expired"}
    async with (
        endpoint((401, said)) as at,
        porter(Door("PLAIN XOAUTH2")) as port,
        tapped(port) as tap,
    ):
        await refused(way(tap.port, username=USER, password="wrong"))
        why = await refused(way(tap.port, username=USER, oauth=microsoft(at)))

        assert await tap.all_closed()
        assert isinstance(why, TokenError)
        assert str(why) == "127.0.0.1 gave no access token: invalid_client: secret expired"


async def test_a_relay_of_the_old_school_is_greeted_with_helo() -> None:
    """RFC 5321 3.2: whoever does not know EHLO says so."""
    async with unruly(Temper("EHLO", "502 5.5.1 what?")) as port, opened(way(port)) as line:
        assert line.last_helo_response is not None
        assert line.last_helo_response.code == 250


def test_neither_password_nor_access_token_shows() -> None:
    """Values end up in logs."""
    oauth = OAuth(Grant("client-credentials", "https://login.example", "id", PASSWORD))

    assert PASSWORD not in repr(way(25, username=USER, password=PASSWORD, oauth=oauth))
