"""Send what waits in the outbox, and write down what came of each row."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from notifier.ledger import outbox, responses
from notifier.ledger.database import Ledger, Tx
from notifier.letters.compose import Envelope
from notifier.letters.message import Message, Outcome, Verdict

log = structlog.get_logger()

BATCH = 200
PATIENCE = 3  # failures to reach the relay, in a row, after which a pass gives up
POISONED = timedelta(hours=1)
_DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60))

Unit = Callable[[Tx], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where letters are posted: the ledger, who posts, and the two ports of the dialogue."""

    ledger: Ledger
    owner: str
    compose: Callable[[Message], Awaitable[tuple[Envelope, bytes]]]
    send: Callable[[Envelope, bytes], Awaitable[Outcome]]
    stopping: Callable[[], bool]
    workers: int = 4


@dataclass(slots=True)
class Tally:
    """What one pass brought about; it notices when the relay is out of reach."""

    verdicts: Counter[Verdict] = field(default_factory=Counter)
    unreached: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.verdicts[outcome.verdict] += 1
        out_of_reach = outcome.verdict is Verdict.DEFERRED and outcome.code is None
        self.unreached = self.unreached + 1 if out_of_reach else 0

    @property
    def is_relay_gone(self) -> bool:
        """Whether going on would only spoil the attempts of the others."""
        return self.unreached >= PATIENCE


async def post(now: datetime, desk: Desk) -> Counter[Verdict]:
    """Send every row that is due, each at most once, and return how many had which verdict.

    The claim and then `sending` are committed before the first byte leaves: a crash can leave
    a row in doubt, for a person to judge, but can never send two. A pass that is told to stop
    ends between two messages; what it had claimed keeps its place in line.
    """
    tally = Tally()
    while not (desk.stopping() or tally.is_relay_gone):
        batch = await desk.ledger.run(partial(outbox.claim, owner=desk.owner, now=now, limit=BATCH))
        if not batch:
            break
        line = iter(batch)
        workers = [_work(line, now, desk, tally) for _ in range(desk.workers)]
        # not a TaskGroup: it would cut the others off in the middle of their message
        ends = await asyncio.gather(*workers, return_exceptions=True)
        rest = [message.id for message in line]
        await desk.ledger.run(partial(outbox.give_back, messages=rest, owner=desk.owner))
        if failures := [end for end in ends if end is not None]:
            await _name_doubts(now, desk)
            raise failures[0]
    if tally.is_relay_gone:
        log.warning("relay.unreachable", failures=tally.unreached)
    return tally.verdicts


async def _work(line: Iterator[Message], now: datetime, desk: Desk, tally: Tally) -> None:
    """Send message after message; what came of one is written together with the start of the next."""
    settle: Unit | None = None
    try:
        for message in line:
            letter = await _composed(message, now, desk)
            if letter is None:
                continue
            begin = partial(outbox.begin, message=message.id, owner=desk.owner, at=now)
            begun = await desk.ledger.run(partial(_both, settle=settle, begin=begin))
            settle = None
            if not begun:
                continue  # the lease ran out and another worker has it
            outcome = await desk.send(*letter)
            settle = partial(_settle, message=message, outcome=outcome, desk=desk, now=now)
            tally.add(outcome)
            if desk.stopping() or tally.is_relay_gone:
                break
    finally:
        if settle is not None:
            await desk.ledger.run(settle)


async def _composed(message: Message, now: datetime, desk: Desk) -> tuple[Envelope, bytes] | None:
    """Return the envelope and bytes of a row; None of a poisoned one, which waits for POISONED."""
    try:
        return await desk.compose(message)
    except (ValueError, LookupError) as error:  # one poisoned row never stops the others
        await desk.ledger.run(
            partial(_hold_back, message=message, why=repr(error), desk=desk, now=now)
        )
        return None


async def _name_doubts(now: datetime, desk: Desk) -> None:
    """Tell which rows a worker that failed has left in `sending`: no other is under way now."""
    for message in await desk.ledger.run(partial(outbox.strand, owner=desk.owner, at=now)):
        log.error("message.unsure", message=message, mend="notifier outbox settle")


def _both(tx: Tx, *, settle: Unit | None, begin: Callable[[Tx], bool]) -> bool:
    if settle is not None:
        settle(tx)
    return begin(tx)


def _settle(tx: Tx, *, message: Message, outcome: Outcome, desk: Desk, now: datetime) -> None:
    retry_at = now + _DELAYS[min(message.attempts, len(_DELAYS)) - 1]
    outbox.settle(tx, message.id, outcome, actor=desk.owner, at=now, retry_at=retry_at)
    if outcome.says_dead_address:
        responses.suppress(tx, message.address, reason=outcome.reply, message=message.id, at=now)
    log.info("message.settled", key=message.key, verdict=outcome.verdict, code=outcome.code)


def _hold_back(tx: Tx, *, message: Message, why: str, desk: Desk, now: datetime) -> None:
    outbox.hold_back(tx, message.id, desk.owner, until=now + POISONED, why=why)
    log.error("message.poisoned", key=message.key, error=why)
