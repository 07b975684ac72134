"""Nobody gets it twice, nobody is silently missed: whatever the order of edits and crashes."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.ledger import letters, outbox, sending
from notifier.ledger.database import Ledger, Tx
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Message, Outcome, Verdict
from notifier.plan.calendar.changes import differences, facts_told_by
from notifier.relay.turn import at_once
from notifier.ticks.post import Desk, post
from tests.scenes import NOON, enqueued
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import FORUM, MEETING, WRITING
from tests.ticks.replies import delivered, event_in

SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")
BUSY = Outcome(Verdict.DEFERRED, 451, "4.3.2 try later")

# Any order of crash and restart sends at most once.

WORKERS = 2
CODES = ("fr", "no", "eg", "cn", "pe", "ke")


class KilledError(BaseException):
    """The process ended here."""


class Deaths:
    """Kills the process at given steps, counted over all its lives; the dead take no step more."""

    def __init__(self, steps: set[int]) -> None:
        self.steps, self.count, self.happened = steps, 0, 0
        self.is_dead = False

    def step(self) -> None:
        """Go one step further, or die."""
        self.count += 1
        if not self.is_dead and self.count in self.steps:
            self.happened += 1
            self.is_dead = True
        if self.is_dead:
            raise KilledError


class Relay:
    """What a relay took, by recipient; it puts some off once, and the process may die around it."""

    def __init__(self, deaths: Deaths, busy: frozenset[str]) -> None:
        self.took: Counter[str] = Counter()
        self._deaths, self._busy = deaths, set(busy)

    async def send(self, envelope: Envelope, _: Sequence[bytes]) -> Outcome:
        """Take one message, or put it off."""
        await asyncio.sleep(0)
        self._deaths.step()
        code = envelope.recipient.split(".")[1]
        if code in self._busy:
            self._busy.remove(code)
            outcome = BUSY
        else:
            self.took[envelope.recipient] += 1
            outcome = SENT
        self._deaths.step()
        return outcome


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


async def composed(message: Message) -> tuple[Envelope, list[bytes]]:
    """The shortest message there is."""
    return Envelope("bounce@secretariat.example", message.address), [b"Subject: x\r\n\r\n"]


def live(path: Path, relay: Relay, deaths: Deaths, now: datetime) -> bool:
    """One life of the process, always of the same name; tell whether anything is left to send."""
    deaths.is_dead = False
    with Ledger(path) as ledger:
        ledger.now(lambda tx: sending.strand(tx, 1, now))
        mortal: Any = MortalLedger(ledger, deaths)
        desk = Desk(mortal, 1, composed, at_once(relay.send), lambda: False, WORKERS)
        try:
            asyncio.run(post(now, desk))
        except KilledError:
            return True
        return bool({"waiting", "claimed"} & ledger.now(outbox.counts).keys())


STEPS = st.sets(st.integers(min_value=1, max_value=60), max_size=6)


@settings(max_examples=70, deadline=None)
@given(steps=STEPS, busy=st.frozensets(st.sampled_from(CODES), max_size=3))
def test_any_order_of_crash_and_restart_sends_at_most_once(
    steps: set[int], busy: frozenset[str]
) -> None:
    """Lost 0, twice 0; in doubt at most what was on the line, and every one of it named."""
    deaths = Deaths(steps)
    relay = Relay(deaths, busy)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        with Ledger(path) as ledger:
            enqueued(ledger, *CODES)
        lives = count()
        while live(path, relay, deaths, NOON + next(lives) * sending.LEASE * 2):
            assert next(lives) < 60, "it does not come to an end"
        with Ledger(path) as ledger:
            found = ledger.now(outbox.listing)

    states = {row["address"]: row["state"] for row in found}
    assert max(relay.took.values(), default=0) <= 1
    assert set(states.values()) <= {"sent", "unsure"}
    assert {address for address, state in states.items() if state == "sent"} <= set(relay.took)
    assert list(states.values()).count("unsure") <= WORKERS * deaths.happened


# Planning twice plans nothing new.


@settings(max_examples=8, deadline=None)
@given(days=st.lists(st.integers(min_value=0, max_value=90), min_size=1, max_size=6, unique=True))
def test_looking_twice_plans_nothing_new(days: list[int]) -> None:
    """Whenever the service wakes, and whatever was done before: once more changes no row."""
    with TemporaryDirectory() as folder:
        asyncio.run(_look_twice(Path(folder), sorted(days)))


async def _look_twice(folder: Path, days: Sequence[int]) -> None:
    house = sets(Secretariat(folder, MEETING + WRITING, PEOPLE[:2]))
    for day in days:
        now = at("2026-03-02 09:00") + timedelta(days=day)
        await drafts_and_issues(house, now)
        for name in ("post", "remind", "issue", "remind", "watch"):
            await house.tick(now, name)
        before = [rows(house, table, "1") for table in ("letters", "messages", "events", "journal")]

        staff = house.staff  # the registry's numbers go on where they were
        staff._ledger = house.reopen()
        house.staff = staff
        sets(house).work_with(house._record)
        for name in ("watch", "remind", "watch"):
            await house.tick(now + timedelta(seconds=30), name)

        assert [
            rows(house, table, "1") for table in ("letters", "messages", "events", "journal")
        ] == before
    house.close()


# Everyone invited finally holds what the calendar says, and hears each state once.


@dataclass(frozen=True)
class Edit:
    """What the officer makes of the plan one morning, and how far the day's work comes."""

    hour: int
    day: int
    state: str  # on | off | gone
    is_issued: bool
    is_busy: bool  # the relay puts everybody off


