"""Bytes to text whatever their label says. Total: every input gives a text."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

from notifier.answers.mime.guess import guessed

# Labels of the world and the superset that real senders mean by them.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-8": "cp1255",
    "tis-620": "cp874",
}
_ALIASES = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "x-gbk": "gbk",
    "x-sjis": "shift_jis",
    "ks_c_5601-1987": "euc_kr",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
    "windows-874": "cp874",
    "x-windows-874": "cp874",
    "x-euc-jp": "euc_jp",
    "x-big5": "big5",
    "x-windows-949": "cp949",
    "iso-8859-8-e": "iso8859-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
}
# Codecs that are no charset of mail; two of them take quadratic time.
_REFUSED = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = frozenset({"cp1252", "cp1254", "iso8859-15"})
_LONGEST = 20_000  # of a header with encoded words
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?")


def text_of(raw: bytes, declared: str = "") -> str:
    """Return `raw` as text: byte order mark, then `declared`, then UTF-8, then what is likely."""
    if raw.startswith(tuple(bom for bom, _ in _BOMS)):
        charset = next(name for bom, name in _BOMS if raw.startswith(bom))
        return raw.decode(charset, "replace").removeprefix("\ufeff")
    for charset in (*_candidates(raw, _python_name(declared)), "utf-8"):
        try:
            return raw.decode(charset)
        except (UnicodeError, LookupError):
            continue
    return raw.decode("cp1252" if _python_name(declared) else guessed(raw), "replace")


def header_text(value: str) -> str:
    """Return an unfolded header with its encoded words (RFC 2047) read, blanks trimmed."""
    if not _ENCODED_WORD.search(value):
        return value.strip()
    value = value[:_LONGEST]
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value.strip()
    return "".join(_piece(piece, charset) for piece, charset in pieces).strip() or value.strip()


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is not None:
        return text_of(piece, charset)
    try:
        return piece.decode("raw-unicode-escape")  # how decode_header keeps what stood between
    except UnicodeDecodeError:
        return text_of(piece)


def _python_name(declared: str) -> str:
    label = declared.strip().strip("\"'").lower()
    if not label.isascii() or not label.isprintable() or len(label) > 40:
        return ""
    try:
        name = codecs.lookup(_ALIASES.get(label, label)).name
    except LookupError:
        return ""
    return "" if name in _REFUSED else _MEANT.get(name, name)


def _candidates(raw: bytes, charset: str) -> tuple[str, ...]:
    if not charset or charset in _SINGLE_BYTE:
        # A single-byte label fits any bytes; bytes that are UTF-8 as well are UTF-8.
        return (*_undeclared(raw), "utf-8", charset)
    return (charset,)


def _undeclared(raw: bytes) -> tuple[str, ...]:
    head = raw[:400]
    if b"\x1b$" in head:
        return ("iso2022_jp_2",)
    zeros = head.count(0)
    if zeros < len(head) // 4 or not zeros:
        return ()
    return ("utf-16-le",) if head[1::2].count(0) >= head[::2].count(0) else ("utf-16-be",)
