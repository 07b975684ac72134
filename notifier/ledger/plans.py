"""The versions of the plan: the one in force, and one that waits for a person to accept it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from notifier.ledger import events
from notifier.ledger.database import Row, Tx, moment, stamp
from notifier.plan.activity import Plan

WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that was read and is not in force, why it is not, and since when."""

    plan: Plan
    why: str
    since: datetime
    digest: str  # of what it says


def in_force(tx: Tx, as_of: datetime | None = None) -> Plan | None:
    """Return the plan in force now, or at `as_of`; None before the first was read."""
    row = tx.one(
        "select body from plans where accepted_at is not null"
        " and (:as_of is null or accepted_at <= :as_of) order by accepted_at desc, id desc limit 1",
        as_of=stamp(as_of) if as_of else None,
    )
    return _parsed(row["body"]) if row else None


def proposed(tx: Tx) -> Proposal | None:
    """Return the plan that waits for a person, if any."""
    row = _waiting(tx)
    if row is None:
        return None
    return Proposal(_parsed(row["body"]), row["why"], moment(row["read_at"]), row["sha256"])


def is_in_force(tx: Tx, plan: Plan, at: datetime) -> bool:
    """Tell whether `plan` is the one in force; if so, what was proposed before is overtaken."""
    if _written(plan)[1] != _last_digest(tx):
        return False
    _drop(tx, at)
    return True


def keep(tx: Tx, plan: Plan, at: datetime) -> None:
    """Put `plan` in force. What was proposed before is overtaken."""
    _drop(tx, at)
    body, digest = _written(plan)
    tx.run(
        "insert into plans (year, sha256, body, read_at, accepted_at, accepted_by)"
        " values (:year, :sha256, :body, :at, :at, :by)",
        year=plan.year,
        sha256=digest,
        body=body,
        at=stamp(at),
        by=WATCH,
    )
    events.append(tx, "plan.read", str(plan.year), actor=WATCH, at=at, sha256=digest)


def propose(tx: Tx, plan: Plan, why: str, at: datetime) -> bool:
    """Keep `plan` for a person to accept; tell whether it is not the one that waits already."""
    body, digest = _written(plan)
    waiting = _waiting(tx)
    if waiting and waiting["sha256"] == digest:
        return False
    _drop(tx, at)
    tx.run(
        "insert into plans (year, sha256, body, read_at, why)"
        " values (:year, :sha256, :body, :at, :why)",
        year=plan.year,
        sha256=digest,
        body=body,
        at=stamp(at),
        why=why,
    )
    events.append(tx, "plan.held", str(plan.year), actor=WATCH, at=at, sha256=digest, why=why)
    return True


def accept(tx: Tx, *, by: str, why: str, at: datetime) -> bool:
    """Put the plan that waits in force; tell whether there was one."""
    waiting = _waiting(tx)
    if waiting is None:
        return False
    tx.run(
        "update plans set accepted_at = :at, accepted_by = :by, why = :why where id = :id",
        id=waiting["id"],
        at=stamp(at),
        by=by,
        why=why,
    )
    year, digest = str(waiting["year"]), waiting["sha256"]
    events.append(tx, "plan.accepted", year, actor=by, at=at, sha256=digest, why=why)
    return True


def _waiting(tx: Tx) -> Row | None:
    return tx.one("select * from plans where accepted_at is null order by id desc limit 1")


def _drop(tx: Tx, at: datetime) -> None:
    """Forget what waits: the files say something else now."""
    for row in tx.rows("delete from plans where accepted_at is null returning year, sha256"):
        events.append(
            tx, "plan.overtaken", str(row["year"]), actor=WATCH, at=at, sha256=row["sha256"]
        )


def _last_digest(tx: Tx) -> str | None:
    row = tx.one(
        "select sha256 from plans where accepted_at is not null"
        " order by accepted_at desc, id desc limit 1"
    )
    return row["sha256"] if row else None


def _written(plan: Plan) -> tuple[str, str]:
    body = plan.model_dump_json()
    return body, hashlib.sha256(body.encode()).hexdigest()


@lru_cache(maxsize=8)
def _parsed(body: str) -> Plan:
    return Plan.model_validate_json(body)
