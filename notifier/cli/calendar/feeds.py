"""notifier feed: the outside calendars, what they say, and the events that no activity follows."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from notifier.cli import house
from notifier.cli.calendar.adopting import skeleton
from notifier.cli.calendar.looking import feed_sources
from notifier.cli.options import (
    CONFIG,
    By,
    Config,
    console,
    harmless,
    minute,
    now,
    show_table,
)
from notifier.errors import UserError
from notifier.ledger import feeds, plans
from notifier.ledger.database import Ledger
from notifier.ledger.feeds import FeedState
from notifier.logs import set_up_logs
from notifier.plan.calendar.feed_changes import FeedChange, feed_changes
from notifier.plan.calendar.feeds import FeedEvent
from notifier.plan.calendar.following import Candidate, candidates
from notifier.settings import Settings
from notifier.ticks.look import Looked, Source, look_at, set_up
from notifier.ticks.path import person

app = typer.Typer(
    help="Outside calendars: list, look, candidates, dismiss, adopt.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(help="Name of the feed, as in the settings.")]
Uid = Annotated[str, typer.Argument(help="UID of the event, as `notifier feed candidates` has it.")]
MOST = 40  # changes of one feed that are shown
_NONE = r"No outside calendar is set: add a section \[feeds.NAME] to the settings."


@app.command("list")
def list_feeds(config: Config = CONFIG) -> None:
    """List the outside calendars: when they were looked at, how many events they have, how they are."""
    of = house.settings(config)
    kinds = {source.name: source.kind for source in feed_sources(of)}
    with house.open_ledger(of) as ledger:
        states = _states(of, ledger)
    show_table(
        ("Feed", "Kind", "Looked at (UTC)", "Events", "State", "Problem"),
        [
            (s.name, kinds[s.name], minute(s.looked_at), len(s.events), _state(s), _problem(s))
            for s in states
        ],
        empty=_NONE,
    )


@app.command()
def look(
    name: Annotated[str | None, typer.Argument(help="Only this feed; all without it.")] = None,
    config: Config = CONFIG,
) -> None:
    """Ask the outside calendars now, whatever their time, and show what changed."""
    of = house.settings(config)
    sources = _named(feed_sources(of), name)
    if not sources:
        console.print(_NONE)
        return
    set_up_logs(json=False, level="CRITICAL")  # what a look logs is shown here in words
    with house.open_ledger(of) as ledger:
        ledger.now(partial(set_up, sources=feed_sources(of)))
        for number, source in enumerate(sources, 1):
            with console.status(f"Asking {source.name} ({number} of {len(sources)}) ..."):
                looked = asyncio.run(look_at(source, now(), ledger=ledger))
            _show(looked)


@app.command("candidates")
def list_candidates(config: Config = CONFIG) -> None:
    """List the coming events that no activity follows and nobody dismissed, the next one first."""
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        found = _candidates(of, ledger)
    show_table(
        ("Feed", "Dates", "Title", "UID"),
        [(c.feed, _dates(c.event, recurs=c.recurs), c.event.title, c.event.uid) for c in found],
        empty="Every coming event is followed by an activity, or was dismissed."
        if of.feeds
        else _NONE,
    )
    if found:
        console.print("Put one into the plan: `notifier feed adopt FEED UID` prints the lines.")


@app.command()
def dismiss(
    name: Name,
    uid: Uid,
    why: Annotated[str, typer.Option(help="Why nothing will follow it, for the record.")],
    by: By,
    config: Config = CONFIG,
) -> None:
    """Say that no activity will follow an event: it is a candidate no longer."""
    of, by = house.settings(config), person(by)
    if not why.strip():
        raise UserError.of("--why", "the record needs a reason")
    with house.open_ledger(of) as ledger:
        event = _event(of, ledger, name, uid)
        done = ledger.now(lambda tx: feeds.dismiss(tx, name, uid, by=by, why=why.strip(), at=now()))
    said = "is dismissed" if done else "was dismissed before"
    console.print(f"{harmless(event.title or uid)} {said}.", markup=False, soft_wrap=True)


@app.command()
def adopt(name: Name, uid: Uid, config: Config = CONFIG) -> None:
    """Print an activity that follows an event, to be put into the plan and completed."""
    of = house.settings(config)
    with house.open_ledger(of) as ledger:
        event = _event(of, ledger, name, uid)
        plan = ledger.now(plans.in_force)
    taken = {activity.id for activity in plan.activities} if plan else set[str]()
    typer.echo(skeleton(event, name, of.feeds[name].zone, taken))


def _states(of: Settings, ledger: Ledger) -> list[FeedState]:
    ledger.now(partial(set_up, sources=feed_sources(of)))
    return ledger.now(feeds.states)


def _named(sources: Sequence[Source], name: str | None) -> Sequence[Source]:
    found = [source for source in sources if name in (None, source.name)]
    if name is not None and not found:
        there = ", ".join(source.name for source in sources) or "none"
        raise UserError.of(name, f"there is no such feed in the settings; there are: {there}")
    return found


def _candidates(of: Settings, ledger: Ledger) -> Sequence[Candidate]:
    _states(of, ledger)
    plan = house.SourcesReader(of, last_plan=lambda: ledger.now(plans.in_force))().plan
    calendars, dismissed = ledger.now(feeds.calendars), ledger.now(feeds.dismissed)
    return candidates(plan, calendars, dismissed, now())


def _event(of: Settings, ledger: Ledger, name: str, uid: str) -> FeedEvent:
    """Return the next occurrence of an event, the last one where all are past; UserError of none."""
    _named(feed_sources(of), name)
    _states(of, ledger)
    state = ledger.now(lambda tx: feeds.find(tx, name))
    events = [event for event in state.events if event.uid == uid] if state else []
    if not events:
        raise UserError.of(
            uid,
            f"there is no such event in {name}; `notifier feed candidates` lists those there are",
        )
    return next((event for event in events if event.is_coming(now())), events[-1])


def _show(looked: Looked) -> None:
    before, after = looked.before, looked.after
    console.print(f"{after.name}: {_state(after)}, {len(after.events)} events.", style="bold")
    if after.problem:
        console.print(harmless(after.problem), markup=False, soft_wrap=True)
        return
    is_held = after.proposed is not None
    changes = feed_changes(
        before.events, after.events if after.proposed is None else after.proposed
    )
    if is_held:
        said = f"{after.held_why} It waits for a yes (`notifier plan held`):"
        console.print(harmless(said), markup=False, soft_wrap=True)
    _show_changes(changes)
    for problem in after.skipped:
        console.print(f"Left out: {harmless(str(problem))}", markup=False, soft_wrap=True)


def _show_changes(changes: Sequence[FeedChange]) -> None:
    show_table(
        ("What", "Was", "Is", "Title"),
        [_row(change) for change in changes[:MOST]],
        empty="Nothing changed.",
    )
    if len(changes) > MOST:
        console.print(f"... and {len(changes) - MOST} more.")


def _row(change: FeedChange) -> tuple[str, str, str, str]:
    old, new = change.before, change.after
    shown = new or old
    assert shown is not None
    times = f" ({change.count} times)" if change.count > 1 else ""
    return (
        change.became + times,
        _dates(old) if old else "",
        _dates(new) if new else "",
        shown.title or shown.uid,
    )


def _dates(event: FeedEvent, *, recurs: bool = False) -> str:
    if event.times:
        said = f"{event.times.start:%Y-%m-%d %H:%M}"
    elif event.start == event.end:
        said = f"{event.start}"
    else:
        said = f"{event.start} to {event.end}"
    return f"{said}, recurs" if recurs else said


def _state(of: FeedState) -> str:
    if of.looked_at is None:
        return "not looked at yet"
    if of.problem:
        return f"failing since {minute(of.failing_since)}"
    return "held for a person" if of.proposed is not None else "in order"


def _problem(of: FeedState) -> str:
    if of.problem or of.held_why:
        return of.problem or of.held_why or ""
    if of.skipped:
        return f"{len(of.skipped)} events left out: see `notifier feed look {of.name}`"
    return ""
