"""Header fields, decoded by a reader written from RFC 2047 alone."""

import base64
import re
from email import message_from_string
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.letters.mail.headers import field, mailbox, unstructured, wire_address

# Words of several scripts with blanks between: where encoders lose blanks. Letters alone,
# drawn from all of Unicode, hardly ever make a line fold between two words.
WORDS = [
    *("Circular", "letter", "WSIS+20", "réunion", "États", "№", "2026/17", "Консультация"),
    *("Сбор", "мнений", "世界峰会", "磋商", "通知函", "رسالة", "معممة", "القمة", "العالمية"),
    *(",", ";", '"', "\\", "=?", "?=", "=?utf-8?b?4pyT?=", "a@b", "🌍"),
]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).flatmap(
    lambda words: st.sampled_from([" ", "  "]).map(lambda blank: blank.join(words))
)
any_line = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]))


def unfolded(header: str) -> str:
    """The value of a folded field (RFC 5322 2.2.3)."""
    return re.sub(r"\r\n(?=[ \t])", "", header).partition(": ")[2]


def decoded(value: str) -> str:
    """RFC 2047 6: blanks between two encoded words are no part of the text."""
    word = r"=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?="
    joined = re.sub(rf"({word})\s+(?==\?)", r"\1", value)
    return re.sub(word, lambda found: base64.b64decode(found[1], validate=True).decode(), joined)


def lines_are_short(header: str) -> bool:
    return header.isascii() and all(len(line) <= 76 for line in header.split("\r\n"))


@given(sentences | any_line)
def test_a_subject_comes_back_letter_by_letter(subject: str) -> None:
    """A lost blank in a mixed-script subject is what Member States see first."""
    header = unstructured("Subject", subject)

    assert decoded(unfolded(header)) == subject
    assert lines_are_short(header)


@given(sentences)
def test_every_encoded_word_is_whole_characters(subject: str) -> None:
    """RFC 2047 5: a reader decodes each word by itself."""
    header = unstructured("Subject", subject)

    for word in re.findall(r"=\?utf-8\?b\?(.*?)\?=", header):
        base64.b64decode(word).decode()


@given(sentences | any_line.filter(bool))
def test_a_display_name_and_its_address_come_back(name: str) -> None:
    """Names with commas, quotes and any script stand before the address."""
    header = mailbox("To", name, "focal@mfa.example")
    value = unfolded(header)

    ((phrase, address),) = getaddresses([value])
    assert address == "focal@mfa.example"
    assert decoded(phrase) == name if "=?" in value else phrase == name
    assert lines_are_short(header)


def test_plain_words_stay_readable() -> None:
    """Most subjects in English need no encoding."""
    assert unstructured("Subject", "CL-26/1: WSIS Forum") == "Subject: CL-26/1: WSIS Forum"
    assert mailbox("To", 'Ana "Bel" Ruiz', "a@b.example") == (
        'To: "Ana \\"Bel\\" Ruiz" <a@b.example>'
    )


def test_without_a_name_the_address_stands_alone() -> None:
    """An empty quoted string is shown as such by some clients."""
    assert mailbox("To", "", "a@b.example") == "To: <a@b.example>"


def test_a_long_address_goes_on_a_line_of_its_own() -> None:
    """The standard library's parser agrees on what was folded."""
    header = mailbox("To", "The Permanent Mission to the United Nations", "x" * 40 + "@mfa.example")

    assert "\r\n <" in header
    parsed = message_from_string(header.replace("\r\n", "\n") + "\n\n")["To"]
    assert getaddresses([parsed])[0][1] == "x" * 40 + "@mfa.example"


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028"])
def test_a_line_break_never_reaches_a_header(line_break: str) -> None:
    """It would begin a field of somebody else's choosing."""
    evil = f"x{line_break}Bcc: spy@x.example"

    for make in (
        lambda: field("Message-ID", evil),
        lambda: unstructured("Subject", evil),
        lambda: mailbox("To", evil, "a@b.example"),
        lambda: mailbox("To", "name", f"a@b.example{line_break}"),
        lambda: wire_address(f"a@b.example{line_break}"),
    ):
        with pytest.raises(ValueError, match="line break"):
            make()


@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [
        ("focal@mfa.example", "focal@mfa.example"),
        ("contact@министерство.example", "contact@xn--b1afiashkohcid.example"),
        ("联系@外交部.example", "联系@xn--tlq87w5j9b.example"),
        ("o'neill+x=y@mfa.example", "o'neill+x=y@mfa.example"),
    ],
)
def test_the_domain_travels_in_ascii(address: str, on_the_wire: str) -> None:
    """SMTP servers resolve A-labels; the local part is nobody's to rewrite."""
    assert wire_address(address) == on_the_wire


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@mfa.example",
        "a@",
        "a b@mfa.example",
        "a@b@mfa.example",
        "<a@b.example>",
        "a@b.example> NOTIFY=NEVER",
        "a@b.example,c@d.example",
        "x" * 250 + "@b.example",
        "a@" + "é" * 70 + ".example",
        "a@é..example",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """A space or a bracket would be a parameter of the SMTP command."""
    with pytest.raises(ValueError, match=r"address|label"):
        wire_address(address)
