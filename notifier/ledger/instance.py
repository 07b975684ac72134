"""Which installation may send from this ledger, and which start of its service holds it."""

import hashlib
from datetime import datetime

from notifier.ledger import events, journal
from notifier.ledger.database import Tx, as_json, stamp
from notifier.ledger.standing import Facts, Place

# what a message that will never leave by itself may be; whatever else there is may still leave
_ENDED = "('sent', 'refused', 'unsure', 'suppressed', 'cancelled')"


def trace(tx: Tx, number: int) -> str:
    """Return a digest of one entry of the journal, empty where there is none of this number."""
    # columns by name: one that is added later must not make the same entry look like another
    row = tx.one(
        "select message, at, step, hold, actor, code, said from journal where id = :number",
        number=number,
    )
    return hashlib.sha256(as_json(row).encode()).hexdigest() if row else ""


def facts(tx: Tx, place: Place, seen: int) -> Facts:
    """Return what the ledger says of itself; `seen` is the mark that the file outside holds."""
    row = tx.one("select id from instance")
    return Facts(row["id"] if row else None, place, journal.last(tx), trace(tx, seen))


def identify(tx: Tx, instance: str, at: datetime) -> None:
    """Give the ledger a new identity. Nobody holds it then: a service that runs sends no more."""
    tx.run(
        "insert into instance (only, id, since) values (1, :id, :at) on conflict (only)"
        " do update set id = :id, since = :at, holder = null, epoch = epoch + 1",
        id=instance,
        at=stamp(at),
    )


def take_hold(tx: Tx, holder: str, *, by: str, at: datetime) -> int:
    """Make `holder` the one that sends, whoever did before, and return its epoch, which only grows.

    `holder` is a random word, new at each start: a process number comes back, and a host has
    the name of another in a container. `by` is who that is, for people.
    """
    [row] = tx.rows(
        "update instance set holder = :holder, epoch = epoch + 1 returning id, epoch",
        holder=holder,
    )
    events.append(tx, "ledger.held", row["id"], actor=by, at=at, epoch=row["epoch"])
    return int(row["epoch"])


def holds(tx: Tx, holder: str) -> bool:
    """Tell whether `holder` is still the one that sends.

    Ask it in the transaction that writes `sending`: then a service whose hold was taken cannot
    begin another message, even where no lock reaches (a network file system, a container).
    """
    return tx.one("select 1 from instance where holder = :holder", holder=holder) is not None


def under_way(tx: Tx) -> int:
    """Return how many messages may still leave by themselves."""
    [row] = tx.rows(f"select count(*) as n from messages where state not in {_ENDED}")
    return int(row["n"])


def doubt(tx: Tx, *, why: str, by: str, at: datetime) -> int:
    """Make every message `unsure` that may still leave, with its step; return how many."""
    tx.run(
        "insert into journal (message, at, step, actor, said) select id, :at, 'unsure', :by, :why"
        f" from messages where state not in {_ENDED} order by id",
        at=journal.microseconds(at),
        by=by,
        why=why,
    )
    return tx.run(
        "update messages set state = 'unsure', at = :at, reply = :why, hold = null"
        f" where state not in {_ENDED}",
        at=stamp(at),
        why=why,
    )
