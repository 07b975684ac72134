"""What many workers have to write at one time, written together: the pace of the disk, shared."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

import structlog

from notifier.ledger import responses, sending
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.sending import Settled
from notifier.letters.mail.message import Message, Verdict

log = structlog.get_logger()

SWIFT = 0.008  # seconds that a message takes; with slower ones it does not wait for other lines
MOMENT = 0.002  # and this long at most

_Begin = tuple[int, datetime, "asyncio.Future[bool]"]


class Scribe:
    """Guards the order of the ledger's writes: a message is settled no later than the next begins.

    While one commit is on its way to the disk, what comes up meanwhile waits for the next. And
    where the relay is quick, it waits a moment for all lines: a commit costs the processor as much
    as a message, and the disk does not mind how many are in it.
    """

    def __init__(
        self,
        ledger: Ledger,
        hold: int,
        may_send: Callable[[Tx], bool],
        unwritten: list[Settled],
        *,
        lines: int = 1,
    ) -> None:
        """Go on with what is `unwritten`; that list always holds what is known and not on disk."""
        self._ledger = ledger
        self._may_send = may_send
        self._hold = hold
        self._begins: list[_Begin] = []
        self._settled = unwritten
        self._writing: asyncio.Task[None] | None = None
        self._lines = lines  # more than these do not begin at a time
        self._all_here: asyncio.Future[None] | None = None
        self._begun_at: dict[int, float] = {}
        self._usual = 1.0  # seconds from the begin of a message to its end, on the average of late

    def begin(self, message: Message, at: datetime) -> "asyncio.Future[bool]":
        """Return what is done when `sending` is on disk; False when the row is not ours any more."""
        loop = asyncio.get_running_loop()
        begun: asyncio.Future[bool] = loop.create_future()
        self._begins.append((message.id, at, begun))
        self._begun_at[message.id] = loop.time()
        if self._all_here is not None and len(self._begins) >= self._lines:
            _come(self._all_here)
        self._write()
        return begun

    def settle(self, settled: Settled) -> None:
        """Take note of what came of a message; it is on disk before another one of its line begins."""
        self._settled.append(settled)
        took = asyncio.get_running_loop().time() - self._begun_at.pop(settled.message.id, 0.0)
        self._usual += (min(took, 1.0) - self._usual) / 16
        self._write()

    async def finish(self) -> None:
        """Return when everything noted is on disk; raises what kept it from getting there."""
        if self._writing is not None:
            with suppress(Exception):  # heard by those who began with it
                await self._writing
        if self._settled:
            await self._all()

    def _write(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._all())
            # whoever began with it hears of a failure, and so does `finish`
            self._writing.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def _all(self) -> None:
        while self._begins or self._settled:
            await self._company()
            begins, self._begins = self._begins, []
            settled = self._settled.copy()
            starts = [(message, at) for message, at, _ in begins]
            unit = partial(self._record, settled=settled, starts=starts)
            try:
                begun = await self._ledger.run(unit)
            except BaseException as error:
                begins, self._begins = begins + self._begins, []  # nobody else would wake those
                for _, _, future in begins:
                    if not future.done():
                        future.set_exception(error)
                raise
            del self._settled[: len(settled)]
            for message, _, future in begins:
                if not future.done():  # cancelled while it waited
                    future.set_result(message in begun)
                    begun.discard(message)  # one yes for a message, whoever else asked

    async def _company(self) -> None:
        """Wait a moment for the lines that are about to begin as well."""
        if self._usual > SWIFT or not 0 < len(self._begins) < self._lines:
            return
        loop = asyncio.get_running_loop()
        self._all_here = loop.create_future()
        alarm = loop.call_later(MOMENT, _come, self._all_here)
        try:
            await self._all_here
        finally:
            alarm.cancel()
            self._all_here = None

    def _record(
        self, tx: Tx, *, settled: Sequence[Settled], starts: Sequence[tuple[int, datetime]]
    ) -> set[int]:
        # asked in the very transaction: a service whose hold was taken begins nothing more
        allowed = starts if starts and self._may_send(tx) else []
        return record(tx, settled=settled, starts=allowed, hold=self._hold)


def _come(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)


def record(
    tx: Tx, *, settled: Sequence[Settled], starts: Sequence[tuple[int, datetime]], hold: int
) -> set[int]:
    """Write what came of some messages, then the start of others; return those that may start."""
    for each in sending.settle(tx, settled, hold):
        _heed(tx, each)
    if not starts:
        return set()
    latest = max(at for _, at in starts)
    return sending.begin(tx, [message for message, _ in starts], hold, latest)


def _heed(tx: Tx, settled: Settled) -> None:
    outcome, message = settled.outcome, settled.message
    if outcome.says_dead_address:
        responses.suppress(
            tx, message.address, reason=outcome.reply, message=message.id, at=settled.at
        )
    if outcome.verdict is not Verdict.SENT:
        log.info("message.settled", key=message.key, verdict=outcome.verdict, code=outcome.code)
