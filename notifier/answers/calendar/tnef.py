"""Calendar answers in a winmail.dat: Exchange sent them without a calendar (MS-OXTNEF).

Read without MAPI: the message class says what was answered, the object id names the event.
"""

import re
from collections.abc import Iterator, Mapping

from notifier.answers.answer import CalendarAnswer
from notifier.answers.mime.entity import Part, leaves

_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_CLASS = re.compile(
    rb"IPM\.(?:Schedule\.Meeting\.(?:Resp\.)?|Microsoft Schedule\.Mtg(?:Resp)?)(\w+)"
)
_ANSWERS: Mapping[bytes, str] = {
    b"Pos": "ACCEPTED",
    b"P": "ACCEPTED",
    b"Neg": "DECLINED",
    b"N": "DECLINED",
    b"Tent": "TENTATIVE",
    b"A": "TENTATIVE",
}
_ASKS: Mapping[bytes, str] = {
    b"Request": "REQUEST",
    b"Req": "REQUEST",
    b"Canceled": "CANCEL",
    b"Cncl": "CANCEL",
}
# MS-OXOCAL 2.2.1.27: the id of an event; a foreign UID stands behind the name vCal-Uid.
_FOREIGN_UID = re.compile(rb"vCal-Uid\x01\x00\x00\x00([\x21-\x7e]{1,255})\x00")
_OBJECT_ID = re.compile(
    rb"\x04\x00\x00\x00\x82\x00\xe0\x00\x74\xc5\xb7\x10\x1a\x82\xe0\x08", re.DOTALL
)
_SCANNED = 512 * 1024


def answer_in_tnef(mail: Part, sender: str) -> CalendarAnswer | None:
    """Return the answer that a winmail.dat holds, with its UID where it tells one."""
    for content in _contents(mail):
        found = _CLASS.search(content)
        partstat = _ANSWERS.get(found[1]) if found else None
        if partstat:
            return CalendarAnswer("REPLY", _uid(content), sender, partstat)
    return None


def asking_in_tnef(mail: Part) -> str:
    """Return the METHOD that the message class of a winmail.dat stands for, "" for none."""
    for content in _contents(mail):
        found = _CLASS.search(content)
        if found and found[1] in _ASKS:
            return _ASKS[found[1]]
    return ""


def _contents(mail: Part) -> Iterator[bytes]:
    for part in leaves(mail):
        if part.media_type in _TYPES or part.filename.lower() == "winmail.dat":
            yield Part(part.headers, part.body[: _SCANNED * 2], part.media_type).content()[
                :_SCANNED
            ]


def _uid(content: bytes) -> str:
    foreign = _FOREIGN_UID.search(content)
    if foreign:
        return foreign[1].decode("ascii")
    found = _OBJECT_ID.search(content)
    if found is None:
        return ""
    whole = content[found.start() : found.start() + 40]
    size = int.from_bytes(whole[36:40], "little")
    if len(whole) < 40 or not 0 < size <= 512:
        return ""
    data = content[found.start() + 40 : found.start() + 40 + size]
    # The four octets after the prefix name one instance of a series; the UID has them as zeros.
    return (whole[:16] + b"\x00" * 4 + whole[20:] + data).hex().upper()
