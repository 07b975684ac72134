"""The clock and the life of the process: wake, do one pass of the ticks, and end in order."""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from notifier.errors import UserError

log = structlog.get_logger()

TICK = timedelta(seconds=30)
DRAIN = timedelta(seconds=20)
WRITER = "remind"  # what it wrote, the first ticks send

Tick = tuple[str, Callable[[datetime], Awaitable[object]]]
NextDue = Callable[[datetime], Awaitable[datetime | None]]


class Daemon:
    """Guards the life of the service: one pass at a time, woken by the clock or by mail."""

    def __init__(self, ticks: Sequence[Tick], next_due: NextDue, stop: asyncio.Event) -> None:
        self._ticks = ticks
        self._next_due = next_due
        self._stop = stop
        self._wake = asyncio.Event()
        # in UTC and with no cron: a clock change cannot run a tick twice or drop it. Without
        # misfire_grace_time=None a wake-up that is a second late is dropped in silence.
        self._clock = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def is_stopping(self) -> bool:
        """Tell whether the process was asked to end."""
        return self._stop.is_set()

    def wake(self) -> None:
        """Ask for a pass now."""
        self._wake.set()

    def stop(self) -> None:
        """Ask the process to end: the pass under way finishes its message and no more."""
        self._stop.set()
        self._wake.set()

    async def run(self) -> None:
        """Run until `stop`, or SIGTERM or SIGINT; then drain for DRAIN at most."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        self._clock.add_job(self._poke, IntervalTrigger(seconds=TICK.seconds), id="tick")
        self._clock.start()
        worker = asyncio.create_task(self._work())
        notify_systemd("READY=1")
        log.info("daemon.started", pid=os.getpid())
        try:
            stopping = asyncio.create_task(self._stop.wait())
            await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
        finally:
            notify_systemd("STOPPING=1")
            self._clock.pause()
            await self._drain(worker)
            self._clock.shutdown(wait=False)
            log.info("daemon.stopped")

    async def _drain(self, worker: asyncio.Task[None]) -> None:
        self.stop()
        try:
            async with asyncio.timeout(DRAIN.total_seconds()):
                await worker
        except TimeoutError:
            log.error("daemon.drain_timed_out", seconds=DRAIN.total_seconds())

    async def _poke(self) -> None:
        self._wake.set()

    async def _work(self) -> None:
        self._wake.set()  # what fell due while we were down is due now
        while True:
            await self._wake.wait()
            self._wake.clear()
            if self.is_stopping():
                return
            await self.one_pass(datetime.now(UTC))
            notify_systemd("WATCHDOG=1")

    async def one_pass(self, now: datetime) -> None:
        """Do every tick once. One that fails is logged with its traceback; the others still run."""
        for name, tick in (*self._ticks, ("arm", self._arm)):
            if self.is_stopping():
                return
            try:
                done = await tick(now)
                if done and name == WRITER:
                    self.wake()
            except UserError as error:
                problems = [str(problem) for problem in error.problems]
                log.error("tick.refused", tick=name, problems=problems)
            except Exception:
                log.exception("tick.failed", tick=name)

    async def _arm(self, now: datetime) -> None:
        due = await self._next_due(now)
        if due is not None:
            self._clock.add_job(
                self._poke, DateTrigger(max(due, now)), id="next-due", replace_existing=True
            )


def notify_systemd(state: str) -> None:
    """Tell systemd about us (sd_notify); without systemd, nothing."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(state.encode())
