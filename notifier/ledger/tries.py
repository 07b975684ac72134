"""Whom letters that consult could not reach: members of which a message was lost, or never written."""

from collections.abc import Iterable
from datetime import datetime

from notifier.ledger.database import Row, Tx, as_json, stamp
from notifier.ledger.journal import microseconds
from notifier.plan.readers.reached import Tries

# an update tells and invites as the first letter does; a reminder says nothing of its own, but
# to those whom it brings the invitation
_OPENED = (
    "opened as (select l.id, l.key, l.kind, c.value as consultation from letters l,"
    " json_each(l.consultations) c where l.kind in ('consultation', 'update', 'reminder')"
    " and l.released_at is not null and l.released_at <= :as_of"
    " and c.value in (select value from json_each(:keys)))"
)
_NOBODY = (
    "select o.consultation, u.value as member, 0 as messages, 0 as lost from opened o"
    " join events e on e.subject = o.key and e.kind = 'letter.released',"
    " json_each(e.data, '$.unreachable') u"
)
_COUNTED = (
    "select consultation, member, sum(messages) as messages, sum(lost) as lost"
    " from (select o.consultation, m.member, 1 as messages, {lost} as lost from opened o"
    " join messages m on m.letter = o.id and (o.kind <> 'reminder' or m.method is not null)"
    f" {{joined}} union all {_NOBODY})"
    " group by consultation, member having max(lost) = 1 or sum(messages) = 0"
)
_NOW = _COUNTED.format(
    lost="m.state in ('refused', 'suppressed', 'cancelled')"
    " or coalesce(m.bounced in ('hard', 'soft'), 0)",
    joined="",
)
_THEN = _COUNTED.format(
    lost="coalesce(e.step in ('refused', 'suppressed', 'cancelled'), 0) or b.id is not null",
    joined="and m.created_at <= :as_of left join ends e on e.id = m.id"
    " left join back b on b.id = m.id",
)
_ENDS = "'sent', 'refused', 'unsure', 'deferred', 'resent', 'cancelled', 'suppressed'"
# what became of each message until :as_of_micros; what was settled or came back later is not in it
ENDS = (
    # beside max(), SQLite takes the other columns from the row that holds it
    f"ends as (select message as id, step, max(id) from journal where step in ({_ENDS})"
    " and at <= :as_of_micros group by message), back as (select distinct message as id"
    " from journal where step in ('hard', 'soft') and at <= :as_of_micros)"
)


def now(tx: Tx, consultations: Iterable[str], at: datetime) -> tuple[Tries, ...]:
    """Return, as the outbox stands, each member of which a message of these consultations was lost."""
    rows = tx.rows(f"with {_OPENED} {_NOW}", keys=as_json(sorted(consultations)), as_of=stamp(at))
    return _tries(rows)


def then(tx: Tx, consultations: Iterable[str], as_of: datetime) -> tuple[Tries, ...]:
    """Return the same as it stood at a moment, by the journal."""
    rows = tx.rows(
        f"with {ENDS}, {_OPENED} {_THEN}",
        keys=as_json(sorted(consultations)),
        as_of=stamp(as_of),
        as_of_micros=microseconds(as_of),
    )
    return _tries(rows)


def _tries(rows: Iterable[Row]) -> tuple[Tries, ...]:
    return tuple(Tries(r["consultation"], r["member"], r["messages"], r["lost"]) for r in rows)
