"""Addresses that cannot be forged: tokens that name a row and prove that we made them."""

import base64
import binascii
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Purpose = Literal["reply", "message", "bounce"]

LOCAL_PART = 40  # characters: what Exchange, gateways and old mail systems let through unharmed
_MAC_BYTES = 10
_LETTER: Mapping[Purpose, str] = {"reply": "r", "message": "m", "bounce": "b"}
_PURPOSE: Mapping[str, Purpose] = {letter: purpose for purpose, letter in _LETTER.items()}
# A token stands after the plus of an address, which gateways rewrite: `=2B` and `%2B`, and
# `+2B` in Exchange's IMCEA addresses.
_CANDIDATE = re.compile(
    r"(?:(?<![a-z0-9])|[=%+]2b)([rmb][a-z2-7]{20,26})(?![a-z0-9])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Key:
    """One secret and the number (0 to 255) by which tokens name it."""

    id: int
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.id <= 255:
            raise ValueError(f"key id {self.id} is not within 0 to 255")
        if len(self.secret) < 16:
            raise ValueError("the secret of a key needs at least 16 bytes")


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that makes tokens, and earlier ones whose tokens still hold."""

    current: Key
    previous: tuple[Key, ...] = ()

    def find(self, key_id: int) -> Key | None:
        """Return the key of this number; None where it was withdrawn."""
        return next((key for key in (self.current, *self.previous) if key.id == key_id), None)


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says. Nothing of it is true before `holds` has said so."""

    purpose: Purpose
    key_id: int
    number: int
    mac: bytes


def make(purpose: Purpose, number: int, bound_to: str, keys: Keys) -> str:
    """Return the token of row `number` for `purpose`: lower-case base32, the same each time.

    `bound_to` says what the row stands for (consultation and focal point, or the key of a
    message), so that a row number used anew never makes an old token hold.
    """
    head = bytes((keys.current.id, *_varint(number)))
    mac = _mac(purpose, number, bound_to, keys.current)
    return _LETTER[purpose] + _base32(head + mac)


def read(token: str) -> Token | None:
    """Return what `token` says, without any secret; None where it is no token.

    Upper and lower case are one. There is exactly one spelling of a token.
    """
    text = token.lower()
    purpose = _PURPOSE.get(text[:1])
    if purpose is None or not text.isascii():
        return None
    padded = text[1:].upper() + "=" * (-(len(text) - 1) % 8)
    try:
        raw = base64.b32decode(padded)
    except binascii.Error:
        return None
    if len(raw) <= 1 + _MAC_BYTES or _base32(raw) != text[1:]:
        return None  # the last character has bits to spare: only zeros are ours
    number = _number(raw[1:-_MAC_BYTES])
    return None if number is None else Token(purpose, raw[0], number, raw[-_MAC_BYTES:])


def holds(token: Token, purpose: Purpose, bound_to: str, keys: Keys) -> bool:
    """Tell whether we made `token` for this purpose and this thing, under a key still in use."""
    key = keys.find(token.key_id)
    if key is None or token.purpose != purpose:
        return False
    return hmac.compare_digest(token.mac, _mac(purpose, token.number, bound_to, key))


def address_with(token: str, address: str) -> str:
    """Return `address` with `+token` before its @ (RFC 5233): short enough for every relay."""
    local, at, domain = address.rpartition("@")
    if not at or len(local) + 1 + len(token) > LOCAL_PART:
        raise ValueError(
            f"{address!r} with a token would pass {LOCAL_PART} characters before the @"
        )
    return f"{local}+{token}@{domain}"


def reply_address(token: str, address: str = "reply@secretariat.example") -> str:
    """Return where an answer goes: `reply+TOKEN@secretariat.example`."""
    return address_with(token, address)


def bounce_address(token: str, address: str = "bounce@secretariat.example") -> str:
    """Return the envelope sender (VERP): a bounce names its message by where it goes."""
    return address_with(token, address)


def tokens_in(text: str) -> tuple[str, ...]:
    """Return what could be tokens in an address or a header, in order, each once, lower case.

    Finds them in addresses that gateways rewrote, too. They are candidates: ask `holds`.
    """
    return tuple(dict.fromkeys(_candidates(text)))


def _candidates(text: str) -> Iterator[str]:
    for found in _CANDIDATE.finditer(text):
        if read(found[1]) is not None:
            yield found[1].lower()


def _mac(purpose: Purpose, number: int, bound_to: str, key: Key) -> bytes:
    said = f"{purpose}\0{key.id}\0{number}\0{bound_to}".encode()
    return hmac.digest(key.secret, said, "sha256")[:_MAC_BYTES]


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode("ascii").rstrip("=").lower()


def _varint(number: int) -> Iterator[int]:
    """Yield seven bits a byte, lowest first; the high bit says that more follow."""
    if not 0 <= number < 1 << 32:
        raise ValueError(f"row number {number} is not within 32 bits")
    while number > 127:
        yield number & 127 | 128
        number >>= 7
    yield number


def _number(raw: bytes) -> int | None:
    number = sum((byte & 127) << 7 * place for place, byte in enumerate(raw))
    is_ours = number < 1 << 32 and bytes(_varint(number)) == raw
    return number if is_ours else None
