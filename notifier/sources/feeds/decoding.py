"""What a server sent as text, in whatever encoding: iCalendar is UTF-8, its makers are not always."""

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def text_of(content: bytes, told: str | None = None) -> str:
    """Return `content` as text: by its byte-order mark, as UTF-8, as it was told, else as Latin-1.

    UTF-8 comes before what a server tells: nothing else reads as UTF-8 by chance, and servers
    tell what their configuration says of all files.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    for likely in (_unmarked_utf_16(content), "utf-8", told):
        text = _decoded(content, likely)
        if text is not None:
            return text
    return content.decode("latin-1")


def _unmarked_utf_16(content: bytes) -> str | None:
    """Return which UTF-16 it is by where the zeros stand in its first two letters, which are ASCII."""
    head = content[:4]
    if len(head) == 4 and head[1] == head[3] == 0 and head[0] and head[2]:
        return "utf-16-le"
    if len(head) == 4 and head[0] == head[2] == 0 and head[1] and head[3]:
        return "utf-16-be"
    return None


def _decoded(content: bytes, encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        text = content.decode(encoding)
    except (LookupError, ValueError):  # no such encoding, or it is another one
        return None
    return text if isinstance(text, str) else None
