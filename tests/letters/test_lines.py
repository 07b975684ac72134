"""Lines as SMTP carries them: what is taken off at the other end is what was put in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.letters.mail.transfer import Lines, NotLinesError

BYTES = st.sampled_from([b".", b"..", b"x", b"\r\n", b"\r\n.", b"\r", b"\n", b"\xc3\xa9", b"\0"])
TEXT = st.lists(st.sampled_from([b".", b"..", b".x", b"x.", b"", b"\xe9"]), min_size=1, max_size=9)


def received(lines: bytes) -> bytes:
    """What a server makes of it (RFC 5321 4.5.2): of a line that begins with a dot, the rest."""
    return b"".join(line.removeprefix(b".") for line in lines.splitlines(keepends=True))


@given(TEXT)
def test_the_other_end_reads_what_was_written(text: list[bytes]) -> None:
    """Also where lines are dots, or begin with them."""
    data = b"".join(line + b"\r\n" for line in text)

    lines = Lines.of(data)

    assert received(lines) == data
    assert b"\r\n.\r\n" not in b"\r\n" + lines
    assert lines.is_ascii == data.isascii()


@given(TEXT)
def test_lines_are_made_once(text: list[bytes]) -> None:
    """What is shared by many messages must not get another dot with each."""
    lines = Lines.of(b"".join(line + b"\r\n" for line in text))

    assert Lines.of(lines) is lines


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_pieces_are_what_the_whole_would_be(pieces: list[list[bytes]]) -> None:
    """Each piece is whole lines, so it makes no difference where the message was cut."""
    datas = [b"".join(line + b"\r\n" for line in piece) for piece in pieces]

    assert b"".join(map(Lines.of, datas)) == Lines.of(b"".join(datas))


@given(st.lists(BYTES, max_size=12).map(b"".join))
def test_whatever_could_be_read_in_two_ways_is_refused(data: bytes) -> None:
    """A bare CR or LF is a line end for some servers and not for others."""
    bare = data.replace(b"\r\n", b"")
    is_whole = data.endswith(b"\r\n") and b"\r" not in bare and b"\n" not in bare

    if is_whole:
        assert received(Lines.of(data)) == data
    else:
        with pytest.raises(NotLinesError):
            Lines.of(data)
