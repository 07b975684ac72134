"""Warnings to staff, and the documents that were drafted."""

from collections.abc import Sequence
from datetime import datetime

from notifier.ledger import events
from notifier.ledger.database import Row, Tx, as_json, stamp
from notifier.plan.actions import Warn


def keep_warnings(tx: Tx, warnings: Sequence[Warn], at: datetime) -> list[Warn]:
    """Keep the warnings that hold now, drop those that do not, and return the new ones.

    Those of the daily check of the outbox are not of this kind.
    """
    tx.run(
        "delete from warnings where code not like 'outbox-%' and code || '/' || subject not in"
        " (select value from json_each(:keys))",
        keys=as_json([warning.key for warning in warnings]),
    )
    new = []
    for warning in warnings:
        added = tx.run(
            "insert into warnings (code, subject, text, first_at, last_at)"
            " values (:code, :subject, :text, :at, :at) on conflict (code, subject) do nothing",
            code=warning.code,
            subject=warning.subject,
            text=warning.text,
            at=stamp(at),
        )
        if added:
            events.append(
                tx, "warning.raised", warning.key, actor="watch", at=at, text=warning.text
            )
            new.append(warning)
    return new


def warnings(tx: Tx) -> list[Row]:
    """Return the warnings that hold, oldest first."""
    return tx.rows("select * from warnings order by first_at, code, subject")


def keep_document(tx: Tx, key: str, *, kind: str, year: int, path: str, at: datetime) -> None:
    """Write down that the draft of a document was made, and where it lies."""
    added = tx.run(
        "insert into documents (key, kind, year, drafted_at, path)"
        " values (:key, :kind, :year, :at, :path) on conflict (key) do nothing",
        key=key,
        kind=kind,
        year=year,
        at=stamp(at),
        path=path,
    )
    if added:
        events.append(tx, "document.drafted", key, actor="report", at=at, path=path)


def document_keys(tx: Tx) -> frozenset[str]:
    """Return the keys of the documents that were drafted."""
    return frozenset(row["key"] for row in tx.rows("select key from documents"))


def documents(tx: Tx) -> list[Row]:
    """Return the documents that were drafted."""
    return tx.rows("select * from documents order by drafted_at, key")
