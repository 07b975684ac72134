"""The right to send: examined and taken at the start, kept while the service runs."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from notifier.errors import UserError
from notifier.ledger import events, instance, journal, outside
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.standing import (
    Facts,
    Place,
    Reason,
    Right,
    Seen,
    Standing,
    examine,
    foreign,
)

log = structlog.get_logger()

PACE = timedelta(seconds=1)  # the mark is written once in that time at most
AGAIN = timedelta(hours=1)  # that nothing is sent is told again
_TAKEN = "another service, or a take-over, has taken the ledger; this one has to be started again"


@dataclass(frozen=True, slots=True)
class Site:
    """Where an installation stands: the file outside, and the place of its ledger."""

    file: Path
    place: Place


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What somebody decided on, having seen how the ledger stands."""

    standing: Standing
    puts_in_doubt: bool  # what may still leave: it may have left already
    why: str
    by: str


def site(file: Path, ledger: Path) -> Site:
    """Return where the installation with this file outside and this ledger stands."""
    return Site(file.expanduser(), outside.here(ledger))


def look(tx: Tx, at: Site) -> tuple[Facts, Standing]:
    """Examine the ledger against the file outside, and change nothing."""
    seen = outside.read(at.file)
    facts = instance.facts(tx, at.place, seen.mark if isinstance(seen, Seen) else 0)
    return facts, examine(facts, seen)


def take_over(tx: Tx, at: Site, decided: TakeOver, now: datetime) -> int:
    """Make this installation the sender under a new identity; return how many are in doubt now.

    Any other copy is FOREIGN from then on where it meets the file outside, and a service that
    runs on this ledger sends no more until it is started again. Raises OSError, with nothing
    changed, where the file outside cannot be written.
    """
    facts, standing = look(tx, at)
    if standing != decided.standing:
        raise UserError.of(at.place.path, "it has changed meanwhile; nothing was done, look again")
    identity = secrets.token_hex(16)
    _write_outside(tx, at, identity)
    instance.identify(tx, identity, now)
    in_doubt = 0
    if decided.puts_in_doubt:
        why = f"may have left before the take-over: {standing.words or decided.why}"
        in_doubt = instance.doubt(tx, why=why, by=decided.by, at=now)
    events.append(
        tx,
        "ledger.taken_over",
        identity,
        actor=decided.by,
        at=now,
        why=decided.why,
        standing=[standing.right, *standing.reasons],
        before=facts.instance,
        in_doubt=in_doubt,
    )
    return in_doubt


async def stand(ledger: Ledger, at: Site, *, by: str, now: datetime) -> "Guard":
    """Examine the ledger at the start of a service, and take hold of it where it may send.

    A NEW one is adopted. Where the file outside cannot be written the ledger is FOREIGN: a
    later restore could not be noticed.
    """
    holder = secrets.token_hex(16)
    unit = partial(_begin, at=at, holder=holder, by=by, now=now)
    guard = Guard(ledger, at, *(await ledger.run(unit)), holder=holder)
    guard.tell(now)
    return guard


def _begin(tx: Tx, *, at: Site, holder: str, by: str, now: datetime) -> tuple[Standing, int]:
    facts, standing = look(tx, at)
    if not standing.may_send:
        return standing, 0
    identity = facts.instance or secrets.token_hex(16)
    try:
        # before the ledger is committed: cut short here, it is still NEW at the next start
        _write_outside(tx, at, identity)
    except OSError as error:
        return foreign(Reason.UNWRITABLE, f"{at.file}: {error.strerror}"), 0
    if standing.right is Right.NEW:
        instance.identify(tx, identity, now)
        events.append(tx, "ledger.adopted", identity, actor=by, at=now)
    return standing, instance.take_hold(tx, holder, by=by, at=now)


def _write_outside(tx: Tx, at: Site, identity: str) -> None:
    mark = journal.last(tx)
    outside.write(at.file, Seen(identity, at.place, mark, instance.trace(tx, mark)))


def _seen(tx: Tx, *, place: Place, holder: str) -> Seen | None:
    """Return what is to stand outside; None when the hold was taken from `holder`."""
    if not instance.holds(tx, holder):
        return None
    mark = journal.last(tx)
    facts = instance.facts(tx, place, mark)
    assert facts.instance is not None
    return Seen(facts.instance, place, mark, facts.trace)


class Guard:
    """Guards the right to send of one service; what bars it is told at once and every hour."""

    def __init__(
        self, ledger: Ledger, at: Site, standing: Standing, epoch: int, *, holder: str
    ) -> None:
        self.standing = standing
        self.epoch = epoch  # the number of this start; 0 of one that took no hold
        self._ledger = ledger
        self._site = at
        self._holder = holder
        self._is_over = not standing.may_send
        self._why = standing.words
        self._told: tuple[str, datetime] | None = None  # what was told last, and when

    def allows(self, tick: str) -> bool:
        """Tell whether a tick may run: what only reads always, the mailbox of an original never."""
        if self.standing.may_send or tick in ("watch", "look"):
            return True
        return tick == "listen" and self.standing.may_listen

    def is_barred(self) -> bool:
        """Tell whether nothing may leave now."""
        return self._is_over or bool(self._why)

    def may_send(self, tx: Tx) -> bool:
        """Tell, in the transaction that writes `sending`, whether that message may leave.

        Once another service took the ledger the answer is False for ever.
        """
        if not (self.is_barred() or instance.holds(tx, self._holder)):
            self._give_up(_TAKEN)
        return not self.is_barred()

    async def note(self, now: datetime) -> None:
        """Write the mark outside as far as the ledger is committed; tell what bars us.

        A file that cannot be written bars sending until it can; one that has become that of
        another ledger, for ever: somebody took over there.
        """
        if not self._is_over:
            await self._advance()
        self.tell(now)

    async def keep(self, clock: Callable[[], datetime]) -> None:
        """Note once in each PACE, until cancelled, and then for the last time."""
        try:
            while True:
                await self._noted(clock())
                await asyncio.sleep(PACE.total_seconds())
        finally:
            await self._noted(clock())

    def tell(self, now: datetime) -> None:
        """Log what bars sending: when it is new, and then once in each AGAIN."""
        if not self.is_barred():
            self._told = None
        elif self._told is None or self._told[0] != self._why or now - self._told[1] >= AGAIN:
            self._told = self._why, now
            log.error("ledger.barred", why=self._why)

    async def _noted(self, now: datetime) -> None:
        try:
            await self.note(now)
        except Exception as error:  # as with a tick: it is told, once, and the next one still comes
            why = f"the mark cannot be kept: {error}"
            if why != self._why:
                log.exception("tick.failed", tick="keep")
            self._why = why

    async def _advance(self) -> None:
        seen = await self._ledger.run(partial(_seen, place=self._site.place, holder=self._holder))
        if seen is None:
            self._give_up(_TAKEN)
            return
        try:
            is_ours = await asyncio.to_thread(outside.advance, self._site.file, seen)
        except OSError as error:
            self._why = f"{self._site.file}: {error.strerror}"
            return
        if not is_ours:
            self._give_up("the file outside has become that of another ledger")
        elif not self._is_over:
            self._why = ""

    def _give_up(self, why: str) -> None:
        self._is_over = True  # first: whoever asks meanwhile, from another thread, hears no
        self._why = why
