"""Relays on loopback, tried up to where a letter would leave; no letter does."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from notifier.preflight import relay
from notifier.preflight.check import Check, Grade
from notifier.preflight.extensions import Load
from notifier.preflight.relay import fit_to_send, relay_checks
from notifier.relay.access import RelayAccess
from notifier.relay.loopback import LoopbackRelay
from tests.preflight.limited import limited
from tests.relay.porter import PASSWORD, USER, Door, porter
from tests.relay.unruly import CUT, SILENCE, Temper, unruly

NOW = datetime.now(UTC)  # certificates are made as of now
LOAD = Load("bounce+preflight@secretariat.example", ("reply@secretariat.example", "a@mfa.example"))
AUTHORITY = trustme.CA()
STEPS = ("name", "connection", "greeting", "EHLO", "TLS", "login")
OFFERS = ("SIZE", "SMTPUTF8", "8BITMIME", "DSN", "PIPELINING", "CHUNKING")


def way(port: int, **changes: Any) -> RelayAccess:
    """How a relay on this machine is reached."""
    return RelayAccess(
        **{"host": "localhost", "port": port, "tls": "none", "timeout": 5, "hello": "me.example"}
        | changes
    )


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CA of the relays here."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(path)
    return path


def tls(name: str = "localhost", days: int = 90) -> ssl.SSLContext:
    """TLS of a relay whose certificate for `name` ends in so many days."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    until = NOW + timedelta(days=days, hours=1)
    AUTHORITY.issue_cert(name, not_after=until).configure_cert(context)
    return context


def failed(rows: list[Check]) -> list[str]:
    """The checks that failed."""
    return [row.what for row in rows if row.grade is Grade.FAIL]


async def test_a_relay_in_order_is_ok_in_every_row_and_gets_no_letter() -> None:
    """The envelope is taken back; whoever is named in it gets nothing."""
    taken: list[bytes] = []
    async with LoopbackRelay(lambda *message: taken.append(message[2])) as relay:
        rows = await relay_checks(way(relay.port), LOAD, NOW)

    asked = (
        "MAIL FROM bounce+preflight@secretariat.example",
        *(f"RCPT TO {r}" for r in LOAD.recipients),
    )
    assert tuple(row.what for row in rows) == (*STEPS, *OFFERS, *asked)
    assert {row.grade for row in rows} == {Grade.OK}
    assert taken == []


async def test_the_envelope_is_taken_back() -> None:
    """The next message over a kept line would otherwise have our recipients as well."""
    temper = Temper()
    async with unruly(temper) as port:
        await relay_checks(way(port), LOAD, NOW)

    assert temper.said[-1] == "RSET"
    assert temper.taken == []


async def test_the_size_of_the_letter_is_told_with_the_envelope() -> None:
    """RFC 1870: a relay that is full says so here."""
    async with limited() as port:
        rows = await relay_checks(way(port), Load("b@a.example", (), 999, "--size"), NOW)

    assert rows[-1].what == "MAIL FROM b@a.example"
    assert failed(rows) == []


async def test_a_letter_too_large_for_the_relay_fails() -> None:
    """The limit is the relay's; the row says both figures."""
    async with limited() as port:
        rows = await relay_checks(way(port), Load("b@a.example", (), 1001, "CL-27/1"), NOW)

    assert failed(rows)[0] == "SIZE"


@pytest.mark.parametrize(
    ("how", "option"), [("starttls", "tls_context"), ("implicit", "implicit_tls")]
)
@pytest.mark.parametrize(("days", "grade"), [(90, Grade.OK), (21, Grade.OK), (20, Grade.WARN)])
async def test_the_certificate_is_verified_and_its_days_are_counted(
    ca_file: Path, how: str, option: str, days: int, grade: Grade
) -> None:
    """One that ends over a weekend stops all letters on Monday."""
    async with unruly(Temper(), **{option: tls(days=days)}) as port:
        rows = await relay_checks(way(port, tls=how, ca_file=ca_file), LOAD, NOW)

    row = next(row for row in rows if row.what == "TLS")
    assert row.seen.startswith("TLSv1.3 ")
    assert f"verified, {days} days left" in row.seen
    assert row.grade is grade
    assert failed(rows) == []


@pytest.mark.parametrize(
    ("how", "option"), [("starttls", "tls_context"), ("implicit", "implicit_tls")]
)
@pytest.mark.parametrize("name", ["localhost", "relay.example"])
async def test_a_certificate_that_does_not_hold_fails(
    ca_file: Path, how: str, option: str, name: str
) -> None:
    """Of an unknown CA, or of another name: the row says which."""
    is_known = name != "localhost"
    access = {"tls": how, "ca_file": ca_file if is_known else None}
    async with unruly(Temper(), **{option: tls(name)}) as port:
        rows = await relay_checks(way(port, **access), LOAD, NOW)

    assert failed(rows) == ["TLS"]
    assert rows[-1].seen.startswith("the certificate does not hold: ")
    assert ("localhost" in rows[-1].seen) == is_known
    assert "localhost" in rows[-1].mend


async def test_starttls_that_is_not_offered_fails() -> None:
    """Letters do not fall back to plain text."""
    async with unruly(Temper()) as port:
        rows = await relay_checks(way(port, tls="starttls"), LOAD, NOW)

    assert failed(rows) == ["TLS"]
    assert "STARTTLS" in rows[-1].seen


async def test_a_ca_file_that_cannot_be_read_is_told_with_its_setting(tmp_path: Path) -> None:
    """Nothing is connected before."""
    access = way(1, tls="implicit", ca_file=tmp_path / "none.pem", name="second")
    [row] = await relay_checks(access, LOAD, NOW)

    assert (row.what, row.grade) == ("TLS", Grade.FAIL)
    assert "relays.second.ca_file" in row.mend


