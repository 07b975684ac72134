"""SIGKILL at random, again and again in the midst of sending: what is lost, and what leaves twice?

    python -m bench.storm [--messages 20000] [--kills 200] [--connections 10] [--seed N]

A real release in a ledger on disk, a relay in a process of its own that writes down what it took,
and lives of the sender that are killed between any two bytes; in some of them the relay is killed
too. Then the troubles: a full disk, a file system that is read-only, a clock that was set back.
Exit code 1 when a promise is broken.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import ours, troubles
from bench.letter import SMALL
from bench.recorder import recorded, records
from notifier.ledger import sending
from notifier.ledger.database import Ledger, Row, Tx

ROOT = Path(__file__).parents[1]
WITH_RELAY = 8  # in one of so many lives the relay is killed as well
BLIND = 5  # and one of so many is killed without a look at what it does
STARTING = 1.0  # seconds; a blind kill falls within the start, or soon after it
PATIENCE = 120.0
_NAMED = "select address, journal.hold from journal join messages on messages.id = message where step = 'unsure'"


@dataclass(slots=True)
class Storm:
    """What was done, and to whom."""

    folder: Path
    connections: int
    dice: random.Random
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    port: int = 0
    lives: int = 0
    kills: int = 0
    relay_kills: int = 0
    blind: int = 0
    relay: "subprocess.Popen[bytes] | None" = None

    @property
    def book(self) -> Path:
        """Where the relay writes down what it took."""
        return self.folder / "taken"

    def start_relay(self) -> None:
        """Start the relay, on the port that it had before."""
        self.relay = subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-m", "bench.recorder", str(self.port), str(self.book)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert self.relay.stdout is not None
        self.port = int(self.relay.stdout.readline())

    def kill_relay(self) -> None:
        """End the relay without a word, and start it again."""
        assert self.relay is not None
        assert self.relay.stdout is not None
        self.relay.kill()
        self.relay.wait()
        self.relay.stdout.close()
        self.relay_kills += 1
        self.start_relay()

    def start_life(self) -> "subprocess.Popen[bytes]":
        """Start a life, ten minutes after the last one: its claims have run out."""
        at = self.begun + self.lives * 2 * sending.LEASE
        self.lives += 1
        with (self.folder / "said").open("ab") as said:
            return subprocess.Popen(  # noqa: S603 - our own command line
                [
                    sys.executable, "-m", "bench.life", str(self.folder), str(self.port),
                    str(self.connections), at.isoformat(),
                ],
                cwd=ROOT, stderr=said,
            )  # fmt: skip


@contextmanager
def raging(folder: Path, connections: int, dice: random.Random) -> Iterator[Storm]:
    """Have a relay ready, and end it whatever happens."""
    storm = Storm(folder, connections, dice)
    storm.start_relay()
    try:
        yield storm
    finally:
        if storm.relay is not None:
            storm.relay.kill()
            storm.relay.communicate()


def rage(storm: Storm, kills: int, messages: int) -> None:
    """Kill so many lives, then let one end its work."""
    while storm.kills < kills:
        left = messages - records(storm.book)
        _kill_one(storm, max(1, left // (kills - storm.kills + 1)))
        if storm.kills and storm.kills % 20 == 0:
            print(f"{storm.kills} kills, {records(storm.book):,} taken", flush=True)
    for _ in range(2):  # the second finds nothing left
        life = storm.start_life()
        assert life.wait(PATIENCE) == 0, "the last life did not end its work"


def _kill_one(storm: Storm, mean: int) -> None:
    life = storm.start_life()
    try:
        if storm.dice.randrange(BLIND) == 0:
            storm.blind += 1
            time.sleep(storm.dice.uniform(0, STARTING))
        else:
            if storm.dice.randrange(WITH_RELAY) == 0:
                _wait(storm, life, storm.dice.randint(1, mean))
                storm.kill_relay()
            _wait(storm, life, storm.dice.randint(1, 2 * mean))
            time.sleep(storm.dice.uniform(0, 0.005))
    finally:
        life.send_signal(signal.SIGKILL)
    if life.wait() == -signal.SIGKILL:
        storm.kills += 1


def _wait(storm: Storm, life: "subprocess.Popen[bytes]", more: int) -> None:
    """Wait until the relay has taken so many more, or the life is over."""
    enough, late = records(storm.book) + more, time.monotonic() + PATIENCE
    while records(storm.book) < enough and life.poll() is None:
        assert time.monotonic() < late, "nothing is sent any more"
        time.sleep(0.0005)


def judge(storm: Storm) -> tuple[dict[str, int], bool]:
    """Return the figures, and whether every promise was kept."""
    with Ledger(storm.folder / ours.LEDGER) as ledger:
        rows = ledger.now(lambda tx: tx.rows("select address, state from messages"))
        named = ledger.now(_named)
    took = recorded(storm.book)
    states = {row["address"]: row["state"] for row in rows}
    doubts = {address for address, state in states.items() if state == "unsure"}
    worst = max(Counter(row["hold"] for row in named).values(), default=0)
    figures = {
        "messages": len(rows),
        "lives": storm.lives,
        "kills of the sender": storm.kills,
        "of these without a look": storm.blind,
        "kills of the relay": storm.relay_kills,
        "lost": sum(not took[who] for who, state in states.items() if state == "sent")
        + sum(state not in {"sent", "unsure"} for state in states.values()),
        "duplicates": sum(count > 1 for count in took.values()),
        "unsure": len(doubts),
        "unsure, and taken": sum(took[who] > 0 for who in doubts),
        "unsure, not named in the journal": len(doubts ^ {row["address"] for row in named}),
        "most unsure named by one life": worst,
    }
    kept = not (
        figures["lost"]
        or figures["duplicates"]
        or figures["unsure, not named in the journal"]
        or len(doubts) > storm.connections * (storm.kills + storm.relay_kills)
        or worst > 2 * storm.connections  # of the life before, and where the relay was killed
    )
    return figures, kept


def _named(tx: Tx) -> list[Row]:
    return tx.rows(_NAMED)


def main() -> None:
    """Rage, judge, and go through the troubles."""
    parser = argparse.ArgumentParser(prog="python -m bench.storm", description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given, begun = parser.parse_args(), time.monotonic()
    dice = random.Random(given.seed)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory(prefix="notifier-storm-") as folder:
        ours.prepare(Path(folder), given.messages, SMALL)
        with raging(Path(folder), given.connections, dice) as storm:
            rage(storm, given.kills, given.messages)
            figures, is_kept = judge(storm)
    for name, figure in figures.items():
        print(f"{name:>36}  {figure:,}")
    print(f"seed {given.seed}, {timedelta(seconds=round(time.monotonic() - begun))}", flush=True)
    troubled = troubles.main()
    if not is_kept or troubled:
        sys.exit("A PROMISE WAS BROKEN")


if __name__ == "__main__":
    main()
