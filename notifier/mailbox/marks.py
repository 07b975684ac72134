r"""How a filed mail is told from a new one in an IMAP folder. Knows no connection.

Our own keyword says it; \Seen says only that somebody, perhaps one of the staff, opened the mail.
Where a server keeps no keywords, \Seen must do for what was there before the service started.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Literal

KEYWORD = "$NotifierFiled"
SEEN = r"\Seen"
NEW_KEYWORDS = r"\*"  # RFC 9051 7.1: any keyword may be made

Marking = Literal["keyword", "seen", "memory"]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a folder lets us set for good."""

    marking: Marking
    flags: tuple[str, ...]

    @property
    def criterion(self) -> str:
        """The search for mails that are not filed, as far as the server can tell."""
        wanted = {"keyword": f"UNKEYWORD {KEYWORD} ", "seen": "UNSEEN ", "memory": ""}
        return f"{wanted[self.marking]}UNDELETED"


def marks_of(permanent_flags: str | None) -> Marks:
    """Return how mails can be marked where these are the PERMANENTFLAGS.

    None, where the server did not say, means that all flags are (RFC 9051 6.3.2).
    """
    if permanent_flags is None:
        return Marks("keyword", (KEYWORD, SEEN))
    allowed = set(re.findall(r"[^\s()]+", permanent_flags.lower()))
    keeps_keyword = KEYWORD.lower() in allowed or NEW_KEYWORDS in allowed
    seen = (SEEN,) if SEEN.lower() in allowed else ()
    if keeps_keyword:
        return Marks("keyword", (KEYWORD, *seen))
    return Marks("seen" if seen else "memory", seen)


@dataclass(slots=True)
class Memory:
    """What this process knows of one folder: the mails it filed, and where new ones begin.

    It spares a mailbox that cannot be marked from being read anew at every tick.
    """

    validity: str = ""
    next_uid: int = 0  # the first UID that did not exist when this process began; 0: not known
    filed: set[int] = field(default_factory=set)

    def enter(self, validity: str, next_uid: int) -> None:
        """Take note of the folder that was opened; one made anew is another folder."""
        if validity != self.validity:
            self.validity, self.next_uid = validity, next_uid
            self.filed.clear()

    def unfiled(self, found: Iterable[str]) -> list[str]:
        """Return those of the found UIDs that are not filed, oldest first."""
        uids = {int(uid) for uid in found}
        self.filed &= uids  # what is no longer found is marked, and need not be known
        return [str(uid) for uid in sorted(uids - self.filed)]

    def file(self, uids: Collection[str]) -> None:
        """Remember mails as filed."""
        self.filed.update(map(int, uids))

    def later(self, found: Iterable[str]) -> list[str]:
        """Return those of the found UIDs that came since this process began."""
        return [uid for uid in found if int(uid) >= self.next_uid]
