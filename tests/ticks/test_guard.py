"""The right to send is taken once, kept in both memories, and lost for good."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from notifier.errors import UserError
from notifier.ledger import events, instance, journal, outbox, outside
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.journal import Entry, Step
from notifier.ledger.standing import Reason, Right, Seen
from notifier.ticks import guard
from notifier.ticks.guard import AGAIN, Guard, Site, TakeOver
from tests.scenes import NOON, enqueued

LATER = NOON + timedelta(seconds=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file."""
    with Ledger(tmp_path / "var/ledger.db") as opened:
        yield opened


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Where it stands."""
    return guard.site(tmp_path / "outside/instance.json", tmp_path / "var/ledger.db")


@pytest.fixture
def logs() -> Iterator[list[EventDict]]:
    """What is logged."""
    with capture_logs() as captured:
        yield captured


async def starts(ledger: Ledger, site: Site) -> Guard:
    """A service starts."""
    return await guard.stand(ledger, site, by="host/1", now=NOON)


def may_send(ledger: Ledger, of: Guard) -> bool:
    """What the sending unit hears."""
    return ledger.now(of.may_send)


def step(tx: Tx) -> None:
    """Something is sent."""
    journal.append(tx, [Entry(1, Step.SENDING, NOON, hold=1)])


def takes_over(ledger: Ledger, site: Site, *, puts_in_doubt: bool = True) -> int:
    """Somebody makes `site` the sender."""
    _, standing = ledger.now(partial(guard.look, at=site))
    decided = TakeOver(standing, puts_in_doubt, "the disk had failed", "officer")
    return ledger.now(partial(guard.take_over, at=site, decided=decided, now=NOON))


async def test_a_new_ledger_is_adopted_and_ours_at_the_next_start(
    ledger: Ledger, site: Site
) -> None:
    """Both memories are written before anything leaves."""
    first = await starts(ledger, site)
    second = await starts(ledger, site)

    assert (first.standing.right, second.standing.right) == (Right.NEW, Right.OURS)
    assert (first.epoch, second.epoch) == (1, 2)
    seen = outside.read(site.file)
    assert isinstance(seen, Seen)
    journal_of_it = ledger.now(lambda tx: events.of(tx, seen.instance))
    assert [event["kind"] for event in journal_of_it] == [
        "ledger.adopted",
        "ledger.held",
        "ledger.held",
    ]


async def test_of_two_services_the_older_one_stops_and_says_so_once(
    ledger: Ledger, site: Site, logs: list[EventDict]
) -> None:
    """Even where no lock reaches, two never send."""
    old = await starts(ledger, site)
    new = await starts(ledger, site)

    assert [may_send(ledger, old), may_send(ledger, new)] == [False, True]
    assert [old.is_barred(), new.is_barred()] == [True, False]
    await old.note(NOON)
    await old.note(LATER)
    assert [event["event"] for event in logs] == ["ledger.barred"]


async def test_an_idle_service_learns_too_that_its_hold_was_taken(
    ledger: Ledger, site: Site
) -> None:
    """It has nothing to send and still must not write the mark."""
    old = await starts(ledger, site)
    await starts(ledger, site)

    await old.note(LATER)

    assert old.is_barred()


async def test_the_mark_follows_the_journal(ledger: Ledger, site: Site) -> None:
    """What was sent is known outside a second later."""
    of = await starts(ledger, site)
    ledger.now(step)

    await of.note(LATER)

    seen = outside.read(site.file)
    assert isinstance(seen, Seen)
    assert (seen.mark, seen.trace) == (1, ledger.now(partial(instance.trace, number=1)))


async def test_a_crash_before_the_mark_is_written_is_harmless(ledger: Ledger, site: Site) -> None:
    """The ledger is then further than the file says, never the other way round."""
    await starts(ledger, site)
    ledger.now(step)

    again = await starts(ledger, site)

    assert again.standing.right is Right.OURS


async def test_the_mark_is_kept_until_the_end(ledger: Ledger, site: Site) -> None:
    """A service that ends in order leaves no second uncovered."""
    of = await starts(ledger, site)
    keeping = asyncio.create_task(of.keep(lambda: LATER))
    await asyncio.sleep(0)
    ledger.now(step)

    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping

    seen = outside.read(site.file)
    assert isinstance(seen, Seen)
    assert seen.mark == 1


async def test_a_failing_ledger_bars_sending_and_does_not_end_the_keeping(
    ledger: Ledger, site: Site, logs: list[EventDict]
) -> None:
    """A mark that is no longer written would hide a later restore."""
    of = await starts(ledger, site)
    ledger.close()

    keeping = asyncio.create_task(of.keep(lambda: LATER))
    await asyncio.sleep(0)

    assert of.is_barred()
    assert not keeping.done()
    assert [event["event"] for event in logs] == ["tick.failed"]
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping


async def test_a_foreign_ledger_is_told_at_the_start_and_every_hour(
    ledger: Ledger, site: Site, logs: list[EventDict]
) -> None:
    """Somebody who looks at the log today sees it today."""
    await starts(ledger, site)
    site.file.unlink()
    foreign = await starts(ledger, site)

    for after in (timedelta(minutes=1), AGAIN, AGAIN * 1.5, AGAIN * 2):
        await foreign.note(NOON + after)

    assert foreign.standing.reasons == (Reason.MISSING,)
    assert [event["event"] for event in logs] == ["ledger.barred"] * 3
    assert logs[0]["why"] == foreign.standing.words


async def test_a_foreign_service_neither_sends_nor_disturbs_the_one_that_does(
    ledger: Ledger, site: Site, tmp_path: Path
) -> None:
    """A second container on the ledger, without the file outside, changes nothing for the first."""
    ours = await starts(ledger, site)
    foreign = await starts(ledger, Site(tmp_path / "container/instance.json", site.place))

    await foreign.note(LATER)

    assert [may_send(ledger, ours), may_send(ledger, foreign)] == [True, False]
    assert not (tmp_path / "container").exists()


async def test_a_foreign_service_runs_only_what_reads(ledger: Ledger, site: Site) -> None:
    """And reads no mailbox that the original may still be reading."""
    ours = await starts(ledger, site)
    ledger.now(step)
    await ours.note(LATER)
    ledger.now(lambda tx: tx.run("delete from journal"))
    restored = await starts(ledger, site)
    site.file.unlink()
    alone = await starts(ledger, site)
    names = ("watch", "issue", "post", "listen", "remind", "report")

    allowed = [[name for name in names if of.allows(name)] for of in (ours, restored, alone)]

    assert allowed == [list(names), ["watch", "listen"], ["watch"]]


async def test_without_a_file_outside_nothing_is_sent(
    ledger: Ledger, site: Site, tmp_path: Path, logs: list[EventDict]
) -> None:
    """A restore could not be noticed; the log says which file, and the ledger stays unadopted."""
    site.file.parent.symlink_to(tmp_path / "a disk that is not mounted")

    of = await starts(ledger, site)

    assert of.standing.reasons == (Reason.UNWRITABLE,)
    assert f"cannot be written ({site.file}: " in logs[0]["why"]
    assert not may_send(ledger, of)
    site.file.parent.unlink()
    assert (await starts(ledger, site)).standing.right is Right.NEW


async def test_a_file_that_cannot_be_written_for_a_while_holds_up_for_a_while(
    ledger: Ledger, site: Site
) -> None:
    """A full disk is mended, and nobody has to start the service again."""
    of = await starts(ledger, site)
    ledger.now(step)
    site.file.unlink()
    site.file.mkdir()

    await of.note(LATER)
    barred = may_send(ledger, of)
    site.file.rmdir()
    await of.note(LATER)

    assert (barred, may_send(ledger, of)) == (False, True)


async def test_a_service_whose_ledger_was_taken_over_elsewhere_stops(
    ledger: Ledger, site: Site, tmp_path: Path
) -> None:
    """The two copies meet in the file outside, within a second."""
    original = await starts(ledger, site)
    with Ledger(tmp_path / "copy/ledger.db") as copy:
        copied = guard.site(site.file, tmp_path / "copy/ledger.db")
        takes_over(copy, copied)

        await original.note(LATER)
        await original.note(LATER)

        assert original.is_barred()
        assert (await starts(copy, copied)).standing.right is Right.OURS


async def test_a_take_over_is_written_down_and_stops_who_runs(ledger: Ledger, site: Site) -> None:
    """Who, when, why, how it stood before, how many are in doubt."""
    old = await starts(ledger, site)
    enqueued(ledger, "fr", "no")
    site.file.unlink()

    count = takes_over(ledger, site)

    assert (count, ledger.now(outbox.counts)) == (2, {"unsure": 2})
    assert not may_send(ledger, old)
    assert (await starts(ledger, site)).standing.right is Right.OURS
    [event] = ledger.now(
        lambda tx: tx.rows("select * from events where kind = 'ledger.taken_over'")
    )
    data = json.loads(event["data"])
    assert (event["actor"], data["why"]) == ("officer", "the disk had failed")
    assert (data["standing"], data["in_doubt"]) == (["foreign", "missing"], 2)


async def test_a_take_over_may_leave_in_line_what_waits(ledger: Ledger, site: Site) -> None:
    """Somebody knows that nothing was sent."""
    await starts(ledger, site)
    enqueued(ledger, "fr", "no")
    site.file.unlink()

    takes_over(ledger, site, puts_in_doubt=False)

    assert ledger.now(outbox.counts) == {"waiting": 2}


async def test_a_take_over_of_what_has_changed_meanwhile_does_nothing(
    ledger: Ledger, site: Site
) -> None:
    """Two people at two terminals decide on one thing."""
    await starts(ledger, site)
    site.file.unlink()
    _, before = ledger.now(partial(guard.look, at=site))
    takes_over(ledger, site)
    decided = TakeOver(before, puts_in_doubt=True, why="again", by="chief")

    with pytest.raises(UserError, match="changed meanwhile"):
        ledger.now(partial(guard.take_over, at=site, decided=decided, now=NOON))


async def test_a_take_over_that_cannot_write_outside_changes_nothing(
    ledger: Ledger, site: Site
) -> None:
    """Half a take-over would leave messages in doubt and nobody sending."""
    await starts(ledger, site)
    enqueued(ledger, "fr")
    site.file.unlink()
    site.file.parent.rmdir()
    site.file.parent.write_text("no folder", encoding="utf-8")
    before = ledger.now(lambda tx: tx.rows("select * from instance"))
    _, standing = ledger.now(partial(guard.look, at=site))
    decided = TakeOver(standing, puts_in_doubt=True, why="why", by="chief")

    with pytest.raises(OSError, match=r"instance\.json"):
        ledger.now(partial(guard.take_over, at=site, decided=decided, now=NOON))

    assert ledger.now(lambda tx: tx.rows("select * from instance")) == before
    assert ledger.now(outbox.counts) == {"waiting": 1}
