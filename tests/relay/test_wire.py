"""The line itself: bytes in, replies out, however the network cuts them up."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.relay.wire import LONGEST, MOST, Reply, Wire, WireError


class Socket(asyncio.Transport):
    """A transport that keeps what it is given, and says when it is full as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()
        self.is_gone = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.is_gone

    def abort(self) -> None:
        self.is_gone = True

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing is ever held back, unless the test says so."""

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """The test talks to the protocol itself."""


def replies_to(pieces: Iterable[bytes]) -> tuple[list[Reply], str]:
    """What a wire makes of what comes in: the replies, and why there are no more."""

    async def read() -> tuple[list[Reply], str]:
        wire, replies = Wire(Socket()), []
        for piece in pieces:
            if wire.is_open:
                wire.data_received(piece)
            while wire._replies:
                replies.append(await wire.reply(1))
        return replies, str(wire._lost or "")

    return asyncio.run(read())


def cut_up(stream: bytes, cuts: Sequence[int]) -> list[bytes]:
    """The stream in pieces that begin at these places."""
    places = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    return [stream[start:end] for start, end in pairwise(places)]


CODES = st.integers(min_value=200, max_value=559).map(str)
TEXT = st.binary(max_size=40).map(lambda text: text.replace(b"\r", b"").replace(b"\n", b""))


@st.composite
def one_reply(draw: st.DrawFn) -> bytes:
    """A reply of one line or several, as RFC 5321 4.2 has them."""
    code, texts = draw(CODES).encode(), draw(st.lists(TEXT, min_size=1, max_size=4))
    lines = [code + b"-" + text for text in texts[:-1]]
    return b"".join(line + b"\r\n" for line in (*lines, code + b" " + texts[-1]))


@given(
    st.lists(one_reply(), min_size=1, max_size=6), st.lists(st.integers(min_value=0), max_size=30)
)
def test_replies_are_the_same_however_they_are_cut_up(said: list[bytes], cuts: list[int]) -> None:
    """TCP keeps no boundaries: a byte at a time, or all replies in one packet."""
    stream = b"".join(said)

    whole = replies_to([stream])

    assert len(whole[0]) == len(said)
    assert replies_to(cut_up(stream, cuts)) == whole
    assert replies_to(bytes([byte]) for byte in stream) == whole


@given(st.binary(max_size=200), st.lists(st.integers(min_value=0), max_size=10))
def test_nonsense_is_nonsense_however_it_is_cut_up(stream: bytes, cuts: list[int]) -> None:
    """Whatever comes, every split gives the same replies and ends the line at the same place."""
    whole, _ = replies_to([stream])

    pieces, _ = replies_to(cut_up(stream, cuts))

    assert pieces == whole


def test_a_reply_of_several_lines_keeps_their_words() -> None:
    """The reason is often in the second line."""
    replies, _ = replies_to([b"550-5.7.1 blocked\r\n550 5.7.1 see https://relay.example\r\n"])

    assert replies == [Reply(550, "5.7.1 blocked\n5.7.1 see https://relay.example")]


@pytest.mark.parametrize("stream", [b"250\r\n", b"250 \r\n", b"250 ok\n"])
def test_a_bare_code_and_a_bare_line_feed_are_understood(stream: bytes) -> None:
    """Be liberal in what is read: the code is what counts."""
    replies, _ = replies_to([stream])

    assert [reply.code for reply in replies] == [250]


@pytest.mark.parametrize(
    "stream",
    [b"\r\n", b"ok\r\n", b"99 \r\n", b"600 no\r\n", b"2 50 ok\r\n", b"-25 ok\r\n", b"\xff"],
)
def test_what_is_no_reply_ends_the_line(stream: bytes) -> None:
    """Somebody else speaks here; nothing that follows can be trusted."""
    replies, why = replies_to([stream, b"\r\n250 ok\r\n"])

    assert replies == []
    assert "an answer that is none" in why


@pytest.mark.parametrize("size", [1, 1000, LONGEST * 2])
@pytest.mark.parametrize("line", [b"250-" + b"x" * 76 + b"\r\n", b"x" * 80])
def test_an_answer_without_an_end_is_not_listened_to_for_ever(line: bytes, size: int) -> None:
    """One relay must not fill the memory, with one long line or with many."""
    stream = line * (2 * LONGEST // len(line))
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]

    replies, why = replies_to(pieces)

    assert replies == []
    assert why


def test_many_replies_that_end_in_mid_packet_are_not_one_long_reply() -> None:
    """What counts is the length of a reply, not that of the talk."""
    reply = b"250 " + b"x" * 60 + b"\r\n"
    stream = reply * (LONGEST // len(reply) * 3)

    replies, why = replies_to(cut_up(stream, range(10, len(stream), 33)))

    assert (len(replies), why) == (stream.count(b"\n"), "")


async def test_a_relay_that_talks_on_unasked_is_cut_off() -> None:
    """Nobody takes these replies off the pile."""
    wire = Wire(Socket())

    for _ in range(MOST + 1):
        wire.data_received(b"250 ok\r\n")

    assert not wire.is_open
    with pytest.raises(WireError, match="without an end"):
        wire.write(b"MAIL FROM:<>\r\n")


async def test_an_answer_that_came_before_the_line_was_lost_counts() -> None:
    """250 and then a reset: the relay has said that it took the letter."""
    wire = Wire(Socket())
    wire.data_received(b"250 2.0.0 taken\r\n")
    wire.connection_lost(ConnectionResetError("reset"))

    assert await wire.reply(1) == Reply(250, "2.0.0 taken")
    with pytest.raises(WireError, match="reset"):
        await wire.reply(1)


async def test_whoever_waits_hears_that_the_line_is_lost() -> None:
    """At once, and not when patience ends."""
    wire = Wire(Socket())
    waiting = asyncio.create_task(wire.reply(60))
    await asyncio.sleep(0)
    wire.eof_received()

    with pytest.raises(WireError, match="closed by the relay"):
        await waiting


async def test_what_is_held_back_is_waited_for() -> None:
    """The dot leaves only when everything before it has."""
    wire = Wire(Socket())
    wire.pause_writing()
    emptied = asyncio.create_task(wire.emptied(60))
    await asyncio.sleep(0)

    assert not emptied.done()
    wire.resume_writing()
    await emptied


async def test_a_relay_that_speaks_while_data_is_held_back_is_heard_at_once() -> None:
    """552 in the midst of a large message: the rest would be for nothing."""
    wire = Wire(Socket())
    wire.pause_writing()
    emptied = asyncio.create_task(wire.emptied(60))
    await asyncio.sleep(0)
    wire.data_received(b"552 5.3.4 too big\r\n")

    await emptied
    assert wire.has_news


@pytest.mark.parametrize("said", [b"421 4.4.2 timeout\r\n", b"25", b"250-more\r\n"])
async def test_a_line_on_which_something_was_said_unasked_is_not_used(said: bytes) -> None:
    """Whole or in part: it would be taken for the answer to the next command."""
    wire = Wire(Socket())
    wire.data_received(said)

    with pytest.raises(WireError, match="taken its leave"):
        wire.expect_quiet()
    assert not wire.is_open
