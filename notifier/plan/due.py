"""What must happen now, and when to look again. The table of contents of the plan's rules.

Pure: the clock is an argument, and what was done already is read from the record, so that
looking twice plans nothing new.
"""

from collections.abc import Iterator
from datetime import datetime

from notifier.members.member import Directory
from notifier.plan.actions import Action, Hold, Warn
from notifier.plan.activity import Plan
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.tasks.acknowledgements import acknowledgement_moments, acknowledgements
from notifier.plan.tasks.calls import call_letters, call_moments
from notifier.plan.tasks.corrigenda import corrigenda, corrigendum_moments
from notifier.plan.tasks.documents import document_moments, documents
from notifier.plan.tasks.holds import holds
from notifier.plan.tasks.leftovers import leftovers
from notifier.plan.tasks.notices import advance_notices, notice_moments
from notifier.plan.tasks.outcomes import outcome_moments, outcome_notices
from notifier.plan.tasks.reminders import reminder_moments, reminders, stale_reminders
from notifier.plan.tasks.session_notices import (
    session_notice_moments,
    session_notices,
    stale_session_notices,
)
from notifier.plan.tasks.unentered import unentered_holidays, unentered_moments
from notifier.plan.tasks.updates import update_moments, updates


def due(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> tuple[Action, ...]:
    """Return what must happen at `now`, in an order in which it may be carried out.

    Once an action is on record it is not returned again. A warning or a hold is, for as long as
    its reason lasts, unless its key is among `record.warned`. `plan` holds every activity in force: a
    consultation that was told and is not in it counts as cancelled.
    """
    return (
        *due_by_people(plan, directory, rules, record, now),
        *due_by_itself(plan, directory, rules, record, now),
    )


def due_by_people(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> tuple[Action, ...]:
    """Return what of `due` waits for people once it is carried out, and every withdrawal."""
    found = _for_people(plan, directory, rules, record, now)
    return tuple(x for x in found if not (isinstance(x, Warn | Hold) and x.key in record.warned))


def due_by_itself(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> tuple[Action, ...]:
    """Return what of `due` leaves under the standing order: nobody clears or signs it."""
    return (
        *reminders(plan, directory, rules, record, now),
        *session_notices(plan, directory, rules, record, now),
        *acknowledgements(plan, directory, rules, record, now),
    )


def next_moment(plan: Plan, rules: Rules, record: Record, now: datetime) -> datetime | None:
    """Return the next instant at which `due` can return something new by time alone.

    It may be too early, never too late; None when time brings nothing more.
    """
    return min((at for at in _moments(plan, rules, record, now) if at > now), default=None)


def _for_people(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Action]:
    yield from leftovers(plan, record)
    yield from updates(plan, directory, rules, record, now)
    yield from advance_notices(plan, rules, record, now)
    yield from corrigenda(plan, rules, record, now)
    yield from call_letters(plan, rules, record, now)
    yield from holds(plan, rules, record, now)
    yield from stale_reminders(plan, rules, record, now)
    yield from stale_session_notices(plan, record, now)
    yield from outcome_notices(plan, directory, rules, record, now)
    yield from documents(plan.year, rules, record, now)
    yield from unentered_holidays(_letter_moments(plan, rules, record, now), rules, now)


def _moments(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[datetime]:
    yield from _letter_moments(plan, rules, record, now)
    yield from update_moments(record)
    yield from corrigendum_moments(plan, record)
    yield from reminder_moments(plan, rules, record, now)
    yield from session_notice_moments(plan, rules, record, now)
    yield from acknowledgement_moments(rules, record, now)
    yield from document_moments(rules)
    yield from unentered_moments(_letter_moments(plan, rules, record, now), rules)


def _letter_moments(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[datetime]:
    yield from notice_moments(plan, rules, record)
    yield from call_moments(plan, rules, now, record)
    yield from outcome_moments(plan, rules, record)
