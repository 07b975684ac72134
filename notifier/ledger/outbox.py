"""The outbox: a row per recipient before the first byte leaves, and what became of it.

waiting -> claimed -> sending -> sent | refused | unsure, or back to waiting when deferred.
A claim is a lease that another worker may take over; `sending` is never taken over by itself.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.languages import Language, as_language
from notifier.ledger import events
from notifier.ledger.database import Row, Tx, as_json, moment, stamp
from notifier.letters.letter import Letter
from notifier.letters.message import Calendar, Message, Outcome, State, Verdict
from notifier.members.member import FocalPoint

LEASE = timedelta(minutes=5)


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


def enqueue(
    tx: Tx, letter: Letter, entries: Sequence[Entry], *, priority: int, at: datetime
) -> int:
    """Write the rows of `entries` that are not there yet and return how many were new.

    The key is unique: enqueueing the same letter twice adds nobody.
    """
    return tx.run_many(
        "insert into messages (key, letter, focal_point, member, name, address, language, zone,"
        " message_id, personal, invitation, method, sequence, in_reply_to, priority, state,"
        " created_at, next_at) values (:key, :letter, :focal_point, :member, :name, :address,"
        " :language, :zone, :message_id, :personal, :invitation, :method, :sequence,"
        " :in_reply_to, :priority, 'waiting', :at, :at) on conflict (key) do nothing",
        [
            {
                "key": entry.key,
                "letter": letter.id,
                "focal_point": entry.point.id,
                "member": entry.point.member,
                "name": entry.point.name,
                "address": entry.point.address,
                "language": entry.language,
                "zone": entry.point.zone,
                "message_id": entry.message_id,
                "personal": as_json(entry.personal),
                "invitation": entry.invitation,
                "method": entry.method,
                "sequence": entry.sequence,
                "in_reply_to": entry.in_reply_to,
                "priority": priority,
                "at": stamp(at),
            }
            for entry in entries
        ],
    )


def claim(tx: Tx, owner: str, now: datetime, limit: int) -> list[Message]:
    """Take up to `limit` rows that are due, urgent ones first, for `owner` alone.

    A claim whose lease ran out is taken over: its owner died before a byte left. A calendar
    object waits for the earlier ones of its invitation, whatever its urgency: a CANCEL that
    overtakes its REQUEST would leave a meeting in the calendar that is called off.
    """
    rows = tx.rows(
        "update messages set state = 'claimed', owner = :owner, lease_until = :until,"
        # the first condition says nothing new, but to SQLite that an index holds all there is
        " attempts = attempts + 1 where id in (select id from messages as mine"
        " where state in ('waiting', 'claimed')"
        " and ((state = 'waiting' and next_at <= :now) or (state = 'claimed' and lease_until < :now))"
        " and (method is null or not exists (select 1 from messages as earlier"
        " where earlier.invitation = mine.invitation and earlier.id < mine.id"
        " and earlier.method is not null and earlier.state in ('waiting', 'claimed', 'sending')))"
        " order by priority, next_at, id limit :limit) returning id",
        owner=owner,
        until=stamp(now + LEASE),
        now=stamp(now),
        limit=limit,
    )
    return _messages(tx, [row["id"] for row in rows])


def begin(tx: Tx, message: int, owner: str, at: datetime) -> bool:
    """Write that the bytes of a claimed row are about to leave; False when it is not ours."""
    begun = tx.run(
        "update messages set state = 'sending' where id = :id and state = 'claimed'"
        " and owner = :owner",
        id=message,
        owner=owner,
    )
    if begun:
        events.append(tx, "message.sending", str(message), actor=owner, at=at)
    return begun == 1


def settle(
    tx: Tx, message: int, outcome: Outcome, *, actor: str, at: datetime, retry_at: datetime
) -> bool:
    """Write what came of a row that was being sent; False when it was settled meanwhile.

    DEFERRED puts it back in line at `retry_at`.
    """
    state = State.WAITING if outcome.verdict is Verdict.DEFERRED else State(outcome.verdict.value)
    settled = tx.run(
        "update messages set state = :state, settled_at = :at, code = :code, reply = :reply,"
        " next_at = :next, owner = null, lease_until = null where id = :id and state = 'sending'",
        state=state.value,
        at=stamp(at),
        code=outcome.code,
        reply=outcome.reply,
        next=stamp(retry_at),
        id=message,
    )
    if settled:
        events.append(
            tx,
            f"message.{outcome.verdict.value}",
            str(message),
            actor=actor,
            at=at,
            code=outcome.code,
            reply=outcome.reply,
        )
    return settled == 1


def strand(tx: Tx, owner: str, at: datetime) -> list[int]:
    """Turn the rows that a dead worker left in `sending` into `unsure` and return their ids.

    Call it while nothing is being sent: then an earlier life began it, maybe one of the very
    name of this `owner` (in a container a process keeps its number). Nobody can know its end.
    """
    rows = tx.rows(
        "update messages set state = 'unsure', settled_at = :at,"
        " reply = 'the process ended while this was being sent' where state = 'sending'"
        " returning id",
        at=stamp(at),
    )
    for row in rows:
        events.append(tx, "message.unsure", str(row["id"]), actor=owner, at=at)
    return [row["id"] for row in rows]


def settle_doubt(tx: Tx, message: int, *, resend: bool, why: str, by: str, at: datetime) -> bool:
    """Settle an unsure row as a person says, on evidence; False when it is not in doubt."""
    state = State.WAITING if resend else State.SENT
    done = tx.run(
        "update messages set state = :state, next_at = :at, settled_at = :at"
        " where id = :id and state = 'unsure'",
        state=state.value,
        at=stamp(at),
        id=message,
    )
    if done:
        kind = "message.resent" if resend else "message.sent"
        events.append(tx, kind, str(message), actor=by, at=at, why=why)
    return done == 1


def hold_back(tx: Tx, message: int, owner: str, *, until: datetime, why: str) -> None:
    """Put a claimed row, of which nothing has left, back in line for `until`."""
    tx.run(
        "update messages set state = 'waiting', next_at = :until, reply = :why, owner = null,"
        " lease_until = null where id = :id and state = 'claimed' and owner = :owner",
        id=message,
        owner=owner,
        until=stamp(until),
        why=why,
    )


def give_back(tx: Tx, messages: Sequence[int], owner: str) -> int:
    """Put claimed rows that were not begun back to where they were in line."""
    return tx.run(
        "update messages set state = 'waiting', attempts = attempts - 1, owner = null,"
        " lease_until = null where state = 'claimed' and owner = :owner"
        " and id in (select value from json_each(:ids))",
        owner=owner,
        ids=as_json(list(messages)),
    )


def by_message_id(tx: Tx, message_ids: Sequence[str]) -> list[Row]:
    """Return the rows that have one of these Message-IDs."""
    return tx.rows(
        "select * from messages where message_id in (select value from json_each(:ids))",
        ids=as_json(list(message_ids)),
    )


def get(tx: Tx, message: int) -> Row | None:
    """Return one row."""
    return tx.one("select * from messages where id = :id", id=message)


def read(tx: Tx, message: int) -> Message | None:
    """Return one row as the message that is composed from it."""
    return next(iter(_messages(tx, [message])), None)


def bounced(tx: Tx, message: int, how: str, diagnostic: str, at: datetime) -> None:
    """Write that a report came back for a row. `how` is hard, soft or delayed."""
    tx.run(
        "update messages set bounced = :how where id = :id"
        " and (bounced is null or bounced = 'delayed' or :how = 'hard')",
        how=how,
        id=message,
    )
    # a report proves that the relay took the message: it settles a row in doubt
    proven = tx.run(
        "update messages set state = 'sent' where id = :id and state = 'unsure'", id=message
    )
    if proven:
        events.append(tx, "message.sent", str(message), actor="listen", at=at, why=diagnostic)
    events.append(
        tx, "message.bounced", str(message), actor="listen", at=at, how=how, diagnostic=diagnostic
    )


def counts(tx: Tx) -> dict[str, int]:
    """Return how many rows are in each state."""
    rows = tx.rows("select state, count(*) as n from messages group by state")
    return {row["state"]: row["n"] for row in rows}


def listing(tx: Tx, state: str | None = None, limit: int = 200) -> list[Row]:
    """Return rows of one state (of any, by default), newest first, with the letter they carry."""
    return tx.rows(
        "select messages.*, letters.reference, letters.key as letter_key from messages"
        " join letters on letters.id = letter where :state is null or state = :state"
        " order by messages.id desc limit :limit",
        state=state,
        limit=limit,
    )


def next_due(tx: Tx) -> datetime | None:
    """Return when the next waiting row may go."""
    row = tx.one("select min(next_at) as at from messages where state = 'waiting'")
    return moment(row["at"]) if row and row["at"] else None


def _messages(tx: Tx, ids: Sequence[int]) -> list[Message]:
    rows = tx.rows(
        "select messages.*, uid, token, invitations.consultation from messages"
        " left join invitations on invitations.id = messages.invitation"
        " where messages.id in (select value from json_each(:ids))"
        " order by priority, next_at, messages.id",
        ids=as_json(list(ids)),
    )
    return [_message(row) for row in rows]


def _message(row: Row) -> Message:
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
        message_id=row["message_id"],
        values=json.loads(row["personal"]),
        created_at=moment(row["created_at"]),
        calendar=_calendar(row) if row["method"] else None,
        in_reply_to=row["in_reply_to"],
        invitation_token=row["token"],
        attempts=row["attempts"],
    )


def _calendar(row: Row) -> Calendar:
    return Calendar(
        uid=row["uid"],
        method=row["method"],
        sequence=row["sequence"],
        dtstamp=moment(row["created_at"]),
        consultation=row["consultation"],
    )
