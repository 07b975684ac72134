"""Transfer encodings, decoded by the standard library."""

import base64
import quopri
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.letters.mail.transfer import Body, base64_lines, body
from notifier.letters.slots import CLOSE, OPEN, slot, splice

DECODERS = {"quoted-printable": quopri.decodestring, "base64": base64.b64decode}
texts = st.text(st.characters(codec="utf-8", exclude_characters=OPEN + CLOSE + "\r"))
latin = st.text("abc é=.\n\t ", max_size=300)
SLOT = st.just(slot("recipient_name")) | st.just(slot("member_name"))


def decoded(text: Body, values: dict[str, str]) -> str:
    data = text.fill(values)
    assert all(len(line) <= 76 for line in data.split(b"\r\n"))
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    return DECODERS[text.encoding](data).decode().replace("\r\n", "\n")


@given(st.lists(texts | latin | SLOT, max_size=8).map("".join), texts | latin, texts)
def test_a_filled_body_says_what_splicing_the_text_says(text: str, one: str, two: str) -> None:
    """Blanks at line ends, lines of one dot and any script pass both encodings."""
    values = {"recipient_name": one, "member_name": two}

    assert decoded(body(text), values) == splice(text, values)


def test_personal_values_are_escaped_and_the_edition_is_not() -> None:
    """A name may hold an ampersand; the edition is HTML already."""
    html = body(f"<p>{slot('recipient_name')}</p>", escape)

    assert decoded(html, {"recipient_name": "A & <b>"}) == "<p>A &amp; &lt;b&gt;</p>"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Dear Sir, the Forum.\n" * 9, "quoted-printable"),
        ("La prochaine réunion du groupe se tiendra à Genève\n" * 9, "quoted-printable"),
        ("Уважаемые коллеги\n" * 9, "base64"),
        ("尊敬的女士\n" * 9, "base64"),
        ("", "quoted-printable"),
    ],
)
def test_each_script_takes_the_shorter_encoding(text: str, encoding: str) -> None:
    """Quoted-printable triples Arabic, Chinese and Russian."""
    assert body(text).encoding == encoding


def test_a_missing_value_is_an_error() -> None:
    """Nobody gets a letter with a hole in it."""
    with pytest.raises(KeyError, match="recipient_name"):
        body(f"Dear {slot('recipient_name')}").fill({})


@given(st.binary(max_size=500))
def test_binary_comes_back_in_short_lines(data: bytes) -> None:
    """A PDF is bytes."""
    encoded = base64_lines(data)

    assert base64.b64decode(encoded) == data
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert encoded == b"" or encoded.endswith(b"\r\n")
