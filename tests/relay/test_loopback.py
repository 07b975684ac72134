"""The relay on this machine, spoken to byte by byte."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.relay.loopback import LoopbackRelay

MESSAGE = (
    b"EHLO me.example\r\n"
    b"MAIL FROM:<bounce+b1@secretariat.example> RET=HDRS ENVID=b1\r\n"
    b"RCPT TO:<one@mfa.example> NOTIFY=FAILURE,DELAY\r\n"
    b"rcpt to: <two@mfa.example>\r\n"
    b"DATA\r\n"
    b"Subject: x\r\n\r\n..one dot\r\n...\r\n.\r\n"
    b"QUIT\r\n"
)
Taken = list[tuple[str, str, bytes]]


async def conversation(pieces: list[bytes], relay: LoopbackRelay) -> bytes:
    """Send the pieces and return everything that is answered until the relay hangs up."""
    async with relay:
        reader, writer = await asyncio.open_connection(relay.host, relay.port)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        answered = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answered


def codes(answered: bytes) -> list[int]:
    return [int(line[:3]) for line in answered.split(b"\r\n") if line[3:4] == b" "]


async def test_a_pipelined_message_is_delivered_to_each_recipient() -> None:
    """All in one piece, as RFC 2920 lets clients do; the dots of transport are gone."""
    taken: Taken = []

    answered = await conversation([MESSAGE], LoopbackRelay(lambda *mail: taken.append(mail)))

    assert codes(answered) == [220, 250, 250, 250, 250, 354, 250, 221]
    assert taken == [
        (
            "bounce+b1@secretariat.example",
            f"{who}@mfa.example",
            b"Subject: x\r\n\r\n.one dot\r\n..\r\n",
        )
        for who in ("one", "two")
    ]


@given(st.lists(st.integers(0, len(MESSAGE)), max_size=8).map(sorted))
def test_it_does_not_matter_where_the_network_cuts(cuts: list[int]) -> None:
    """Also between the characters of the end of the data."""
    taken: Taken = []
    pieces = [MESSAGE[a:b] for a, b in zip([0, *cuts], [*cuts, len(MESSAGE)], strict=True)]

    answered = asyncio.run(conversation(pieces, LoopbackRelay(lambda *mail: taken.append(mail))))

    assert codes(answered) == [220, 250, 250, 250, 250, 354, 250, 221]
    assert [data for _, _, data in taken] == [b"Subject: x\r\n\r\n.one dot\r\n..\r\n"] * 2


async def test_the_end_of_the_data_is_found_one_byte_at_a_time() -> None:
    """Each byte of a message arrives alone."""
    taken: Taken = []

    await conversation(
        [MESSAGE[at : at + 1] for at in range(len(MESSAGE))],
        LoopbackRelay(lambda *mail: taken.append(mail)),
    )

    assert len(taken) == 2


async def test_an_empty_message_ends_as_any_other() -> None:
    """The dot follows DATA at once."""
    taken: Taken = []
    said = b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n.\r\nQUIT\r\n"

    answered = await conversation([said], LoopbackRelay(lambda *mail: taken.append(mail)))

    assert taken == [("", "a@b.example", b"")]
    assert codes(answered)[-2:] == [250, 221]


async def test_a_recipient_can_be_refused_and_the_other_still_gets_the_message() -> None:
    """Trials need addresses that are dead, and ones that are busy."""
    taken: Taken = []

    def refuse(recipient: str) -> str | None:
        return "451 4.7.1 later" if recipient.startswith("one") else None

    answered = await conversation(
        [MESSAGE], LoopbackRelay(lambda *mail: taken.append(mail), refuse)
    )

    assert codes(answered) == [220, 250, 250, 451, 250, 354, 250, 221]
    assert [recipient for _, recipient, _ in taken] == ["two@mfa.example"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"NOOP\r\n", 250),
        (b"RSET\r\n", 250),
        (b"HELO x\r\n", 250),
        (b"VRFY a@b.example\r\n", 252),
        (b"TURN\r\n", 502),
        (b"\r\n", 502),
        (b"MAIL a@b.example\r\n", 501),
        (b"MAIL FROM:<a@b.example>\r\nMAIL FROM:<a@b.example>\r\n", 503),
        (b"RCPT TO:<a@b.example>\r\n", 503),
        (b"MAIL FROM:<a@b.example>\r\nRCPT a@b.example\r\n", 501),
        (b"MAIL FROM:<a@b.example>\r\nDATA\r\n", 503),
        (b"MAIL FROM:<a@b.example>\r\nRSET\r\nRCPT TO:<a@b.example>\r\n", 503),
    ],
)
async def test_each_command_gets_the_reply_of_the_standard(said: bytes, code: int) -> None:
    """RFC 5321 4.3.2."""
    answered = await conversation([said, b"QUIT\r\n"], LoopbackRelay(lambda *_: None))

    assert codes(answered)[-2:] == [code, 221]


async def test_the_extensions_it_keeps_are_the_ones_it_offers() -> None:
    """Clients ask for delivery reports and UTF-8 only where they are offered."""
    answered = await conversation([b"EHLO x\r\nQUIT\r\n"], LoopbackRelay(lambda *_: None))

    for extension in (b"PIPELINING", b"8BITMIME", b"SMTPUTF8", b"DSN"):
        assert extension in answered


async def test_an_address_outside_ascii_is_taken_as_it_is() -> None:
    """RFC 6531."""
    taken: Taken = []
    said = MESSAGE.replace(b"one@", "联系@".encode())

    await conversation([said], LoopbackRelay(lambda *mail: taken.append(mail)))

    assert taken[0][1] == "联系@mfa.example"


@pytest.mark.parametrize("tail", [b"", b"\r\n"])
async def test_an_endless_command_is_not_listened_to(tail: bytes) -> None:
    """Memory is not for whoever found the port."""
    answered = await conversation([b"x" * 5000 + tail], LoopbackRelay(lambda *_: None))

    assert codes(answered) == [220, 500]


async def test_leaving_closes_the_lines_that_are_open() -> None:
    """A client that waits for more is told that it is over."""
    async with LoopbackRelay(lambda *_: None) as relay:
        reader, writer = await asyncio.open_connection(relay.host, relay.port)
        await reader.readline()

    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
