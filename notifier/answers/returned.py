"""The mail that a report or a bounce carries back: its headers, Message-ID and tokens."""

import re
from collections.abc import Iterator

from notifier.answers.charset import text_of
from notifier.answers.mime import (
    MAX_HEADER_BYTES,
    RETURNED_HEADERS,
    RETURNED_WHOLE,
    Part,
    header_block,
    leaves,
)

Headers = tuple[tuple[str, str], ...]

_COPY_BEGINS = re.compile(
    r"^[ \t>]*(?:[-=*_]{2,80}.{0,120}?(?:copy|original|returned|below this line|message (?:follows|header|text"
    r"|contents)|undelivered|unsent|headers|kopie|copie|copia|копи|原文|元の).*"
    r"|(?:Received|Return-Path|X-Apparently-To|DKIM-Signature|ARC-Seal): \S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,300}@[^<>\s@]{1,200}>")
_ADDRESSED = ("to", "from", "reply-to", "return-path", "sender", "x-original-to", "errors-to")


def returned_headers(mail: Part, human: str = "") -> Headers:
    """Return the headers of the mail that came back, from a part or from the text, else none."""
    for part in leaves(mail):
        if part.media_type in RETURNED_WHOLE | RETURNED_HEADERS:
            block = text_of(part.content()[:MAX_HEADER_BYTES]).lstrip("\r\n")
            headers = header_block(re.split(r"\r?\n\r?\n", block, maxsplit=1)[0])
            if headers:
                return headers
    return header_block(_copy(human))


def human_part(text: str) -> str:
    """Return the words of the reporter: `text` up to where the returned mail begins."""
    begins = _COPY_BEGINS.search(text)
    return text[: begins.start()] if begins else text


def message_ids(headers: Headers) -> Iterator[str]:
    """Yield the Message-ID of the returned mail."""
    for name, value in headers:
        if name == "message-id":
            yield from ids_in(value)


def ids_in(value: str) -> tuple[str, ...]:
    """Return the Message-IDs in a header, each once, in order."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(value[:40_000])))


def token_places(headers: Headers) -> str:
    """Return the text of the returned headers in which our tokens stand."""
    return "\n".join(value for name, value in headers if name in _ADDRESSED)


def _copy(text: str) -> str:
    begins = _COPY_BEGINS.search(text)
    return (
        re.sub(r"^[> \t]*", "", text[begins.start() :][:20_000], flags=re.MULTILINE)
        if begins
        else ""
    )
