"""What waits for a person's yes: a plan or feed that looks like a slip, and what is held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.errors import Problem, UserError
from notifier.ledger import feeds, holds, overdue, plans
from notifier.ledger.database import Tx, moment
from notifier.ticks.path import person

PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits. `name` is what it is accepted by; an empty one cannot be accepted."""

    name: str
    since: datetime
    why: str
    key: str = ""  # of a hold
    is_feed: bool = False


def waiting(tx: Tx) -> list[Waiting]:
    """Return all that waits for a person: plan and feeds first, then what is held, oldest first."""
    proposal = plans.proposed(tx)
    found = [Waiting(PLAN, proposal.since, proposal.why)] if proposal else []
    for state in feeds.states(tx):
        if state.held_since is not None:
            why = f"{state.name}: {state.held_why}"
            found.append(Waiting(state.name, state.held_since, why, is_feed=True))
    for row in holds.waiting(tx):
        name = "" if row["final"] else row["subject"]
        found.append(Waiting(name, moment(row["since"]), row["text"], row["key"]))
    return found


def accept(tx: Tx, name: str | None, *, by: str, why: str, at: datetime) -> Sequence[Waiting]:
    """Carry out what waits under `name`, and return it; without a name, the only thing there is.

    UserError where nothing waits under it, where only another date can mend it, or where `why`
    says nothing.
    """
    by = person(by)
    if not why.strip():
        raise UserError.of("--why", "the record needs a reason")
    found = _named(waiting(tx), name)
    for each in found:
        _accept(tx, each, by=by, why=why, at=at)
    return found


def _accept(tx: Tx, each: Waiting, *, by: str, why: str, at: datetime) -> None:
    if each.is_feed:
        feeds.accept(tx, each.name, by=by, why=why, at=at)
        return
    if not each.key:
        plans.accept(tx, by=by, why=why, at=at)
        return
    holds.accept(tx, each.key, by=by, why=why, at=at)
    overdue.let_go(tx, each.name, by=by, why=why, at=at)


def _named(found: Sequence[Waiting], name: str | None) -> Sequence[Waiting]:
    names = list(dict.fromkeys(each.name for each in found if each.name))
    if name is None and len(names) == 1:
        name = names[0]
    if name is None and names:
        told = "several things wait; name one of: " + ", ".join(names)
        raise UserError.of("accept", told)
    chosen = [each for each in found if each.name == name]
    if chosen and name:
        return chosen
    final = [each for each in found if not each.name and (name is None or f"/{name}/" in each.key)]
    if final:
        raise UserError([Problem("accept", f"{x.why} Only another date mends it.") for x in final])
    raise UserError.of(
        name or "accept", "nothing waits here to be accepted; see `notifier plan held`"
    )
