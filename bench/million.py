"""A letter to a million: memory, room in the ledger, time to issue, and who has to wait meanwhile.

    python -m bench.million [--rows N] [--minutes M]

The release and the sending run in a process each, as they do on two days of the service. The
sending ends after so many minutes, whatever is left: what is asked is whether it stays flat.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any, TypeVar

from bench import ours
from bench.letter import SMALL
from bench.processes import last_json, run, sink
from bench.race import workplace
from notifier.ledger import letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Edition, Letter, Status, Wording
from notifier.plan.kind import Kind

ROWS, MINUTES, CONNECTIONS = 1_000_000, 8.0, 8
_PAUSE = 0.25  # seconds between two questions of another tick
_HEADROOM = 300.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Million:
    """What was measured: the figures of the release and of the sending."""

    rows: int
    release: Mapping[str, Any]
    sending: Mapping[str, Any]

    @property
    def bytes_when_sent(self) -> float:
        """Bytes of the ledger a row when every one is sent: what the sent ones added, for all."""
        before, after = self.release["bytes_a_row"], self.sending["bytes_a_row"]
        return float(before + (after - before) * self.rows / self.sending["sent"])


def measure(rows: int = ROWS, minutes: float = MINUTES) -> Million:
    """Release a letter to `rows` focal points and send it to a sink, for `minutes` at most."""
    with workplace() as folder, sink() as at_work:
        where = [str(folder), str(rows), str(at_work.port), str(minutes)]
        steps = {}
        for step in ("release", "send"):
            command = [sys.executable, "-m", "bench.million", "--step", step, *where]
            steps[step] = last_json(run(command, folder, minutes * 60 + _HEADROOM))
            print(f"  {step}: {json.dumps(steps[step])}", flush=True)
    return Million(rows, steps["release"], steps["send"])


async def _release(folder: Path, rows: int) -> dict[str, Any]:
    of = ours.settings()
    words = ours.edition(SMALL)
    people = ours.members_and_people(of, rows, ["fr"])
    before = _resident()

    async def press(_: Letter, __: Mapping[str, str]) -> list[Edition]:
        return [words]

    wording = Wording("fr", words.subject, "", (), words.text, "")
    with Ledger(folder / ours.LEDGER) as ledger:
        ours.issued(ledger, Kind.ADVANCE_NOTICE, lambda _: {"fr": wording})
        begun = time.monotonic()
        released, watched = await _watched(ledger, ours.release(ledger, press, of, people))
        seconds = time.monotonic() - begun
    return {
        "rows": released,
        "seconds": seconds,
        "people_mb": before,
        **watched,
        "bytes_a_row": _bytes_a_row(folder, rows, words),
    }


async def _send(folder: Path, rows: int, port: int, minutes: float) -> dict[str, Any]:
    of, access = ours.settings(), ours.access_to("127.0.0.1", port, CONNECTIONS)
    until = time.monotonic() + minutes * 60
    with Ledger(folder / ours.LEDGER) as ledger:
        begun = time.monotonic()
        sending = ours.send_all(ledger, folder, of, access, lambda: time.monotonic() > until)
        sent, watched = await _watched(ledger, sending)
        seconds = time.monotonic() - begun
    return {
        "sent": sent,
        "seconds": seconds,
        **watched,
        "bytes_a_row": _bytes_a_row(folder, rows, ours.edition(SMALL)),
    }


async def _watched(ledger: Ledger, work: Awaitable[T]) -> tuple[T, dict[str, Any]]:
    """Do `work` while another tick keeps asking; return how long it waited, and the memory."""
    waits: list[float] = []
    memory: list[float] = []

    async def ask() -> None:
        while True:
            begun = time.monotonic()
            memory.append(_resident())
            await ledger.run(_question)
            waits.append(time.monotonic() - begun)
            await asyncio.sleep(_PAUSE)

    asking = asyncio.create_task(ask())
    await asyncio.sleep(0)
    try:
        result = await work
    finally:
        begun = time.monotonic()
        await ledger.run(_question)  # the one that waits now has its answer after this
        waits.append(time.monotonic() - begun)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
    percentiles = quantiles([*waits, waits[-1]], n=100, method="inclusive")
    return result, {
        "peak_mb": max(*memory, _peak()),
        "end_mb": _resident(),
        "wait_ms": percentiles[49] * 1000,
        "wait_p99_ms": percentiles[98] * 1000,
        "wait_worst_ms": max(waits) * 1000,
    }


def _question(tx: Tx) -> int:
    return len(letters.by_status(tx, Status.DRAFT))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def _peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [line] = [line for line in lines if line.startswith("VmHWM")]
    return int(line.split()[1]) * 1024 / 1e6


def _bytes_a_row(folder: Path, rows: int, shared: Edition) -> float:
    """Return what the closed ledger holds for each row, beside the edition that all share."""
    size = sum(file.stat().st_size for file in folder.glob(f"{ours.LEDGER}*"))
    return (size - len(shared.text.encode()) - len(shared.html.encode())) / rows


def main() -> None:
    """Measure all, or do one step of it in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--step", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not given.step:
        measure(given.rows, given.minutes)
        return
    step, folder, rows, port, minutes = given.step
    work = (
        _release(Path(folder), int(rows))
        if step == "release"
        else _send(Path(folder), int(rows), int(port), float(minutes))
    )
    print(json.dumps(asyncio.run(work)), flush=True)


if __name__ == "__main__":
    main()
