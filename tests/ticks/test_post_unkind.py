"""Two thousand messages over a relay that misbehaves in every way: in the end every row is true."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Message
from notifier.relay import limits, routing
from notifier.relay.access import RelayAccess
from notifier.relay.limits import Pace, Rate
from notifier.relay.relays import Member, Relays
from notifier.relay.routing import Route
from notifier.ticks.post import Desk, post
from tests.relay.unkind import Unkind, unkind
from tests.scenes import NOON, enqueued

ROWS, LINES = 2000, 10


async def composed(message: Message) -> tuple[Envelope, list[bytes]]:
    """A short message."""
    return Envelope("bounce@secretariat.example", message.address), [b"Subject: x\r\n\r\nx\r\n"]


async def release(ledger: Ledger, relay: Unkind) -> int:
    """Pass after pass, until nothing waits any more; return how many it took."""
    access = RelayAccess("127.0.0.1", relay.port, "none", connections=LINES, messages=10_000)
    member = Member(access, Route("main"), Pace(Rate(LINES), Rate(), {}))
    now, passes = NOON, 0
    async with Relays([member]) as way:
        desk = Desk(ledger, 7, composed, way.turn, lambda: False, LINES)
        while (due := ledger.now(outbox.next_due)) is not None:
            now, passes = max(now + timedelta(seconds=1), due), passes + 1
            await post(now, desk)
    return passes


async def test_every_row_ends_in_what_the_relay_knows_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent was taken, refused was not, in doubt is what broke after the dot, and nobody twice."""
    monkeypatch.setattr(routing, "FIRST_PROBE", 0.02)
    monkeypatch.setattr(routing, "LAST_PROBE", 0.02)
    monkeypatch.setattr(limits, "SAME", 0.0)
    with Ledger(tmp_path / "ledger.db") as ledger:
        enqueued(ledger, *(f"m{number}" for number in range(ROWS)))
        dice = random.Random(random.random())  # another one with each --randomly-seed
        async with unkind(dice) as relay:
            await release(ledger, relay)
        rows = ledger.now(lambda tx: outbox.listing(tx, None, ROWS))
    ended = {
        state: {row["address"] for row in rows if row["state"] == state}
        for state in ("sent", "refused", "unsure")
    }
    taken = set(relay.took)

    assert Counter(row["state"] for row in rows).total() == sum(map(len, ended.values())) == ROWS
    assert max(relay.took.values()) == 1
    assert ended["sent"] <= taken
    assert ended["refused"] == relay.refuses
    assert not ended["refused"] & taken
    assert relay.cuts <= ended["unsure"]
    assert len(ended["unsure"] - relay.cuts) <= LINES  # the outage cut these
    assert taken <= ended["sent"] | ended["unsure"]
    assert relay.farewells > 0
