"""The ticks in their order, each with what it needs. The service and the play run the same ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from notifier.cli import house
from notifier.cli.service.posting import Composer
from notifier.daemon import Tick
from notifier.invitations.token import Keys
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.outbox import next_due
from notifier.mailbox.port import Mailbox
from notifier.plan.due import next_moment
from notifier.relay.turn import TakeTurn
from notifier.reports.digest import digest_moments
from notifier.settings import Settings
from notifier.ticks.intake import in_force
from notifier.ticks.issue import Fit, always_fit, issue
from notifier.ticks.listen import Ear, listen
from notifier.ticks.overdue import Judge
from notifier.ticks.post import Desk, always, of_the_pass, post
from notifier.ticks.remind import remind
from notifier.ticks.report import report
from notifier.ticks.watch import known, watch


@dataclass(frozen=True, slots=True)
class Outside:
    """The ports to the world: the relay, the mailbox, and the wish to stop."""

    turn: TakeTurn
    mailbox: Mailbox | None
    stopping: Callable[[], bool]
    workers: int
    hold: int
    may_send: Callable[[Tx], bool] = always
    clock: Callable[[datetime], datetime] = of_the_pass
    fit: Fit = always_fit


def assemble(
    of: Settings, ledger: Ledger, sources: house.SourcesReader, outside: Outside
) -> list[Tick]:
    """Return watch, issue, post, listen, remind and report, ready to be called with the time."""
    token_keys = house.keys(of)
    room = house.PressRoom(of)
    desk = Desk(
        ledger=ledger,
        hold=outside.hold,
        compose=Composer(ledger, of.sender, token_keys, of.journal.address or ""),
        turn=outside.turn,
        stopping=outside.stopping,
        workers=outside.workers,
        may_send=outside.may_send,
        clock=outside.clock,
        judge=_judge(sources),
    )
    office = partial(house.office, of, sources, token_keys)
    ticks: list[Tick] = [
        ("watch", partial(watch, ledger=ledger, read=sources)),
        ("issue", partial(issue, ledger=ledger, press=room.press, office=office, fit=outside.fit)),
        ("post", partial(post, desk=desk)),
        ("remind", partial(remind, ledger=ledger, read=sources, write=room.write, office=office)),
        ("report", partial(report, ledger=ledger, read=sources, papers=house.papers(of))),
    ]
    if outside.mailbox is not None:
        ear = partial(_ear, sources, token_keys)
        hear = partial(listen, ledger=ledger, mailbox=outside.mailbox, ear=ear)
        ticks.insert(3, ("listen", hear))
    return ticks


def _judge(sources: house.SourcesReader) -> Judge:
    return Judge(
        after=lambda: timedelta(days=sources().rules.overdue.after),
        asks=lambda: sources().rules.overdue.then == "ask",
    )


def _ear(sources: house.SourcesReader, token_keys: Keys) -> Ear:
    points = sources().directory.focal_points.values()
    return Ear(token_keys, {point.address.lower(): point.id for point in points})


async def next_wake(
    now: datetime, *, ledger: Ledger, sources: house.SourcesReader
) -> datetime | None:
    """Return when something falls due next: a letter, a reminder, or a message that waits."""
    at_hand = sources()

    def unit(tx: Tx) -> datetime | None:
        plan = in_force(tx, at_hand.plan)
        record = known(tx, plan, now)
        moments = (
            next_moment(plan, at_hand.rules, record, now),
            next_due(tx),
            *digest_moments(at_hand.rules, now),
        )
        return min((moment for moment in moments if moment is not None), default=None)

    return await ledger.run(unit)
