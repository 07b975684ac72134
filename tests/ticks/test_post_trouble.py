"""The ledger cannot be written for a while: said in words, nothing twice, nothing lost."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.ledger import outbox, sending
from notifier.ledger.database import Ledger
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Message, Outcome, Verdict
from notifier.relay.turn import at_once
from notifier.ticks.post import Desk, post
from tests.scenes import NOON, enqueued

HOLD, WORKERS, ROWS = 7, 4, 60
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")
LATER = timedelta(minutes=10)


async def composed(message: Message) -> tuple[Envelope, list[bytes]]:
    """The shortest message there is."""
    return Envelope("bounce@secretariat.example", message.address), [b"Subject: x\r\n\r\n"]


class Relay:
    """Takes every message; at the twentieth something happens to the disk."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self.took: Counter[str] = Counter()
        self._happens = happens

    async def send(self, envelope: Envelope, _: Sequence[bytes]) -> Outcome:
        """Take one message."""
        self.took[envelope.recipient] += 1
        if self.took.total() == 20:
            self._happens()
        return SENT


def mounts(*command: str | Path) -> bool:
    """Tell whether a change to the mounted file systems was allowed."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=20)
    except OSError:
        return False
    return done.returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if not mounts("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk):
        pytest.skip("a file system of its own: mounting is not allowed here")
    yield disk
    assert mounts("umount", disk)


def desk(ledger: Ledger, relay: Relay) -> Desk:
    """Where the letters are posted."""
    return Desk(ledger, HOLD, composed, at_once(relay.send), lambda: False, WORKERS)


def states(ledger: Ledger) -> Counter[str]:
    """How many rows are in each state."""
    return Counter(ledger.now(outbox.counts))


@contextmanager
def opened(disk: Path) -> Iterator[Ledger]:
    """A ledger on that disk with a letter in its outbox."""
    with Ledger(disk / "ledger.db") as ledger:
        enqueued(ledger, *(f"m{number}" for number in range(ROWS)))
        yield ledger


async def test_on_a_full_disk_the_pass_ends_and_goes_on_when_there_is_room(
    small_disk: Path,
) -> None:
    """Nobody is in doubt: the process lives, and knows what the relay said."""
    filler = small_disk / "filler"

    def fill() -> None:
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass

    with opened(small_disk) as ledger:
        relay = Relay(fill)
        posting = desk(ledger, relay)
        for number in range(3):
            with pytest.raises(
                UserError, match=r"ledger\.db: the ledger cannot be written: .*full"
            ):
                await post(NOON + number * LATER, posting)
        taken_meanwhile = relay.took.total()
        filler.unlink()
        await post(NOON + 3 * LATER, posting)

        assert taken_meanwhile <= 20 + WORKERS
        assert states(ledger) == Counter(sent=ROWS)
        assert (len(relay.took), max(relay.took.values())) == (ROWS, 1)


def test_a_ledger_that_may_not_be_written_is_told_at_the_start(small_disk: Path) -> None:
    """In words, and with its path."""
    with opened(small_disk):
        pass
    assert mounts("mount", "-o", "remount,ro", small_disk)

    with pytest.raises(UserError, match=r"ledger\.db: the ledger cannot be written"):
        Ledger(small_disk / "ledger.db")

    assert mounts("mount", "-o", "remount,rw", small_disk)
    with Ledger(small_disk / "ledger.db") as ledger:
        assert states(ledger) == Counter(waiting=ROWS)


async def test_with_a_clock_that_was_set_back_nothing_is_sent_twice_or_lost(
    tmp_path: Path,
) -> None:
    """What is due later waits until it is; claims of the future are not touched before that."""
    relay = Relay(lambda: None)
    with opened(tmp_path) as ledger:
        ledger.now(lambda tx: sending.claim(tx, 6, NOON, 5))  # by one that died then
        half = desk(ledger, relay)
        early = await post(NOON - 6 * timedelta(hours=1), half)
        took_early = relay.took.total()
        await post(NOON, half)
        await post(NOON - timedelta(hours=3), half)
        await post(NOON + LATER, half)

        assert (early, took_early) == (Counter(), 0)
        assert states(ledger) == Counter(sent=ROWS)
    assert (len(relay.took), max(relay.took.values())) == (ROWS, 1)
