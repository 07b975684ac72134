"""Start what a race needs, wait for it no longer than is decent, and leave nothing running."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE = 300.0  # seconds that one process may take
_GRACE = 5.0


class FailedError(Exception):
    """A process that did not do what it was started for."""


@dataclass(slots=True)
class SinkAtWork:
    """A sink that listens; what it took is known when it has ended."""

    port: int
    took: dict[str, Any] = field(default_factory=dict)


@contextmanager
def sink(taken: float = 0, each: float = 0) -> Iterator[SinkAtWork]:
    """Run a sink of our own that waits so many milliseconds before its replies."""
    command = [sys.executable, "-m", "bench.sink", f"--taken={taken}", f"--each={each}"]
    with _started(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        at_work = SinkAtWork(int(process.stdout.readline()))
        yield at_work
        process.terminate()
        at_work.took = json.loads(process.stdout.readline())


def run(command: Sequence[str], folder: Path, patience: float = PATIENCE) -> str:
    """Run `command` to its end and return what it printed; its errors stand in `folder`/log."""
    with (folder / "log").open("w+b") as log:
        with _started(command, stdout=subprocess.PIPE, stderr=log) as process:
            try:
                printed, _ = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired as late:
                raise FailedError(f"{command[0]} took more than {patience:.0f} s") from late
        if process.returncode:
            log.seek(0)
            said = log.read().decode(errors="replace")[-2000:]
            raise FailedError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    return str(printed.decode())


def last_json(printed: str) -> dict[str, Any]:
    """Return the last line that a program printed, as it prints its figures."""
    lines = [line for line in printed.splitlines() if line.startswith("{")]
    if not lines:
        raise FailedError(f"no figures in {printed!r}")
    figures: dict[str, Any] = json.loads(lines[-1])
    return figures


def timed(command: Sequence[str], folder: Path) -> dict[str, Any]:
    """Run a program that has no stopwatch of its own: its whole life counts."""
    before = os.times()
    begun = time.monotonic()
    run(command, folder)
    seconds, after = time.monotonic() - begun, os.times()
    used = after.children_user + after.children_system
    return {
        "seconds": seconds,
        "cpu": used - before.children_user - before.children_system,
    }


@contextmanager
def _started(command: Sequence[str], **streams: Any) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(  # noqa: S603 - our own command lines
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True,
        **streams,
    )  # fmt: skip
    try:
        yield process
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process and what it started, by the number of its group."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
            return
