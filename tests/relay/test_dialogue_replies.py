"""Every reply at every verb, as relays word them and as they should not."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.wire import LONGEST
from tests.relay.scripted import CUT, SILENCE, Script, scripted

ENVELOPE = Envelope("b+1@secretariat.example", "focal@mfa.example", envid="b1")
DATA = b"Subject: Forum\r\n\r\nDear Sir,\r\n"
LONG = DATA + (b"x" * 76 + b"\r\n") * 200_000  # more than a loopback line takes at once
VERBS = ("MAIL", "RCPT", "DATA", "end")
EACH_WAY = pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["together", "one by one"])
BY_VERDICT = {
    Verdict.DEFERRED: (
        "421 4.3.2 service shutting down",
        "450 4.2.0 greylisted, try again in 300 seconds",
        "450-4.7.1 first line\r\n450 4.7.1 and a second",
        "451 4.7.0 temporarily rate limited",
        "451 4.3.0 local error",
        "452 4.2.2 mailbox full for now",
        "454 4.7.0 TLS is not available now",
        "499 what is this?",
        "400",
        "530 5.7.0 authentication required",
        "535 5.7.8 bad credentials",
    ),
    Verdict.REFUSED: (
        "500 5.5.2 what?",
        "550 5.1.1 no such user",
        "550-5.7.1 your message\r\n550-5.7.1 looks like\r\n550 5.7.1 something else",
        "552 5.3.4 too big",
        "553 5.1.3 bad address",
        "554 5.7.1 rejected",
        "555 5.5.4 parameters unknown",
        "556 5.1.10 null MX",
    ),
}
REPLIES = [(verdict, reply) for verdict, replies in BY_VERDICT.items() for reply in replies]


def access(port: int, **changes: Any) -> RelayAccess:
    """Access with little patience."""
    options: dict[str, Any] = {"timeout": 2, "patience": 2, "hello": "me.example"}
    return RelayAccess("127.0.0.1", port, "none", **(options | changes))


async def outcome_of(script: Script, data: bytes = DATA, **changes: Any) -> Outcome:
    """What comes of one message."""
    async with scripted(script) as port, Relay(access(port, **changes)) as relay:
        return await relay.send(ENVELOPE, [data])


@EACH_WAY
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("verdict", "reply"), REPLIES)
async def test_a_refusal_means_the_same_at_every_verb(
    verdict: Verdict, reply: str, verb: str, offers: tuple[str, ...]
) -> None:
    """4xx and a login that is missing are to be tried again, 5xx is for ever; nothing was taken."""
    script = Script({verb: f"{reply}\r\n".encode()}, offers)

    outcome = await outcome_of(script)

    assert (outcome.verdict, outcome.code) == (verdict, int(reply[:3]))
    assert script.taken == []


@EACH_WAY
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("code", [250, 550, 421, 450])
async def test_a_reply_that_comes_byte_by_byte_is_the_same_reply(
    code: int, verb: str, offers: tuple[str, ...]
) -> None:
    """Every packet holds one byte of it."""
    reply = {verb: f"{code}-2.0.0 one\r\n{code} 2.0.0 two\r\n".encode()}

    at_once = await outcome_of(Script(reply, offers))
    bytewise = await outcome_of(Script(reply, offers, is_bytewise=True))

    assert bytewise == at_once
    assert at_once.code == code


@EACH_WAY
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    "answer", [CUT, SILENCE, b"\r\n", b"\xff\xfe\0\r\n", b"220", b"250-" + b"x" * LONGEST]
)
async def test_before_the_data_no_answer_defers(
    answer: bytes, verb: str, offers: tuple[str, ...]
) -> None:
    """Nothing of the letter has left, so it can be tried again."""
    script = Script({verb: answer}, offers)

    outcome = await outcome_of(script, timeout=0.1)

    assert (outcome.verdict, outcome.code) == (Verdict.DEFERRED, None)
    assert verb in outcome.reply
    assert script.taken == []


@EACH_WAY
@pytest.mark.parametrize(
    "answer",
    [CUT, SILENCE, b"\r\n", b"ok\r\n", b"250", b"250-taken\r\n", b"354 more?\r\n", b"123 hm\r\n"],
)
async def test_after_the_dot_no_answer_is_a_doubt(answer: bytes, offers: tuple[str, ...]) -> None:
    """The relay here has the letter; another one would have lost it."""
    script = Script({"end": answer}, offers)

    outcome = await outcome_of(script, patience=0.1)

    assert outcome.verdict is Verdict.UNSURE
    assert script.taken == [DATA]


@EACH_WAY
@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
async def test_data_that_is_asked_for_without_a_recipient_is_not_given(
    verb: str,
    offers: tuple[str, ...],
) -> None:
    """RFC 2920 3.1: a relay may say 354 though it refused RCPT; it gets a dot and no letter."""
    script = Script(
        {"RCPT": b"550 5.1.1 no such user\r\n", "end": b"554 no recipients\r\n"}, offers
    )
    async with scripted(script) as port, Relay(access(port)) as relay:
        refused = await relay.send(ENVELOPE, [DATA])
        script.says = {}
        sent = await relay.send(ENVELOPE, [DATA])

    assert refused == Outcome(Verdict.REFUSED, 550, "5.1.1 no such user")
    assert sent.verdict is Verdict.SENT
    assert script.taken == [DATA]
    assert script.lines == (2 if offers else 1)


@EACH_WAY
@pytest.mark.parametrize("reply", [b"550 5.3.4 enough\r\n", b"250 fine\r\n", b"421 4.3.2 bye\r\n"])
async def test_a_relay_that_answers_during_the_data_gets_no_dot(
    reply: bytes, offers: tuple[str, ...]
) -> None:
    """What it says is heard, what it has not got is never sent, and 250 is no promise."""
    script = Script(offers=offers, interrupts=reply)

    outcome = await outcome_of(script, LONG)

    assert outcome.verdict is (Verdict.REFUSED if reply[:1] == b"5" else Verdict.DEFERRED)
    assert script.taken == []


@EACH_WAY
@pytest.mark.parametrize("data", [DATA, LONG], ids=["short", "long"])
async def test_a_relay_that_stops_reading_takes_nothing(
    data: bytes, offers: tuple[str, ...]
) -> None:
    """Where the network still holds back data the dot has not left; else nobody can know."""
    script = Script(offers=offers, stops_reading=True)

    outcome = await outcome_of(script, data, patience=0.2)

    assert outcome.verdict is (Verdict.DEFERRED if data is LONG else Verdict.UNSURE)
    assert script.taken == []


@EACH_WAY
@pytest.mark.parametrize("said", [b"250 again\r\n", b"421 4.4.2 bye\r\n", b"25", b"hello\r\n"])
async def test_what_is_said_between_messages_is_not_an_answer(
    said: bytes, offers: tuple[str, ...]
) -> None:
    """The line is out of step, so the next message takes another one, at once."""
    script = Script({"end": b"250 2.0.0 taken\r\n" + said}, offers)
    async with scripted(script) as port, Relay(access(port)) as relay:
        outcomes = [await relay.send(ENVELOPE, [DATA]) for _ in range(3)]

    assert {outcome.verdict for outcome in outcomes} == {Verdict.SENT}
    assert script.taken == [DATA] * 3
    assert script.lines == 3


@EACH_WAY
@pytest.mark.parametrize("verb", ["MAIL", "RCPT"])
async def test_a_relay_out_of_step_never_makes_a_letter_count_as_sent(
    verb: str, offers: tuple[str, ...]
) -> None:
    """One reply too many: the answer to RCPT would pass for that to the data."""
    script = Script({verb: b"250 ok\r\n250 ok\r\n"}, offers)

    outcome = await outcome_of(script)

    assert outcome.verdict is not Verdict.SENT
    assert script.taken == []


@EACH_WAY
async def test_a_line_that_has_carried_its_share_is_replaced_at_once(
    offers: tuple[str, ...],
) -> None:
    """OpenSMTPD's words, before any recipient; nothing was taken, so nobody waits for it."""
    script = Script(offers=offers)
    async with scripted(script) as port, Relay(access(port)) as relay:
        await relay.send(ENVELOPE, [DATA])
        script.says = {"MAIL": b"452 4.5.3 Too many recipients: Too many messages sent\r\n"}
        refused = await relay.send(ENVELOPE, [DATA])
        script.says = {}
        sent = await relay.send(ENVELOPE, [DATA])

    assert (refused.verdict, sent.verdict) == (Verdict.DEFERRED, Verdict.SENT)
    assert script.lines == 3


