"""What the course of a dialogue proves: sent, refused, deferred, or unsure."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.loopback import LoopbackRelay
from tests.relay.unruly import CUT, SILENCE, Temper, unruly

ENVELOPE = Envelope("bounce+b1@secretariat.example", "focal+a@mfa.example", envid="b1=")
DATA = b"Subject: Forum\r\n\r\nDear Sir,\r\n"


def a_way(port: int, **changes: Any) -> RelayAccess:
    return RelayAccess("127.0.0.1", port, "none", hello="me.example", **changes)


async def outcome_over(
    temper: Temper, envelope: Envelope = ENVELOPE, data: bytes = DATA, **options: Any
) -> Outcome:
    async with (
        unruly(temper, **options) as port,
        Relay(a_way(port, timeout=0.2, patience=0.2)) as relay,
    ):
        return await relay.send(envelope, [data])


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA", "end"])
@pytest.mark.parametrize("code", [450, 451, 452, 421])
async def test_a_temporary_refusal_defers_wherever_it_comes(at: str, code: int) -> None:
    """Greylisting, a full disk, a busy server: the relay has not taken the letter."""
    outcome = await outcome_over(Temper(at, f"{code} 4.3.0 later, please"))

    assert outcome == Outcome(Verdict.DEFERRED, code, "4.3.0 later, please")


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA", "end"])
@pytest.mark.parametrize("code", [550, 552, 553, 554])
async def test_a_lasting_refusal_refuses_wherever_it_comes(at: str, code: int) -> None:
    """Trying again would get the same answer."""
    outcome = await outcome_over(Temper(at, f"{code} 5.1.1 no such user"))

    assert outcome == Outcome(Verdict.REFUSED, code, "5.1.1 no such user")


async def test_a_relay_that_wants_a_login_refuses_us_and_not_the_letter() -> None:
    """RFC 4954 6: 530 says that a login is missing."""
    outcome = await outcome_over(Temper("MAIL", "530 5.7.0 authentication required"))

    assert outcome.verdict is Verdict.DEFERRED
    assert outcome.code == 530


@pytest.mark.parametrize("at", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("does", [CUT, SILENCE, "gibberish"])
async def test_a_line_lost_before_the_data_defers(at: str, does: str) -> None:
    """Nothing of the letter has left."""
    temper = Temper(at, does)

    outcome = await outcome_over(temper)

    assert outcome.verdict is Verdict.DEFERRED
    assert outcome.code is None
    assert at in outcome.reply
    assert temper.taken == []


async def test_a_line_cut_in_the_midst_of_long_data_defers() -> None:
    """The dot is sent only when the line has taken everything before it."""
    temper = Temper("body", CUT)
    long = DATA + (b"x" * 76 + b"\r\n") * 200_000

    outcome = await outcome_over(temper, data=long)

    assert outcome.verdict is Verdict.DEFERRED
    assert "before the dot" in outcome.reply
    assert temper.taken == []


async def test_a_relay_that_stops_reading_in_the_midst_of_the_data_defers() -> None:
    """The dot never left, and what is held back never leaves."""
    temper = Temper("body", SILENCE)
    long = DATA + (b"x" * 76 + b"\r\n") * 200_000

    outcome = await outcome_over(temper, data=long)

    assert outcome.verdict is Verdict.DEFERRED
    assert "before the dot" in outcome.reply


@pytest.mark.parametrize("does", [CUT, SILENCE, "gibberish", "354 more?", "123 hm"])
async def test_no_answer_after_the_dot_is_unsure(does: str) -> None:
    """The relay here did take the letter and will deliver it; nobody could have known."""
    temper = Temper("end", does)

    outcome = await outcome_over(temper)

    assert outcome.verdict is Verdict.UNSURE
    assert temper.taken == [DATA]


async def test_an_unsure_message_is_not_tried_over_another_line() -> None:
    """Two letters to one person is what people remember."""
    temper = Temper("end", CUT)
    async with unruly(temper) as port, Relay(a_way(port)) as relay:
        await relay.send(ENVELOPE, [DATA])
        await relay.send(ENVELOPE, [DATA])

    assert len(temper.taken) == temper.lines == 2


async def test_250_to_data_is_no_promise() -> None:
    """A server that is out of step must not make a letter count as sent."""
    temper = Temper("DATA", "250 fine")

    outcome = await outcome_over(temper)

    assert outcome.verdict is Verdict.DEFERRED
    assert temper.taken == []


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize("at", ["RCPT", "DATA", "end"])
async def test_after_a_refusal_the_next_message_goes_over_the_same_line(
    at: str, pipelining: bool
) -> None:
    """RSET clears the table; one bad address does not cost a new line."""
    temper = Temper(at, "550 5.1.1 no such user", times=1, pipelining=pipelining)
    async with unruly(temper) as port, Relay(a_way(port)) as relay:
        first = await relay.send(ENVELOPE, [DATA])
        temper.at = ""
        second = await relay.send(ENVELOPE, [DATA])

    assert [first.verdict, second.verdict] == [Verdict.REFUSED, Verdict.SENT]
    assert temper.lines == 1


async def test_a_line_that_cannot_be_cleared_is_given_up() -> None:
    """What was said of one letter must not be answered to the next."""
    temper = Temper("RCPT", "550 5.1.1 no such user", times=1, is_deaf_to_rset=True)
    async with unruly(temper) as port, Relay(a_way(port, timeout=0.2)) as relay:
        refused = await relay.send(ENVELOPE, [DATA])
        sent = await relay.send(ENVELOPE, [DATA])

    assert refused.verdict is Verdict.REFUSED
    assert sent.verdict is Verdict.SENT
    assert temper.lines == 2


async def test_delivery_reports_are_asked_for_where_they_are_offered() -> None:
    """RFC 3461: failures and delays, headers only, with names that come back."""
    temper = Temper(dsn=True)

    outcome = await outcome_over(temper)

    assert outcome.verdict is Verdict.SENT
    assert temper.said == [
        "MAIL FROM:<bounce+b1@secretariat.example> RET=HDRS ENVID=b1+3D",
        "RCPT TO:<focal+a@mfa.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;focal+2Ba@mfa.example",
    ]


async def test_delivery_reports_are_not_asked_for_elsewhere() -> None:
    """An unknown parameter would be refused."""
    temper = Temper()

    await outcome_over(temper)

    assert temper.said == [
        "MAIL FROM:<bounce+b1@secretariat.example>",
        "RCPT TO:<focal+a@mfa.example>",
    ]


INTERNATIONAL = Envelope("b@x.example", "联系@xn--tlq87w5j9b.example", needs_smtputf8=True)


async def test_an_international_address_goes_where_it_is_understood() -> None:
    """RFC 6531."""
    temper = Temper()

    outcome = await outcome_over(temper, INTERNATIONAL, enable_SMTPUTF8=True)

    assert outcome.verdict is Verdict.SENT
    assert temper.said[0] == "MAIL FROM:<b@x.example> SMTPUTF8 BODY=8BITMIME"
    assert temper.said[1] == "RCPT TO:<联系@xn--tlq87w5j9b.example>"


async def test_an_international_address_is_refused_where_it_is_not_understood() -> None:
    """With words of our own, and before anything is said."""
    temper = Temper()

    outcome = await outcome_over(temper, INTERNATIONAL)

    assert outcome.verdict is Verdict.REFUSED
    assert outcome.code is None
    assert "SMTPUTF8" in outcome.reply
    assert temper.said == []


@pytest.mark.parametrize(
    "data", [b"", b"no end", b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\nMAIL FROM:<x@y>\r\n"]
)
async def test_a_message_whose_end_could_be_disputed_is_not_sent(data: bytes) -> None:
    """A bare LF before a dot is how one mail is smuggled behind another."""
    temper = Temper()

    outcome = await outcome_over(temper, data=data)

    assert outcome.verdict is Verdict.REFUSED
    assert "CRLF" in outcome.reply
    assert temper.said == []


lines = st.lists(st.sampled_from([b"", b".", b"..", b".x", b"x.", b"x", b"\xc3\xa9"]), max_size=12)


@given(lines)
def test_every_line_arrives_also_those_that_begin_with_a_dot(content: list[bytes]) -> None:
    """RFC 5321 4.5.2, at both ends."""
    data = b"".join(line + b"\r\n" for line in (*content, b"end"))
    taken: list[bytes] = []

    async def sent() -> Outcome:
        async with (
            LoopbackRelay(lambda _s, _r, d: taken.append(d)) as server,
            Relay(a_way(server.port)) as relay,
        ):
            return await relay.send(ENVELOPE, [data])

    assert asyncio.run(sent()).verdict is Verdict.SENT
    assert taken == [data]


async def test_a_reply_in_any_bytes_can_be_stored() -> None:
    """Servers answer in Latin-1."""

    def refuse(_recipient: str) -> str:
        return "550 5.1.1 unbekannt \udce4"

    async with (
        LoopbackRelay(lambda *_: None, refuse) as server,
        Relay(a_way(server.port)) as relay,
    ):
        outcome = await relay.send(ENVELOPE, [DATA])

    assert outcome.verdict is Verdict.REFUSED
    outcome.reply.encode()


COPIED = replace(ENVELOPE, copy_to="journal@secretariat.example")


async def test_a_copy_goes_to_the_journal_in_the_same_transaction() -> None:
    """What proves that the relay took the letter must have been taken with it."""
    temper = Temper()

    outcome = await outcome_over(temper, COPIED)

    assert outcome.verdict is Verdict.SENT
    assert temper.said[1:] == [
        "RCPT TO:<focal+a@mfa.example>",
        "RCPT TO:<journal@secretariat.example>",
    ]
    assert len(temper.taken) == 1


async def test_a_refused_copy_stops_no_letter() -> None:
    """Evidence is good to have; the focal point must hear of it all the same."""

    def refuse(recipient: str) -> str | None:
        return "550 5.1.1 no such user" if recipient == COPIED.copy_to else None

    took: list[str] = []
    async with (
        LoopbackRelay(lambda _, to, __: took.append(to), refuse) as server,
        Relay(a_way(server.port)) as relay,
    ):
        outcome = await relay.send(COPIED, [DATA])

    assert (outcome.verdict, took) == (Verdict.SENT, [COPIED.recipient])


async def test_a_letter_that_is_refused_leaves_no_copy() -> None:
    """A copy in the journal counts as proof that the letter was taken."""

    def refuse(recipient: str) -> str | None:
        return "550 5.1.1 no such user" if recipient == COPIED.recipient else None

    took: list[str] = []
    async with (
        LoopbackRelay(lambda _, to, __: took.append(to), refuse) as server,
        Relay(a_way(server.port)) as relay,
    ):
        outcome = await relay.send(COPIED, [DATA])

    assert (outcome.verdict, took) == (Verdict.REFUSED, [])
