"""Send what waits in the outbox, and write down what came of each row."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.letters.compose import Envelope
from notifier.letters.message import Message, Outcome, Verdict

log = structlog.get_logger()

BATCH = 200
PATIENCE = 3  # failures to reach the relay, in a row, after which a pass gives up
POISONED = timedelta(hours=1)
_DELAYS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60))


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
        async with asyncio.TaskGroup() as group:
            for _ in range(desk.workers):
                group.create_task(_work(line, now, desk, tally))
        rest = [message.id for message in line]
        await desk.ledger.run(partial(outbox.give_back, messages=rest, owner=desk.owner))
    if tally.is_relay_gone:
        log.warning("relay.unreachable", failures=tally.unreached)
    return tally.verdicts


async def _work(line: Iterator[Message], now: datetime, desk: Desk, tally: Tally) -> None:
    for message in line:
        await _post_one(message, now, desk, tally)
        if desk.stopping() or tally.is_relay_gone:
            break


async def _post_one(message: Message, now: datetime, desk: Desk, tally: Tally) -> None:
    try:
        envelope, data = await desk.compose(message)
    except (ValueError, LookupError) as error:  # one poisoned row never stops the others
        why = repr(error)
        log.error("message.poisoned", key=message.key, error=why)
        await desk.ledger.run(
            lambda tx: outbox.hold_back(tx, message.id, desk.owner, until=now + POISONED, why=why)
        )
        return
    if not await desk.ledger.run(lambda tx: outbox.begin(tx, message.id, desk.owner, now)):
        return  # the lease ran out and another worker has it
    outcome = await desk.send(envelope, data)
    retry_at = now + _DELAYS[min(message.attempts, len(_DELAYS)) - 1]
    await desk.ledger.run(
        lambda tx: outbox.settle(
            tx, message.id, outcome, actor=desk.owner, at=now, retry_at=retry_at
        )
    )
    tally.add(outcome)
    log.info("message.settled", key=message.key, verdict=outcome.verdict, code=outcome.code)
