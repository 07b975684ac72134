"""Take in the plan as files and feeds say it, if it can be meant; else the last good one stands."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from notifier.ledger import plans
from notifier.ledger.database import Tx
from notifier.plan.actions import Warn
from notifier.plan.activity import Plan
from notifier.plan.calendar.comparison import compare
from notifier.plan.calendar.plausible import implausible
from notifier.ticks.look import followed

log = structlog.get_logger()

ACCEPT = "`notifier plan held` tells how to accept it; until then the last good plan stands."


def take_in(tx: Tx, read: Plan, now: datetime) -> tuple[Plan, Sequence[Warn]]:
    """Return the plan that is in force from now on, and what staff must know of it.

    It is `read` with the dates of the calendars that it follows, unless that is implausible and no
    person has accepted it: then the one before.
    """
    read, told = followed(tx, read, now)
    if plans.is_in_force(tx, read, now):
        return read, told
    before = plans.in_force(tx)
    why = implausible(before, read, now) if before else None
    if before is None or why is None:
        _put_in_force(tx, before, read, now)
        return read, told
    if plans.propose(tx, read, why, now):
        log.error("plan.held", why=why, mend="notifier plan held")
    return before, (*told, Warn("plan-held", "plan", f"{why} {ACCEPT}"))


def in_force(tx: Tx, read: Plan) -> Plan:
    """Return the plan in force; before the first was taken in, what the files say."""
    return plans.in_force(tx) or read


def _put_in_force(tx: Tx, before: Plan | None, read: Plan, now: datetime) -> None:
    plans.keep(tx, read, now)
    for change in compare(before, read) if before else ():
        fields = [difference.field for difference in change.differences]
        log.info("plan.changed", subject=change.subject, sort=change.sort, fields=fields)
