"""The versions of the plan that were in force."""

import hashlib
from datetime import datetime

from notifier.ledger import events
from notifier.ledger.database import Tx, stamp
from notifier.plan.activity import Plan


def keep(tx: Tx, plan: Plan, at: datetime) -> bool:
    """Keep `plan` if it differs from the last one of its year; tell whether it did."""
    body = plan.model_dump_json()
    digest = hashlib.sha256(body.encode()).hexdigest()
    last = tx.one(
        "select sha256 from plans where year = :year order by id desc limit 1", year=plan.year
    )
    if last and last["sha256"] == digest:
        return False
    tx.run(
        "insert into plans (year, sha256, body, read_at) values (:year, :sha256, :body, :at)",
        year=plan.year,
        sha256=digest,
        body=body,
        at=stamp(at),
    )
    events.append(tx, "plan.read", str(plan.year), actor="watch", at=at, sha256=digest)
    return True


def latest(tx: Tx, year: int, as_of: datetime | None = None) -> Plan | None:
    """Return the plan of `year` in force now, or at `as_of`; None if none was ever read."""
    row = tx.one(
        "select body from plans where year = :year and (:as_of is null or read_at <= :as_of)"
        " order by id desc limit 1",
        year=year,
        as_of=stamp(as_of) if as_of else None,
    )
    return Plan.model_validate_json(row["body"]) if row else None
