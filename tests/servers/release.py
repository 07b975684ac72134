"""A release of many messages through the product's own relays and passes, on simulated time."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Message
from notifier.relay.access import RelayAccess
from notifier.relay.limits import Pace, Rate
from notifier.relay.relays import Member, Relays
from notifier.relay.routing import Route
from notifier.ticks.post import Desk, post
from tests.scenes import NOON, enqueued

BODY = (
    b"Subject: Forum\r\nFrom: Union <reply@secretariat.example>\r\n"
    b"Date: Mon, 02 Mar 2026 12:00:00 +0000\r\n\r\n" + b"Dear colleagues,\r\n" * 100
)


@dataclass(frozen=True, slots=True)
class Released:
    """What came of it: how many rows in each state, whom the rest were for, how many passes."""

    states: Counter[str]
    sent: frozenset[str]
    passes: int
    put_off: frozenset[str]  # what was said to those that had to wait


async def composed(message: Message) -> tuple[Envelope, list[bytes]]:
    """A letter of 2 kB."""
    own = f"Message-ID: {message.message_id}\r\nTo: {message.address}\r\n".encode()
    return Envelope("bounce@secretariat.example", message.address), [own, BODY]


async def released(folder: Path, port: int, rows: int, lines: int, pause: float = 0.0) -> Released:
    """Send to `rows` people over at most `lines` lines, pass after pass until nothing waits.

    Between two passes real time goes on by `pause` seconds.
    """
    access = RelayAccess("127.0.0.1", port, "none", connections=lines, messages=10_000)
    member = Member(access, Route("main"), Pace(Rate(lines), Rate(), {}))
    now, passes = NOON, 0
    with Ledger(folder / "ledger.db") as ledger:
        enqueued(ledger, *(f"m{number}" for number in range(rows)))
        async with Relays([member]) as way:
            desk = Desk(ledger, 7, composed, way.turn, lambda: False, lines)
            while (due := ledger.now(outbox.next_due)) is not None:
                now, passes = max(now + timedelta(seconds=1), due), passes + 1
                await post(now, desk)
                await asyncio.sleep(pause)
        found = ledger.now(lambda tx: outbox.listing(tx, None, rows))
        put_off = ledger.now(
            lambda tx: tx.rows("select distinct said from journal where step = 'deferred'")
        )
    return Released(
        states=Counter(row["state"] for row in found),
        sent=frozenset(row["address"] for row in found if row["state"] == "sent"),
        passes=passes,
        put_off=frozenset(row["said"] for row in put_off),
    )
