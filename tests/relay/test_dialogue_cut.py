"""The line breaks at every byte there is: what can be known then, is known, and nothing more."""

import re
import ssl
from typing import Any

import pytest
import trustme

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.relay.connection import Relay, RelayAccess
from tests.relay.cutter import Cutter, cutter
from tests.relay.scripted import Script, scripted

ENVELOPE = Envelope("b+1@secretariat.example", "focal@mfa.example", envid="b1")
DATA = b"Subject: Forum\r\n\r\n.Dear Sir,\r\n"
OFFERS = [("PIPELINING", "DSN", "SIZE 9999"), ()]
EACH_WAY = pytest.mark.parametrize("offers", OFFERS, ids=["pipelining", "one by one"])
AUTHORITY = trustme.CA()


def tls(kind: int) -> ssl.SSLContext:
    """One end of a TLS line in this file."""
    context = ssl.SSLContext(kind)
    if kind == ssl.PROTOCOL_TLS_SERVER:
        AUTHORITY.issue_cert("localhost").configure_cert(context)
    return context


async def sent_over(wire: Cutter, data: bytes = DATA, **changes: Any) -> Outcome:
    """What comes of one message over that wire."""
    options: dict[str, Any] = {"tls": "none", "timeout": 2, "patience": 2, "hello": "me.example"}
    async with Relay(RelayAccess("localhost", wire.port, **(options | changes))) as relay:
        return await relay.send(ENVELOPE, [data])


async def whole(offers: tuple[str, ...]) -> tuple[bytes, bytes]:
    """All that is said in a transaction by us, up to the dot, and by the relay in answer."""
    script = Script(offers=offers)
    async with scripted(script) as port, cutter(port) as wire:
        assert (await sent_over(wire)).verdict is Verdict.SENT
    ours = bytes(script.heard[: script.heard.index(b"\r\n.\r\n") + 5])
    return ours, bytes(script.said[: script.said.index(b"taken\r\n") + 7])


@EACH_WAY
async def test_cut_at_every_byte_of_what_we_say(offers: tuple[str, ...]) -> None:
    """Before the data is asked for it is deferred; what the relay has whole is in doubt."""
    ours, _ = await whole(offers)
    data_begins = ours.index(b"DATA\r\n") + 6

    for limit in range(len(ours) + 1):
        script = Script(offers=offers)
        async with scripted(script) as port, cutter(port, we_say=limit) as wire:
            outcome = await sent_over(wire)

        has_all = limit == len(ours)
        may_be = {Verdict.UNSURE} if has_all else {Verdict.DEFERRED, Verdict.UNSURE}
        assert outcome.verdict in ({Verdict.DEFERRED} if limit < data_begins else may_be), limit
        assert script.taken == [DATA] * has_all, limit
        assert wire.lines == 1, limit


@EACH_WAY
async def test_cut_at_every_byte_of_what_the_relay_answers(offers: tuple[str, ...]) -> None:
    """Deferred until the data is asked for, sent with the last byte of the answer, else in doubt."""
    _, theirs = await whole(offers)
    asked = re.search(rb"354 .*\r\n", theirs)
    assert asked

    for limit in range(len(theirs) + 1):
        script = Script(offers=offers)
        async with scripted(script) as port, cutter(port, it_says=limit) as wire:
            outcome = await sent_over(wire)

        if limit < asked.end() - 1:  # the line feed ends it, whatever stood before
            expected, taken = Verdict.DEFERRED, 0
        else:
            expected, taken = Verdict.UNSURE, 1
        if limit == len(theirs):
            expected = Verdict.SENT
        if asked.end() - 1 <= limit <= asked.end():
            assert outcome.verdict in {Verdict.DEFERRED, Verdict.UNSURE}, limit
            assert len(script.taken) <= 1
        else:
            assert (outcome.verdict, len(script.taken)) == (expected, taken), limit
        assert wire.lines == 1, limit


@pytest.mark.parametrize("garbles", [False, True], ids=["cut", "garbled"])
@pytest.mark.parametrize("whose", ["we_say", "it_says"])
async def test_tls_that_breaks_in_mid_line_proves_no_more_than_it_should(
    whose: str, garbles: bool, tmp_path: Any
) -> None:
    """A byte missing or another one: never sent without an answer, never refused, never twice."""
    ca_file = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(ca_file)
    access: dict[str, Any] = {"tls": "implicit", "ca_file": ca_file, "timeout": 0.5}
    server = tls(ssl.PROTOCOL_TLS_SERVER)
    async with scripted(Script(), server) as port, cutter(port) as wire:
        assert (await sent_over(wire, **access)).verdict is Verdict.SENT
    total = wire.said if whose == "we_say" else wire.answered

    verdicts = set()
    for limit in range(0, total, 41):
        script = Script()
        cut: dict[str, Any] = {whose: limit, "garbles": garbles}
        async with scripted(script, server) as port, cutter(port, **cut) as wire:
            outcome = await sent_over(wire, **access)
        verdicts.add(outcome.verdict)
        assert len(script.taken) <= 1
        assert outcome.verdict is not Verdict.REFUSED
        if outcome.verdict is Verdict.SENT:
            assert script.taken == [DATA]
        if outcome.verdict is Verdict.DEFERRED:
            assert script.taken == []
    assert Verdict.DEFERRED in verdicts


async def test_a_relay_that_stops_reading_over_tls_has_nothing(tmp_path: Any) -> None:
    """What TLS holds back is counted as well: the dot does not leave behind it."""
    ca_file = tmp_path / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(ca_file)
    access: dict[str, Any] = {"tls": "implicit", "ca_file": ca_file, "patience": 0.3}
    script, server = Script(stops_reading=True), tls(ssl.PROTOCOL_TLS_SERVER)
    long = DATA + (b"x" * 76 + b"\r\n") * 200_000

    async with scripted(script, server) as port:
        outcome = await sent_over(Cutter(0, port=port), long, **access)

    assert outcome.verdict is Verdict.DEFERRED
    assert "before the dot" in outcome.reply
    assert script.taken == []
