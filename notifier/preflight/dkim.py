"""The public key that a DKIM selector names (RFC 6376 3.6.1): read, measured and judged. Pure."""

import base64
import binascii
from dataclasses import dataclass

from notifier.preflight.check import Check, fail, ok, warn
from notifier.preflight.records import RecordError, tag_list

SHORTEST, ENOUGH = 1024, 2048  # bits of RSA that receivers must and should ask (RFC 8301 3.2)
_SEQUENCE, _INTEGER, _BITS = 0x30, 0x02, 0x03  # of DER (X.690 8)
_CALLED = {"rsa": "RSA", "ed25519": "Ed25519"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key record. `bits` 0: it is revoked."""

    kind: str  # rsa, ed25519
    bits: int
    hashes: frozenset[str]  # none: all
    services: frozenset[str]
    flags: frozenset[str]


def parse(text: str) -> Key:
    """Return the key of a record; what no receiver could use is RecordError."""
    tags = tag_list(text)
    version = tags.get("v")
    if version is not None and (version != "DKIM1" or next(iter(tags)) != "v"):
        raise RecordError("v= is not DKIM1, or does not come first")
    if "p" not in tags:
        raise RecordError("it has no p=, so it holds no key")
    kind = tags.get("k", "rsa")
    return Key(
        kind=kind,
        bits=_bits(kind, "".join(tags["p"].split())),
        hashes=_set_of(tags.get("h", "")),
        services=_set_of(tags.get("s", "*")),
        flags=_set_of(tags.get("t", "")),
    )


def judge(what: str, texts: tuple[str, ...], name: str) -> Check:
    """Return how the key record at `name` stands, given all TXT records there."""
    if len(texts) != 1:
        seen = f"{name} has {len(texts) or 'no'} record{'s' * bool(texts)}"
        return fail(what, seen, "Publish exactly one key record there, or give the right selector.")
    try:
        key = parse(texts[0])
    except RecordError as error:
        return fail(what, f"{name}: {error}", "Publish the key anew, as the relay gives it.")
    seen = f"{name}: {_CALLED[key.kind]}, {key.bits} bits"
    wrong = _unusable(key)
    if wrong:
        return fail(what, f"{seen}; {wrong}", "Publish a key that signs mail with sha256.")
    return _usable(what, key, seen)


def _unusable(key: Key) -> str:
    if not key.bits:
        return "it is revoked (p= is empty)"
    if key.hashes and "sha256" not in key.hashes:
        return "h= leaves out sha256, and nothing else may be used (RFC 8301)"
    if key.services.isdisjoint({"*", "email"}):
        return "s= leaves out mail"
    if key.kind == "rsa" and key.bits < SHORTEST:
        return "receivers refuse a key that short"
    return ""


def _usable(what: str, key: Key, seen: str) -> Check:
    if "y" in key.flags:
        mend = "Take t=y out of the key record when the signatures are known to hold."
        return warn(what, f"{seen}; t=y says it is a trial: receivers may ignore it", mend)
    if key.kind == "rsa" and key.bits < ENOUGH:
        return warn(what, seen, f"Sign with a key of {ENOUGH} bits; this one can be broken.")
    if key.kind == "ed25519":
        mend = "Sign with an RSA key too: many receivers do not know Ed25519 (RFC 8463)."
        return warn(what, seen, mend)
    return ok(what, seen)


def _set_of(text: str) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in text.split(":") if word.strip())


def _bits(kind: str, encoded: str) -> int:
    """Return the length of a key in bits; 0 where there is none (it is revoked)."""
    if kind not in _CALLED:
        raise RecordError(f"k={kind} is not known")
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise RecordError(f"p= is not base64: {error}") from error
    if not data:
        return 0
    if kind == "rsa":
        return _modulus(data).bit_length()
    if len(data) != 32:
        raise RecordError(f"p= has {len(data)} bytes; an Ed25519 key has 32")
    return 256


def _modulus(der: bytes) -> int:
    """Return n of SubjectPublicKeyInfo, which all publish, or RSAPublicKey, which RFC 6376 says."""
    inner, _ = _element(der, _SEQUENCE)
    if inner[:1] == bytes([_SEQUENCE]):
        _, rest = _element(inner, _SEQUENCE)  # which algorithm
        bits, _ = _element(rest, _BITS)
        inner, _ = _element(bits[1:], _SEQUENCE)
    modulus, _ = _element(inner, _INTEGER)
    return int.from_bytes(modulus, "big")


def _element(der: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return the content of the DER element at the start, and what follows it."""
    if len(der) < 2 or der[0] != tag:
        raise RecordError("p= is not an RSA key")
    length, start = der[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    if start + length > len(der):
        raise RecordError("p= is cut off: the key is longer than what is published")
    return der[start : start + length], der[start + length :]
