"""Whom held mails may speak for, and on what: as staff are told by their guesses."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from notifier.ledger.database import Row, Tx, moment, stamp

# without a guess it may answer whatever its sender was asked and nobody called off
_MAY_ANSWER = (
    "select json_extract(g.value, '$.consultation') as consultation,"
    " json_extract(g.value, '$.member') as member from held h, json_each(h.guesses) g"
    " union select i.consultation, i.member from held h join invitations i"
    " on lower(i.address) = json_extract(h.understood, '$.sender')"
    " where h.guesses = '[]' and i.status = 'open'"
)
_NOW = "select id, guesses, understood from mails where state = 'held' and category <> 'bounce'"
_THEN = (
    # beside max(), SQLite takes the other columns from the row that holds it
    "select m.id, m.guesses, m.understood from (select cast(subject as integer) as id, kind, max(id)"
    " from events where kind in ('mail.settled', 'mail.held', 'mail.released') and at <= :as_of"
    " group by subject) e join mails m on m.id = e.id"
    " where e.kind = 'mail.held' and m.category <> 'bounce'"
)


def now(tx: Tx) -> Mapping[str, frozenset[str]]:
    """Return, by consultation, the members of which a mail that may be their answer is held."""
    return _by_consultation(tx.rows(f"with held as ({_NOW}) {_MAY_ANSWER}"))


def then(tx: Tx, as_of: datetime) -> Mapping[str, frozenset[str]]:
    """Return the same as it stood at a moment, by the events."""
    return _by_consultation(
        tx.rows(f"with held as ({_THEN}) {_MAY_ANSWER}", as_of=stamp(as_of)),
    )


def oldest(tx: Tx) -> tuple[int, datetime] | None:
    """Return the held mail that came first, and when it came; None when none is held."""
    row = tx.one(
        "select id, received_at from mails where state = 'held' order by received_at, id limit 1"
    )
    return (row["id"], moment(row["received_at"])) if row else None


def _by_consultation(rows: Iterable[Row]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["consultation"], set()).add(row["member"])
    return {key: frozenset(members) for key, members in found.items()}
