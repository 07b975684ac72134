"""A mail taken apart: headers unfolded, parts split, bodies decoded. Total and bounded.

Whatever the bytes, `parse` gives a tree: at most MAX_PARTS parts, MAX_DEPTH deep, in time
linear in the size. Returned mail (message/rfc822) is a leaf and never opened by `leaves`.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses

from notifier.answers.charset import header_text, text_of

MAX_PARTS = 1000
MAX_DEPTH = 12
MAX_HEADERS = 2000
MAX_HEADER_BYTES = 256 * 1024
MAX_TEXT = 512 * 1024

# What the mail libraries raise on bytes that no sender should have sent.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)

RETURNED_WHOLE = frozenset({"message/rfc822", "message/global"})
RETURNED_HEADERS = frozenset(
    {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
RETURNED = RETURNED_WHOLE | RETURNED_HEADERS | {"message/partial"}

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_NEWLINE = re.compile(r"\r\n|\n|\r")
_FIELD_NAME = re.compile(r"[!-9;-~]+\Z")
_FIRST_DELIMITER = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n")
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@\\]{1,128}@[^\s<>()\[\]\",;:@\\]{1,253}")


@dataclass(frozen=True, slots=True)
class Part:
    """One entity (RFC 2045 2.4): its headers in order, its body still encoded, its children."""

    headers: tuple[tuple[str, str], ...]  # names in lower case, values unfolded, not yet decoded
    body: bytes = field(repr=False)
    media_type: str = "text/plain"
    parts: tuple["Part", ...] = ()

    def get(self, name: str) -> str:
        """Return the first header of that name, "" when there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, *names: str) -> tuple[str, ...]:
        """Return every header of these names, in the order of the mail."""
        return tuple(value for key, value in self.headers if key in names)

    def parameter(self, name: str) -> str:
        """Return a parameter of Content-Type, RFC 2231 forms included."""
        return _parameter(self.get("content-type"), name)

    @property
    def filename(self) -> str:
        """The file name of the part without any folder, "" when it has none."""
        given = _parameter(self.get("content-disposition"), "filename") or self.parameter("name")
        return re.split(r"[\\/]", header_text(given))[-1].strip().replace("\x00", "")[:255]

    @property
    def is_attachment(self) -> bool:
        """Whether the sender meant this part as a file beside the text."""
        return self.get("content-disposition").strip().lower().startswith("attachment")

    def content(self) -> bytes:
        """Return the body with its transfer encoding undone, as far as it can be."""
        encoding = self.get("content-transfer-encoding").strip().lower()
        if encoding == "base64":
            return _base64(self.body)
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.body)
        return self.body

    def text(self) -> str:
        """Return the body as text with bare line feeds, at most about MAX_TEXT characters."""
        cut = self.body[: MAX_TEXT * 4]
        content = Part(self.headers, cut, self.media_type).content()[: MAX_TEXT * 2]
        text = text_of(content, self.parameter("charset"))[:MAX_TEXT]
        return text.replace("\r\n", "\n").replace("\r", "\n")


def parse(raw: bytes) -> Part:
    """Return the tree of a mail; bytes that are no mail give a single text part."""
    if b"\n" not in raw[:MAX_HEADER_BYTES]:
        raw = raw.replace(b"\r", b"\n")
    return _entity(raw.lstrip(b"\r\n"), 0, iter(range(MAX_PARTS)))


def leaves(part: Part) -> Iterator[Part]:
    """Yield the parts that hold something, in order; returned mail counts as one."""
    if not part.parts:
        yield part
    for child in part.parts:
        yield from leaves(child)


def header_block(text: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a header block, lines that are no field left out."""
    fields: list[tuple[str, str]] = []
    for line in _NEWLINE.split(_FOLD.sub(" ", text))[:MAX_HEADERS]:
        name, colon, value = line.partition(":")
        if colon and _FIELD_NAME.match(name.rstrip()):
            fields.append((name.rstrip().lower(), value.strip()))
    return tuple(fields)


def addresses_in(*values: str) -> tuple[str, ...]:
    """Return the addresses of address headers, lower case, each once, in order."""
    found: dict[str, None] = {}
    for value in values:
        for address in _addresses(value[:20_000]):
            found.setdefault(address.lower())
    return tuple(found)


def _addresses(value: str) -> list[str]:
    try:
        parsed = [address.strip() for _, address in getaddresses([value])]
    except BROKEN:
        parsed = []
    good = [address for address in parsed if _ADDRESS.fullmatch(address)]
    return good or _ADDRESS.findall(header_text(value))


def _entity(data: bytes, depth: int, budget: Iterator[int]) -> Part:
    headers, body = _divide(data)
    media_type = _media_type(dict(reversed(headers)).get("content-type", ""))
    if not media_type.startswith("multipart/") or depth >= MAX_DEPTH:
        return Part(headers, body, media_type)
    pieces = _split(body, _boundary(headers, body))
    parts = tuple(_entity(p, depth + 1, budget) for p, _ in zip(pieces, budget, strict=False))
    return Part(headers, b"" if parts else body, media_type, parts)


def _divide(data: bytes) -> tuple[tuple[tuple[str, str], ...], bytes]:
    if data.startswith((b"\n", b"\r\n")):
        return (), data.removeprefix(b"\r").removeprefix(b"\n")
    end = _HEADER_END.search(data, 0, MAX_HEADER_BYTES)
    stop, start = (end.start(), end.end()) if end else (min(len(data), MAX_HEADER_BYTES),) * 2
    headers = header_block(text_of(data[:stop]))
    return (headers, data[start:]) if headers else ((), data)


def _media_type(value: str) -> str:
    found = re.match(r"\s*([\w.+-]+/[\w.+-]+)", value)
    return found[1].lower() if found else "text/plain"


def _boundary(headers: tuple[tuple[str, str], ...], body: bytes) -> bytes:
    value = next((v for k, v in headers if k == "content-type"), "")
    given = _parameter(value, "boundary").rstrip().encode("utf-8", "surrogateescape")
    if given and b"--" + given in body:
        return given
    sniffed = _FIRST_DELIMITER.search(body, 0, 64 * 1024)
    return sniffed[1] if sniffed else b""


def _split(body: bytes, boundary: bytes) -> Iterator[bytes]:
    if not boundary:
        return
    body = b"\n" + body
    delimiter = re.compile(rb"\n--" + re.escape(boundary) + rb"(--)?[ \t]*\r?(?=\n|\Z)")
    begin = -1
    for mark in delimiter.finditer(body):
        if begin >= 0:
            yield body[begin : mark.start()].removesuffix(b"\r")
        begin = -1 if mark[1] else mark.end() + 1
        if mark[1]:
            return
    if begin >= 0:
        yield body[begin:]  # the closing delimiter was lost


def _parameter(value: str, name: str) -> str:
    if name not in value.lower():
        return ""
    holder = Message()
    holder["content-type"] = value[:8000]
    try:
        found = holder.get_param(name)
        return collapse_rfc2231_value(found) if found else ""
    except BROKEN:
        return ""


def _base64(body: bytes) -> bytes:
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        whole = letters[:-1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
