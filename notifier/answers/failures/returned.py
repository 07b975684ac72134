"""The mail that a report or a bounce carries back: its headers, Message-ID and tokens."""

import re
from collections.abc import Iterator

from notifier.answers.mime.charset import text_of
from notifier.answers.mime.entity import (
    MAX_HEADER_BYTES,
    RETURNED_HEADERS,
    RETURNED_WHOLE,
    Part,
    header_block,
    leaves,
)

Headers = tuple[tuple[str, str], ...]

# A ruler of dashes or the like with one of these words in it, as servers draw it.
_RULER_WORDS = (
    r"copy|original|returned|below this line|message (?:follows|header|text|contents|is|body)|"
    r"undelivered|unsent|headers|attached|beginning of|start of|forwarded|your message|"
    r"kopie|nachricht|copie|message d|copia|mensaje|mensagem|messaggio|копи|сообщени|письм|"
    r"原文|元の|オリジナル|原邮件|原始|信件|邮件|郵件|الرسالة"
)
_SENTENCES = (
    r"(?:this is a copy of|below (?:is|this line is)|here is|included (?:below )?is|attached (?:below )?is|"
    r"the (?:header|text|body|content|start|beginning)s? of|a copy of|the original message|"
    r"(?:your |the )?(?:original )?message (?:headers? )?(?:follows|reads|header|text|body)|"
    r"original (?:message|mail)(?: headers?| text| contents?)?|returned mail follows|"
    r"original message (?:headers?|follows|details)|message headers? follows?|headers? of the )"
)
_COPY_BEGINS = re.compile(
    rf"^[ \t>]*(?:[-=*_#+~]{{2,80}}.{{0,60}}?(?:{_RULER_WORDS}).{{0,120}}"
    rf"|{_SENTENCES}.{{0,80}}[:.]?[ \t]*(?=\n\s*\n?[ \t>]*[!-9;-~]{{2,40}}:\s)"
    r"|(?:Received|Return-Path|X-Apparently-To|DKIM-Signature|ARC-Seal|Delivered-To|X-Originating-IP"
    r"|Authentication-Results|DomainKey-Signature|X-Envelope-From): \S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(r"^(?:> ?){0,9}([!-9;-~]{2,60}):(?:[ \t]|$)")  # an indented one is a summary
# Among the fields of a block these say that a whole header was returned, no summary of it.
_WHOLE = frozenset({"message-id", "mime-version", "content-type", "received", "return-path"})
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,300}@[^<>\s@]{1,200}>")
_ADDRESSED = ("to", "from", "reply-to", "return-path", "sender", "x-original-to", "errors-to")
_SEARCHED = 64_000


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
    return text[: _begins(text)]


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


def _begins(text: str) -> int:
    """Return where the returned mail begins: at a ruler, or at a block of header fields."""
    text = text[:_SEARCHED]
    ruler = next((m.start() for m in _COPY_BEGINS.finditer(text) if text[: m.start()].strip()), -1)
    block = _block_begins(text if ruler < 0 else text[:ruler])
    return min((place for place in (ruler, block) if place >= 0), default=_SEARCHED)


def _block_begins(text: str) -> int:
    """Return where three fields or more stand together, one of them of a whole header."""
    at, start, names = 0, -1, set[str]()
    for line in text.split("\n"):
        found = _FIELD.match(line)
        if found:
            start = at if start < 0 else start
            names.add(found[1].lower())
            if len(names) >= 3 and names & _WHOLE and not _is_status(names):
                return start
        elif not (line.startswith((" ", "\t")) and line.strip() and start >= 0):
            start, names = -1, set()
        at += len(line) + 1
    return -1


def _is_status(names: set[str]) -> bool:
    return bool(names & {"reporting-mta", "final-recipient", "action", "status"})


def _copy(text: str) -> str:
    begins = _begins(text)
    copied = re.sub(r"^[> \t]*", "", text[begins:][:20_000], flags=re.MULTILINE)
    return copied if begins < len(text) else ""
