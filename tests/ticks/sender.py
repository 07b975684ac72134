"""One life of a process that sends what is in an outbox: `python -m tests.ticks.sender`."""

import asyncio
import sys
from contextlib import aclosing
from datetime import datetime
from pathlib import Path

from notifier.ledger import sending
from notifier.ledger.database import Ledger
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Message
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.turn import at_once
from notifier.ticks.post import Desk, post

WORKERS = 4
HOLD = 1  # the same in every life, as if nobody counted them


async def composed(message: Message) -> tuple[Envelope, list[bytes]]:
    """The shortest message there is."""
    return Envelope("bounce@secretariat.example", message.address), [b"Subject: x\r\n\r\nx\r\n"]


async def live(path: Path, port: int, now: datetime) -> None:
    """Name what an earlier life left in doubt, and send the rest."""
    access = RelayAccess("127.0.0.1", port, tls="none", connections=WORKERS)
    with Ledger(path) as ledger:
        ledger.now(lambda tx: sending.strand(tx, HOLD, now))
        async with aclosing(Relay(access)) as relay:
            await post(
                now, Desk(ledger, HOLD, composed, at_once(relay.send), lambda: False, WORKERS)
            )


if __name__ == "__main__":
    _, ledger_path, relay_port, moment = sys.argv
    asyncio.run(live(Path(ledger_path), int(relay_port), datetime.fromisoformat(moment)))
