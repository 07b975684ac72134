"""A text body in its transfer encoding (RFC 2045 6), encoded once but for its slots, and its lines.

Quoted-printable can end a line anywhere, so what all addressees share is encoded beforehand.
Base64 cannot, and is used where most letters lie outside ASCII.
"""

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from notifier.letters.slots import CLOSE, OPEN

_SLOT = re.compile(f"{OPEN}([a-z_]+){CLOSE}")
_SOFT_BREAK = b"=\r\n"
_SHORT = 76  # RFC 2045 6.7: with the soft break, the longest line
_DOTS_FIRST = re.compile(rb"^\.+", re.MULTILINE)
_PLAIN = re.compile(r"(?:[!-\-/-<>-~ ](?:[!-<>-~ ]*[!-<>-~])?)?")  # no dot first, no blank last


class NotLinesError(ValueError):
    """A text of which two servers could disagree where its lines, or it, end."""


class Lines(bytes):
    """Whole lines as SMTP carries them: each ended by CRLF, a dot at its start doubled.

    The type is the proof, so that what many messages share is looked through once.
    """

    is_ascii: bool

    @classmethod
    def joined(cls, pieces: Iterable[bytes]) -> "Lines":
        """Return pieces of which whoever made them knows that they are such lines together."""
        lines = cls(b"".join(pieces))
        lines.is_ascii = lines.isascii()
        return lines

    @classmethod
    def of(cls, data: bytes) -> "Lines":
        """Return `data` as lines; what ends other than in CRLF raises NotLinesError.

        A bare CR or LF before a dot is how one mail is smuggled behind another.
        """
        if isinstance(data, Lines):
            return data
        breaks = data.count(b"\r\n")
        if not data.endswith(b"\r\n") or data.count(b"\r") != breaks or data.count(b"\n") != breaks:
            raise NotLinesError("a line of the message does not end in CRLF (RFC 5321 2.3.8)")
        if data.startswith(b".") or b"\r\n." in data:  # RFC 5321 4.5.2
            data = (b"\r\n" + data).replace(b"\r\n.", b"\r\n..")[2:]
        lines = cls(data)
        lines.is_ascii = data.isascii()
        return lines


@dataclass(frozen=True, slots=True)
class Body:
    """A text whose even pieces are fixed and whose odd ones name the value of a slot.

    Fixed pieces are already quoted-printable, or for base64 plain UTF-8 with CRLF.
    """

    encoding: str
    fixed: tuple[bytes, ...]
    slots: tuple[str, ...]
    escape: Callable[[str], str]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the encoded body for one addressee; a value that is missing raises KeyError."""
        encode = _crlf if self.encoding == "base64" else _quoted
        own = {name: encode(self.escape(values[name])) for name in set(self.slots)}
        pieces = _alternate(self.fixed, (own[name] for name in self.slots))
        if self.encoding == "base64":
            return base64_lines(b"".join(pieces))
        return _SOFT_BREAK.join(filter(None, pieces))


def body(text: str, escape: Callable[[str], str] = str) -> Body:
    """Return `text` made ready; `escape` is applied to personal values alone."""
    pieces = _SLOT.split(text)
    slots = tuple(pieces[1::2])
    plain = tuple(_crlf(piece) for piece in pieces[::2])
    quoted = tuple(_no_dot_first(_quoted_printable(piece)) for piece in plain)
    if sum(map(len, quoted)) <= 4 / 3 * sum(map(len, plain)):
        return Body("quoted-printable", quoted, slots, escape)
    return Body("base64", plain, slots, escape)


def base64_lines(data: bytes) -> bytes:
    """Return `data` as base64 in lines of 76 characters, the last one ended as well."""
    text = b2a_base64(data, newline=False)
    return b"".join([text[at : at + 76] + b"\r\n" for at in range(0, len(text), 76)])


def _crlf(text: str) -> bytes:
    return re.sub(r"\r\n|\r|\n", "\r\n", text).encode()


def _quoted(value: str) -> bytes:
    """Return a value in quoted-printable; most are a few plain words, and stay as they are."""
    if len(value) < _SHORT and _PLAIN.fullmatch(value):
        return value.encode()
    return _no_dot_first(_quoted_printable(_crlf(value)))


def _no_dot_first(encoded: bytes) -> bytes:
    """Return quoted-printable of which no line begins with a dot: SMTP has nothing to double."""
    if not (encoded.startswith(b".") or b"\n." in encoded):
        return encoded
    return _DOTS_FIRST.sub(lambda dots: b"=2E=\r\n" * len(dots[0]), encoded)


def _quoted_printable(data: bytes) -> bytes:
    # b2a_qp breaks lines with a bare LF where the data itself has no CRLF.
    return b2a_qp(data).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _alternate(fixed: tuple[bytes, ...], own: Iterable[bytes]) -> Iterator[bytes]:
    yield fixed[0]
    for value, piece in zip(own, fixed[1:], strict=True):
        yield value
        yield piece
