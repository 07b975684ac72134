"""The daily digests to staff: which went to whom, and the rows that one is made of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.ledger.database import Row, Tx, as_json, moment, stamp
from notifier.ledger.journal import microseconds
from notifier.letters.mail.message import Outcome

_LETTER = (
    "l.id as letter, coalesce(l.reference, l.key) as name, l.reference, l.kind, l.consultations"
)


@dataclass(frozen=True, slots=True)
class Last:
    """The digest that was sent last: of which day, and the keys of what it said."""

    day: date
    said: frozenset[str]


def to_write(tx: Tx, day: date, addresses: Sequence[str], now: datetime) -> list[str]:
    """Return those of `addresses` that may be written to now: each that has no row of this day.

    One that was deferred may be written to again when its time has come; none of which the fate
    is unknown.
    """
    rows = tx.rows(
        "select address from digests where day = :day and not (state = 'deferred' and at <= :now)",
        day=day.isoformat(),
        now=stamp(now),
    )
    done = {row["address"] for row in rows}
    return [address for address in addresses if address not in done]


def begin(tx: Tx, day: date, address: str, said: Sequence[str], at: datetime) -> bool:
    """Write that the digest of `day` is about to leave for `address`; False where it may not."""
    return _claim(tx, day, address, "sending", said, at)


def keep_empty(tx: Tx, day: date, address: str, at: datetime) -> bool:
    """Write that there was nothing to say to `address` on `day`."""
    return _claim(tx, day, address, "empty", (), at)


def settle(
    tx: Tx, day: date, address: str, outcome: Outcome, *, at: datetime, again_at: datetime
) -> bool:
    """Write what came of a digest that was being sent; a deferred one may go at `again_at`."""
    state = outcome.verdict.value
    done = tx.run(
        "update digests set state = :state, at = :at, reply = :reply"
        " where day = :day and address = :address and state = 'sending'",
        state=state,
        at=stamp(again_at if state == "deferred" else at),
        reply=outcome.reply,
        day=day.isoformat(),
        address=address,
    )
    return done == 1


def last(tx: Tx, before: date) -> Last | None:
    """Return the last digest of an earlier day that reached anybody, or had nothing to say."""
    row = tx.one(
        "select day, said from digests where day < :day and state in ('sent', 'empty')"
        " order by day desc, state = 'sent' desc, at limit 1",
        day=before.isoformat(),
    )
    return Last(date.fromisoformat(row["day"]), frozenset(json.loads(row["said"]))) if row else None


def failed(tx: Tx, since: date, before: date) -> list[Row]:
    """Return the digests of these days that were refused, or of which nobody knows the fate."""
    return tx.rows(
        "select day, address, state, reply from digests where day >= :since and day < :before"
        " and state in ('sending', 'unsure', 'refused') order by day, address",
        since=since.isoformat(),
        before=before.isoformat(),
    )


def pending(tx: Tx) -> list[Row]:
    """Return the letters that wait for staff, the next one due first, and since when they wait."""
    rows = tx.rows(
        "select l.id, l.key, l.kind, l.status, l.activity, l.consultations, l.facts, l.urgent,"
        " l.due_at, coalesce((select max(at) from events where subject = l.key and kind in"
        " ('letter.drafted', 'letter.returned', 'letter.cleared', 'letter.signed')),"
        " l.created_at) as since"
        " from letters l where l.status in ('draft', 'cleared', 'signed') order by l.due_at, l.id"
    )
    return [
        _read(row)
        | {
            "facts": json.loads(row["facts"]),
            "due_at": moment(row["due_at"]),
            "since": moment(row["since"]),
        }
        for row in rows
    ]


def in_doubt(tx: Tx) -> list[Row]:
    """Return, by letter, how many messages are in doubt, and since when the first and the last."""
    rows = tx.rows(
        f"select {_LETTER}, count(*) as n, min(m.at) as since, max(m.at) as last"
        " from letters l cross join messages m on m.letter = l.id and m.state = 'unsure'"
        " group by l.id order by since"
    )
    return [
        _read(row) | {"since": moment(row["since"]), "last": moment(row["last"])} for row in rows
    ]


def lost(tx: Tx, since: datetime) -> list[Row]:
    """Return, by letter, which members' messages were refused, or came back, since then."""
    rows = tx.rows(
        f"select {_LETTER}, substr(l.issued_at, 1, 4) as year, count(*) as n,"
        " json_group_array(distinct member) as members, max(m.id) as last, 'refused' as how"
        " from letters l cross join messages m on m.letter = l.id and m.state = 'refused'"
        " and m.at >= :since group by l.id"
        f" union all select {_LETTER}, substr(l.issued_at, 1, 4), count(*),"
        " json_group_array(distinct member), max(m.id), 'returned'"
        " from letters l cross join messages m on m.letter = l.id and m.bounced in ('hard', 'soft')"
        " and exists (select 1 from journal where message = m.id and step in ('hard', 'soft')"
        " and at >= :since_micros) group by l.id order by 1, how",
        since=stamp(since),
        since_micros=microseconds(since),
    )
    return [_read(row) | {"members": sorted(json.loads(row["members"]))} for row in rows]


def feeds(tx: Tx) -> list[Row]:
    """Return the feeds that cannot be read, or of which something waits for a person."""
    rows = tx.rows(
        "select name, failing_since, problem, held_since, held_why, proposed is not null as is_held"
        " from feeds where is_set and (failing_since is not null or proposed is not null)"
        " order by name"
    )
    return [
        row
        | {
            each: moment(row[each]) if row[each] else None
            for each in ("failing_since", "held_since")
        }
        for row in rows
    ]


def _read(row: Row) -> Row:
    return row | {"consultations": json.loads(row["consultations"])}


def _claim(tx: Tx, day: date, address: str, state: str, said: Sequence[str], at: datetime) -> bool:
    """Take the row of a day and reader: a new one, or one that was deferred until now."""
    done = tx.run(
        "insert into digests (day, address, state, at, said)"
        " values (:day, :address, :state, :at, :said) on conflict (day, address)"
        " do update set state = excluded.state, at = excluded.at, said = excluded.said"
        " where digests.state = 'deferred' and digests.at <= excluded.at",
        day=day.isoformat(),
        address=address,
        state=state,
        at=stamp(at),
        said=as_json(list(said)),
    )
    return done == 1
