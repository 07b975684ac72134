"""A copy cannot send: real services, real files, a ledger put back or copied while it was in use."""

import asyncio
import shutil
import signal
import socket
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from structlog.testing import capture_logs

from notifier.cli import house
from notifier.cli.service import running
from notifier.cli.service.takeover import take_over
from notifier.ledger import instance, outbox
from notifier.ledger.database import Ledger
from notifier.relay.loopback import LoopbackRelay
from tests.scenes import NOON
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.office import drafts_and_issues, sets
from tests.ticks.plans import MEETING

LAST_YEAR = MEETING.replace("2026", "2025")  # whatever the clock of this machine says, it is due
Service = Callable[[Path], Awaitable[list[str]]]


class Relay:
    """What the relay took, by recipient; something may happen when it takes the second message."""

    def __init__(self) -> None:
        self.took: Counter[str] = Counter()
        self.at_the_second: Callable[[], object] = lambda: None

    def take(self, _: str, recipient: str, __: bytes) -> None:
        """Take one message."""
        self.took[recipient] += 1
        if self.took.total() == 2:
            self.at_the_second()


@pytest.fixture
async def relay(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Relay]:
    """A relay that every service here is told to use, over one connection."""
    memory = Relay()
    async with LoopbackRelay(memory.take) as listening:
        for name, value in {
            "RELAYS__MAIN__HOST": "127.0.0.1",
            "RELAYS__MAIN__PORT": str(listening.port),
            "RELAYS__MAIN__TLS": "none",
            "RELAYS__MAIN__CONNECTIONS": "1",
            "MAILBOX__KIND": "none",
        }.items():
            monkeypatch.setenv(f"NOTIFIER_{name}", value)
        yield memory


