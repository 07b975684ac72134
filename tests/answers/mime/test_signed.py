"""What a signed envelope holds is read; what is encrypted or broken is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.answers.mime.signed import unwrapped

WORDS = b"Content-Type: text/plain\r\n\r\nWe support it.\r\n" * 20
HEAD = bytes.fromhex("308006092a864886f70d010702a080308002010131003080")


def octets(data: bytes) -> bytes:
    """An OCTET STRING with a length of two octets."""
    return b"\x04\x82" + len(data).to_bytes(2, "big") + data


@pytest.mark.parametrize("size", [40, 100, 127, 1000, 5000])
def test_the_pieces_are_put_together(size: int) -> None:
    """Long contents come as a chain."""
    pieces = [WORDS[at : at + size] for at in range(0, len(WORDS), size)]

    assert unwrapped(HEAD + b"".join(map(octets, pieces)) + b"\x00\x00") == WORDS


@given(st.binary(max_size=300))
def test_what_is_no_envelope_holds_nothing(raw: bytes) -> None:
    """An encrypted one has no readable field in it."""
    assert unwrapped(raw) == b"" or b"-" in raw


@given(st.binary(max_size=200))
def test_a_broken_envelope_is_no_error(raw: bytes) -> None:
    """Lengths may lie."""
    assert isinstance(unwrapped(octets(b"Content-Type: text/plain\r\n") + raw), bytes)