async def test_the_size_that_a_relay_takes_is_heeded_before_a_word_is_said() -> None:
    """RFC 1870: 300 kB are not sent to be refused."""
    script = Script(offers=("PIPELINING", "SIZE 20"))

    outcome = await outcome_of(script)

    assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, None)
    assert f"{len(DATA)} bytes are more than the 20" in outcome.reply
    assert b"MAIL" not in script.heard


@pytest.mark.parametrize("offer", ["SIZE", "SIZE 0", f"SIZE {len(DATA)}"])
async def test_a_relay_with_room_hears_how_large_the_message_is(offer: str) -> None:
    """No figure, or zero, is no limit; and what just fits, fits."""
    script = Script(offers=(offer,))

    outcome = await outcome_of(script)

    assert outcome.verdict is Verdict.SENT
    assert f"SIZE={len(DATA)}\r\n".encode() in script.heard


@pytest.mark.parametrize(("offers", "is_sent"), [(("8BITMIME",), True), (("SIZE",), False)])
async def test_letters_beyond_ascii_go_only_where_they_are_offered_a_way(
    offers: tuple[str, ...], is_sent: bool
) -> None:
    """RFC 6152: else some relay on the way would take the eighth bit off."""
    script = Script(offers=offers)
    data = "Subject: x\r\n\r\nDélai\r\n".encode()

    outcome = await outcome_of(script, data)

    assert script.taken == ([data] if is_sent else [])
    assert outcome.verdict is (Verdict.SENT if is_sent else Verdict.REFUSED)


