"""The mail inside a signed envelope (S/MIME, RFC 8551 3.5.2), without judging the signature."""

_TAG = 0x04  # an OCTET STRING (X.690 8.7), of which long contents are a chain
_STARTS = (b"Content-Type:", b"Content-type:", b"content-type:", b"MIME-Version:", b"Mime-Version:")
_SEARCHED = 2000


def unwrapped(content: bytes) -> bytes:
    """Return the entity that a signed-data object holds, b"" where it is encrypted or broken."""
    found = [at for start in _STARTS if (at := content.find(start, 0, _SEARCHED)) >= 0]
    if not found:
        return b""
    begin = min(found)
    head = next((n for n in (2, 3, 4, 5) if _opens(content, begin - n, n)), 0)
    if not head:
        return b""
    pieces, at = [], begin - head
    while at < len(content) and content[at] == _TAG:
        length, size = _length(content, at + 1)
        pieces.append(content[at + 1 + size : at + 1 + size + length])
        at += 1 + size + length
    return b"".join(pieces)


def _opens(content: bytes, at: int, head: int) -> bool:
    return at >= 0 and content[at] == _TAG and _length(content, at + 1)[1] == head - 1


def _length(content: bytes, at: int) -> tuple[int, int]:
    """Return the length that is written at a place, and over how many octets (X.690 8.1.3)."""
    first = content[at] if at < len(content) else 0
    if first < 0x80:
        return first, 1
    size = first & 0x7F
    if not 1 <= size <= 4:
        return 0, 0
    return int.from_bytes(content[at + 1 : at + 1 + size], "big"), 1 + size
