"""notifier run begins though the world is out of reach, and loses nothing by it."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Iterator, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from notifier.cli import house as root
from notifier.cli.service import running
from notifier.ledger import outbox
from notifier.settings import Settings
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.office import drafts_and_issues, sets
from tests.ticks.plans import MEETING

LAST_YEAR = MEETING.replace("2026", "2025")  # whatever the clock of this machine says, it is due
PASSWORD = "correct horse"


class Journal:
    """Guards what was logged, and tells when the last of the awaited events has come."""

    def __init__(self, *awaited: str) -> None:
        self.events: list[dict[str, Any]] = []
        self._awaited = set(awaited)
        self._loop = asyncio.get_running_loop()
        self._complete = asyncio.Event()
        structlog.configure(processors=[self._take])

    async def is_complete(self) -> None:
        """Wait for all that is awaited."""
        async with asyncio.timeout(30):
            await self._complete.wait()

    def of(self, name: str) -> list[dict[str, Any]]:
        """All events of one name."""
        return [event for event in self.events if event["event"] == name]

    def _take(self, _log: object, _level: str, event: MutableMapping[str, Any]) -> str:
        self.events.append(dict(event))
        self._awaited.discard(event["event"])
        if not self._awaited:
            self._loop.call_soon_threadsafe(self._complete.set)
        raise structlog.DropEvent


@asynccontextmanager
async def a_mailbox_that_knows_us_not() -> AsyncIterator[int]:
    """An IMAP server that answers NO to every LOGIN."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while line := await reader.readline():
            tag, command = line.decode().split()[:2]
            answers = {
                "CAPABILITY": f"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
                "LOGIN": f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n",
            }
            writer.write(answers.get(command.upper(), f"{tag} OK done\r\n").encode())
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
def refusing() -> Iterator[int]:
    """A port that is taken and where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """A secretariat with an issued letter, not one message of which has left."""
    house = sets(Secretariat(tmp_path, LAST_YEAR, PEOPLE))
    await drafts_and_issues(house, at("2025-03-10 09:00"))
    house.close()
    return house.settings


def reached_at(of: Settings, *, relay: int, mailbox: int) -> Settings:
    """The same settings, relay and mailbox being at these ports of this machine."""
    here: dict[str, object] = {"host": "127.0.0.1", "tls": "none"}
    account = here | {"port": mailbox, "password": SecretStr(PASSWORD)}
    return of.model_copy(
        update={
            "relays": {"main": of.relays["main"].model_copy(update=here | {"port": relay})},
            "mailbox": of.mailbox.model_copy(update=account),
        }
    )


async def runs(of: Settings, journal: Journal) -> None:
    """Run the service until all that is awaited was logged, then ask it to end."""
    service = asyncio.create_task(running.run(of))
    told = asyncio.create_task(journal.is_complete())
    await asyncio.wait({service, told}, return_when=asyncio.FIRST_COMPLETED)
    if service.done():  # it never came so far; a signal now would end the tests
        told.cancel()
    else:
        signal.raise_signal(signal.SIGTERM)
    await service


async def test_it_starts_without_relay_and_mailbox_and_keeps_what_waits(
    settings: Settings, refusing: int
) -> None:
    """The administrator is told of both, and nobody has to write a letter again."""
    journal = Journal("relay.unreachable", "mailbox.unreachable")
    async with a_mailbox_that_knows_us_not() as port:
        await runs(reached_at(settings, relay=refusing, mailbox=port), journal)

    with root.open_ledger(settings) as ledger:
        assert ledger.now(outbox.counts) == {"waiting": len(PEOPLE)}
    assert [event["verdict"] for event in journal.of("relay.checked")] == ["deferred"]
    assert journal.of("tick.failed") == []
    assert journal.events[-1]["event"] == "daemon.stopped"


async def test_a_wrong_password_is_told_and_never_printed(
    settings: Settings, refusing: int
) -> None:
    """The log says which account was refused, and what the server said."""
    journal = Journal("mailbox.unreachable")
    async with a_mailbox_that_knows_us_not() as port:
        await runs(reached_at(settings, relay=refusing, mailbox=port), journal)

    said = journal.of("mailbox.unreachable")[0]["error"]
    assert said.startswith(
        "mailbox.password: 127.0.0.1 refused the user name 'reply@secretariat.example'"
    )
    assert "[AUTHENTICATIONFAILED] Authentication failed." in said
    assert PASSWORD not in repr(journal.events)


async def test_a_variable_that_is_no_setting_is_named(
    settings: Settings, refusing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A typing error in the unit of systemd goes unseen else."""
    monkeypatch.setenv("NOTIFIER_RELLAYS__MAIN__PORT", "25")
    journal = Journal("daemon.started")
    async with a_mailbox_that_knows_us_not() as port:
        await runs(reached_at(settings, relay=refusing, mailbox=port), journal)

    assert [e["name"] for e in journal.of("settings.unknown_variable")] == [
        "NOTIFIER_RELLAYS__MAIN__PORT"
    ]
