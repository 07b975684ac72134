"""Look at outside calendars when it is their time, and keep what they say where it can be meant."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import structlog

from notifier.errors import UserError
from notifier.ledger import feeds, plans
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.feeds import FeedState
from notifier.plan.actions import Warn
from notifier.plan.activity import Plan
from notifier.plan.calendar.feeds import Known, Reading
from notifier.plan.calendar.following import follow
from notifier.plan.calendar.plausible_feed import implausible_feed

log = structlog.get_logger()

LONGEST_PAUSE = timedelta(hours=6)  # between two tries at a calendar that fails
PATIENCE = timedelta(hours=6)  # before staff are told of it
WHOLE = timedelta(days=1)  # so often a calendar is read from end to end: its window moves on

Kind = Literal["file", "url", "caldav"]
Ask = Callable[[Known, datetime], Awaitable[Reading | None]]


@dataclass(frozen=True, slots=True)
class Source:
    """One calendar of the settings. `ask` returns None where it says that nothing is new."""

    name: str
    kind: Kind
    every: timedelta
    ask: Ask


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at a calendar: what was kept of it before and after."""

    before: FeedState
    after: FeedState


async def look(now: datetime, *, ledger: Ledger, sources: Sequence[Source]) -> Sequence[Looked]:
    """Look at each calendar that is due. What one of them does keeps no other from being read."""
    await ledger.run(partial(set_up, sources=sources))
    states = {state.name: state for state in await ledger.run(feeds.states)}
    due = [each for each in sources if is_due(states[each.name], each.every, now)]
    looks = (look_at(each, now, ledger=ledger) for each in due)
    done = await asyncio.gather(*looks, return_exceptions=True)
    for result in done:
        if isinstance(result, BaseException):
            raise result
    return [result for result in done if isinstance(result, Looked)]


def set_up(tx: Tx, sources: Sequence[Source]) -> None:
    """Let the ledger know which calendars there are."""
    feeds.set_up(tx, [source.name for source in sources])


async def look_at(source: Source, now: datetime, *, ledger: Ledger) -> Looked:
    """Look at one calendar, due or not, and keep what it says. Its failure is kept too."""
    before = await ledger.run(partial(_found, name=source.name))
    is_fresh = before.whole_at is not None and now - before.whole_at < WHOLE
    try:
        reading = await source.ask(before.known if is_fresh else Known(), now)
        await ledger.run(partial(_take_in, name=source.name, reading=reading, now=now))
    except Exception as error:  # noqa: BLE001 - what a stranger's calendar breaks is its failure
        said = _said(error)
        if await ledger.run(partial(_failed, name=source.name, problem=said, at=now)):
            log.warning("feed.unreachable", feed=source.name, problem=said)
    return Looked(before, await ledger.run(partial(_found, name=source.name)))


def _said(error: Exception) -> str:
    if isinstance(error, UserError):
        return " ".join(problem.what for problem in error.problems)
    why = " ".join(str(error).split())[:160].rstrip(".")
    return f"It was not foreseen and is a mistake of notifier: {type(error).__name__}: {why}."


def is_due(state: FeedState, every: timedelta, now: datetime) -> bool:
    """Tell whether a calendar is to be asked: one that fails after pauses that double."""
    if state.looked_at is None or state.looked_at > now:  # the clock went back
        return True
    pause = every
    if state.failing_since is not None:
        pause = max(every, min(LONGEST_PAUSE, state.looked_at - state.failing_since))
    return now >= state.looked_at + pause


def followed(tx: Tx, plan: Plan, now: datetime) -> tuple[Plan, tuple[Warn, ...]]:
    """Return the plan with the dates of the calendars that it follows, and what staff must know."""
    plan, told = follow(plan, feeds.calendars(tx), now, last=plans.in_force(tx))
    return plan, (*told, *feed_warnings(tx, now))


def feed_warnings(tx: Tx, now: datetime) -> Iterator[Warn]:
    """Yield the calendars that cannot be read for long, and those whose news wait for a person."""
    for state in feeds.states(tx):
        since = state.failing_since
        if since is not None and (state.read_at is None or now - since >= PATIENCE):
            text = (
                f"The calendar {state.name} cannot be read since {since:%Y-%m-%d %H:%M} UTC."
                f" {state.problem} What it said last stays in force."
            )
            yield Warn("feed-unreachable", state.name, text)
        if state.proposed is not None:
            code = "feed-implausible" if state.proposed else "feed-empty"
            mend = f"`notifier plan accept {state.name}` puts it in force; until then what it said before stands."
            yield Warn(code, state.name, f"{state.name}: {state.held_why} {mend}")


def _found(tx: Tx, name: str) -> FeedState:
    state = feeds.find(tx, name)
    assert state is not None, "set_up comes first"
    return state


def _failed(tx: Tx, name: str, problem: str, at: datetime) -> bool:
    return feeds.failed(tx, name, problem, at)


def _take_in(tx: Tx, name: str, reading: Reading | None, now: datetime) -> None:
    if reading is None:
        feeds.unchanged(tx, name, now)
        return
    before = _found(tx, name)
    is_first = before.read_at is None  # there is nothing to compare it with
    why = None if is_first else implausible_feed(before.events, reading.events, now)
    if why is not None:
        if feeds.propose(tx, name, reading, why, now):
            log.error("feed.held", feed=name, why=why, mend="notifier plan accept")
    elif feeds.keep(tx, name, reading, now):
        count, skipped = len(reading.events), len(reading.skipped)
        log.info("feed.read", feed=name, events=count, skipped=skipped)
