"""How far a release has come: a few counts by index, so that it may be asked each second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.ledger.database import Tx, as_json, maybe_moment, stamp

UNDER_WAY = ("waiting", "claimed", "sending")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many messages are in each state; `later` of those that wait are to be tried again later."""

    states: Mapping[str, int]
    later: int
    next_at: datetime | None

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.states.values())

    @property
    def under_way(self) -> int:
        """How many will still move by themselves."""
        return sum(self.states.get(state, 0) for state in UNDER_WAY)

    @property
    def done(self) -> int:
        """How many will not."""
        return self.total - self.under_way


def progress(tx: Tx, letters: Sequence[int], now: datetime) -> Progress:
    """Return how far these letters have come."""
    rows = tx.rows(
        "select state, count(*) as n from messages where letter in"
        " (select value from json_each(:letters)) group by state",
        letters=as_json(list(letters)),
    )
    [later] = tx.rows(
        "select count(*) as n, min(at) as at from messages where state in ('waiting', 'claimed')"
        " and at > :now and state = 'waiting' and letter in (select value from json_each(:letters))",
        letters=as_json(list(letters)),
        now=stamp(now),
    )
    return Progress({row["state"]: row["n"] for row in rows}, later["n"], maybe_moment(later["at"]))


def letters_under_way(tx: Tx) -> list[int]:
    """Return the letters of which something is under way."""
    rows = tx.rows(
        "select id from letters where exists (select 1 from messages"
        f" where letter = letters.id and state in {UNDER_WAY}) order by id"
    )
    return [row["id"] for row in rows]
