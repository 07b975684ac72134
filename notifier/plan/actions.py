"""What must happen, as values. The shell carries an action out; its key makes that happen once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from notifier.plan.kind import Kind

DocumentKind = Literal["annual-plan", "summary-report"]


@dataclass(frozen=True, slots=True)
class DraftLetter:
    """Write a new draft. `facts` is all that the letter is later rendered from.

    `addressees` are focal point ids; None leaves them to the moment of issue, an empty tuple
    to messages that are added one by one. `parent` is the key of the letter it follows up.
    """

    key: str
    kind: Kind
    activity: str
    consultations: tuple[str, ...]
    facts: Mapping[str, Any]
    addressees: tuple[str, ...] | None
    parent: str | None
    urgent: bool
    due_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class ReturnLetter:
    """Give a letter that is not issued the facts, addressees and urgency of today, as a draft."""

    key: str
    facts: Mapping[str, Any]
    why: str
    due_at: datetime | None = None  # when it should now be issued
    addressees: tuple[str, ...] | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawLetter:
    """Take back a letter that is not issued: nobody is written to."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class DraftDocument:
    """Make the draft of a paper for the first cluster; `due_at` is when it must be handed in."""

    key: str
    kind: DocumentKind
    year: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Acknowledge responses (ids) under the standing letter `key` of their consultation."""

    key: str
    consultation: str
    responses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Warn:
    """Tell staff of something that no letter can mend. It holds for as long as it is returned."""

    code: str
    subject: str
    text: str

    @property
    def key(self) -> str:
        """The natural key: the same warning is shown once."""
        return f"{self.code}/{self.subject}"


@dataclass(frozen=True, slots=True)
class Hold:
    """Issue no letter about `subject` until a person accepts it, or until the reason is gone.

    `subject` is the key of a consultation. `detail` is what exactly is held, so that an acceptance
    covers this and nothing worse. Where `may_be_accepted` is false, only another date mends it.
    """

    code: str
    subject: str
    detail: str
    text: str
    may_be_accepted: bool = True

    @property
    def key(self) -> str:
        """The natural key: accepted once, it is not asked again."""
        return f"{self.code}/{self.subject}/{self.detail}"


Action = DraftLetter | ReturnLetter | WithdrawLetter | DraftDocument | Acknowledge | Warn | Hold
