"""The real process, killed in the middle of sending, again and again."""

import asyncio
import random
import signal
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from notifier.ledger import outbox, sending
from notifier.ledger.database import Ledger, Row, Tx
from notifier.relay.loopback import LoopbackRelay
from tests.scenes import NOON, enqueued
from tests.ticks.sender import WORKERS

ROWS, KILLS = 300, 6
ROOT = Path(__file__).parents[2]


class Killer:
    """A relay's memory that ends the sending process: at some message, or a moment after it."""

    def __init__(self) -> None:
        self.took: Counter[str] = Counter()
        self.happened = 0
        self._process: Process | None = None
        self._countdown = 0

    def aim_at(self, process: Process, countdown: int) -> None:
        """Kill `process` when it has handed over so many messages; 0: let it live."""
        self._process, self._countdown = process, countdown

    def take(self, _: str, recipient: str, __: bytes) -> None:
        """Take one message; a kill now falls between its last dot and the relay's answer."""
        self.took[recipient] += 1
        self._countdown -= 1
        if self._countdown == 0 and self._process is not None:
            later = random.choice((0.0, random.uniform(0, 0.02)))
            if later:
                asyncio.get_running_loop().call_later(later, self._kill)
            else:
                self._kill()

    def _kill(self) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            self.happened += 1


async def one_life(path: Path, port: int, number: int, aim: Callable[[Process], None]) -> int:
    """Run the process once, ten minutes after its last life, and return how it ended."""
    now = NOON + number * 2 * sending.LEASE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.ticks.sender", str(path), str(port), now.isoformat(), cwd=ROOT
    )
    aim(process)
    return await process.wait()


async def test_killed_at_any_moment_it_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path,
) -> None:
    """Lost 0, twice 0; what was on the line is in doubt, and every one of it is named."""
    path, killer = tmp_path / "ledger.db", Killer()
    with Ledger(path) as ledger:
        enqueued(ledger, *(f"m{number}" for number in range(ROWS)))

    async with LoopbackRelay(killer.take) as relay:
        for life in range(KILLS):
            countdown = random.randint(1, ROWS // KILLS - 20)
            ended = await one_life(
                path, relay.port, life, lambda p, n=countdown: killer.aim_at(p, n)
            )
            assert ended == -signal.SIGKILL
        assert await one_life(path, relay.port, KILLS, lambda p: killer.aim_at(p, 0)) == 0

    with Ledger(path) as ledger:
        rows = ledger.now(lambda tx: outbox.listing(tx, None, ROWS))
        named = ledger.now(_named)
    states = {row["address"]: row["state"] for row in rows}
    doubtful = {address for address, state in states.items() if state == "unsure"}
    assert killer.happened == KILLS
    assert len(rows) == ROWS
    assert max(killer.took.values()) == 1
    assert set(states.values()) <= {"sent", "unsure"}
    assert set(states) - doubtful <= set(killer.took)
    assert len(doubtful) <= WORKERS * KILLS
    assert doubtful == {row["address"] for row in named}


def _named(tx: Tx) -> list[Row]:
    return tx.rows(
        "select address from messages join journal on message = messages.id where step = 'unsure'"
    )
