"""The clock and the life of the process: wake, do one pass of the ticks, and end in order."""

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from notifier.errors import UserError

log = structlog.get_logger()

TICK = timedelta(seconds=30)
DRAIN = timedelta(seconds=20)
WRITERS = frozenset({"issue", "remind", "look"})  # what they wrote, others go on with
LONG = frozenset({"issue", "post", "listen", "digest", "look"})  # these may take minutes

Tick = tuple[str, Callable[[datetime], Awaitable[object]]]
NextDue = Callable[[datetime], Awaitable[datetime | None]]


class Daemon:
    """Guards the life of the service: lanes of ticks, woken by the clock, by mail, by each other.

    In a lane one tick runs after the other. A release of an hour holds up neither the mailbox nor
    the plan: what takes long has a lane of its own.
    """

    def __init__(self, ticks: Sequence[Tick], next_due: NextDue, stop: asyncio.Event) -> None:
        self._lanes = [_Lane(of) for of in _in_lanes(ticks)]
        self._next_due = next_due
        self._stop = stop
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
        for lane in self._lanes:
            lane.wake.set()

    def stop(self) -> None:
        """Ask the process to end: the passes under way finish their messages and no more."""
        self._stop.set()
        self.wake()

    async def run(self) -> None:
        """Run until `stop`, or SIGTERM or SIGINT; then drain for DRAIN at most."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        self._clock.add_job(self._poke, IntervalTrigger(seconds=TICK.seconds), id="tick")
        self._clock.start()
        self.wake()  # what fell due while we were down is due now
        workers = {asyncio.create_task(self._work(lane)) for lane in self._lanes}
        notify_systemd("READY=1")
        log.info("daemon.started", pid=os.getpid())
        try:
            stopping = asyncio.create_task(self._stop.wait())
            await asyncio.wait({*workers, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
        finally:
            notify_systemd("STOPPING=1")
            self._clock.pause()
            await self._drain(workers)
            self._clock.shutdown(wait=False)
            log.info("daemon.stopped")

    async def _drain(self, workers: Iterable[asyncio.Task[None]]) -> None:
        self.stop()
        try:
            async with asyncio.timeout(DRAIN.total_seconds()):
                await asyncio.gather(*workers)
        except TimeoutError:
            log.error("daemon.drain_timed_out", seconds=DRAIN.total_seconds())

    async def _poke(self) -> None:
        self.wake()

    async def _work(self, lane: "_Lane") -> None:
        while True:
            await lane.wake.wait()
            lane.wake.clear()
            if self.is_stopping():
                return
            lane.begun_at = asyncio.get_running_loop().time()
            await self._one_pass(lane, datetime.now(UTC))
            lane.is_done = True
            if all(each.is_done or each.is_releasing() for each in self._lanes):
                notify_systemd("WATCHDOG=1")
                for each in self._lanes:
                    each.is_done = False

    async def _one_pass(self, lane: "_Lane", now: datetime) -> None:
        """Do every tick of a lane once. One that fails is logged; the others still run."""
        for name, tick in (*lane.ticks, ("arm", self._arm)):
            if self.is_stopping():
                return
            try:
                done = await tick(now)
                if done and name in WRITERS:
                    self.wake()
            except UserError as error:
                problems = [str(problem) for problem in error.problems]
                log.error("tick.refused", tick=name, problems=problems)
            except Exception:
                log.exception("tick.failed", tick=name)

    async def _arm(self, now: datetime) -> None:
        due = await self._next_due(now)
        # what was due in this pass and did not go, the relay being out, say, waits for the next
        # tick: to wake for it at once would be to do nothing else any more
        if due is not None and due > now:
            self._clock.add_job(self._poke, DateTrigger(due), id="next-due", replace_existing=True)


class _Lane:
    """Ticks that run one after the other, and the wish that they do."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self.ticks = ticks
        self.wake = asyncio.Event()
        self.is_done = False  # since all lanes were
        self.begun_at = 0.0  # by the loop's clock
        self._is_posting = any(name == "post" for name, _ in ticks)

    def is_releasing(self) -> bool:
        """Tell whether it sends a long release: that takes its time, and each wait in it has a limit."""
        lasts = asyncio.get_running_loop().time() - self.begun_at
        return self._is_posting and lasts > TICK.total_seconds()


def _in_lanes(ticks: Sequence[Tick]) -> list[list[Tick]]:
    """Return the ticks that may take long, each alone, and the others together."""
    alone = [[tick] for tick in ticks if tick[0] in LONG]
    together = [tick for tick in ticks if tick[0] not in LONG]
    return [together, *alone] if together else alone


def notify_systemd(state: str) -> None:
    """Tell systemd about us (sd_notify); without systemd, nothing."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(state.encode())
