"""notifier preflight: could a letter leave now, and would it be believed where it arrives?"""

import asyncio
import json as notation
from dataclasses import asdict, dataclass
from ipaddress import ip_address
from typing import Annotated
from uuid import uuid4

import typer

from notifier.cli import house
from notifier.cli.options import CONFIG, Config, now, show_table
from notifier.cli.service.running import relay_access
from notifier.errors import UserError
from notifier.invitations.token import bounce_address, reply_address
from notifier.ledger import editions
from notifier.letters.mail.headers import wire_address
from notifier.letters.mail.message import message_id
from notifier.preflight.check import Check, Grade, fail
from notifier.preflight.extensions import Load
from notifier.preflight.relay import relay_checks
from notifier.preflight.resolver import Address, Resolver
from notifier.preflight.sender import Identity, sender_checks
from notifier.preflight.trial import Trial, send_trial
from notifier.relay.connection import Relay
from notifier.settings import Settings

TAG = "preflight"  # where a letter has the token of a message; what comes back is held

To = Annotated[
    str | None, typer.Option("--to", help="Really send one trial message to this address.")
]
OneRelay = Annotated[
    str | None, typer.Option("--relay", help="Only this relay; its name in the settings.")
]
Size = Annotated[
    int | None, typer.Option(min=1, help="Octets of the largest letter, if not the ledger's.")
]
Selectors = Annotated[
    list[str] | None, typer.Option("--selector", help="DKIM selector that the relay signs under.")
]
Outgoing = Annotated[
    list[str] | None,
    typer.Option("--from-ip", help="Address from which the relay sends to the world."),
]
Nameserver = Annotated[str | None, typer.Option(help="Ask this one, as ADDRESS or ADDRESS#PORT.")]
AsJson = Annotated[bool, typer.Option("--json", help="Rows as JSON, for programs.")]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the answer: a check, and which relay it is about, or the sender."""

    of: str
    check: str
    state: Grade
    seen: str
    to_do: str


def preflight(
    to: To = None,
    relay: OneRelay = None,
    size: Size = None,
    selector: Selectors = None,
    from_ip: Outgoing = None,
    nameserver: Nameserver = None,
    json: AsJson = False,
    config: Config = CONFIG,
) -> None:
    """Try each relay up to where a letter would leave, and look up the sender in the DNS."""
    of = house.settings(config)
    identity = Identity(
        author=_domain(of.sender.reply),
        envelope=_domain(of.sender.bounce),
        selectors=tuple(selector or ()),
        outgoing=tuple(map(_outgoing, from_ip or ())),
    )
    names = _names(of, relay)
    load = _load(of, _address(to) if to else None, size)
    resolver = Resolver(nameserver)

    async def look() -> list[Row]:
        relays = [_relay(of, name, load, to) for name in names]
        *found, sender = await asyncio.gather(*relays, sender_checks(identity, resolver))
        whose = [*names, "sender"]
        return [
            _row(of_whom, x)
            for of_whom, xs in zip(whose, [*found, sender], strict=True)
            for x in xs
        ]

    _tell(asyncio.run(look()), as_json=json)


def _row(of: str, check: Check) -> Row:
    return Row(of, check.what, check.grade, check.seen, check.mend)


def _tell(rows: list[Row], *, as_json: bool) -> None:
    """Print the rows, and end with exit code 1 where one is FAIL."""
    if as_json:
        typer.echo(notation.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        show_table(
            ("Of", "Check", "State", "Seen, and what to do"),
            [
                (r.of, r.check, r.state, r.seen + (f"\n→ {r.to_do}" if r.to_do else ""))
                for r in rows
            ],
            empty="",
        )
    if any(row.state is Grade.FAIL for row in rows):
        raise typer.Exit(1)


def _names(of: Settings, wanted: str | None) -> list[str]:
    if wanted is None:
        return list(of.relays)
    if wanted not in of.relays:
        known = ", ".join(of.relays)
        raise UserError.of("--relay", f"{wanted!r} is not one of the relays: {known}")
    return [wanted]


async def _relay(of: Settings, name: str, load: Load, to: str | None) -> list[Check]:
    """Return the rows of one relay; with `to`, a trial message really goes there."""
    try:
        access = relay_access(of.relays[name], name)
        rows = await relay_checks(access, load, now())
        if to is None:
            return rows
        async with Relay(access) as relay:
            return [*rows, await send_trial(_trial(of, name, to), relay.send)]
    except UserError as error:
        problem = error.problems[0]
        return [fail("settings", f"{problem.where}: {problem.what}", "Mend this setting first.")]


def _trial(of: Settings, relay: str, to: str) -> Trial:
    return Trial(
        name=of.sender.name["en"],
        author=reply_address(TAG, of.sender.reply),
        bounce=bounce_address(TAG, of.sender.bounce),
        recipient=to,
        relay=relay,
        message_id=message_id(f"{TAG}/{uuid4().hex}", of.sender.domain),
        at=now(),
    )


def _load(of: Settings, to: str | None, size: int | None) -> Load:
    """Return what relays are asked for: the sender as letters have it, ourselves and one outside."""
    points = house.directory(of).focal_points.values()
    carried = {point.id: wire_address(point.address) for point in points}
    ours = {_domain(of.sender.reply), _domain(of.sender.bounce)}
    plain = (a for a in carried.values() if a.isascii() and _domain(a) not in ours)
    outside = to or next(plain, None)
    recipients = (reply_address(TAG, of.sender.reply), outside or "")
    size, size_of = (size, "--size") if size else _largest(of)
    return Load(
        sender=bounce_address(TAG, of.sender.bounce),
        recipients=tuple(a for a in recipients if a and a.isascii()),
        size=size,
        size_of=size_of,
        international=tuple(i for i, address in carried.items() if not address.isascii()),
    )


def _largest(of: Settings) -> tuple[int, str]:
    """Return about how large the largest issued letter is on the wire, and which that is."""
    if not (of.files.state / house.LEDGER).exists():
        return 0, ""
    with house.open_ledger(of) as ledger:
        found = ledger.now(editions.largest)
    return (found.octets, f"{found.letter} ({found.language})") if found else (0, "")


def _address(text: str) -> str:
    try:
        return wire_address(text)
    except ValueError as error:
        raise UserError.of("--to", f"{error}") from error


def _outgoing(text: str) -> Address:
    try:
        return ip_address(text)
    except ValueError as error:
        raise UserError.of("--from-ip", f"{text!r} is not an IP address") from error


def _domain(address: str) -> str:
    return wire_address(address).rpartition("@")[2]
