"""A full disk, a file system that is read-only, a clock that was set back: said, survived, gone on.

    python -m bench.troubles

Each on a small file system of its own, which takes root: elsewhere it says what was not tried.
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import ours
from bench.letter import SMALL
from bench.recorder import recorded, records
from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.ledger.sending import LEASE

ROOT = Path(__file__).parents[1]
MESSAGES, CONNECTIONS, PATIENCE = 2000, 10, 60.0


class Site:
    """A ledger with a release on a disk of its own, and a relay that keeps its book elsewhere."""

    def __init__(self, top: Path, disk: Path) -> None:
        self.disk = disk
        self.book = top / "taken"
        self.said = top / "said"
        command = [sys.executable, "-m", "bench.recorder", "0", str(self.book)]
        self.relay = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)  # noqa: S603
        assert self.relay.stdout is not None
        self.port = int(self.relay.stdout.readline())

    def life(self, at: datetime | None = None) -> "subprocess.Popen[bytes]":
        """Start a life; what it says goes to a file."""
        with self.said.open("ab") as said:
            return subprocess.Popen(  # noqa: S603 - our own command line
                [
                    sys.executable, "-m", "bench.life", str(self.disk), str(self.port),
                    str(CONNECTIONS), (at or datetime.now(UTC)).isoformat(),
                ],
                cwd=ROOT, stderr=said,
            )  # fmt: skip

    def wait_for(self, says: Callable[[], object]) -> None:
        """Wait for something to become true."""
        late = time.monotonic() + PATIENCE
        while not says():
            assert time.monotonic() < late, self.said.read_text()[-2000:]
            time.sleep(0.001)

    def has_said(self, words: str) -> bool:
        """Tell whether a life has said these words."""
        return words in self.said.read_text()

    def judge(self) -> str:
        """Return what is wrong in the end; empty when all were sent, once."""
        with Ledger(self.disk / ours.LEDGER) as ledger:
            states = Counter(ledger.now(outbox.counts))
        took = recorded(self.book)
        is_right = states == Counter(sent=MESSAGES) and len(took) == took.total() == MESSAGES
        return "" if is_right else f"{dict(states)}, taken {took.total()} for {len(took)}"


@contextmanager
def site() -> Iterator[Site]:
    """A release on a disk of 24 MB; the disk and the relay are gone in the end."""
    with tempfile.TemporaryDirectory(prefix="notifier-trouble-") as folder:
        disk = Path(folder) / "disk"
        disk.mkdir()
        mount("-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk))
        try:
            ours.prepare(disk, MESSAGES, SMALL)
            at = Site(Path(folder), disk)
            try:
                yield at
            finally:
                at.relay.kill()
                at.relay.communicate()
        finally:
            subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607


def mount(*arguments: str) -> None:
    """Mount, or change what is mounted."""
    subprocess.run(["mount", *arguments], check=True, capture_output=True)  # noqa: S603, S607


def full_disk() -> str:
    """No space in the midst of a release; then there is some again, and the same life goes on."""
    with site() as at:
        life, filler = at.life(), at.disk / "filler"
        at.wait_for(lambda: records(at.book) > MESSAGES // 10)
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(65536)):
                pass
        at.wait_for(lambda: at.has_said("the ledger cannot be written"))
        before = records(at.book)
        time.sleep(1)
        after = records(at.book)
        filler.unlink()
        ended = life.wait(PATIENCE)
        # what it had claimed and could not give back is anybody's when the lease is over
        at.life(datetime.now(UTC) + 2 * LEASE).wait(PATIENCE)
        wrong = at.judge()
    if after - before > CONNECTIONS or after == MESSAGES:
        wrong += f" it went on sending: {before} to {after}"
    return wrong or ("" if ended == 0 else f"it ended with {ended}")


def read_only() -> str:
    """A life that starts on a file system that cannot be written says so and sends nothing."""
    with site() as at:
        mount("-o", "remount,ro", str(at.disk))
        ended = at.life().wait(PATIENCE)
        is_said, taken = at.has_said("the ledger cannot be written"), records(at.book)
        mount("-o", "remount,rw", str(at.disk))
        at.life().wait(PATIENCE)
        wrong = at.judge()
    if ended != 2 or not is_said or taken:
        wrong += f" it ended with {ended}, and {'said' if is_said else 'did not say'} why"
    return wrong


def clock_set_back() -> str:
    """Killed, then hours earlier, killed again, and at last the right time."""
    with site() as at:
        for hours in (0, -5, 2, -9):
            life = at.life(datetime.now(UTC) + timedelta(hours=hours))
            begun = records(at.book)
            at.wait_for(
                lambda b=begun, one=life: records(at.book) > b + 100 or one.poll() is not None
            )
            life.terminate()
            life.wait()
        at.life(datetime.now(UTC) + timedelta(hours=3)).wait(PATIENCE)
        with Ledger(at.disk / ours.LEDGER) as ledger:
            states = Counter(ledger.now(outbox.counts))
        took = recorded(at.book)
    twice, doubts = took.total() - len(took), states["unsure"]
    is_right = not twice and states["sent"] + doubts == MESSAGES and doubts <= 4 * CONNECTIONS
    return "" if is_right else f"{dict(states)}, {twice} twice"


def main() -> list[str]:
    """Go through all of them and return which went wrong."""
    wrong = []
    for trouble in (full_disk, read_only, clock_set_back):
        name, begun = trouble.__name__.replace("_", " "), time.monotonic()
        try:
            said = trouble()
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"{name}: not possible here ({error})", flush=True)
            continue
        print(f"{name}: {said or 'nothing lost, nothing twice'} ({time.monotonic() - begun:.0f} s)")
        wrong += [name] if said else []
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
