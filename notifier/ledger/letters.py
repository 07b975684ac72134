"""Letters and their editions. Every step on the path is a conditional write."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from notifier.languages import Language, as_language
from notifier.ledger import events
from notifier.ledger.database import Row, Tx, as_json, maybe_moment, moment, stamp
from notifier.letters.letter import Edition, Letter, Status, may_become, series_number
from notifier.plan.kind import Kind


def draft(
    tx: Tx,
    key: str,
    kind: Kind,
    *,
    activity: str,
    consultations: Sequence[str],
    facts: Mapping[str, Any],
    addressees: Sequence[str] | None,
    parent: int | None,
    urgent: bool,
    due_at: datetime,
    at: datetime,
) -> int | None:
    """Write a new draft and return its id; None when the key is there already."""
    row = tx.one(
        "insert into letters (key, kind, status, activity, consultations, facts, addressees,"
        " parent, urgent, due_at, created_at) values (:key, :kind, 'draft', :activity,"
        " :consultations, :facts, :addressees, :parent, :urgent, :due_at, :at)"
        " on conflict (key) do nothing returning id",
        key=key,
        kind=kind.value,
        activity=activity,
        consultations=as_json(list(consultations)),
        facts=as_json(facts),
        addressees=None if addressees is None else as_json(list(addressees)),
        parent=parent,
        urgent=int(urgent),
        due_at=stamp(due_at),
        at=stamp(at),
    )
    if row is None:
        return None
    events.append(tx, "letter.drafted", key, actor="watch", at=at, kind=kind.value)
    return int(row["id"])


def advance(tx: Tx, letter: Letter, to: Status, *, by: str, at: datetime) -> bool:
    """Move `letter` one step on its path; False when it is no longer where `letter` says.

    An impossible step raises ValueError. What the step has to know besides (reference,
    hash) is written by the functions below in the same transaction.
    """
    if not may_become(letter.status, to):
        raise ValueError(f"a letter that is {letter.status} cannot become {to}")
    moved = tx.run(
        "update letters set status = :to where id = :id and status = :now",
        id=letter.id,
        now=letter.status.value,
        to=to.value,
    )
    if moved:
        events.append(tx, f"letter.{_event(to)}", letter.key, actor=by, at=at)
    return moved == 1


def _event(status: Status) -> str:
    return "returned" if status is Status.DRAFT else status.value


def keep_wordings(
    tx: Tx, letter: int, wordings: Mapping[str, str], *, signed_hash: str, by: str, at: datetime
) -> None:
    """Keep the wording (JSON by language) that was cleared, and the hash that will be signed."""
    tx.run("delete from editions where letter = :letter", letter=letter)
    tx.run_many(
        "insert into editions (letter, language, wording) values (:letter, :language, :wording)",
        [{"letter": letter, "language": k, "wording": v} for k, v in wordings.items()],
    )
    tx.run(
        "update letters set signed_hash = :hash, cleared_by = :by, cleared_at = :at where id = :id",
        hash=signed_hash,
        by=by,
        at=stamp(at),
        id=letter,
    )


def keep_signature(tx: Tx, letter: int, *, by: str, at: datetime) -> None:
    """Write down who signed and when."""
    tx.run(
        "update letters set signed_by = :by, signed_at = :at where id = :id",
        by=by,
        at=stamp(at),
        id=letter,
    )


def keep_issue(tx: Tx, letter: int, reference: str | None, *, by: str, at: datetime) -> None:
    """Write down the official reference and the moment of issue."""
    tx.run(
        "update letters set reference = :reference, issued_by = :by, issued_at = :at"
        " where id = :id",
        reference=reference,
        by=by,
        at=stamp(at),
        id=letter,
    )


def keep_withdrawal(tx: Tx, letter: int, *, by: str) -> None:
    """Write down who withdrew a letter: `watch`, or a person."""
    tx.run("update letters set withdrawn_by = :by where id = :id", by=by, id=letter)


def refresh(tx: Tx, letter: int, facts: Mapping[str, Any], *, due_at: datetime | None) -> None:
    """Give a draft the facts of today; clearance and signature of the old ones are gone."""
    tx.run(
        "update letters set facts = :facts, due_at = coalesce(:due_at, due_at),"
        " signed_hash = null, cleared_by = null, cleared_at = null, signed_by = null,"
        " signed_at = null where id = :id and status = 'draft'",
        facts=as_json(facts),
        due_at=stamp(due_at) if due_at else None,
        id=letter,
    )


def keep_edition(tx: Tx, letter: int, edition: Edition) -> None:
    """Keep the outputs of an issued edition. They are written once and never again."""
    changed = tx.run(
        "update editions set subject = :subject, plain = :plain, html = :html, pdf = :pdf,"
        " pdf_name = :pdf_name where letter = :letter and language = :language and html is null",
        letter=letter,
        language=edition.language,
        subject=edition.subject,
        plain=edition.text,
        html=edition.html,
        pdf=edition.pdf,
        pdf_name=edition.pdf_name,
    )
    assert changed == 1, "an issued edition is immutable"


def released(tx: Tx, letter: Letter, at: datetime) -> None:
    """Write down that every row of `letter` stands in the outbox."""
    done = tx.run(
        "update letters set released_at = :at where id = :id and released_at is null",
        at=stamp(at),
        id=letter.id,
    )
    assert done == 1, "a letter is released once"


def find(tx: Tx, name: str) -> Letter | None:
    """Return the letter of an id, key or reference."""
    row = tx.one(
        "select * from letters where key = :name or reference = :name"
        " or cast(id as text) = :name limit 1",
        name=name,
    )
    return _letter(row) if row else None


def last_told(tx: Tx, consultation: str) -> Letter | None:
    """Return the letter that last told the invited the facts of a consultation."""
    row = tx.one(
        "select letters.* from told join letters on letters.id = told.letter"
        " where told.consultation = :c",
        c=consultation,
    )
    return _letter(row) if row else None


def by_reference(tx: Tx, reference: str) -> Letter | None:
    """Return the letter that bears an official reference, in whatever spelling it was given."""
    number = series_number(reference)
    for row in tx.rows("select id, reference from letters where reference is not null order by id"):
        if series_number(row["reference"]) == number:
            return _letter(tx.rows("select * from letters where id = :id", id=row["id"])[0])
    return None


def by_status(tx: Tx, *statuses: Status) -> list[Letter]:
    """Return the letters in these states (all, when none is named), oldest due first."""
    named = as_json([status.value for status in statuses or tuple(Status)])
    rows = tx.rows(
        "select * from letters where status in (select value from json_each(:named))"
        " order by due_at, id",
        named=named,
    )
    return [_letter(row) for row in rows]


def to_release(tx: Tx) -> list[Letter]:
    """Return the issued letters whose rows are not in the outbox yet, urgent ones first."""
    rows = tx.rows(
        "select * from letters where status = 'issued' and released_at is null"
        " order by urgent desc, issued_at, id"
    )
    return [_letter(row) for row in rows]


def wordings(tx: Tx, letter: int) -> dict[str, str]:
    """Return the cleared wording of each language, as JSON."""
    rows = tx.rows("select language, wording from editions where letter = :id", id=letter)
    return {row["language"]: row["wording"] for row in rows}


def languages(tx: Tx, letter: int) -> list[Language]:
    """Return the languages in which a letter was issued."""
    rows = tx.rows(
        "select language from editions where letter = :id and html is not null", id=letter
    )
    return [as_language(row["language"]) for row in rows]


def edition(tx: Tx, letter: int, language: str) -> Edition | None:
    """Return one issued edition; None before issue or in a language it was not written in."""
    row = tx.one(
        "select * from editions where letter = :letter and language = :language"
        " and html is not null",
        letter=letter,
        language=language,
    )
    if row is None:
        return None
    return Edition(
        language=as_language(row["language"]),
        subject=row["subject"],
        text=row["plain"],
        html=row["html"],
        pdf=row["pdf"],
        pdf_name=row["pdf_name"] or "",
    )


def _letter(row: Row) -> Letter:
    return Letter(
        id=row["id"],
        key=row["key"],
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        activity=row["activity"],
        consultations=tuple(json.loads(row["consultations"])),
        facts=json.loads(row["facts"]),
        addressees=tuple(json.loads(row["addressees"])) if row["addressees"] else None,
        parent=row["parent"],
        urgent=bool(row["urgent"]),
        due_at=moment(row["due_at"]),
        created_at=moment(row["created_at"]),
        reference=row["reference"],
        cleared_by=row["cleared_by"],
        cleared_at=maybe_moment(row["cleared_at"]),
        signed_by=row["signed_by"],
        signed_at=maybe_moment(row["signed_at"]),
        issued_at=maybe_moment(row["issued_at"]),
        released_at=maybe_moment(row["released_at"]),
        signed_hash=row["signed_hash"],
    )
