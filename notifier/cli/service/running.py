"""notifier run: the daemon with a real relay and a real mailbox."""

import asyncio
import fcntl
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from pydantic import SecretStr

from notifier.cli import house
from notifier.cli.calendar.looking import feed_sources
from notifier.cli.digest import ticks as digest_ticks
from notifier.cli.options import now
from notifier.cli.service import proofs, takeover
from notifier.cli.service.assembly import Outside, assemble, next_wake
from notifier.daemon import Daemon, Tick
from notifier.errors import Problem, UserError
from notifier.ledger import plans, sending
from notifier.ledger.database import Ledger
from notifier.mailbox.access import ImapAccess
from notifier.mailbox.imap import Imap
from notifier.mailbox.maildir import Maildir
from notifier.mailbox.port import Mailbox
from notifier.preflight.relay import fit_to_send
from notifier.relay.access import RelayAccess
from notifier.relay.limits import Pace, Rate
from notifier.relay.oauth import Grant, OAuth
from notifier.relay.relays import Member, Relays
from notifier.relay.routing import Route
from notifier.settings import (
    Limits,
    MailboxSection,
    OAuthSection,
    RelaySection,
    Settings,
    is_exposed,
    revealed,
    unknown_variables,
)
from notifier.ticks.guard import Guard, stand
from notifier.ticks.look import look

log = structlog.get_logger()
FIRST_LOOK = 30.0  # seconds that outside calendars may keep the service from its start
IDLE = 25.0  # seconds that one wait for new mail lasts: `listen` polls in between


async def run(of: Settings) -> None:
    """Run the service until it is asked to end. A second one on the same ledger is refused."""
    for name in unknown_variables(dict(os.environ)):
        log.warning("settings.unknown_variable", name=name)
    with only_one(of.files.state), house.open_ledger(of) as ledger:
        sources = house.SourcesReader(of, last_plan=lambda: ledger.now(plans.in_force))
        sources()
        owner = f"{socket.gethostname()}/{os.getpid()}"
        guard = await stand(ledger, takeover.site(of), by=owner, now=now())
        # a service that may not send settles nothing: the one that may is perhaps at work
        strand = partial(sending.strand, hold=guard.epoch, at=now())
        for message in [] if guard.is_barred() else await ledger.run(strand):
            log.error("message.unsure", message=message, mend="notifier outbox settle")
        async with relays(of) as way:
            for name, outcome in (await way.reachable()).items():
                log.info("relay.checked", relay=name, verdict=outcome.verdict, said=outcome.reply)
            await _serve(of, ledger, sources, way, guard)


async def _serve(
    of: Settings, ledger: Ledger, sources: house.SourcesReader, way: Relays, guard: Guard
) -> None:
    stop = asyncio.Event()
    box = mailbox(of.mailbox) if guard.allows("listen") else None
    outside = Outside(
        way.turn, box, lambda: stop.is_set() or guard.is_barred(), way.connections,
        guard.epoch, guard.may_send, lambda _: now(), partial(_fit, of=of),
    )  # fmt: skip
    calendars = feed_sources(of)
    every: list[Tick] = [
        *assemble(of, ledger, sources, outside),
        ("look", partial(look, ledger=ledger, sources=calendars)),
        *digest_ticks(of, ledger, sources, way.turn, outside.stopping, guard.may_send),
        *proofs.ticks(of, ledger, sources),
    ]
    ticks = [tick for tick in every if guard.allows(tick[0])]
    due = partial(_next_due, guard=guard, ledger=ledger, sources=sources)
    with suppress(TimeoutError):  # before the plan that follows them; one that is slow comes later
        async with asyncio.timeout(FIRST_LOOK):
            await look(now(), ledger=ledger, sources=calendars)
    daemon = Daemon(ticks, due, stop)
    keeper = asyncio.create_task(guard.keep(now))
    watcher = asyncio.create_task(_wake_on_mail(box, daemon)) if isinstance(box, Imap) else None
    try:
        await daemon.run()
    finally:
        if box is not None:
            box.close()
        for task in (keeper, watcher):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _fit(octets: int, *, of: Settings) -> Sequence[Problem]:
    """Return why no relay at all would take a message of that size now; empty where one would."""
    accesses = [relay_access(section, name) for name, section in of.relays.items()]
    problems = await fit_to_send(accesses, octets)
    return problems if len(problems) == len(accesses) else ()


