"""Header fields that every reader decodes to what was meant (RFC 5322, RFC 2047).

Short ASCII goes as it is; anything else as encoded words whose blanks are inside the words,
because the blank between two encoded words belongs to nobody.
"""

import re
from binascii import b2a_base64
from collections.abc import Iterator
from functools import lru_cache

LINE = 76  # RFC 2047 2: the longest line with an encoded word
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MAILBOX = re.compile(r"([^\s<>()\[\]\",:;\\@]+)@([^\s<>()\[\]\",:;\\@]+)")
_WORD_FRAME = len("=?utf-8?b??=")


def field(name: str, value: str) -> str:
    """Return `name: value`; a line break or another control character raises ValueError."""
    return f"{name}: {one_line(value, name)}"


def unstructured(name: str, text: str) -> str:
    """Return a field of free text, such as Subject, folded and in ASCII."""
    line = field(name, text)
    if _is_plain(text) and text == text.strip() and len(line) <= LINE:
        return line
    return f"{name}: " + "\r\n ".join(_encoded_words(text, len(name) + 2))


def mailbox(name: str, display_name: str, address: str) -> str:
    """Return a field with one mailbox, such as From: its display name and its address."""
    one_line(address, name)
    if not display_name:
        return f"{name}: <{address}>"
    phrase = _phrase(name, display_name)
    used = len(phrase) - phrase.rfind("\n") - 1
    fits = used + len(address) + 3 <= LINE
    return f"{phrase} <{address}>" if fits else f"{phrase}\r\n <{address}>"


@lru_cache(maxsize=512)
def _phrase(name: str, display_name: str) -> str:
    """Return the field up to the end of the display name."""
    line = field(name, '"' + re.sub(r'(["\\])', r"\\\1", display_name) + '"')
    if _is_plain(display_name) and len(line) <= LINE:
        return line
    return f"{name}: " + "\r\n ".join(_encoded_words(display_name, len(name) + 2))


def one_line(value: str, name: str) -> str:
    """Return `value` unless it could begin another header field: that raises ValueError."""
    if _BREAKS.search(value):
        raise ValueError(f"{name} holds a line break or another control character")
    return value


def wire_address(address: str) -> str:
    """Return an address as SMTP carries it: the domain in ASCII (IDNA), the local part as it is.

    What is not `local@domain` raises ValueError.
    """
    parts = _MAILBOX.fullmatch(one_line(address, "the address"))
    if parts is None or len(address) > 254:
        raise ValueError(f"{address!r} is not an address")
    local, domain = parts[1], parts[2]
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}"


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text  # =? would be taken for an encoded word


def _encoded_words(text: str, used: int) -> Iterator[str]:
    """Yield encoded words; the first shares its line with `used` characters of field name."""
    data = text.encode()
    start = 0
    while start < len(data):
        end = start + (LINE - used - _WORD_FRAME) // 4 * 3
        while end < len(data) and data[end] & 0xC0 == 0x80:  # never inside a character
            end -= 1
        word = b2a_base64(data[start:end], newline=False).decode("ascii")
        yield f"=?utf-8?b?{word}?="
        start, used = end, 1
