"""Read the plan, compute what must happen now, and write it into the ledger as drafts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from notifier.errors import Problem
from notifier.ledger import assessed, holds, letters, notices, record, redrafting, tries
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Status
from notifier.members.member import Directory
from notifier.plan.actions import Action, DraftLetter, Hold, ReturnLetter, Warn, WithdrawLetter
from notifier.plan.activity import Plan
from notifier.plan.due import due_by_itself, due_by_people
from notifier.plan.kind import STANDING
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import consultations_in, ends_of
from notifier.plan.tasks.attention import attention
from notifier.ticks.intake import in_force, take_in

log = structlog.get_logger()
WATCH = "watch"
# a deadline may end later than planned: after the last language
ANCHORED = timedelta(days=60)
CLOSED = timedelta(days=400)  # after this, an outcome that was not told is not told any more


@dataclass(frozen=True, slots=True)
class Sources:
    """What people edit, as it reads now: the plans of all years as one, members, rules.

    The plan is not yet in force: see `intake`.
    """

    plan: Plan
    directory: Directory
    rules: Rules
    problems: tuple[Problem, ...] = ()  # why the files of today could not be read


Read = Callable[[], Sources]


async def watch(now: datetime, *, ledger: Ledger, read: Read) -> tuple[Action, ...]:
    """Draft, return and withdraw letters as the plan demands, and return what was decided.

    Nothing leaves by this: a draft waits for people. Doing it twice drafts once, because each
    letter has a natural key. Standing letters are left to `remind`.
    """
    sources = read()
    return await ledger.run(lambda tx: _watch(tx, sources, now))


def standing(tx: Tx, sources: Sources, now: datetime) -> tuple[Action, ...]:
    """Return what leaves now under the standing order, by the plan in force."""
    plan = _of_the_day(in_force(tx, sources.plan), now)
    return due_by_itself(plan, sources.directory, sources.rules, known(tx, plan, now), now)


def known(tx: Tx, plan: Plan, now: datetime) -> Record:
    """Return what the ledger knows, of people and answers only what can still matter."""
    calls = consultations_in(plan)
    return record.read(
        tx,
        open_now=_still_open(plan, now),
        closed=[
            key
            for key, (_, call) in calls.items()
            if call.deadline.utc <= now < ends_of(call) + CLOSED
        ],
        now=now,
    )


def _of_the_day(plan: Plan, now: datetime) -> Plan:
    """Return the plan of all years; the year it is asked about is that of the day."""
    return plan.model_copy(update={"year": now.year})


def _still_open(plan: Plan, now: datetime) -> list[str]:
    calls = consultations_in(plan).items()
    return [key for key, (_, call) in calls if now < ends_of(call) + ANCHORED]


def _watch(tx: Tx, sources: Sources, now: datetime) -> tuple[Action, ...]:
    taken, told = take_in(tx, sources.plan, now)
    plan = _of_the_day(taken, now)
    assessed.keep(tx, taken, now)
    seen = known(tx, plan, now)
    actions = due_by_people(plan, sources.directory, sources.rules, seen, now)
    for action in actions:
        _carry_out(tx, action, now)
    tried = tries.now(tx, _still_open(plan, now), now)
    actions += (
        *_unread(sources.problems),
        *told,
        *attention(plan, sources.directory, seen, tried, now),
    )
    _hold(tx, [action for action in actions if isinstance(action, Hold)], now)
    _tell(tx, [action for action in actions if isinstance(action, Warn)], now)
    return actions


def _unread(problems: Sequence[Problem]) -> Iterator[Warn]:
    """Yield that files of people hold mistakes, so that what they held before stays in force."""
    if problems:
        first, more = problems[0], len(problems) - 1
        text = f"{first.where}: {first.what}" + (f" (and {more} more)" if more else "")
        mend = "The last good files stay in force; `notifier check` tells all that is wrong."
        yield Warn("files-rejected", first.where, f"{text} {mend}")


def _carry_out(tx: Tx, action: Action, now: datetime) -> None:
    match action:
        case DraftLetter() if action.kind not in STANDING:
            write_draft(tx, action, now)
        case ReturnLetter():
            _return(tx, action, now)
        case WithdrawLetter():
            _withdraw(tx, action, now)
        case _:
            pass


def write_draft(tx: Tx, action: DraftLetter, now: datetime) -> int | None:
    """Write the draft of an action; None when its key is there already."""
    parent = letters.find(tx, action.parent) if action.parent else None
    identity = letters.draft(
        tx,
        action.key,
        action.kind,
        activity=action.activity,
        consultations=action.consultations,
        facts=action.facts,
        addressees=action.addressees,
        parent=parent.id if parent else None,
        urgent=action.urgent,
        due_at=action.due_at,
        at=now,
    )
    if identity is not None:
        log.info("letter.drafted", key=action.key, why=action.why)
    return identity


def _return(tx: Tx, action: ReturnLetter, now: datetime) -> None:
    letter = letters.find(tx, action.key)
    assert letter is not None
    if letter.status is not Status.DRAFT:
        letters.advance(tx, letter, Status.DRAFT, by=WATCH, at=now)
    letters.refresh(tx, letter.id, action.facts, due_at=action.due_at)
    redrafting.address(tx, letter.id, action.addressees, urgent=action.urgent)
    log.info("letter.returned", key=action.key, why=action.why)


def _withdraw(tx: Tx, action: WithdrawLetter, now: datetime) -> None:
    letter = letters.find(tx, action.key)
    assert letter is not None
    letters.advance(tx, letter, Status.WITHDRAWN, by=WATCH, at=now)
    letters.keep_withdrawal(tx, letter.id, by=WATCH)
    log.info("letter.withdrawn", key=action.key, why=action.why)


def _tell(tx: Tx, warnings: Sequence[Warn], now: datetime) -> None:
    for warning in notices.keep_warnings(tx, warnings, now):
        log.warning("warning.raised", code=warning.code, subject=warning.subject)


def _hold(tx: Tx, found: Sequence[Hold], now: datetime) -> None:
    for hold in holds.keep(tx, found, now):
        log.warning("hold.raised", code=hold.code, subject=hold.subject)
