"""notifier run: the daemon with a real relay and a real mailbox."""

import asyncio
import fcntl
import os
from collections.abc import Iterator
from contextlib import aclosing, contextmanager, suppress
from functools import partial
from pathlib import Path

import structlog

from notifier.cli import house
from notifier.cli.assembly import Outside, assemble, next_wake
from notifier.cli.options import now
from notifier.daemon import Daemon
from notifier.errors import UserError
from notifier.ledger import dispatch
from notifier.ledger.database import Ledger
from notifier.mailbox.imap import Imap, ImapAccess
from notifier.mailbox.maildir import Maildir
from notifier.mailbox.port import Mailbox
from notifier.relay.connection import Relay, RelayAccess
from notifier.settings import MailboxSection, RelaySection, Settings, unknown_variables

log = structlog.get_logger()
HOLD = 1
IDLE = 300.0  # seconds that one wait for new mail lasts


async def run(of: Settings) -> None:
    """Run the service until it is asked to end. A second one on the same ledger is refused."""
    for name in unknown_variables(dict(os.environ)):
        log.warning("settings.unknown_variable", name=name)
    with only_one(of.files.state), house.open_ledger(of) as ledger:
        sources = house.SourcesReader(of)
        sources()
        for message in await ledger.run(partial(dispatch.strand, hold=HOLD, at=now())):
            log.error("message.unsure", message=message, mend="notifier outbox settle")
        async with aclosing(Relay(relay_access(of.relay))) as relay:
            log.info("relay.checked", verdict=(await relay.reachable()).verdict)
            await _serve(of, ledger, sources, relay)


async def _serve(of: Settings, ledger: Ledger, sources: house.SourcesReader, relay: Relay) -> None:
    stop = asyncio.Event()
    box = mailbox(of.mailbox)
    outside = Outside(relay.send, box, stop.is_set, of.relay.connections, HOLD, lambda _: now())
    daemon = Daemon(
        assemble(of, ledger, sources, outside),
        partial(next_wake, ledger=ledger, sources=sources),
        stop,
    )
    watcher = asyncio.create_task(_wake_on_mail(box, daemon)) if isinstance(box, Imap) else None
    try:
        await daemon.run()
    finally:
        if box is not None:
            box.close()
        if watcher is not None:
            watcher.cancel()
            with suppress(asyncio.CancelledError):
                await watcher


async def _wake_on_mail(box: Imap, daemon: Daemon) -> None:
    """Ask for a pass when mail arrives (IMAP IDLE); the tick of 30 s polls all the same."""
    while not daemon.is_stopping():
        pause = 1.0
        try:
            if await asyncio.to_thread(box.wait, IDLE):
                daemon.wake()
        except UserError:  # a wrong password, say: `listen` tells it at every pass
            pause = IDLE
        await asyncio.sleep(pause)


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Hold the lock of a ledger: two services on one would each think the other had died."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "service.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise UserError.of(
                str(state), f"another notifier runs on this ledger (process {lock.read().strip()})"
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def relay_access(of: RelaySection) -> RelayAccess:
    """Return how the relay is reached."""
    return RelayAccess(
        host=of.host,
        port=of.port,
        tls=of.tls,
        username=of.username,
        password=of.password.get_secret_value() if of.password else None,
        timeout=of.timeout,
        connections=of.connections,
        ca_file=of.ca_file,
    )


def mailbox(of: MailboxSection) -> Mailbox | None:
    """Return the mailbox that answers arrive in; None where none is configured."""
    match of.kind:
        case "none":
            return None
        case "maildir":
            if of.path is None:
                raise UserError.of("mailbox.path", "a maildir needs the path of its folder")
            return Maildir(of.path)
        case "imap":
            return Imap(
                ImapAccess(
                    host=of.host,
                    port=of.port,
                    username=of.username,
                    password=of.password.get_secret_value(),
                    tls=of.tls,
                    ca_file=of.ca_file,
                    folder=of.folder,
                )
            )