async def test_which_relay_said_it_is_told_with_every_outcome() -> None:
    """With several relays a 421 is of no use without its author."""
    script = Script({"MAIL": b"421 4.3.2 too busy\r\n"})
    async with scripted(script) as port, Relay(access(port)) as relay:
        said = await relay.send(ENVELOPE, [DATA])
        script.says = {"greeting": b"554 5.7.1 not you\r\n"}
        kept_out = await relay.send(ENVELOPE, [DATA])

    assert said.via == f"127.0.0.1:{port} no TLS"
    assert kept_out.via == f"127.0.0.1:{port}"


PIECE = st.lists(st.sampled_from([b"", b".", b"..", b"x" * 998, b"x."]), min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(pieces=st.lists(PIECE, min_size=1, max_size=6), is_pipelining=st.booleans())
def test_a_message_given_in_pieces_arrives_unchanged(
    pieces: list[list[bytes]], is_pipelining: bool
) -> None:
    """What is shared and what is personal are spliced on the wire."""
    datas = [b"".join(line + b"\r\n" for line in piece) for piece in pieces]
    script = Script(offers=("PIPELINING",) if is_pipelining else ())

    async def sent() -> Outcome:
        async with scripted(script) as port, Relay(access(port)) as relay:
            return await relay.send(ENVELOPE, datas)

    assert asyncio.run(sent()).verdict is Verdict.SENT
    assert script.taken == [b"".join(datas)]
