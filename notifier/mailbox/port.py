"""What every mailbox does: hand out what arrived, and mark it once it is filed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail as the mailbox holds it. `uid` is for `mark` alone and says nothing else."""

    uid: str
    raw: bytes = field(repr=False)
    received_at: datetime


class UnreachableError(ConnectionError):
    """The mailbox cannot be read at the moment; the next tick tries again."""


class Mailbox(Protocol):
    """A mailbox. Its methods block: call them in a thread, one at a time."""

    def fetch(self) -> Iterator[Arrived]:
        """Yield the mails not marked yet, oldest first; nothing in the mailbox changes."""

    def mark(self, uids: Iterable[str]) -> None:
        """Mark mails as filed. Call it only after the ledger has committed them."""

    def close(self) -> None:
        """Let go of the mailbox; may be called from another thread, and twice."""
