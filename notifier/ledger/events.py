"""The journal: what happened, to what, by whom. Append-only."""

from datetime import datetime

from notifier.ledger.database import Row, Tx, as_json, stamp


def append(tx: Tx, kind: str, subject: str, /, *, actor: str, at: datetime, **data: object) -> None:
    """Write one event. `kind` is a past-tense name such as `letter.signed`."""
    tx.run(
        "insert into events (at, kind, subject, actor, data)"
        " values (:at, :kind, :subject, :actor, :data)",
        at=stamp(at),
        kind=kind,
        subject=subject,
        actor=actor,
        data=as_json(data),
    )


def of(tx: Tx, subject: str) -> list[Row]:
    """Return the events of one subject, oldest first."""
    return tx.rows("select * from events where subject = :subject order by id", subject=subject)
