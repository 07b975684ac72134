"""What many have to write is written together, in order, and nothing that is known is lost."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from notifier.ledger import journal, outbox, sending
from notifier.ledger.database import Ledger, Row, Tx
from notifier.ledger.sending import Settled
from notifier.letters.mail.message import Message, Outcome, Verdict
from notifier.ticks.post import always
from notifier.ticks.scribe import Scribe
from tests.scenes import NOON, enqueued

T = TypeVar("T")
CODES = ("fr", "no", "eg", "cn", "ke", "pe")
HOLD = 7
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")


class FullError(Exception):
    """The disk is full."""


class Disk:
    """A ledger that counts its commits, can be held up, and can be full."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.commits = 0
        self.is_full = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def run(self, unit: Callable[[Tx], T]) -> T:
        """Run one unit, unless the disk is full."""
        await self.gate.wait()
        if self.is_full:
            raise FullError
        self.commits += 1
        return await self.ledger.run(unit)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger with a letter to six members in its outbox."""
    with Ledger(":memory:") as opened:
        enqueued(opened, *CODES)
        yield opened


def claimed(ledger: Ledger) -> list[Message]:
    """All rows, claimed by us."""
    return ledger.now(lambda tx: sending.claim(tx, HOLD, NOON, 10))


def states(ledger: Ledger) -> list[str]:
    """How the rows stand, in their order."""
    return [row["state"] for row in reversed(ledger.now(outbox.listing))]


def steps(ledger: Ledger) -> list[tuple[int, str]]:
    """All that was written down, in order, but for the claims."""

    def unit(tx: Tx) -> list[Row]:
        return tx.rows("select message, step from journal where step <> 'claimed' order by id")

    return [(row["message"], row["step"]) for row in ledger.now(unit)]


def scribe(disk: Disk, unwritten: list[Settled] | None = None, **changes: Any) -> Scribe:
    """A scribe of that disk."""
    fake: Any = disk
    return Scribe(
        fake, HOLD, changes.get("may_send", always), [] if unwritten is None else unwritten
    )


def settled(message: Message, outcome: Outcome = SENT) -> Settled:
    """What came of a message."""
    return Settled(message, outcome, NOON, NOON + timedelta(minutes=1))


async def test_what_comes_up_during_a_commit_shares_the_next(ledger: Ledger) -> None:
    """Six workers cost two commits and not six."""
    messages, disk = claimed(ledger), Disk(ledger)
    writing = scribe(disk)

    begun = await asyncio.gather(*(writing.begin(message, NOON) for message in messages))

    assert begun == [True] * 6
    assert disk.commits == 1
    disk.gate.clear()
    first = asyncio.ensure_future(writing.begin(messages[0], NOON))
    for _ in range(3):
        await asyncio.sleep(0)
    for message in messages:
        writing.settle(settled(message))
    disk.gate.set()
    assert not await first
    await writing.finish()
    assert disk.commits == 3
    assert states(ledger) == ["sent"] * 6


async def test_a_message_is_settled_before_the_next_of_its_line_begins(ledger: Ledger) -> None:
    """At any instant no more rows are in `sending` than there are lines."""
    messages = claimed(ledger)
    writing = scribe(Disk(ledger))
    for message in messages:
        assert await writing.begin(message, NOON)
        assert states(ledger).count("sending") == 1
        writing.settle(settled(message))
    await writing.finish()

    ids = [message.id for message in messages]
    assert steps(ledger) == [(each, step) for each in ids for step in ("sending", "sent")]


async def test_an_answer_is_on_disk_though_nothing_more_begins(ledger: Ledger) -> None:
    """The last one of a pass has nobody behind it."""
    message, writing = claimed(ledger)[0], scribe(Disk(ledger))
    await writing.begin(message, NOON)
    writing.settle(settled(message))

    await writing.finish()

    assert states(ledger)[0] == "sent"


async def test_a_full_disk_begins_nothing_and_forgets_nothing(ledger: Ledger) -> None:
    """Whoever wants to begin hears of it; what is known is written when there is room."""
    messages, disk, unwritten = claimed(ledger), Disk(ledger), list[Settled]()
    writing = scribe(disk, unwritten)
    await asyncio.gather(*(writing.begin(message, NOON) for message in messages[:3]))
    disk.is_full = True
    for message in messages[:3]:
        writing.settle(settled(message))
    begins = [writing.begin(message, NOON) for message in messages[3:]]
    ends = await asyncio.gather(*begins, return_exceptions=True)
    with pytest.raises(FullError):
        await writing.finish()

    assert [type(end) for end in ends] == [FullError] * 3
    assert [each.message for each in unwritten] == messages[:3]
    assert states(ledger) == ["sending"] * 3 + ["claimed"] * 3
    disk.is_full = False
    await scribe(disk, unwritten).finish()
    assert unwritten == []
    assert states(ledger) == ["sent"] * 3 + ["claimed"] * 3


async def test_who_came_up_during_a_commit_that_failed_hears_of_it(ledger: Ledger) -> None:
    """Nobody else would wake them, and the pass would never end."""
    messages, disk = claimed(ledger), Disk(ledger)
    disk.is_full = True
    disk.gate.clear()
    writing = scribe(disk)
    begins = [asyncio.ensure_future(writing.begin(messages[0], NOON))]
    for _ in range(3):
        await asyncio.sleep(0)
    begins += [asyncio.ensure_future(writing.begin(message, NOON)) for message in messages[1:]]
    await asyncio.sleep(0)
    disk.gate.set()

    ends = await asyncio.wait_for(asyncio.gather(*begins, return_exceptions=True), 5)

    assert [type(end) for end in ends] == [FullError] * 6


async def test_a_failure_that_nobody_waits_for_is_no_noise(
    ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    """`finish` tells it; asyncio does not have to."""
    message, disk = claimed(ledger)[0], Disk(ledger)
    writing = scribe(disk)
    await writing.begin(message, NOON)
    disk.is_full = True
    for _ in range(3):
        writing.settle(settled(message))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    with pytest.raises(FullError):
        await writing.finish()

    assert caplog.records == []


async def test_an_answer_that_is_written_twice_counts_once(ledger: Ledger) -> None:
    """A commit of which nobody heard whether it reached the disk is tried again."""
    message, unwritten = claimed(ledger)[0], list[Settled]()
    writing = scribe(Disk(ledger), unwritten)
    await writing.begin(message, NOON)
    writing.settle(settled(message))
    await writing.finish()
    unwritten.append(settled(message, Outcome(Verdict.REFUSED, 550, "5.1.1 no")))

    await scribe(Disk(ledger), unwritten).finish()

    assert states(ledger)[0] == "sent"
    assert steps(ledger) == [(message.id, "sending"), (message.id, "sent")]


async def test_one_who_gives_up_takes_nobody_along(ledger: Ledger) -> None:
    """A worker that is cancelled while the disk is slow; the others begin."""
    messages, disk = claimed(ledger), Disk(ledger)
    disk.gate.clear()
    writing = scribe(disk)
    begins = [asyncio.ensure_future(writing.begin(message, NOON)) for message in messages[:3]]
    await asyncio.sleep(0)
    begins[1].cancel()
    disk.gate.set()

    ends = await asyncio.gather(*begins, return_exceptions=True)

    assert [ends[0], type(ends[1]), ends[2]] == [True, asyncio.CancelledError, True]


async def test_a_service_whose_hold_was_taken_writes_what_it_knows_and_begins_nothing(
    ledger: Ledger,
) -> None:
    """It is asked in the very transaction that would begin."""
    messages, allowed = claimed(ledger), [True]
    writing = scribe(Disk(ledger), may_send=lambda _: allowed[0])
    await writing.begin(messages[0], NOON)
    writing.settle(settled(messages[0]))
    allowed[0] = False

    assert not await writing.begin(messages[1], NOON)

    await writing.finish()
    assert states(ledger)[:2] == ["sent", "claimed"]


async def test_a_claim_that_ran_out_does_not_begin(ledger: Ledger) -> None:
    """Another worker has the row; its start is its own."""
    messages = claimed(ledger)
    late = NOON + 2 * sending.LEASE
    ledger.now(lambda tx: sending.claim(tx, 8, late, 1))

    begun = await asyncio.gather(
        *(scribe(Disk(ledger)).begin(message, late) for message in messages[:2])
    )

    assert begun == [False, True]
    told = ledger.now(lambda tx: journal.of(tx, messages[0].id))
    assert [step["hold"] for step in told] == [HOLD, 8]


async def test_two_who_begin_the_same_message_do_not_both_hear_yes(ledger: Ledger) -> None:
    """However it came about that both have it: one of them sends it."""
    message, writing = claimed(ledger)[0], scribe(Disk(ledger))

    begun = await asyncio.gather(writing.begin(message, NOON), writing.begin(message, NOON))

    assert sorted(begun) == [False, True]
