"""What the ledger knows that bears on one mail: the look-ups, done by the caller, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Invited:
    """One invitation: who was asked what, at which address, under which UID."""

    invitation: int
    consultation: str
    focal_point: str
    member: str
    address: str
    sequence: int  # the one last sent
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of ours, and the invitation that travelled with it or that it speaks of."""

    message: int
    focal_point: str
    address: str
    invited: Invited | None = None
    sequence: int | None = None  # of the calendar that travelled with it


@dataclass(frozen=True, slots=True)
class Known:
    """The answers to what one mail makes us look up. Only tokens that hold are in `tokens`."""

    tokens: Mapping[str, Invited | Sent] = field(default_factory=dict)
    messages: Mapping[str, Sent] = field(default_factory=dict)  # by Message-ID
    senders: Mapping[str, str] = field(default_factory=dict)  # address: focal point
    invitations: Mapping[str, tuple[Invited, ...]] = field(default_factory=dict)
    """Open invitations by focal point: what a mail without a token may be about."""

    def invited(self, tokens: tuple[str, ...]) -> tuple[Invited, ...]:
        """Return the invitations that valid tokens name, each once."""
        held = (self.tokens.get(token) for token in tokens)
        found = (h if isinstance(h, Invited) else h.invited for h in held if h is not None)
        return tuple(dict.fromkeys(i for i in found if i is not None))

    def sent(self, tokens: tuple[str, ...], references: tuple[str, ...]) -> tuple[Sent, ...]:
        """Return the messages of ours that tokens or Message-IDs name, each once."""
        by_token = (held for t in tokens if isinstance(held := self.tokens.get(t), Sent))
        by_id = (self.messages[r] for r in references if r in self.messages)
        return tuple(dict.fromkeys((*by_token, *by_id)))