@pytest.fixture
async def folder(tmp_path: Path, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A secretariat with an issued letter, not one message of which has left."""
    monkeypatch.setenv("NOTIFIER_FILES__INSTANCE", str(tmp_path / "outside/instance.json"))
    original = sets(Secretariat(tmp_path / "original", LAST_YEAR, PEOPLE))
    await drafts_and_issues(original, at("2025-03-10 09:00"))
    original.close()
    return tmp_path / "original"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    """Run the service of a folder for one pass, as systemd sees it; return what barred it."""

    async def run(folder: Path) -> list[str]:
        with TemporaryDirectory() as short, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
            address = f"{short}/notify"
            ear.bind(address)
            ear.setblocking(False)
            monkeypatch.setenv("NOTIFY_SOCKET", address)
            with capture_logs() as logs:
                await _one_pass(running.run(house.settings(_settings(folder))), ear)
        assert [log for log in logs if log["event"].startswith("tick.")] == []
        return [log["why"] for log in logs if log["event"] == "ledger.barred"]

    return run


async def _one_pass(life: Awaitable[None], ear: socket.socket) -> None:
    running_service = asyncio.ensure_future(life)
    heard = asyncio.create_task(_end_of_pass(ear))
    async with asyncio.timeout(60):
        await asyncio.wait({running_service, heard}, return_when=asyncio.FIRST_COMPLETED)
        if running_service.done():  # a signal now would end the tests
            heard.cancel()
        else:
            signal.raise_signal(signal.SIGTERM)
        await running_service


async def _end_of_pass(ear: socket.socket) -> None:
    while await asyncio.get_running_loop().sock_recv(ear, 100) != b"WATCHDOG=1":
        pass


def _settings(folder: Path) -> Path:
    return folder / "config/notifier.toml"


def _ledger(folder: Path) -> Path:
    return folder / "var/ledger.db"


def back_up(ledger: Path, to: Path) -> None:
    """Make a whole copy of one instant of a ledger that is in use, as SQLite's own program does."""
    with closing(sqlite3.connect(ledger)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)


def restore(backup: Path, ledger: Path) -> None:
    """Put a copy back where the ledger lay."""
    for leftover in ledger.parent.glob("ledger.db*"):
        leftover.unlink()
    shutil.copy(backup, ledger)


def move(folder: Path, name: str) -> Path:
    """Give a folder another name."""
    return folder.rename(folder.with_name(name))


def states(folder: Path) -> dict[str, int]:
    """How many messages are in each state."""
    with Ledger(_ledger(folder)) as ledger:
        return ledger.now(outbox.counts)


def takes_over(folder: Path, *, nothing_was_sent: bool = False, rolled_back: bool = False) -> None:
    """Somebody makes this installation the sender."""
    take_over(
        why="the disk had failed",
        by="officer",
        nothing_was_sent=nothing_was_sent,
        rolled_back=rolled_back,
        yes=True,
        config=_settings(folder),
    )


async def test_a_ledger_put_back_sends_nothing_and_after_the_take_over_nothing_twice(
    folder: Path, relay: Relay, service: Service, tmp_path: Path
) -> None:
    """The copy was made in the middle of a release: it believes that the rest still waits."""
    backup = tmp_path / "backup.db"
    relay.at_the_second = partial(back_up, _ledger(folder), backup)
    assert await service(folder) == []
    assert relay.took.total() == len(PEOPLE)

    restore(backup, _ledger(folder))
    waiting = states(folder)
    [why] = await service(folder)

    assert "restored from a backup" in why
    assert waiting.keys() & {"waiting", "claimed", "sending"}
    assert relay.took.total() == len(PEOPLE)

    takes_over(folder)

    assert await service(folder) == []
    assert set(relay.took.values()) == {1}
    assert states(folder) == {"sent": 1, "unsure": len(PEOPLE) - 1}


async def test_a_ledger_put_back_stays_foreign_however_often_it_is_started(
    folder: Path, relay: Relay, service: Service, tmp_path: Path
) -> None:
    """Time and patience do not make it the sender."""
    back_up(_ledger(folder), tmp_path / "backup.db")
    await service(folder)
    restore(tmp_path / "backup.db", _ledger(folder))

    barred = [await service(folder) for _ in range(3)]

    assert all(barred)
    assert set(relay.took.values()) == {1}


async def test_a_ledger_put_back_of_which_nothing_was_sent_since_goes_on(
    folder: Path, relay: Relay, service: Service, tmp_path: Path
) -> None:
    """Nothing is missing in it, so nobody has to be asked."""
    await service(folder)
    back_up(_ledger(folder), tmp_path / "backup.db")

    restore(tmp_path / "backup.db", _ledger(folder))

    assert await service(folder) == []
    assert set(relay.took.values()) == {1}


async def test_a_copy_in_another_folder_sends_nothing(
    folder: Path, relay: Relay, service: Service
) -> None:
    """Somebody tries something out on a copy of the real thing, and 194 Member States hear of it."""
    copy = folder.with_name("copy")
    relay.at_the_second = lambda: shutil.copytree(folder, copy, symlinks=True)
    await service(folder)
    back_up(_ledger(folder), _ledger(copy))
    with Ledger(_ledger(copy)) as ledger:
        ledger.now(lambda tx: tx.run("update messages set state = 'waiting'"))

    [why] = await service(copy)

    assert f"the sender is {_ledger(folder)}" in why
    assert set(relay.took.values()) == {1}


async def test_who_moved_the_folder_takes_over_and_what_waits_leaves_once(
    folder: Path, relay: Relay, service: Service
) -> None:
    """Nothing is in doubt: had it sent more where it lay, the file outside would say so."""
    relay.at_the_second = partial(signal.raise_signal, signal.SIGTERM)
    await service(folder)
    moved = move(folder, "moved")

    takes_over(moved)

    assert await service(moved) == []
    assert relay.took == Counter(dict.fromkeys(relay.took, 1))
    assert states(moved) == {"sent": len(PEOPLE)}


async def test_after_a_take_over_elsewhere_the_original_sends_no_more(
    folder: Path, relay: Relay, service: Service
) -> None:
    """One of the two is the sender; they meet in the file outside."""
    copy = folder.with_name("copy")
    await service(folder)
    shutil.copytree(folder, copy, symlinks=True)
    takes_over(copy)
    with Ledger(_ledger(folder)) as ledger:
        ledger.now(lambda tx: tx.run("update messages set state = 'waiting'"))

    [why] = await service(folder)

    assert "that of another ledger" in why
    assert set(relay.took.values()) == {1}


async def test_without_the_file_outside_nothing_is_sent(
    folder: Path, relay: Relay, service: Service, tmp_path: Path
) -> None:
    """A ledger on a new machine looks like this; whoever knows that nothing was sent says so."""
    relay.at_the_second = partial(signal.raise_signal, signal.SIGTERM)
    await service(folder)
    shutil.rmtree(tmp_path / "outside")
    sent = relay.took.total()

    [why] = await service(folder)

    assert "the file outside is missing" in why
    assert relay.took.total() == sent

    takes_over(folder, nothing_was_sent=True)

    assert await service(folder) == []
    assert states(folder) == {"sent": len(PEOPLE)}
    assert set(relay.took.values()) == {1}


async def test_a_service_whose_ledger_another_one_takes_begins_no_other_message(
    folder: Path, relay: Relay, service: Service
) -> None:
    """In another container, say, where the lock of the first does not reach."""

    def another_starts() -> None:
        with Ledger(_ledger(folder)) as ledger:
            ledger.now(partial(instance.take_hold, holder="another", by="host/2", at=NOON))

    relay.at_the_second = another_starts

    [why] = await service(folder)

    assert "has taken the ledger" in why
    assert relay.took.total() == 2
    assert states(folder).keys() <= {"sent", "waiting", "claimed"}  # none is half sent


async def test_after_a_machine_was_rolled_back_somebody_has_to_say_so(
    folder: Path, relay: Relay, service: Service, tmp_path: Path
) -> None:
    """The file outside went back with it, so nothing shows; said, what waits is put in doubt."""
    relay.at_the_second = partial(signal.raise_signal, signal.SIGTERM)
    await service(folder)
    snapshot = tmp_path / "snapshot"
    for name in ("original", "outside"):
        shutil.copytree(tmp_path / name, snapshot / name, symlinks=True)
    await service(folder)
    for name in ("original", "outside"):
        shutil.rmtree(tmp_path / name)
        shutil.move(snapshot / name, tmp_path)

    takes_over(folder, rolled_back=True)

    assert await service(folder) == []
    assert set(relay.took.values()) == {1}
    assert states(folder) == {"sent": 2, "unsure": len(PEOPLE) - 2}