async def _next_due(
    at: datetime, *, guard: Guard, ledger: Ledger, sources: house.SourcesReader
) -> datetime | None:
    # what waits in a ledger that may not send is due for ever: it would wake us without a pause
    return None if guard.is_barred() else await next_wake(at, ledger=ledger, sources=sources)


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


def relays(of: Settings) -> Relays:
    """Return all relays with their shares and their pace."""
    limits = {domain: _rate(limit) for domain, limit in of.pace.domains.items()}
    return Relays(
        [
            Member(
                access=relay_access(section, name),
                route=Route(name, section.weight, frozenset(section.domains), section.fallback),
                pace=Pace(_rate(section), _rate(of.pace), limits),
            )
            for name, section in of.relays.items()
        ]
    )


def _rate(of: RelaySection | Limits) -> Rate:
    return Rate(of.connections, of.messages_per_minute)


def relay_access(of: RelaySection, name: str = "main") -> RelayAccess:
    """Return how the relay `name` is reached, its secrets read from their files.

    Raises UserError where they cannot be read, or where there is no secret for its user name.
    """
    key = f"relays.{name}"
    password = _secret(of.password, of.password_file, f"{key}.password")
    _tell_if_exposed(of.client_key, f"{key}.client_key")
    if of.username and not password and of.oauth is None:
        raise UserError.of(
            f"{key}.username",
            f"has no password: give the credential relays__{name}__password, or `password_file`",
        )
    return RelayAccess(
        host=of.host,
        port=of.port,
        tls=of.tls,
        username=of.username,
        password=password or None,
        timeout=of.timeout,
        connections=of.connections,
        ca_file=of.ca_file,
        patience=of.patience,
        messages=of.messages_per_connection,
        name=name,
        client_certificate=of.client_certificate,
        client_key=of.client_key,
        oauth=_oauth(of.oauth, f"{key}.oauth") if of.oauth else None,
    )


def _oauth(of: OAuthSection, key: str) -> OAuth:
    secret = _secret(of.client_secret, of.client_secret_file, f"{key}.client_secret")
    _tell_if_exposed(of.refresh_token_file, f"{key}.refresh_token_file")
    if of.grant == "client-credentials" and not secret:
        raise UserError.of(
            f"{key}.grant", "client-credentials needs a client secret, and there is none"
        )
    return OAuth(
        Grant(
            kind=of.grant,
            token_url=of.token_url,
            client_id=of.client_id,
            client_secret=secret,
            scope=of.scope,
            refresh_token_file=of.refresh_token_file,
        )
    )


def mailbox(of: MailboxSection, name: str = "mailbox") -> Mailbox | None:
    """Return the mailbox or journal of the section `name`; None where none is configured."""
    match of.kind:
        case "none":
            return None
        case "maildir":
            if of.path is None:
                raise UserError.of(f"{name}.path", "a maildir needs the path of its folder")
            return Maildir(of.path)
        case "imap":
            return Imap(
                ImapAccess(
                    host=of.host,
                    port=of.port,
                    username=of.username,
                    password=_secret(of.password, of.password_file, f"{name}.password"),
                    tls=of.tls,
                    ca_file=of.ca_file,
                    folder=of.folder,
                )
            )


def _secret(given: SecretStr | None, file: Path | None, key: str) -> str:
    _tell_if_exposed(file, f"{key}_file")
    return revealed(given, file, key)


def _tell_if_exposed(file: Path | None, key: str) -> None:
    if file is not None and is_exposed(file):
        log.warning("settings.secret_exposed", key=key, file=str(file), mend=f"chmod o-rw {file}")
