"""Send what waits in the outbox, and write down what came of each row."""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from notifier.ledger import sending
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.sending import Settled
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Message, Outcome, Verdict
from notifier.relay.turn import TakeTurn, Turn
from notifier.ticks.overdue import never_down
from notifier.ticks.scribe import Scribe

log = structlog.get_logger()

BATCH = 200
PATIENCE = 3  # failures to reach the relay, in a row, after which a pass gives up
POISONED = timedelta(hours=1)
SOON = timedelta(seconds=2)  # a turn that comes sooner is waited for
ASLEEP = timedelta(hours=1)  # between two looks at the clock
SHORTLY = timedelta(seconds=5)  # until one that no relay let in may go
_DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60))

Compose = Callable[[Message], Awaitable[tuple[Envelope, Sequence[bytes]]]]


def of_the_pass(now: datetime) -> datetime:
    """Return the time of a pass as the time of all that happens in it: simulated time stands still."""
    return now


def always(_: Tx) -> bool:
    """Answer that this life may send, for one that shares its ledger with nobody."""
    return True


@dataclass(frozen=True, slots=True)
class Desk:
    """Where letters are posted: the ledger, the life that posts, and the two ports of the dialogue."""

    ledger: Ledger
    hold: int
    compose: Compose
    turn: TakeTurn
    stopping: Callable[[], bool]
    workers: int = 4
    may_send: Callable[[Tx], bool] = always
    clock: Callable[[datetime], datetime] = of_the_pass  # given when the pass began
    unwritten: list[Settled] = field(default_factory=list)  # the ledger could not be written
    judge: Callable[[Tx, datetime], object] = never_down  # what is late after a time of rest


