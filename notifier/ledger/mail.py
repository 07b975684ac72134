"""Incoming mail: filed unaltered before anyone reads it, then settled or held."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from notifier.ledger import events
from notifier.ledger.database import Row, Tx, as_json, stamp


def file(tx: Tx, raw: bytes, *, mailbox: str, received_at: datetime) -> int | None:
    """File one mail and return its id; None when these very bytes are filed already."""
    row = tx.one(
        "insert into mails (sha256, raw, mailbox, received_at, state)"
        " values (:sha256, :raw, :mailbox, :at, 'filed') on conflict (sha256) do nothing"
        " returning id",
        sha256=hashlib.sha256(raw).hexdigest(),
        raw=raw,
        mailbox=mailbox,
        at=stamp(received_at),
    )
    return int(row["id"]) if row else None


def to_read(tx: Tx, limit: int = 50) -> list[Row]:
    """Return mails that are filed and not understood yet, oldest first."""
    return tx.rows("select * from mails where state = 'filed' order by id limit :n", n=limit)


def settle(tx: Tx, mail: int, understood: Mapping[str, Any], *, why: str, at: datetime) -> None:
    """Write that a mail needs nobody any more, and what was done with it."""
    _close(tx, mail, "settled", understood, why, ())
    events.append(tx, "mail.settled", str(mail), actor="listen", at=at, why=why)


def hold(
    tx: Tx,
    mail: int,
    understood: Mapping[str, Any],
    *,
    why: str,
    guesses: Sequence[Mapping[str, Any]],
    at: datetime,
) -> None:
    """Keep a mail for a person, with what it may mean."""
    _close(tx, mail, "held", understood, why, guesses)
    events.append(tx, "mail.held", str(mail), actor="listen", at=at, why=why)


def release(tx: Tx, mail: int, *, why: str, by: str, at: datetime) -> bool:
    """Write that a person settled a held mail; False when it was not held."""
    done = tx.run(
        "update mails set state = 'settled', why = :why where id = :id and state = 'held'",
        why=why,
        id=mail,
    )
    if done:
        events.append(tx, "mail.released", str(mail), actor=by, at=at, why=why)
    return done == 1


def held(tx: Tx) -> list[Row]:
    """Return the held mails, oldest first, without their bytes."""
    rows = tx.rows(
        "select id, received_at, category, understood, why, guesses from mails"
        " where state = 'held' order by id"
    )
    return [
        row | {"understood": json.loads(row["understood"]), "guesses": json.loads(row["guesses"])}
        for row in rows
    ]


def get(tx: Tx, mail: int) -> Row | None:
    """Return one mail with its bytes."""
    return tx.one("select * from mails where id = :id", id=mail)


def counts(tx: Tx) -> dict[str, int]:
    """Return how many mails are in each state."""
    rows = tx.rows("select state, count(*) as n from mails group by state")
    return {row["state"]: row["n"] for row in rows}


def _close(
    tx: Tx,
    mail: int,
    state: str,
    understood: Mapping[str, Any],
    why: str,
    guesses: Sequence[Mapping[str, Any]],
) -> None:
    changed = tx.run(
        "update mails set state = :state, category = :category, understood = :understood,"
        " why = :why, guesses = :guesses where id = :id and state = 'filed'",
        state=state,
        category=understood["category"],
        understood=as_json(understood),
        why=why,
        guesses=as_json(list(guesses)),
        id=mail,
    )
    assert changed == 1, "a mail is understood once"
