"""One life of the service's sending half, on a clock that is given: it posts until nothing waits.

    python -m bench.life FOLDER PORT CONNECTIONS AT

It starts as the service does: takes the right to send, names what an earlier life left in doubt.
What a person has to mend it says in words, and tries again. Exit code 2: it may not even start.
"""

import asyncio
import sys
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from bench import ours
from notifier.cli.service.posting import Composer
from notifier.errors import UserError
from notifier.invitations.token import Key, Keys
from notifier.ledger import outbox, sending
from notifier.ledger.database import Ledger
from notifier.logs import set_up_logs
from notifier.relay import routing
from notifier.relay.limits import Pace, Rate
from notifier.relay.relays import Member, Relays
from notifier.relay.routing import Route
from notifier.ticks.guard import site, stand
from notifier.ticks.post import Desk, post

PAUSE = 0.1  # seconds; the service waits 30
_KEYS = Keys(Key(1, bytes(range(32))))


async def live(folder: Path, port: int, connections: int, at: datetime) -> None:
    """Post until nothing is due any more."""
    routing.FIRST_PROBE = routing.LAST_PROBE = PAUSE  # a relay that was killed is back at once
    with Ledger(folder / ours.LEDGER) as ledger:
        place = site(folder / "instance", folder / ours.LEDGER)
        guard = await stand(ledger, place, by="life", now=at)
        if guard.is_barred():
            raise UserError.of(str(folder), "this life may not send")
        await ledger.run(partial(sending.strand, hold=guard.epoch, at=at))
        keeper = asyncio.create_task(guard.keep(lambda: at))
        access = ours.access_to("127.0.0.1", port, connections)
        pace = Pace(Rate(connections), Rate(), {})
        async with Relays([Member(access, Route("main"), pace)]) as way:
            desk = Desk(
                ledger, guard.epoch, Composer(ledger, ours.settings().sender, _KEYS), way.turn,
                guard.is_barred, connections, guard.may_send,
            )  # fmt: skip
            await _post(desk, at)
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper


async def _post(desk: Desk, at: datetime) -> None:
    while True:
        try:
            if not await post(at, desk) and not await _is_anything_due(desk, at):
                return
        except UserError as error:
            print(error, file=sys.stderr, flush=True)
        await asyncio.sleep(PAUSE)


async def _is_anything_due(desk: Desk, at: datetime) -> bool:
    due = await desk.ledger.run(outbox.next_due)
    return due is not None and due <= at


if __name__ == "__main__":
    set_up_logs(json=True)
    where, relay_port, lines, moment = sys.argv[1:]
    try:
        asyncio.run(live(Path(where), int(relay_port), int(lines), datetime.fromisoformat(moment)))
    except UserError as error:
        print(error, file=sys.stderr, flush=True)
        sys.exit(error.exit_code)
