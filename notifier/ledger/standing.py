"""Who may send: what a ledger and the file outside it say of each other. Pure.

A ledger put back from a backup has forgotten what was sent after the backup was made, and a copy
does not know that the original goes on; either would send again. So a second memory stands
outside the ledger, where no backup of the ledger takes it along: which ledger sends from here,
on which machine, at which path, and the newest entry of its journal that was seen.

What this cannot notice: a machine rolled back as a whole, the file outside with it (a snapshot
of a virtual machine); a ledger copied to another machine where the original goes on, for each
knows itself alone; and a copy made in the very second before a crash, since the mark follows the
journal by up to a second.
"""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """Whether this installation may send from its ledger."""

    OURS = "ours"
    NEW = "new"  # nobody sends from it yet: adopt it
    FOREIGN = "foreign"


class Reason(StrEnum):
    """Why a ledger is FOREIGN here."""

    RESTORED = "restored"
    MACHINE = "machine"
    PATH = "path"
    MISSING = "missing"
    OTHER = "other"
    UNREADABLE = "unreadable"
    UNWRITABLE = "unwritable"


# what the other mail of a ledger stands still for: with any of these, nobody knows what was sent
_SENT_UNKNOWN = frozenset(Reason) - {Reason.PATH, Reason.UNWRITABLE}
# with these alone no original is left elsewhere that would miss the mail that is read here
_ALONE = frozenset({Reason.RESTORED, Reason.UNWRITABLE})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ledger lies: the machine, hashed, and the absolute path of the file."""

    machine: str
    path: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the file outside says: `trace` is that of the journal's entry number `mark`."""

    instance: str
    place: Place
    mark: int
    trace: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """There is a file outside, and it cannot be read."""

    why: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The ledger's side: its newest entry is number `mark`.

    `trace` is that of the entry that the file outside saw last, empty where there is no such
    entry. A restored ledger that was worked with grows past the old mark, but with entries of
    its own: the number alone would then look right.
    """

    instance: str | None
    place: Place
    mark: int
    trace: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of the examination; `words` say why a ledger is FOREIGN."""

    right: Right
    reasons: tuple[Reason, ...] = ()
    words: str = ""

    @property
    def may_send(self) -> bool:
        """Whether anything may leave."""
        return self.right is not Right.FOREIGN

    @property
    def may_listen(self) -> bool:
        """Whether mail may be filed here, and marked on the server as filed.

        A copy that did would take answers away from the original.
        """
        return self.may_send or _ALONE.issuperset(self.reasons)

    @property
    def sent_is_unknown(self) -> bool:
        """Whether messages may have left that wait in this ledger."""
        return not _SENT_UNKNOWN.isdisjoint(self.reasons)


def examine(ledger: Facts, outside: Seen | Unreadable | None) -> Standing:
    """Return whether a ledger may send from where it lies; FOREIGN comes with every reason.

    A ledger that has no identity is NEW where nothing stands outside, and also where the file
    outside fits it in all else: then the adoption was cut short between the two.
    """
    if outside is None:
        return Standing(Right.NEW) if ledger.instance is None else foreign(Reason.MISSING)
    if isinstance(outside, Unreadable):
        return foreign(Reason.UNREADABLE, outside.why)
    if ledger.instance not in (None, outside.instance):
        return foreign(Reason.OTHER, outside.place.path)
    found = _differences(ledger, outside)
    if found:
        return Standing(Right.FOREIGN, tuple(found), "; ".join(found.values()))
    return Standing(Right.NEW if ledger.instance is None else Right.OURS)


def foreign(reason: Reason, about: str = "") -> Standing:
    """Return the standing of a ledger that is FOREIGN for one reason, and what it is about."""
    words = {
        Reason.MISSING: "the file outside is missing, so nothing tells which copy sends",
        Reason.OTHER: f"the file outside is that of another ledger, last at {about}",
        Reason.UNREADABLE: f"the file outside cannot be read ({about})",
        Reason.UNWRITABLE: f"the file outside cannot be written ({about})",
    }
    return Standing(Right.FOREIGN, (reason,), words[reason])


def _differences(ledger: Facts, outside: Seen) -> dict[Reason, str]:
    found = {}
    if ledger.mark < outside.mark:
        found[Reason.RESTORED] = (
            f"it was restored from a backup: its journal ends with entry {ledger.mark}, and"
            f" {outside.mark} were written here; what was sent since may be missing in it"
        )
    elif ledger.trace != outside.trace:
        found[Reason.RESTORED] = (
            f"it was restored from a backup and worked with since: its entry {outside.mark} is not"
            " the one that was written here; what was sent then may be missing in it"
        )
    if ledger.place.machine != outside.place.machine:
        found[Reason.MACHINE] = "it was copied to another machine"
    if ledger.place.path != outside.place.path:
        found[Reason.PATH] = f"it was copied to another path: the sender is {outside.place.path}"
    return found
