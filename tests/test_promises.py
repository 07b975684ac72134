"""Nobody gets it twice, nobody is silently missed: whatever the order of edits and crashes."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.ledger import letters, outbox
from notifier.ledger.database import Ledger, Tx
from notifier.letters.compose import Envelope
from notifier.letters.message import Message, Outcome, Verdict
from notifier.ticks.post import Desk, post
from tests.scenes import NOON, enqueued
from tests.secretariat import KEY, PEOPLE, PLAN, Secretariat, at

WORKERS = 2
CODES = ("fr", "no", "eg", "cn", "pe", "ke")


class KilledError(BaseException):
    """The process ended here."""


class Relay:
    """What a relay took, by recipient; the process may end before or after it takes a message."""

    def __init__(self, deaths: "Deaths") -> None:
        self.took: Counter[str] = Counter()
        self._deaths = deaths

    async def send(self, envelope: Envelope, _: bytes) -> Outcome:
        """Take one message."""
        await asyncio.sleep(0)
        self._deaths.step()
        self.took[envelope.recipient] += 1
        self._deaths.step()
        return Outcome(Verdict.SENT, 250, "2.0.0 taken")


class Deaths:
    """Kills the process at given steps, counted over all its lives."""

    def __init__(self, steps: set[int]) -> None:
        self.steps, self.count, self.happened = steps, 0, 0

    def step(self) -> None:
        """Go one step further, or die."""
        self.count += 1
        if self.count in self.steps:
            self.happened += 1
            raise KilledError


class MortalLedger:
    """A ledger whose process may end before a commit, or right after it."""

    def __init__(self, ledger: Ledger, deaths: Deaths) -> None:
        self._ledger, self._deaths = ledger, deaths

    async def run(self, unit: Callable[[Tx], Any]) -> Any:
        """Run one unit."""
        self._deaths.step()
        result = await self._ledger.run(unit)
        self._deaths.step()
        return result


async def composed(message: Message) -> tuple[Envelope, bytes]:
    """The shortest message there is."""
    return Envelope("bounce@secretariat.example", message.address), b"Subject: x\r\n\r\n"


def live(path: Path, relay: Relay, deaths: Deaths, life: int) -> None:
    """One life of the process: what an earlier one left in doubt is named, the rest is sent."""
    owner, now = f"life-{life}", NOON + life * outbox.LEASE * 2
    with Ledger(path) as ledger:
        ledger.now(lambda tx: outbox.strand(tx, owner, now))
        mortal: Any = MortalLedger(ledger, deaths)
        desk = Desk(mortal, owner, composed, relay.send, lambda: False, WORKERS)
        asyncio.run(post(now, desk))


@settings(max_examples=60, deadline=None)
@given(steps=st.sets(st.integers(min_value=1, max_value=60), max_size=5))
def test_any_order_of_crash_and_restart_sends_at_most_once(steps: set[int]) -> None:
    """Lost 0, twice 0; in doubt at most what was on the line, and every one of it named."""
    deaths = Deaths(steps)
    relay = Relay(deaths)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        with Ledger(path) as ledger:
            enqueued(ledger, *CODES)
        for life in range(len(steps) + 1):
            try:
                live(path, relay, deaths, life)
            except (KilledError, BaseExceptionGroup):
                continue
            break
        with Ledger(path) as ledger:
            ledger.now(lambda tx: outbox.strand(tx, "last", NOON))
            rows = ledger.now(outbox.listing)

    states = {row["address"]: row["state"] for row in rows}
    assert max(relay.took.values(), default=0) <= 1
    assert set(states.values()) <= {"sent", "unsure"}
    assert {address for address, state in states.items() if state == "sent"} <= set(relay.took)
    assert list(states.values()).count("unsure") <= WORKERS * deaths.happened


async def test_watching_twice_drafts_nothing_new(tmp_path: Path) -> None:
    """A restart, or a second look in the same minute, plans nothing."""
    house = Secretariat(tmp_path, PLAN)
    now = at("2026-03-09 09:00")
    await house.tick(now, "watch")
    before = house.ledger.now(letters.by_status)

    await house.tick(now, "watch")
    house.reopen()
    house.work_with(house._record)
    await house.tick(now + timedelta(minutes=1), "watch")

    assert house.ledger.now(letters.by_status) == before
    house.close()


HOURS = st.lists(
    st.tuples(st.sampled_from(("13:00", "14:00", "15:00")), st.booleans()), min_size=1, max_size=4
)


@settings(max_examples=8, deadline=None)
@given(edits=HOURS)
def test_moving_back_and_forth_never_tells_the_same_twice(edits: list[tuple[str, bool]]) -> None:
    """Everyone invited hears each state once, and finally holds the plan's own."""
    with TemporaryDirectory() as folder:
        asyncio.run(_move(Path(folder), edits))


async def _move(folder: Path, edits: list[tuple[str, bool]]) -> None:
    house = Secretariat(folder, PLAN, PEOPLE[:2])
    now = at("2026-03-09 09:00")
    await house.until_issued(*(now + timedelta(hours=n) for n in range(4)))
    for start, is_issued in edits:
        now += timedelta(days=1)
        house.plan.write_text(PLAN.replace("T14:00", f"T{start}"), encoding="utf-8")
        await house.tick(now)
        if is_issued:
            await house.until_issued(*(now + timedelta(hours=n) for n in range(4)))
    later = at("2026-03-18 09:00")  # a Wednesday: the last change is cleared, signed and issued
    await house.until_issued(*(later + timedelta(hours=n) for n in range(4)))

    told = [
        letter.facts["consultations"][KEY]["session"]["start"]
        for letter in house.ledger.now(letters.by_status)
        if letter.status == "issued" and letter.kind in ("consultation", "update")
    ]
    assert all(before != after for before, after in pairwise(told))
    assert told[-1] == f"2026-04-15T{edits[-1][0]}:00"
    assert max(Counter(data for _, data in house.sent).values()) == 1
    house.close()
