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
from notifier.letters.message import Message, Verdict

log = structlog.get_logger()

_Begin = tuple[int, datetime, "asyncio.Future[bool]"]


class Scribe:
    """Guards the order of the ledger's writes: a message is settled no later than the next begins.

    While one commit is on its way to the disk, what comes up meanwhile waits for the next.
    """

    def __init__(self, ledger: Ledger, hold: int, may_send: Callable[[Tx], bool]) -> None:
        self._ledger = ledger
        self._may_send = may_send
        self._hold = hold
        self._begins: list[_Begin] = []
        self._settled: list[Settled] = []
        self._writing: asyncio.Task[None] | None = None

    async def begin(self, message: Message, at: datetime) -> bool:
        """Return when `sending` is on disk; False when the row is not ours any more."""
        begun: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._begins.append((message.id, at, begun))
        self._write()
        return await begun

    def settle(self, settled: Settled) -> None:
        """Take note of what came of a message; it is on disk before another one of its line begins."""
        self._settled.append(settled)
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

    async def _all(self) -> None:
        while self._begins or self._settled:
            begins, self._begins = self._begins, []
            settled, self._settled = self._settled, []
            starts = [(message, at) for message, at, _ in begins]
            unit = partial(self._record, settled=settled, starts=starts)
            try:
                begun = await self._ledger.run(unit)
            except BaseException as error:
                self._settled = (
                    settled + self._settled
                )  # the answers are known: `finish` tries again
                for _, _, future in begins:
                    if not future.done():
                        future.set_exception(error)
                raise
            for message, _, future in begins:
                if not future.done():  # cancelled while it waited
                    future.set_result(message in begun)

    def _record(
        self, tx: Tx, *, settled: Sequence[Settled], starts: Sequence[tuple[int, datetime]]
    ) -> set[int]:
        # asked in the very transaction: a service whose hold was taken begins nothing more
        allowed = starts if starts and self._may_send(tx) else []
        return record(tx, settled=settled, starts=allowed, hold=self._hold)


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
