"""The journal of the outbox: every step of every message, with what the relay said. Append-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from notifier.ledger.database import Row, Tx, as_json, stamp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Step(StrEnum):
    """What can happen to a message. The last three are told by reports that come back."""

    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNSURE = "unsure"
    RETURNED = "returned"  # to its place in line: nothing was tried
    HELD_BACK = "held back"  # it cannot be composed
    RESENT = "resent"  # by a person
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"
    NOTED = "noted"  # a hint for a person; nothing was changed
    DELAYED = "delayed"
    SOFT = "soft"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Entry:
    """One step. `hold` is the life of the service that took it, else `actor` says who.

    `via` is the relay that said what is `said`, with its SMTP reply code.
    """

    message: int
    step: Step
    at: datetime
    hold: int | None = None
    actor: str | None = None
    via: str = ""
    code: int | None = None
    said: str | None = None


def append(tx: Tx, entries: Iterable[Entry]) -> None:
    """Write steps, in their order."""
    entries = list(entries)
    if vias := {entry.via for entry in entries} - {""}:
        tx.run(
            "insert into relays (via) select value from json_each(:vias) where true"
            " on conflict (via) do nothing",
            vias=as_json(sorted(vias)),
        )
    tx.run_many(
        "insert into journal (message, at, step, hold, actor, relay, code, said) values"
        " (?, ?, ?, ?, ?, (select id from relays where via = ?), ?, ?)",
        [
            (e.message, microseconds(e.at), e.step, e.hold, e.actor, e.via, e.code, e.said)
            for e in entries
        ],
    )


def of(tx: Tx, message: int) -> list[Row]:
    """Return the steps of one message, oldest first; `at` is a stamp, `who` names the actor."""
    rows = tx.rows(
        "select journal.*, via, coalesce(actor, 'service, life ' || hold) as who from journal"
        " left join relays on relays.id = relay where message = :message order by journal.id",
        message=message,
    )
    return [row | {"at": stamp(moment_of(row["at"]))} for row in rows]


def last(tx: Tx) -> int:
    """Return the number of the newest step: it only grows, so it tells an old copy from its heir."""
    row = tx.one("select max(id) as id from journal")
    return int(row["id"] or 0) if row else 0


def microseconds(at: datetime) -> int:
    """Return an aware instant as the journal keeps it: microseconds since 1970 in UTC."""
    past = at - _EPOCH
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def moment_of(at: int) -> datetime:
    """Return the instant of what the journal keeps."""
    seconds, rest = divmod(at, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
