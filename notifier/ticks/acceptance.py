"""What waits for a person's yes: a plan or feed that looks like a slip, and what is held."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from notifier.errors import UserError
from notifier.ledger import feeds, holds, overdue, plans
from notifier.ledger.database import Row, Tx, moment
from notifier.ticks.path import person

_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `code` names exactly what was looked at: other content, other code.

    `subject` is the plan, the name of a feed, the key of a consultation or of a letter.
    """

    code: str
    subject: str
    since: datetime
    why: str
    may_be_accepted: bool = True


def waiting(tx: Tx) -> list[Waiting]:
    """Return all that waits for a person: plan and feeds first, then what is held, oldest first."""
    proposal = plans.proposed(tx)
    found = []
    if proposal:
        code = _code("plan", proposal.digest)
        found.append(Waiting(code, "plan", proposal.since, proposal.why))
    for state in feeds.states(tx):
        if state.held_since is not None and state.proposed is not None:
            code = _code("feed", state.name, *(event.model_dump_json() for event in state.proposed))
            why = f"{state.name}: {state.held_why}"
            found.append(Waiting(code, state.name, state.held_since, why))
    for row in holds.waiting(tx):
        since, may = moment(row["since"]), not row["final"]
        found.append(Waiting(code_of_hold(row), row["subject"], since, row["text"], may))
    return found


def code_of_hold(row: Row) -> str:
    """Return what a hold is accepted by."""
    return _code("hold", row["key"])


def accept(tx: Tx, code: str, *, by: str, why: str, at: datetime) -> Waiting:
    """Carry out the one thing that waits under `code`, and return it.

    UserError where nothing waits under it (any more), where only another date can mend it, or
    where `why` says nothing.
    """
    by = person(by)
    if not why.strip():
        raise UserError.of("--why", "the record needs a reason")
    found = next((each for each in waiting(tx) if each.code == code), None)
    if found is None:
        told = "nothing waits under this code (any more); see `notifier plan held`"
        raise UserError.of(code, told)
    if not found.may_be_accepted:
        raise UserError.of(code, f"{found.why} Only another date mends it.")
    _accept(tx, found, by=by, why=why, at=at)
    return found


def _accept(tx: Tx, found: Waiting, *, by: str, why: str, at: datetime) -> None:
    held = [row for row in holds.waiting(tx) if code_of_hold(row) == found.code]
    for row in held:
        holds.accept(tx, row["key"], by=by, why=why, at=at)
        if row["code"] == "overdue":
            overdue.let_go(tx, row["subject"], by=by, why=why, at=at)
    if held:
        return
    proposal = plans.proposed(tx)
    if proposal and _code("plan", proposal.digest) == found.code:
        plans.accept(tx, by=by, why=why, at=at)
    else:
        feeds.accept(tx, found.subject, by=by, why=why, at=at)


def _code(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_LENGTH]