@dataclass(slots=True)
class Tally:
    """What one pass brought about; it notices when the relay is out of reach."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    unreached: int = 0
    is_out: bool = False  # no relay is even tried

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.verdicts[outcome.verdict] += 1
        self.unreached = 0 if outcome.reached else self.unreached + 1

    @property
    def is_relay_gone(self) -> bool:
        """Whether going on would only spoil the time of the others."""
        return self.is_out or self.unreached >= PATIENCE


async def post(now: datetime, desk: Desk) -> Counter[Verdict]:
    """Send every row that is due, each at most once, and return how many had which verdict.

    The claim and then `sending` are committed before the first byte leaves: a crash can leave
    a row in doubt, for a person to judge, but can never send two. A pass that is told to stop
    ends between two messages; what it had claimed keeps its place in line.
    """
    posting = _Pass(desk, now)
    await posting.recover()
    if desk.unwritten:  # the pass before ended so: nothing new before what is known is on disk
        await posting.close()
        await _name_doubts(desk, desk.clock(now))
    # not a TaskGroup: it would cut the others off in the middle of their message
    ends = await asyncio.gather(
        *(posting.work() for _ in range(desk.workers)), return_exceptions=True
    )
    try:
        await posting.close()
    finally:
        failures = [end for end in ends if end is not None]
        if failures and not desk.unwritten:  # what is known is no doubt
            await _name_doubts(desk, desk.clock(now))
    if failures:
        raise failures[0]
    if posting.tally.is_relay_gone:
        log.warning("relay.unreachable", failures=posting.tally.unreached)
    return posting.tally.verdicts


class _Pass:
    """Guards one pass: the rows at hand, which its workers share, and the writing of their steps."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self._desk = desk
        self._now = now
        self._scribe = Scribe(
            desk.ledger, desk.hold, desk.may_send, desk.unwritten, lines=desk.workers
        )
        self._at_hand: deque[Message] = deque()
        self._claiming = asyncio.Lock()
        self._is_drained = False
        self._awake_at = now
        self._slept = False
        self.tally = Tally()

    async def recover(self) -> None:
        """Judge what is late, and put back in line what an earlier pass had claimed when it failed."""
        await self._desk.ledger.run(lambda tx: self._desk.judge(tx, self._time()))
        await self._desk.ledger.run(partial(sending.recover, hold=self._desk.hold, at=self._time()))

    async def work(self) -> None:
        """Send message after message; what came of one is written with the start of the next."""
        while (message := await self._next()) is not None:
            turn = await self._turn(message)
            if turn is None or turn.send is None:
                continue
            if self._desk.stopping() or self._has_slept():  # while this one waited for a line
                turn.drop()
                self._at_hand.append(message)
                break
            letter = await self._composed(message, turn)
            if letter is None:
                continue
            # the relay hears of sender and recipient while `sending` is on its way to the disk
            begun = self._scribe.begin(message, self._time())
            outcome = await turn.send(*letter, begun)
            if await begun:  # else the lease ran out and another worker has it
                self._scribe.settle(self._settled(message, outcome))
                self.tally.add(outcome)

    async def close(self) -> None:
        """Write what is not written yet, and give back what nobody began."""
        await self._scribe.finish()
        give_back = partial(
            sending.give_back, messages=self._at_hand, hold=self._desk.hold, at=self._time()
        )
        await self._desk.ledger.run(give_back)

    async def _next(self) -> Message | None:
        while not (self._desk.stopping() or self.tally.is_relay_gone or self._has_slept()):
            if self._at_hand:
                return self._at_hand.popleft()
            if self._is_drained:
                break
            async with self._claiming:
                if not self._at_hand:
                    await self._claim()
        return None

    def _has_slept(self) -> bool:
        """Tell whether the machine slept in the middle of the pass: what is late is judged first."""
        before, self._awake_at = self._awake_at, self._time()
        self._slept = self._slept or self._awake_at - before > ASLEEP
        return self._slept

    async def _claim(self) -> None:
        self._at_hand.extend(await self._desk.ledger.run(partial(self._claimed, now=self._time())))
        self._is_drained = not self._at_hand

    def _claimed(self, tx: Tx, now: datetime) -> list[Message]:
        self._desk.judge(tx, now)  # with each claim: a pass of days is no time of rest
        return sending.claim(tx, self._desk.hold, now, BATCH)

    async def _turn(self, message: Message) -> Turn | None:
        """Return the turn of a message; None where it was put back in line for later."""
        ahead = message.place > message.created_at  # it has waited before
        while True:
            turn = await self._desk.turn(message.address, ahead)
            if turn.send is not None:
                return turn
            if turn.is_out:
                self.tally.is_out = True
                self._at_hand.append(message)
                return None
            if turn.wait > SOON.total_seconds() or self._desk.stopping():
                await self._put_back(message, self._time() + timedelta(seconds=turn.wait))
                return None
            await asyncio.sleep(turn.wait)
            ahead = True

    async def _put_back(self, message: Message, until: datetime) -> None:
        put_off = partial(
            sending.give_back, messages=[replace(message, due_at=until)],
            hold=self._desk.hold, at=self._time(),
        )  # fmt: skip
        await self._desk.ledger.run(put_off)

    async def _composed(
        self, message: Message, turn: Turn
    ) -> tuple[Envelope, Sequence[bytes]] | None:
        """Return the envelope and lines of a row; None of a poisoned one, which waits for POISONED."""
        letter = None
        try:
            letter = await self._desk.compose(message)
        except (ValueError, LookupError) as error:  # one poisoned row never stops the others
            why, at = repr(error), self._time()
            log.error("message.poisoned", key=message.key, error=why)
            hold_back = partial(
                sending.hold_back, message=message.id, hold=self._desk.hold,
                until=at + POISONED, why=why, at=at,
            )  # fmt: skip
            await self._desk.ledger.run(hold_back)
        finally:
            if letter is None:
                turn.drop()
        return letter

    def _settled(self, message: Message, outcome: Outcome) -> Settled:
        at = self._time()
        if not outcome.reached:
            return Settled(message, outcome, at, at + SHORTLY)
        delay = outcome.wait or _DELAYS[min(message.attempts, len(_DELAYS) - 1)]
        return Settled(message, outcome, at, at + delay)

    def _time(self) -> datetime:
        return self._desk.clock(self._now)


async def _name_doubts(desk: Desk, at: datetime) -> None:
    """Tell which rows a worker that failed has left in `sending`: no other is under way now."""
    for message in await desk.ledger.run(partial(sending.strand, hold=desk.hold, at=at)):
        log.error("message.unsure", message=message, mend="notifier outbox settle")
