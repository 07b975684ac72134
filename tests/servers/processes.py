"""Server programs as processes: found, started, and ended with all their children."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_STEP = 0.01
# the pipe it reads from ends when we do
_WATCH = 'read -r _; kill -s TERM -- "-$1"; sleep 1; kill -s KILL -- "-$1"; rm -rf -- "$2"'
# Postfix keeps its master out of everybody's way, and another program may be called so
_PATH = ":".join(
    (
        "/usr/lib/postfix/sbin",
        "/usr/libexec/postfix",
        os.environ.get("PATH", os.defpath),
        "/usr/sbin",
    )
)


def program(name: str) -> str | None:
    """Return where a program is, also where only root looks; None where there is none."""
    return shutil.which(name, path=_PATH)


def answer(*command: str | Path) -> str:
    """Return what a command prints."""
    name, *rest = command
    done = subprocess.run(
        [program(str(name)) or str(name), *rest],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return done.stdout.strip()


class Server:
    """Guards one server program and all its children: they end with it, and with us."""

    def __init__(self, command: Sequence[str | Path], folder: Path, output: Path) -> None:
        """Start the program in the foreground, in a process group of its own.

        Should this process die without ending it, a watcher does so, and removes `folder`.
        """
        with output.open("ab") as file:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        self.group = self._process.pid
        self._watcher = subprocess.Popen(
            ["sh", "-c", _WATCH, "watcher", str(self.group), str(folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    @property
    def is_running(self) -> bool:
        """Whether the program has not ended by itself."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask the whole group to end, then kill what does not listen."""
        try:
            assert any(map(self._is_ended_by, (signal.SIGTERM, signal.SIGKILL)))
        finally:
            self._watcher.kill()
            self._watcher.communicate()

    def _is_ended_by(self, number: signal.Signals) -> bool:
        with suppress(ProcessLookupError):
            os.killpg(self.group, number)
        return until(lambda: not self.is_running and not is_alive(self.group), 5)


def is_alive(group: int) -> bool:
    """Tell whether any process of a group still runs; the dead that nobody mourned do not."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                return True
    return False


def until(says: Callable[[], T], seconds: float) -> T:
    """Ask again and again; return the first true answer, or the last one when time is up."""
    end = time.monotonic() + seconds
    while True:
        said = says()
        if said or time.monotonic() > end:
            return said
        time.sleep(_STEP)
