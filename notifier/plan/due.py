"""What must happen now, and when to look again. The table of contents of the plan's rules.

Pure: the clock is an argument, and what was done already is read from the record, so that
looking twice plans nothing new.
"""

from collections.abc import Iterator
from datetime import datetime

from notifier.members.member import Directory
from notifier.plan.acknowledgements import acknowledgement_moments, acknowledgements
from notifier.plan.actions import Action, Warn
from notifier.plan.activity import Plan
from notifier.plan.calls import call_letters, call_moments
from notifier.plan.documents import document_moments, documents
from notifier.plan.leftovers import leftovers
from notifier.plan.notices import advance_notices, notice_moments
from notifier.plan.outcomes import outcome_moments, outcome_notices
from notifier.plan.record import Record
from notifier.plan.reminders import reminder_moments, reminders, stale_reminders
from notifier.plan.rules import Rules
from notifier.plan.updates import update_moments, updates


def due(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> tuple[Action, ...]:
    """Return what must happen at `now`, in an order in which it may be carried out.

    Once an action is on record it is not returned again. A warning is, for as long as it
    holds, unless its key is among `record.warned`. `plan` holds every activity in force: a
    consultation that was told and is not in it counts as cancelled.
    """
    found = _found(plan, directory, rules, record, now)
    return tuple(x for x in found if not (isinstance(x, Warn) and x.key in record.warned))


def next_moment(plan: Plan, rules: Rules, record: Record, now: datetime) -> datetime | None:
    """Return the next instant at which `due` can return something new by time alone.

    It may be too early, never too late; None when time brings nothing more.
    """
    return min((at for at in _moments(plan, rules, record, now) if at > now), default=None)


def _found(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    yield from leftovers(plan, record)
    yield from updates(plan, directory, rules, record, now)
    yield from advance_notices(plan, rules, record, now)
    yield from call_letters(plan, rules, record, now)
    yield from stale_reminders(plan, rules, record, now)
    yield from reminders(plan, directory, rules, record, now)
    yield from acknowledgements(plan, directory, rules, record, now)
    yield from outcome_notices(plan, directory, rules, record, now)
    yield from documents(plan.year, rules, record, now)


def _moments(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[datetime]:
    yield from notice_moments(plan, rules)
    yield from call_moments(plan, rules, now)
    yield from update_moments(record)
    yield from reminder_moments(plan, rules, record, now)
    yield from acknowledgement_moments(rules, record, now)
    yield from outcome_moments(plan, rules, record)
    yield from document_moments(rules)
