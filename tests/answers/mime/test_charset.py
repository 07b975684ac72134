"""Bytes become the text that was meant, whatever their label says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.answers.mime.charset import header_text, text_of


@pytest.mark.parametrize(
    ("raw", "declared", "text"),
    [
        ("Présents".encode(), "us-ascii", "Présents"),
        ("Présents".encode(), "iso-8859-1", "Présents"),
        ("Présents".encode("latin-1"), "us-ascii", "Présents"),
        ("Présents".encode("latin-1"), "utf-8", "Présents"),
        ("’quoted“".encode("cp1252"), "iso-8859-1", "’quoted“"),
        ("\ufeffabc".encode("utf-16"), "", "abc"),
        ("abc".encode("utf-16-le"), "", "abc"),
        ("中文鎔".encode("gb18030"), "gb2312", "中文鎔"),
        ("日本".encode("iso-2022-jp"), "", "日本"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        (b"abc", "punycode", "abc"),
        (b"abc", "rot13", "abc"),
        (b"abc", "x-unknown", "abc"),
    ],
)
def test_text_is_what_was_meant(raw: bytes, declared: str, text: str) -> None:
    """Mark, label, UTF-8, Windows-1252: in this order, and never an error."""
    assert text_of(raw, declared) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?q?Caf=C3=A9?= =?utf-8?q?_noir?=", "Café noir"),
        ("=?utf-8?b?w6k=?= plain =?utf-8?b?w6k=?=", "é plain é"),
        ("=?utf-8?q?=D0?= =?utf-8?q?=9F?=", "П"),
        ("=?x-none?q?caf=E9?=", "café"),
        ("=?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
        ("  plain  ", "plain"),
    ],
)
def test_encoded_words_are_read(value: str, text: str) -> None:
    """A character cut between two words is put together; broken words stay as they are."""
    assert header_text(value) == text


@given(st.binary(max_size=300), st.text(max_size=20))
def test_every_input_gives_a_text(raw: bytes, declared: str) -> None:
    """No label and no bytes raise."""
    assert isinstance(text_of(raw, declared), str)


@given(st.text(max_size=200))
def test_every_header_gives_a_text(value: str) -> None:
    """No header raises."""
    assert isinstance(header_text(f"=?{value}?="), str)
