"""Invitations: one row per consultation and focal point, and what the invited were told."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from notifier.ledger.database import Row, Tx, as_json, stamp
from notifier.members.member import FocalPoint


def invite(
    tx: Tx, consultation: str, point: FocalPoint, *, letter: int, sequence: int, at: datetime
) -> int:
    """Return the id of this person's invitation, made or brought up to `sequence`, and open.

    The UID and the token are kept for ever; SEQUENCE never goes down (RFC 5546 2.1.4). A reminder
    opens none that is cancelled.
    """
    row = tx.one(
        "insert into invitations (consultation, focal_point, member, address, sequence, status,"
        " letter, invited_at) values (:consultation, :point, :member, :address, :sequence,"
        " 'open', :letter, :at) on conflict (consultation, focal_point) do update set"
        " sequence = max(sequence, excluded.sequence), address = excluded.address,"
        " letter = excluded.letter, status = case when exists (select 1 from letters"
        " where id = excluded.letter and kind = 'reminder') then status else excluded.status end"
        " returning id",
        consultation=consultation,
        point=point.id,
        member=point.member,
        address=point.address,
        sequence=sequence,
        letter=letter,
        at=stamp(at),
    )
    assert row is not None
    return int(row["id"])


def name(tx: Tx, invitation: int, *, uid: str, token: str) -> None:
    """Give a new invitation its UID and token; one that has them keeps them."""
    tx.run(
        "update invitations set uid = :uid, token = :token where id = :id and uid is null",
        uid=uid,
        token=token,
        id=invitation,
    )


def cancel(tx: Tx, consultation: str) -> int:
    """Close all invitations of a consultation and return how many there were."""
    return tx.run(
        "update invitations set status = 'cancelled' where consultation = :c and status = 'open'",
        c=consultation,
    )


def id_of(tx: Tx, consultation: str, focal_point: str) -> int | None:
    """Return the id of a person's invitation to a consultation, None if there is none."""
    row = tx.one(
        "select id from invitations where consultation = :c and focal_point = :p",
        c=consultation,
        p=focal_point,
    )
    return int(row["id"]) if row else None


def get(tx: Tx, invitation: int) -> Row | None:
    """Return one invitation."""
    return tx.one("select * from invitations where id = :id", id=invitation)


def by_token(tx: Tx, token: str) -> Row | None:
    """Return the invitation whose reply token this is."""
    return tx.one("select * from invitations where token = :token", token=token)


def of_consultation(tx: Tx, consultation: str) -> list[Row]:
    """Return everyone invited to a consultation."""
    return tx.rows(
        "select * from invitations where consultation = :c order by member, focal_point",
        c=consultation,
    )


def keep_told(
    tx: Tx,
    consultation: str,
    facts: Mapping[str, Any],
    *,
    sequence: int,
    letter: int,
    at: datetime,
) -> None:
    """Write down the facts that the invited know from `letter` on."""
    tx.run(
        "insert into told (consultation, facts, sequence, letter, told_at)"
        " values (:consultation, :facts, :sequence, :letter, :at)"
        " on conflict (consultation) do update set facts = excluded.facts,"
        " sequence = excluded.sequence, letter = excluded.letter, told_at = excluded.told_at",
        consultation=consultation,
        facts=as_json(facts),
        sequence=sequence,
        letter=letter,
        at=stamp(at),
    )


def told(tx: Tx, consultation: str) -> Row | None:
    """Return what the invited were told last, None before the first invitation."""
    return tx.one("select * from told where consultation = :c", c=consultation)


def facts_told(tx: Tx) -> list[Row]:
    """Return, for every consultation told, the facts (parsed), SEQUENCE and letter key."""
    rows = tx.rows(
        "select told.*, letters.key as letter_key from told join letters on letters.id = letter"
    )
    return [row | {"facts": _parsed(row["facts"])} for row in rows]


@lru_cache(maxsize=2048)
def _parsed(facts: str) -> Mapping[str, Any]:
    parsed: Mapping[str, Any] = json.loads(facts)
    return parsed
