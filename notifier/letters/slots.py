"""Personal values: marked while the edition is made once, spliced in for each addressee.

A slot is a private-use character pair around the name of a value. It passes Jinja, Markdown,
HTML and line wrapping unharmed, and no keyboard makes one.
"""

import re
from collections.abc import Callable, Mapping

OPEN, CLOSE = "\ue000", "\ue001"
PERSONAL = (
    "recipient_name",  # the focal point's label
    "member_name",  # the member's official short name in the edition's language
    "reply_address",  # where a reply is read, with the token
    "local_deadline",  # the deadline in the reader's zone, or empty
    "local_session",  # when the meeting begins in the reader's zone, or empty
    "answer",  # acknowledgement: what was understood
    "received_at",  # acknowledgement: when it arrived
)
_SLOT = re.compile(f"{OPEN}([a-z_]+){CLOSE}")


def slot(name: str) -> str:
    """Return the mark that stands for a personal value until `splice`."""
    return f"{OPEN}{name}{CLOSE}"


def splice(text: str, values: Mapping[str, str], escape: Callable[[str], str] = str) -> str:
    """Return `text` with every slot filled; a value that is missing raises KeyError."""
    return _SLOT.sub(lambda mark: escape(values[mark[1]]), text)


def slots_in(text: str) -> frozenset[str]:
    """Return the names of the slots in `text`."""
    return frozenset(_SLOT.findall(text))
