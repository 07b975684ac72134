"""Messages that wait in line and speak of what a later letter says otherwise."""

from collections.abc import Collection

from notifier.ledger.database import Tx, as_json
from notifier.plan.kind import Kind


def waiting(tx: Tx, consultation: str, kinds: Collection[Kind]) -> list[int]:
    """Return the messages of letters of `kinds` about a consultation that have not begun to leave."""
    rows = tx.rows(
        "select id from messages where state = 'waiting' and letter in (select l.id"
        " from letters l, json_each(l.consultations) c where c.value = :consultation"
        " and l.kind in (select value from json_each(:kinds))) order by id",
        consultation=consultation,
        kinds=as_json([kind.value for kind in kinds]),
    )
    return [row["id"] for row in rows]
