"""Outside calendars as they were read last: what is in force, what waits for a person, what failed."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from pydantic import TypeAdapter

from notifier.errors import Problem
from notifier.ledger import events
from notifier.ledger.database import Row, Tx, as_json, maybe_moment, stamp
from notifier.plan.calendar.feeds import FeedEvent, Known, Reading

LOOK = "look"
_EVENTS = TypeAdapter(tuple[FeedEvent, ...])


@dataclass(frozen=True, slots=True)
class FeedState:
    """One calendar. `proposed` is what it says now and what is not in force, being implausible."""

    name: str
    known: Known
    looked_at: datetime | None
    read_at: datetime | None
    whole_at: datetime | None
    failing_since: datetime | None
    problem: str | None
    skipped: tuple[Problem, ...]
    events: tuple[FeedEvent, ...]
    proposed: tuple[FeedEvent, ...] | None
    held_since: datetime | None
    held_why: str | None


def set_up(tx: Tx, names: Collection[str]) -> None:
    """Write down which calendars are among the settings; of others all is kept and nothing counts."""
    named = as_json(sorted(names))
    tx.run(
        "insert into feeds (name, is_set, skipped, events)"
        " select value, 1, '[]', '[]' from json_each(:names) where true"
        " on conflict (name) do nothing",
        names=named,
    )
    tx.run(
        "update feeds set is_set = name in (select value from json_each(:names))"
        " where is_set <> (name in (select value from json_each(:names)))",
        names=named,
    )


def states(tx: Tx) -> list[FeedState]:
    """Return the calendars that are among the settings, by name, without their CalDAV objects."""
    return [_state(row, {}) for row in tx.rows("select * from feeds where is_set order by name")]


def find(tx: Tx, name: str) -> FeedState | None:
    """Return one calendar with all that is kept of it, None before it was ever set."""
    row = tx.one("select * from feeds where name = :name", name=name)
    return _state(row, _objects(tx, name)) if row else None


def calendars(tx: Tx) -> dict[str, tuple[FeedEvent, ...] | None]:
    """Return the events in force of each calendar; None of one that was never read."""
    return {each.name: each.events if each.read_at else None for each in states(tx)}


def keep(tx: Tx, name: str, reading: Reading, at: datetime) -> bool:
    """Put what a calendar says in force; tell whether it said something else before.

    What waited for a person is dropped: it says something plausible again.
    """
    before = find(tx, name)
    _write(tx, name, reading, at)
    body = _written(reading.events)
    tx.run(
        "update feeds set events = :events, proposed = null, held_since = null, held_why = null"
        " where name = :name",
        name=name,
        events=body,
    )
    if before and before.proposed is not None:
        events.append(tx, "feed.overtaken", name, actor=LOOK, at=at)
    if before and before.events == reading.events:
        return False
    events.append(tx, "feed.read", name, actor=LOOK, at=at, events=len(reading.events))
    return True


def propose(tx: Tx, name: str, reading: Reading, why: str, at: datetime) -> bool:
    """Keep what a calendar says for a person to accept; tell whether it is not what waits already."""
    before = find(tx, name)
    _write(tx, name, reading, at)
    is_new = before is None or before.proposed != reading.events
    tx.run(
        "update feeds set proposed = :proposed, held_since = coalesce(held_since, :at),"
        " held_why = :why where name = :name",
        name=name,
        proposed=_written(reading.events),
        why=why,
        at=stamp(at),
    )
    if is_new:
        events.append(tx, "feed.held", name, actor=LOOK, at=at, why=why)
    return is_new


def accept(tx: Tx, name: str, *, by: str, why: str, at: datetime) -> bool:
    """Put what waits of a calendar in force; tell whether something waited."""
    count = tx.run(
        "update feeds set events = proposed, proposed = null, held_since = null, held_why = null"
        " where name = :name and proposed is not null",
        name=name,
    )
    if count:
        events.append(tx, "feed.accepted", name, actor=by, at=at, why=why)
    return count == 1


def unchanged(tx: Tx, name: str, at: datetime) -> None:
    """Write down that a calendar was asked and has nothing new."""
    tx.run(
        "update feeds set looked_at = :at, read_at = :at, failing_since = null, problem = null"
        " where name = :name",
        name=name,
        at=stamp(at),
    )


def failed(tx: Tx, name: str, problem: str, at: datetime) -> bool:
    """Write down why a calendar could not be read; tell whether it could the time before.

    What is in force, and what was known for the next time, stays.
    """
    row = tx.one("select failing_since from feeds where name = :name", name=name)
    tx.run(
        "update feeds set looked_at = :at, failing_since = coalesce(failing_since, :at),"
        " problem = :problem where name = :name",
        name=name,
        at=stamp(at),
        problem=problem,
    )
    return row is not None and row["failing_since"] is None


def dismiss(tx: Tx, feed: str, uid: str, *, by: str, why: str, at: datetime) -> bool:
    """Write down that no activity will follow an event; tell whether it was not known before."""
    count = tx.run(
        "insert into dismissed (feed, uid, at, by, why) values (:feed, :uid, :at, :by, :why)"
        " on conflict (feed, uid) do nothing",
        feed=feed,
        uid=uid,
        by=by,
        why=why,
        at=stamp(at),
    )
    if count:
        events.append(tx, "feed.dismissed", feed, actor=by, at=at, uid=uid, why=why)
    return count == 1


def dismissed(tx: Tx) -> frozenset[tuple[str, str]]:
    """Return the events that were dismissed, by calendar and UID."""
    return frozenset((row["feed"], row["uid"]) for row in tx.rows("select * from dismissed"))


def _write(tx: Tx, name: str, reading: Reading, at: datetime) -> None:
    known = reading.known
    tx.run(
        "update feeds set etag = :etag, modified = :modified, sync_token = :sync_token,"
        " looked_at = :at, read_at = :at, failing_since = null, problem = null, skipped = :skipped,"
        " whole_at = case when :is_whole then :at else whole_at end where name = :name",
        name=name,
        etag=known.etag,
        modified=known.modified,
        sync_token=known.sync_token,
        skipped=as_json([[problem.where, problem.what] for problem in reading.skipped]),
        is_whole=reading.is_whole,
        at=stamp(at),
    )
    tx.run("delete from feed_objects where feed = :name", name=name)
    tx.run_many(
        "insert into feed_objects (feed, href, data) values (:name, :href, :data)",
        [{"name": name, "href": href, "data": data} for href, data in known.objects.items()],
    )


def _objects(tx: Tx, name: str) -> dict[str, str]:
    rows = tx.rows("select href, data from feed_objects where feed = :name", name=name)
    return {row["href"]: row["data"] for row in rows}


def _state(row: Row, objects: dict[str, str]) -> FeedState:
    return FeedState(
        name=row["name"],
        known=Known(row["etag"], row["modified"], row["sync_token"], objects),
        looked_at=maybe_moment(row["looked_at"]),
        read_at=maybe_moment(row["read_at"]),
        whole_at=maybe_moment(row["whole_at"]),
        failing_since=maybe_moment(row["failing_since"]),
        problem=row["problem"],
        skipped=tuple(Problem(where, what) for where, what in json.loads(row["skipped"])),
        events=_parsed(row["events"]),
        proposed=_parsed(row["proposed"]) if row["proposed"] is not None else None,
        held_since=maybe_moment(row["held_since"]),
        held_why=row["held_why"],
    )


def _written(found: Sequence[FeedEvent]) -> str:
    return _EVENTS.dump_json(tuple(found)).decode()


@lru_cache(maxsize=32)
def _parsed(body: str) -> tuple[FeedEvent, ...]:
    return _EVENTS.validate_json(body)
