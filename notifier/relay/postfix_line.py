"""What one line of Postfix's log says, in every form that syslog and the journal give it. Pure.

Postfix names the Message-ID (`cleanup`) while the text still comes in: a line that breaks, a
milter or a full disk can undo it. What proves that it took the message is the queue manager,
or a delivery agent, that speaks of the same queue id: by then the queue file is on disk.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

_HEAD = re.compile(
    rb"(?:<\d{1,3}>)?(?:1 )?"  # priority and version of RFC 5424
    rb"(?P<at>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,16}|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\S{0,7})"
    rb" \S{1,255} (?:[\w.+-]{1,64}/){1,4}(?P<program>[a-z]{2,12})"
    rb"(?:\[\d{1,10}\]:|: | \d{1,10} \S{1,32} (?:-|\[[^]]*\])) ?(?:\xef\xbb\xbf)?(?P<text>.*)",
    re.DOTALL,
)
_QUEUE_ID = rb"(?P<id>[0-9A-Za-z]{5,24}): "
_NAMED = re.compile(_QUEUE_ID + rb"message-id=(?P<said><[^<>\s]{1,990}>)\s*")
_BEGUN = re.compile(_QUEUE_ID + rb"(?:client=|uid=)(?P<said>)")
_QUEUED = re.compile(
    _QUEUE_ID + rb"(?P<said>from=<.*>, (?:size=\d+, nrcpt=\d+ \(queue active\)|status=expired\b.*))"
)
_DELIVERED = re.compile(
    _QUEUE_ID + rb"(?P<said>(?:to|orig_to)=<.*\bstatus=(?:sent|deferred|bounced|expired)\b.*)"
)
_MANAGERS = frozenset({b"qmgr", b"oqmgr", b"nqmgr"})
_AGENTS = frozenset(
    {b"smtp", b"lmtp", b"local", b"virtual", b"pipe", b"error", b"retry", b"discard"}
)
_MONTHS = (
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
)  # fmt: skip

Kind = Literal["begun", "named", "taken"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What a line says of one queue id: it was begun anew, has a Message-ID, or was taken."""

    kind: Kind
    queue_id: bytes
    said: bytes  # named: the Message-ID


@dataclass(frozen=True, slots=True)
class Instant:
    """When a line was written. Without a zone in it, it is taken for the zone of this machine."""

    at: datetime
    has_zone: bool


def fact(line: bytes) -> Fact | None:
    """Return what a line says of a queue id, None where it is nothing that counts here."""
    head = _HEAD.match(line)
    if head is None:
        return None
    program, text = head["program"], head["text"]
    if program == b"cleanup":
        return _fact("named", _NAMED.fullmatch(text))
    if program in _MANAGERS:
        return _fact("taken", _QUEUED.match(text))
    if program in _AGENTS:
        return _fact("taken", _DELIVERED.match(text))
    if program in {b"smtpd", b"pickup"}:
        return _fact("begun", _BEGUN.match(text))
    return None


def _fact(kind: Kind, found: re.Match[bytes] | None) -> Fact | None:
    return Fact(kind, found["id"], found["said"]) if found else None


def instant(line: bytes, by: datetime) -> Instant | None:
    """Return when a line was written; None where it does not say.

    The older form knows no year: it is the last one in which that day is not after `by`.
    """
    head = _HEAD.match(line)
    if head is None:
        return None
    try:
        return _iso(head["at"]) if head["at"][:4].isdigit() else _traditional(head["at"], by)
    except (ValueError, OverflowError):  # a day that no calendar has
        return None


def _iso(text: bytes) -> Instant:
    at = datetime.fromisoformat(text.decode("ascii"))
    return Instant(at if at.tzinfo else at.astimezone(), has_zone=at.tzinfo is not None)


def _traditional(text: bytes, by: datetime) -> Instant:
    month = _MONTHS.index(text[:3]) + 1
    hour, minute, second = (int(text[place : place + 2]) for place in (7, 10, 13))
    year = by.astimezone().year
    for each in range(year + 1, year - 9, -1):
        try:
            at = datetime(each, month, int(text[4:6]), hour, minute, second)  # noqa: DTZ001 - the machine's own zone
        except ValueError:  # 29 February
            continue
        if (there := at.astimezone()) <= by + timedelta(days=1):
            return Instant(there, has_zone=False)
    raise ValueError(text)
