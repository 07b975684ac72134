"""A mail taken apart: headers unfolded, parts split, bodies decoded. Total and bounded.

Whatever the bytes, `parse` gives a tree: at most MAX_PARTS parts, MAX_DEPTH deep, in time
linear in the size. Returned mail (message/rfc822) is a leaf and never opened by `leaves`.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses

from notifier.answers.mime.charset import header_text, text_of
from notifier.answers.mime.signed import unwrapped

MAX_PARTS = 1000
MAX_DEPTH = 12
MAX_HEADERS = 2000
MAX_HEADER_BYTES = 256 * 1024
MAX_TEXT = 512 * 1024

_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_MAX_SIGNED = 8 * 1024 * 1024

# What the mail libraries raise on bytes that no sender should have sent.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)

RETURNED_WHOLE = frozenset({"message/rfc822", "message/global"})
RETURNED_HEADERS = frozenset(
    {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
RETURNED = RETURNED_WHOLE | RETURNED_HEADERS | {"message/partial"}

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_PAGE_CHARSET = re.compile(rb"<meta\b[^>]{0,200}charset=[\"']?([\w-]{2,40})", re.IGNORECASE)
_MBOX_LINE = re.compile(rb">?From (\S{1,300}) [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n")
_LEAD = re.compile(rb"[\r\n]*")
_FOLD = re.compile(r"\r?\n[ \t]+")
_NEWLINE = re.compile(r"\r\n|\n|\r")
_FIELD_NAME = re.compile(r"[!-9;-~]+\Z")
_FIRST_DELIMITER = re.compile(rb"\n--([^\r\n]{1,200}?)[ \t]*\r?\n")
_DELIMITER_END = re.compile(rb"(--)?[ \t]*\r?(?=\n|\Z)")
_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@\\]{1,128}@[^\s<>()\[\]\",;:@\\]{1,253}")


@dataclass(frozen=True, slots=True)
class Part:
    """One entity (RFC 2045 2.4): its headers in order, its body still encoded, its children."""

    headers: tuple[tuple[str, str], ...]  # names in lower case, values unfolded, not yet decoded
    body: memoryview = field(repr=False)  # of the mail itself: 40 MB are not copied
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
    def is_empty(self) -> bool:
        """Whether the body holds blanks alone, if anything."""
        return not bytes(self.body[:65_536]).strip()

    @property
    def is_attachment(self) -> bool:
        """Whether the sender meant this part as a file beside the text."""
        return self.get("content-disposition").strip().lower().startswith("attachment")

    def content(self) -> bytes:
        """Return the body with its transfer encoding undone, as far as it can be."""
        return self._decoded(self.body)

    def text(self) -> str:
        """Return the body as text with bare line feeds, at most about MAX_TEXT characters."""
        content = self._decoded(self.body[: MAX_TEXT * 4])[: MAX_TEXT * 2]
        text = text_of(content, self.parameter("charset") or self._charset_of_page(content))
        text = text[:MAX_TEXT]
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _charset_of_page(self, content: bytes) -> str:
        named = _PAGE_CHARSET.search(content[:4000]) if self.media_type == "text/html" else None
        return named[1].decode("ascii") if named else ""

    def _decoded(self, body: memoryview) -> bytes:
        encoding = self.get("content-transfer-encoding").strip().lower()
        if encoding.startswith("base64"):
            return unbase64(body)
        if encoding.startswith("quoted-printable"):
            return binascii.a2b_qp(body)
        return bytes(body)


def parse(raw: bytes) -> Part:
    """Return the tree of a mail; bytes that are no mail give a single text part."""
    if b"\n" not in raw[:MAX_HEADER_BYTES]:
        raw = raw.replace(b"\r", b"\n")
    envelope = _MBOX_LINE.match(raw[:800].lstrip(b"\r\n"))
    begin = _LEAD.match(raw)
    start = begin.end() if begin else 0
    reading = _Reading(raw, iter(range(MAX_PARTS)))
    if envelope is None:
        return reading.entity(start, len(raw), 0)
    mail = reading.entity(start + envelope.end(), len(raw), 0)
    sender = envelope[1].decode("utf-8", "replace")
    return replace(mail, headers=(("mbox-from", sender), *mail.headers))


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


@dataclass(frozen=True, slots=True)
class _Reading:
    """One mail being taken apart in place; `budget` is used up by every part."""

    raw: bytes
    budget: Iterator[int]

    def entity(self, start: int, stop: int, depth: int) -> Part:
        """Return the entity between two places."""
        headers, begin = self._headers(start, stop)
        media_type = _media_type(dict(reversed(headers)).get("content-type", ""))
        body = memoryview(self.raw)[begin:stop]
        if media_type in _SIGNED and depth < MAX_DEPTH and len(body) <= _MAX_SIGNED:
            return self._signed(Part(headers, body, media_type), depth)
        if not media_type.startswith("multipart/") or depth >= MAX_DEPTH:
            return Part(headers, body, media_type)
        pieces = self._pieces(begin, stop, self._boundary(headers, begin, stop))
        each = zip(pieces, self.budget, strict=False)
        parts = tuple(self.entity(s, e, depth + 1) for (s, e), _ in each)
        return Part(headers, body[:0] if parts else body, media_type, parts)

    def _signed(self, part: Part, depth: int) -> Part:
        inner = unwrapped(part.content())
        if not inner:
            return part
        whole = _Reading(inner, self.budget).entity(0, len(inner), depth + 1)
        return replace(part, body=part.body[:0], parts=(whole,))

    def _headers(self, start: int, stop: int) -> tuple[tuple[tuple[str, str], ...], int]:
        """Return the fields, and where the body begins; there may be none of either."""
        for newline in (b"\n", b"\r\n"):
            if self.raw.startswith(newline, start, stop):
                return (), start + len(newline)
        most = min(stop, start + MAX_HEADER_BYTES)
        end = _HEADER_END.search(self.raw, start, most)
        last, begin = (end.start(), end.end()) if end else (most, most)
        headers = header_block(_header_of(self.raw[start:last]))
        return (headers, begin) if headers else ((), start)

    def _boundary(self, headers: tuple[tuple[str, str], ...], begin: int, stop: int) -> bytes:
        value = next((v for k, v in headers if k == "content-type"), "")
        given = _parameter(value, "boundary").rstrip().encode("utf-8", "surrogateescape")
        if given and self.raw.find(b"--" + given, begin, stop) >= 0:
            return given
        sniffed = _FIRST_DELIMITER.search(self.raw, max(begin - 1, 0), min(stop, begin + 65_536))
        return sniffed[1] if sniffed else b""

    def _pieces(self, begin: int, stop: int, boundary: bytes) -> Iterator[tuple[int, int]]:
        if not boundary:
            return
        opened, at = -1, max(begin - 1, 0)
        needle = b"\n--" + boundary
        while (at := self.raw.find(needle, at, stop)) >= 0:
            mark = _DELIMITER_END.match(self.raw, at + len(needle), stop)
            if mark and opened >= 0:
                before = at - 1 if self.raw[at - 1 : at] == b"\r" else at
                yield opened, max(before, opened)
            if mark and mark[1]:
                return
            if mark:
                opened = min(mark.end() + 1, stop)
            at += len(needle)
        if opened >= 0:
            yield opened, stop  # the closing delimiter was lost


def _header_of(block: bytes) -> str:
    """Return a header as text; each line of one that is no UTF-8 may be in its own charset."""
    try:
        return block.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(text_of(line) for line in block.split(b"\n"))


def _media_type(value: str) -> str:
    found = re.match(r"\s*([\w.+-]+/[\w.+-]+)", value)
    return found[1].lower() if found else "text/plain"


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


def unbase64(body: memoryview | bytes) -> bytes:
    """Return base64 undone, as far as it can be: what is no letter of it is passed over."""
    try:
        return binascii.a2b_base64(body)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", bytes(body))
        whole = letters[:-1] if len(letters) % 4 == 1 else letters
        return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