EDITS = st.lists(
    st.builds(
        Edit,
        hour=st.sampled_from((13, 14)),
        day=st.sampled_from((29, 30)),
        state=st.sampled_from(("on", "on", "off", "gone")),
        is_issued=st.booleans(),
        is_busy=st.booleans(),
    ),
    min_size=1,
    max_size=4,  # mornings: a relay that puts everybody off for five days is given up
)


def plan_of(edit: Edit) -> str:
    """The plan as the officer left it."""
    plan = MEETING.replace("T14:00", f"T{edit.hour}:00").replace("04-30T23", f"04-{edit.day}T23")
    if edit.state == "off":
        return plan.replace("end: 2026-07-10}", "end: 2026-07-10, status: cancelled}")
    return plan.partition("  consultations:")[0] if edit.state == "gone" else plan


@dataclass
class Reader:
    """Somebody's calendar, which ignores what is older and what cancels an unknown event."""

    held: dict[str, tuple[int, str]] = field(default_factory=dict)

    def take(self, data: bytes) -> None:
        """Take one mail in, as calendars do (RFC 5546 2.1.5)."""
        event = event_in(delivered(data))
        uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
        is_off = str(event.get("STATUS")) == "CANCELLED"
        known = self.held.get(uid, (-1, ""))
        if sequence > known[0] and not (is_off and uid not in self.held):
            begins = event["DTSTART"].dt.strftime("%H:%M")
            self.held[uid] = (sequence, "off" if is_off else begins)

    def shows(self) -> set[str]:
        """What stands in the calendar."""
        return {state for _, state in self.held.values()} - {"off"}


class World:
    """All readers, behind a relay that puts everybody off while it is busy."""

    def __init__(self) -> None:
        self.readers: dict[str, Reader] = {}
        self.message_ids: Counter[str] = Counter()
        self.is_busy = False

    async def send(self, envelope: Envelope, lines: Sequence[bytes]) -> Outcome:
        """Deliver one message, or put it off."""
        if self.is_busy:
            return BUSY
        data = b"".join(lines)
        self.readers.setdefault(envelope.recipient, Reader()).take(data)
        self.message_ids[str(delivered(data)["Message-ID"])] += 1
        return SENT


@settings(max_examples=25, deadline=None)
@given(edits=EDITS)
def test_whatever_the_plan_does_everyone_hears_each_state_once_and_holds_the_last(
    edits: list[Edit],
) -> None:
    """Moved, called off, taken out, put back: in any order, with the relay away at times."""
    with TemporaryDirectory() as folder:
        asyncio.run(_edit(Path(folder), edits))


async def _edit(folder: Path, edits: list[Edit]) -> None:
    house, world, now = Secretariat(folder, MEETING, PEOPLE[:2]), World(), at("2026-03-09 09:00")
    house.work_with(world.send)
    sets(house)
    world.is_busy = edits[0].is_busy
    await drafts_and_issues(house, now)
    await house.tick(now, "post")
    for edit in edits:
        now, world.is_busy = now + timedelta(days=1), edit.is_busy
        house.plan.write_text(plan_of(edit), encoding="utf-8")
        await house.tick(now, "watch")
        if edit.is_issued:
            await drafts_and_issues(house, now)
            await house.tick(now, "post")
    world.is_busy = False
    for _ in range(6):
        now += timedelta(days=1)
        await drafts_and_issues(house, now)
        for minute in range(3):
            await house.tick(now + timedelta(minutes=minute), "post")

    last = edits[-1]
    begins = {13: "11:00", 14: "12:00"}[last.hour]  # in Geneva, and in UTC in April
    assert len(world.readers) == 2 or last.state != "on"  # of what never left, nothing is told
    for reader in world.readers.values():
        assert reader.shows() == ({begins} if last.state == "on" else set())
    assert set(world.message_ids.values()) <= {1}
    assert _repeated(house) == []
    house.close()


def _repeated(house: Secretariat) -> list[str]:
    """The letters that told their readers what they knew already."""
    told = [
        letter
        for letter in house.ledger.now(letters.by_status)
        if letter.released_at is not None
        and letter.kind in ("consultation", "update", "cancellation")
    ]
    told.sort(key=lambda letter: letter.released_at or NOON)
    facts = [facts_told_by(letter.facts, [FORUM])[FORUM] for letter in told]
    return [
        letter.key
        for letter, (before, after) in zip(told[1:], pairwise(facts), strict=True)
        if not differences(before, after)
    ]
