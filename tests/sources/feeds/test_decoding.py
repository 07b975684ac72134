"""Octets become text, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from notifier.sources.feeds.decoding import text_of


@given(st.binary(max_size=50), st.sampled_from([None, "utf-16", "hex", "idna", "x", "punycode"]))
def test_all_octets_are_some_text(content: bytes, told: str | None) -> None:
    """What a server tells of its encoding may be nonsense."""
    assert isinstance(text_of(content, told), str)


def test_utf_8_is_believed_before_what_a_server_tells() -> None:
    """A server tells the same of all its files; nothing else is UTF-8 by chance."""
    assert text_of("Genève".encode(), "latin-1") == "Genève"
    assert text_of("Genève".encode("latin-1"), "latin-1") == "Genève"