async def test_tls_in_the_clear_on_the_relays_port_is_named() -> None:
    """465 for 587 and the other way round: the commonest mistake."""
    async with unruly(Temper()) as port:
        rows = await relay_checks(way(port, tls="implicit"), LOAD, NOW)

    assert failed(rows) == ["TLS"]
    assert "587" in rows[-1].mend


@pytest.mark.parametrize(
    ("at", "does", "failing", "said"),
    [
        ("greeting", "554 5.7.1 not you", "greeting", "554 5.7.1 not you"),
        ("greeting", CUT, "greeting", ""),
        ("greeting", SILENCE, "greeting", ""),
        ("EHLO", "502 5.5.1 what?", "EHLO", "502 5.5.1 what?"),
        ("EHLO", CUT, "EHLO", ""),
        ("EHLO", SILENCE, "EHLO", "no answer in time"),
        ("MAIL", "550 5.7.60 not from there", f"MAIL FROM {LOAD.sender}", "550 5.7.60"),
        ("MAIL", CUT, "envelope", ""),
        ("MAIL", SILENCE, "envelope", ""),
        ("RCPT", "550 5.7.1 no relaying", "RCPT TO reply@secretariat.example", "550 5.7.1"),
        ("RCPT", CUT, "envelope", ""),
    ],
)
async def test_the_step_that_fails_is_the_one_that_is_told(
    at: str, does: str, failing: str, said: str
) -> None:
    """What came before it is in order, and what would come after is not guessed."""
    async with unruly(Temper(at, does)) as port:
        rows = await relay_checks(way(port, timeout=0.3), LOAD, NOW)

    assert failed(rows)[0] == failing
    row = next(row for row in rows if row.grade is Grade.FAIL)
    assert said in row.seen
    assert row.seen
    assert row.mend


async def test_a_relay_that_is_not_there_fails_at_the_connection() -> None:
    """The port is told, and what the machine said."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        rows = await relay_checks(way(free.getsockname()[1], host="127.0.0.1"), LOAD, NOW)

    assert failed(rows) == ["connection"]
    assert rows[-1].seen == "127.0.0.1: Connection refused"


async def test_a_host_without_an_address_fails_at_its_name() -> None:
    """A name under .invalid never has one (RFC 6761)."""
    rows = await relay_checks(way(25, host="relay.invalid", name="second"), LOAD, NOW)

    assert failed(rows) == ["name"]
    assert "relay.invalid" in rows[0].seen
    assert "relays.second.host" in rows[0].mend


async def test_half_a_host_name_is_a_warning() -> None:
    """Some relays refuse EHLO from a machine without a domain."""
    async with LoopbackRelay(lambda *_: None) as relay:
        rows = await relay_checks(way(relay.port, hello="machine"), LOAD, NOW)

    [row] = [row for row in rows if row.grade is not Grade.OK]
    assert (row.what, row.grade) == ("EHLO", Grade.WARN)
    assert row.seen.startswith("as machine: ")


async def test_a_login_that_is_accepted_says_as_whom() -> None:
    """And which ways the relay offers; never the password."""
    async with porter(Door("PLAIN LOGIN")) as port:
        rows = await relay_checks(way(port, username=USER, password=PASSWORD), LOAD, NOW)

    row = next(row for row in rows if row.what == "login")
    assert row.grade is Grade.OK
    assert USER in row.seen
    assert "PLAIN" in row.seen
    assert PASSWORD not in str(rows)


async def test_a_login_that_is_refused_fails_with_what_the_relay_said() -> None:
    """A password that ran out is found before the letters wait."""
    async with porter(Door("PLAIN")) as port:
        rows = await relay_checks(way(port, username=USER, password="wrong"), LOAD, NOW)

    assert failed(rows) == ["login"]
    assert "535" in rows[-1].seen
    assert "relays.main" in rows[-1].mend


async def test_a_password_is_not_sent_where_no_login_is_offered() -> None:
    """The row says that, and not that the password is wrong."""
    async with LoopbackRelay(lambda *_: None) as relay:
        rows = await relay_checks(way(relay.port, username=USER, password=PASSWORD), LOAD, NOW)

    assert failed(rows) == ["login"]
    assert "offers no login" in rows[-1].seen


async def test_relays_that_are_fit_have_no_problem() -> None:
    """The letter may go."""
    async with LoopbackRelay(lambda *_: None) as one, limited() as two:
        assert await fit_to_send([way(one.port), way(two)], 1000) == []


async def test_each_relay_that_is_unfit_has_one_problem() -> None:
    """Whoever releases a letter reads why, relay by relay; one that is fit can still carry it."""
    async with LoopbackRelay(lambda *_: None) as fit, limited() as small:
        problems = await fit_to_send(
            [
                way(fit.port, name="fit"),
                way(small, name="small"),
                way(fit.port, name="login", username=USER, password=PASSWORD),
                way(fit.port, name="clear", tls="starttls"),
                way(1, name="gone", host="127.0.0.1"),
                way(1, name="file", tls="implicit", ca_file=Path("/none.pem")),
            ],
            1001,
        )

    assert [problem.where for problem in problems] == [
        "relays.small",
        "relays.login",
        "relays.clear",
        "relays.gone",
        "relays.file.ca_file",
    ]
    assert "takes 1000 octets at most; the letter has 1001" in problems[0].what


async def test_a_relay_that_hangs_does_not_hold_up_a_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its own time limit is for letters; this is only a look."""
    monkeypatch.setattr(relay, "LONGEST", 0.2)
    async with unruly(Temper("greeting", SILENCE)) as port:
        [problem] = await fit_to_send([way(port, timeout=60)])

    assert problem.where == "relays.main"
