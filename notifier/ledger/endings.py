"""What became of every issued letter: which of its messages have no end yet, and what is missing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.ledger import events
from notifier.ledger.database import Row, Tx, as_json, maybe_moment, moment, stamp
from notifier.plan.actions import Warn
from notifier.plan.kind import Kind

CHECKED = "outbox.checked"
OURS = "outbox-"  # how the codes of these warnings begin
_LOOKED_AT = 1000  # rows without an end of one letter, for what is told of them
_OPEN = ("waiting", "claimed", "sending", "unsure")


@dataclass(frozen=True, slots=True)
class Unended:
    """The messages of one letter that are in one state which is no end."""

    state: str
    count: int
    since: datetime  # waiting: written then; in doubt: since then
    deferred: int  # how often the one was that was deferred most
    said: str  # why, as of the oldest


@dataclass(frozen=True, slots=True)
class Ending:
    """How one issued letter stands. `expected` rows were to be written when it was released."""

    letter: int
    name: str
    issued_at: datetime
    released_at: datetime | None
    expected: int | None
    counts: Mapping[str, int]
    unended: Sequence[Unended]

    @property
    def rows(self) -> int:
        """How many messages it has."""
        return sum(self.counts.values())

    @property
    def is_complete(self) -> bool:
        """Whether it has the rows that were to be written."""
        return self.expected is None or self.expected == self.rows


def endings(tx: Tx) -> list[Ending]:
    """Return how every issued letter stands, the oldest first."""
    counts: dict[int, dict[str, int]] = {}
    for row in tx.rows("select letter, state, count(*) as n from messages group by letter, state"):
        counts.setdefault(row["letter"], {})[row["state"]] = row["n"]
    rows = tx.rows(
        "select id, kind, coalesce(reference, key) as name, issued_at, released_at,"
        " (select data from events where subject = letters.key and kind = 'letter.released'"
        " order by id desc limit 1) as released"
        " from letters where status = 'issued' order by issued_at, id"
    )
    return [_ending(tx, row, counts.get(row["id"], {})) for row in rows]


def unended(tx: Tx, limit: int) -> list[Row]:
    """Return messages of issued letters that have no end, those in doubt and the oldest first."""
    return tx.rows(
        "select m.*, coalesce(l.reference, l.key) as name, (select count(*) from journal"
        " where message = m.id and step = 'deferred') as deferred, (select said from journal"
        " where message = m.id and said is not null order by id desc limit 1) as said"
        " from letters l cross join messages m on m.letter = l.id"
        f" and m.state in {_OPEN} where l.status = 'issued'"
        " order by m.state = 'unsure' desc, m.created_at, m.id limit :limit",
        limit=limit,
    )


def was_checked(tx: Tx, day: date) -> bool:
    """Tell whether the outbox was checked on that day."""
    return (
        tx.one(
            "select 1 from events where subject = :day and kind = :kind",
            day=day.isoformat(),
            kind=CHECKED,
        )
        is not None
    )


def keep(tx: Tx, day: date, counts: Mapping[str, int], *, by: str, at: datetime) -> None:
    """Write that the outbox was checked, and what was counted."""
    events.append(tx, CHECKED, day.isoformat(), actor=by, at=at, **counts)


def warn(tx: Tx, warnings: Sequence[Warn], *, by: str, at: datetime) -> list[Warn]:
    """Keep the warnings of the check, drop those of the last one that do not hold, return the new."""
    tx.run(
        f"delete from warnings where code like '{OURS}%' and code || '/' || subject not in"
        " (select value from json_each(:keys))",
        keys=as_json([warning.key for warning in warnings]),
    )
    new = []
    for warning in warnings:
        values = {"code": warning.code, "subject": warning.subject, "text": warning.text}
        known = "update warnings set text = :text, last_at = :at where code = :code and subject = :subject"
        if not tx.run(known, at=stamp(at), **values):
            tx.run(
                "insert into warnings (code, subject, text, first_at, last_at)"
                " values (:code, :subject, :text, :at, :at)",
                at=stamp(at),
                **values,
            )
            events.append(tx, "warning.raised", warning.key, actor=by, at=at, text=warning.text)
            new.append(warning)
    return new


def _ending(tx: Tx, row: Row, counts: Mapping[str, int]) -> Ending:
    is_whole = row["released"] and row["kind"] != Kind.ACKNOWLEDGEMENT  # those come one by one
    return Ending(
        letter=row["id"],
        name=row["name"],
        issued_at=moment(row["issued_at"]),
        released_at=maybe_moment(row["released_at"]),
        expected=json.loads(row["released"])["rows"] if is_whole else None,
        counts=counts,
        unended=[_unended(tx, row["id"], each, counts[each]) for each in _OPEN if each in counts],
    )


def _unended(tx: Tx, letter: int, state: str, count: int) -> Unended:
    since = "at" if state == "unsure" else "created_at"
    [row] = tx.rows(
        f"select min({since}) as since, max((select count(*) from journal"
        " where message = some.id and step = 'deferred')) as deferred, min(id) as oldest from"
        f" (select id, {since} from messages where letter = :letter and state = :state"
        " limit :limit) as some",
        letter=letter,
        state=state,
        limit=_LOOKED_AT,
    )
    last = tx.one(
        "select said from journal where message = :id and said is not null order by id desc limit 1",
        id=row["oldest"],
    )
    said = last["said"] if last else ""
    return Unended(state, count, moment(row["since"]), row["deferred"], said)
