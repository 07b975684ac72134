"""The rows in doubt, as whoever looks for evidence needs them."""

from dataclasses import dataclass
from datetime import datetime

from notifier.ledger.database import Row, Tx, moment
from notifier.ledger.journal import moment_of
from notifier.ledger.outbox import whole_message_id

# in that order of the join: by letter and state there is an index, and of letters there are few
_UNSURE = "letters l cross join messages m on m.letter = l.id and m.state = 'unsure'"
# what was begun last may have been going on since then; a restored ledger knows of no beginning
_DOUBTS = (
    "select m.id, m.message_id, l.domain, m.created_at, m.at, (select max(at) from journal"
    " where message = m.id and step = 'sending') as begun, exists (select 1 from journal as n"
    " where n.message = m.id and n.step = 'noted' and n.id > (select max(id) from journal"
    " where message = m.id and step = 'unsure')) as is_noted"
    f" from {_UNSURE} and m.id > :after order by m.id limit :limit"
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row of which nobody knows whether the relay took it, and when that may have been."""

    id: int
    message_id: str
    since: datetime
    until: datetime
    is_noted: bool  # a hint stands in its journal already


def doubts(tx: Tx, after: int, limit: int) -> list[Doubt]:
    """Return rows in doubt in the order of their ids, those after `after` first."""
    return [_doubt(row) for row in tx.rows(_DOUBTS, after=after, limit=limit)]


def newest(tx: Tx) -> str:
    """Return since when the row is in doubt that came last; empty where there is none."""
    row = tx.one(f"select max(m.at) as at from {_UNSURE}")
    return (row["at"] if row else None) or ""


def _doubt(row: Row) -> Doubt:
    begun = row["begun"]
    since = moment(row["created_at"]) if begun is None else moment_of(begun)
    return Doubt(
        id=row["id"],
        message_id=whole_message_id(row),
        since=since,
        until=moment(row["at"]),
        is_noted=bool(row["is_noted"]),
    )
