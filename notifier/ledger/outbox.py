"""The outbox: a row per recipient before the first byte leaves. Here it is filled and looked at.

waiting -> claimed -> sending -> sent | refused | unsure, or back to waiting when deferred; and
suppressed or cancelled without being sent. `sending` moves rows on, `evidence` settles doubts.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.languages import Language, as_language
from notifier.ledger.database import Row, Tx, as_json, moment, stamp
from notifier.letters.letter import Letter
from notifier.letters.mail.message import Calendar, Message
from notifier.members.member import FocalPoint
from notifier.plan.kind import Kind

SELECT = (
    "select mine.*, uid, token, invitations.consultation, letters.domain from messages as mine"
    " join letters on letters.id = mine.letter"
    " left join invitations on invitations.id = mine.invitation"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row to be written: who, in which language, with which invitation and personal values."""

    key: str
    point: FocalPoint
    language: Language
    message_id: str
    personal: dict[str, str]
    invitation: int | None = None
    method: str | None = None
    sequence: int | None = None
    in_reply_to: str | None = None
    not_before: datetime | None = None  # None: at once


def enqueue(
    tx: Tx, letter: Letter, entries: Sequence[Entry], *, priority: int, at: datetime
) -> int:
    """Write the rows of `entries` that are not there yet and return how many were new.

    The key is unique: enqueueing the same letter twice adds nobody. The first row decides the
    domain of all Message-IDs of the letter, for ever.
    """
    if not entries:
        return 0
    tx.run(
        "update letters set domain = :domain where id = :id and domain is null",
        domain=halves(entries[0].message_id)[1],
        id=letter.id,
    )
    return tx.run_many(
        "insert into messages (key, letter, focal_point, member, name, address, language, zone,"
        " message_id, personal, invitation, method, sequence, in_reply_to, priority, state,"
        " created_at, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)"
        " on conflict (key) do nothing",
        [
            (
                entry.key,
                letter.id,
                entry.point.id,
                entry.point.member,
                entry.point.name,
                entry.point.address,
                entry.language,
                entry.point.zone,
                halves(entry.message_id)[0],
                as_json(entry.personal),
                entry.invitation,
                entry.method,
                entry.sequence,
                entry.in_reply_to,
                priority,
                stamp(at),
                stamp(entry.not_before or at),
            )
            for entry in entries
        ],
    )


def by_message_id(tx: Tx, message_ids: Sequence[str]) -> list[Row]:
    """Return the rows that have one of these Message-IDs."""
    rows = tx.rows(
        "select messages.*, domain from messages join letters on letters.id = letter"
        " where message_id in (select value from json_each(:ids))",
        ids=as_json([halves(each)[0] for each in message_ids]),
    )
    whole = [row | {"message_id": whole_message_id(row)} for row in rows]
    return [row for row in whole if row["message_id"] in message_ids]


def get(tx: Tx, message: int) -> Row | None:
    """Return one row."""
    return tx.one("select * from messages where id = :id", id=message)


def read(tx: Tx, message: int) -> Message | None:
    """Return one row as the message that is composed from it."""
    row = tx.one(f"{SELECT} where mine.id = :id", id=message)
    return as_message(row) if row else None


def counts(tx: Tx) -> dict[str, int]:
    """Return how many rows are in each state."""
    rows = tx.rows("select state, count(*) as n from messages group by state")
    return {row["state"]: row["n"] for row in rows}


def listing(
    tx: Tx, state: str | None = None, limit: int = 200, *, letter: int | None = None
) -> list[Row]:
    """Return rows of one state (of any, by default), newest first, with the letter they carry.

    `said` is what the relay said last of a row that was sent, else why it is where it is.
    """
    rows = tx.rows(
        "select messages.*, domain, letters.reference, letters.key as letter_key, (select said from journal"
        " where message = messages.id and said is not null order by id desc limit 1) as said"
        " from messages join letters on letters.id = letter"
        " where (:state is null or state = :state) and (:letter is null or letter = :letter)"
        " order by messages.id desc limit :limit",
        state=state,
        letter=letter,
        limit=limit,
    )
    return [row | {"message_id": whole_message_id(row)} for row in rows]


def written_to(tx: Tx, activity: str, kind: Kind) -> list[str]:
    """Return the focal points that a letter of `kind` about an activity was written to."""
    rows = tx.rows(
        "select distinct focal_point from messages join letters on letters.id = letter"
        " where activity = :activity and kind = :kind order by member, focal_point",
        activity=activity,
        kind=kind,
    )
    return [row["focal_point"] for row in rows]


def count_as_taken(tx: Tx, at: datetime) -> int:
    """Count every row that is due as taken by a relay, and return how many: for a simulated year."""
    return tx.run(
        "update messages set state = 'sent', at = :at where state = 'waiting' and at <= :at",
        at=stamp(at),
    )


def next_due(tx: Tx) -> datetime | None:
    """Return when the next row may go that waits or whose claim runs out."""
    found = [
        tx.one(
            "select min(at) as at from messages where priority = :priority"
            " and state in ('waiting', 'claimed')",
            priority=priority,
        )
        for priority in priorities(tx)
    ]
    return min((moment(row["at"]) for row in found if row and row["at"]), default=None)


def priorities(tx: Tx) -> list[int]:
    """Return the priorities that rows in line have, the most urgent first, by a few index look-ups."""
    found: list[int] = []
    while True:
        row = tx.one(
            "select min(priority) as next from messages where state in ('waiting', 'claimed')"
            " and priority > :last",
            last=found[-1] if found else -1,
        )
        if row is None or row["next"] is None:
            return found
        found.append(row["next"])


def halves(message_id: str) -> tuple[str, str]:
    """Return what stands before and after the @ of a Message-ID."""
    local, _, domain = message_id.strip("<>").rpartition("@")
    return local, domain


def whole_message_id(row: Row) -> str:
    """Return the Message-ID of a row that was read with the domain of its letter."""
    return f"<{row['message_id']}@{row['domain']}>"


def as_message(row: Row) -> Message:
    """Return what SELECT found as the message that is composed from it."""
    return Message(
        id=row["id"],
        key=row["key"],
        letter=row["letter"],
        focal_point=row["focal_point"],
        member=row["member"],
        name=row["name"],
        address=row["address"],
        language=as_language(row["language"]),
        zone=row["zone"],
        message_id=whole_message_id(row),
        values=json.loads(row["personal"]),
        created_at=moment(row["created_at"]),
        calendar=_calendar(row) if row["method"] else None,
        in_reply_to=row["in_reply_to"],
        invitation_token=row["token"],
        attempts=row["attempts"],
        due_at=moment(row["at"]),
    )


def _calendar(row: Row) -> Calendar:
    return Calendar(
        uid=row["uid"],
        method=row["method"],
        sequence=row["sequence"],
        dtstamp=moment(row["created_at"]),
        consultation=row["consultation"],
    )
