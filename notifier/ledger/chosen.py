"""Messages chosen by what they are: for lists, for exports, and for what is done to many at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from notifier.ledger.database import Row, Tx, stamp
from notifier.ledger.outbox import whole_message_id
from notifier.letters.mail.message import State

PAGE = 1000
_LAST = "(select max(id) from journal where message = m.id)"
_COLUMNS = (
    "m.id, m.key, m.state, m.focal_point, m.member, m.name, m.address, m.language, m.message_id,"
    " l.domain, l.reference, l.key as letter_key, m.priority, m.attempts, m.created_at, m.at,"
    " m.code, m.reply, m.bounced"
)
_FROM = "from messages m join letters l on l.id = m.letter"
# by number: an index by letter would have to be sorted anew for each page
_IN_ORDER = "messages m not indexed"
_LAST_STEP = (
    "j.at as step_at, j.step, coalesce(j.actor, 'service, life ' || j.hold) as who, r.via,"
    " j.code as step_code, j.said"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages are meant; None is any. `relay` is a part of its name; `since`: of its state."""

    state: State | None = None
    letter: int | None = None
    member: str | None = None
    relay: str | None = None
    since: datetime | None = None

    @property
    def condition(self) -> str:
        """The condition in SQL."""
        parts = {
            "m.state = :state": self.state,
            "m.letter = :letter": self.letter,
            "m.member = :member": self.member,
            "exists (select 1 from journal jj join relays rr on rr.id = jj.relay"
            " where jj.message = m.id and instr(rr.via, :relay))": self.relay,
            "m.at >= :since": self.since,
        }
        return " and ".join(sql for sql, value in parts.items() if value is not None) or "true"

    @property
    def values(self) -> dict[str, object]:
        """The values that stand in it."""
        since = stamp(self.since) if self.since else None
        return {
            "state": self.state,
            "letter": self.letter,
            "member": self.member,
            "relay": self.relay,
            "since": since,
        }


def newest(tx: Tx, choice: Choice, limit: int) -> list[Row]:
    """Return the messages of a choice, the newest first, each with the last that was said of it."""
    rows = tx.rows(
        f"select {_COLUMNS}, (select said from journal where message = m.id and said is not null"
        " order by id desc limit 1) as said, (select via from journal join relays"
        " on relays.id = relay where message = m.id order by journal.id desc limit 1) as via"
        f" {_FROM} where {choice.condition} order by m.id desc limit :limit",
        limit=limit,
        **choice.values,
    )
    return [_whole(row) for row in rows]


def totals(tx: Tx, choice: Choice) -> dict[str, int]:
    """Return how many messages of a choice are in each state."""
    rows = tx.rows(
        f"select m.state, count(*) as n from messages m where {choice.condition} group by m.state",
        **choice.values,
    )
    return {row["state"]: row["n"] for row in rows}


def ids(tx: Tx, choice: Choice, after: int = 0, limit: int = PAGE) -> list[int]:
    """Return the ids of a choice in their order, those after `after`."""
    rows = tx.rows(
        f"select m.id from {_IN_ORDER} where m.id > :after and {choice.condition}"
        " order by m.id limit :limit",
        after=after,
        limit=limit,
        **choice.values,
    )
    return [row["id"] for row in rows]


def each(tx: Tx, choice: Choice) -> Iterator[Row]:
    """Yield every message of a choice with its last step, in order, a page in memory at a time."""
    yield from _paged(
        tx,
        choice,
        f"select {_COLUMNS}, {_LAST_STEP} from {_IN_ORDER} cross join letters l on l.id = m.letter"
        f" left join journal j on j.id = {_LAST}"
        " left join relays r on r.id = j.relay where m.id > :after"
        f" and {choice.condition} order by m.id limit :limit",
    )


def each_step(tx: Tx, choice: Choice) -> Iterator[Row]:
    """Yield every step of every message of a choice, in the order of the journal, page by page."""
    yield from _paged(
        tx,
        choice,
        f"select j.id, j.message, m.key, {_LAST_STEP} from journal j not indexed"
        " cross join messages m on m.id = j.message left join relays r on r.id = j.relay"
        f" where j.id > :after and {choice.condition} order by j.id limit :limit",
    )


def _paged(tx: Tx, choice: Choice, sql: str) -> Iterator[Row]:
    after = 0
    while rows := tx.rows(sql, after=after, limit=PAGE, **choice.values):
        yield from map(_whole, rows)
        after = rows[-1]["id"]


def _whole(row: Row) -> Row:
    return row | {"message_id": whole_message_id(row)} if "domain" in row else row
