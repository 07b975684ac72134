"""Send the daily digest to staff: at most once a day to each, and only when there is something."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from notifier.ledger import digests
from notifier.ledger.database import Ledger, Tx
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict, message_id
from notifier.letters.mail.staff_mail import Sender, StaffMail, staff_mail
from notifier.plan.rules import Rules
from notifier.plan.rules.workdays import DAY
from notifier.relay.turn import TakeTurn
from notifier.reports.digest import Digest
from notifier.reports.digest import digest as made_of
from notifier.reports.digest_sections import sections
from notifier.ticks.findings import gather
from notifier.ticks.watch import Read, Sources

log = structlog.get_logger()

AGAIN = timedelta(minutes=5)  # after a relay said "later" and not when


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """Who gets digests, from whom, how they look, and the two ports: the relay, and the wish to stop."""

    to: Sequence[str]
    sender: Sender
    domain: str  # of the Message-ID
    shown: Callable[[Digest], tuple[str, str]]  # as text and as HTML
    turn: TakeTurn
    stopping: Callable[[], bool]
    may_send: Callable[[Tx], bool]


async def digest(now: datetime, *, ledger: Ledger, read: Read, desk: StaffDesk) -> int:
    """Send today's digest to whoever has not got it, and return how many were sent.

    Nobody gets it twice: `sending` is committed before a byte leaves, and one of which the fate
    is unknown stays as it is. It goes from the opening of a working day until its end; a day that
    has passed is not made up for.
    """
    sources = read()
    day = day_of(sources.rules, now)
    if day is None or not desk.to:
        return 0
    todo = await ledger.run(partial(digests.to_write, day=day, addresses=desk.to, now=now))
    posting = _Round(ledger, desk, sources, now)
    return sum([await posting.write(address) for address in todo])


def day_of(rules: Rules, now: datetime) -> date | None:
    """Return the day whose digest may be sent at `now`; None before the opening and on days off."""
    day = rules.workdays.day_of(now)
    is_time = rules.workdays.is_working_day(day) and now >= rules.workdays.opening(day)
    return day if is_time else None


def compose(tx: Tx, *, sources: Sources, now: datetime, before: date | None = None) -> Digest:
    """Return what the digest says at `now`; new is what the last one of a day before `before` had not.

    Without `before`, that of the day of `now` itself.
    """
    today = sources.rules.workdays.day_of(now)
    last = digests.last(tx, before or today)
    found = gather(tx, sources, now, last)
    told = (last.day, last.said) if last else None
    return made_of(today, sections(found), told, sources.rules.duty_station.zone)


def tomorrow(rules: Rules, now: datetime) -> date:
    """Return the day after that of `now`: before it lies today's digest too."""
    return rules.workdays.day_of(now) + DAY


class _Round:
    """Guards one round: the digest is made once, and only when a relay takes it."""

    def __init__(self, ledger: Ledger, desk: StaffDesk, sources: Sources, now: datetime) -> None:
        self._ledger = ledger
        self._desk = desk
        self._sources = sources
        self._now = now
        self._made: Digest | None = None

    async def write(self, address: str) -> bool:
        """Send the digest to one reader, and tell whether the relay took it."""
        turn = await self._desk.turn(address, True)
        if turn.send is None:  # no relay now: the next tick tries again
            return False
        has_begun = False
        try:
            made = await self._digest()
            envelope, data = self._mail(made, address)  # what cannot be written does not begin
            has_begun = not self._desk.stopping() and await self._begin(made, address)
        finally:
            if not has_begun:
                turn.drop()
        if not has_begun:
            return False
        return await self._settle(made, address, await turn.send(envelope, data))

    async def _digest(self) -> Digest:
        if self._made is None:
            make = partial(compose, sources=self._sources, now=self._now)
            self._made = await self._ledger.run(make)
        return self._made

    def _mail(self, made: Digest, address: str) -> tuple[Envelope, list[bytes]]:
        text, html = self._desk.shown(made)
        mail = StaffMail(
            recipient=address,
            subject=made.subject,
            text=text,
            html=html,
            message_id=message_id(f"digest/{made.day}/{address}", self._desk.domain),
            at=self._now,
        )
        return staff_mail(mail, self._desk.sender)

    async def _begin(self, made: Digest, address: str) -> bool:
        """Write `sending`, or that there is nothing to say; False where nothing may leave."""

        def unit(tx: Tx) -> bool:
            if made.is_empty:
                digests.keep_empty(tx, made.day, address, self._now)
                return False
            # asked in the very transaction: a service whose hold was taken begins nothing more
            may_send = self._desk.may_send(tx)
            return may_send and digests.begin(tx, made.day, address, made.said, self._now)

        return await self._ledger.run(unit)

    async def _settle(self, made: Digest, address: str, outcome: Outcome) -> bool:
        wait = outcome.wait or AGAIN
        settle = partial(
            digests.settle,
            day=made.day,
            address=address,
            outcome=outcome,
            at=self._now,
            again_at=self._now + wait if outcome.reached else self._now,
        )
        await self._ledger.run(settle)
        if outcome.reached:
            log.info("digest.settled", day=made.day.isoformat(), verdict=outcome.verdict)
        return outcome.verdict is Verdict.SENT
