"""Outside calendars are looked at in their time; nothing that looks broken is followed unasked."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from notifier.errors import UserError
from notifier.ledger import feeds, plans
from notifier.ledger.database import Ledger
from notifier.ledger.feeds import FeedState
from notifier.plan.calendar.feeds import Known, Reading
from notifier.sources.feeds.access import Access
from notifier.sources.feeds.ics import window
from notifier.sources.feeds.web import read_calendar
from notifier.ticks.look import (
    LONGEST_PAUSE,
    Looked,
    Source,
    feed_warnings,
    followed,
    is_due,
    look,
)
from tests.plan.feed_scenes import FEED, following
from tests.plan.scenes import plan
from tests.sources.feeds.calendars import NOW, ZONE, calendar, event
from tests.sources.feeds.feed_server import TEXT, FeedServer, Reply, feed_server

EVERY = timedelta(minutes=15)
DAY = timedelta(days=1)
DATES = [f"202607{day:02}" for day in range(6, 15)]


@pytest.fixture
def server() -> Iterator[FeedServer]:
    """A server on loopback that has the calendar."""
    with feed_server() as running:
        yield running


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger that knows nothing yet."""
    with Ledger(":memory:") as opened:
        yield opened


def source(server: FeedServer, name: str = FEED) -> Source:
    """The calendar of the server, as the settings would have it."""
    access = Access(f"feed {name}", ZONE, server.url, timeout=0.5, allow_private=True)

    async def ask(known: Known, now: datetime) -> Reading | None:
        return await read_calendar(access, known, window(now))

    return Source(name, "url", EVERY, ask)


def says(server: FeedServer, *dates: str, off: int = 0) -> None:
    """Let the calendar have one event on each of these days, the first `off` of them cancelled."""
    lines = [
        event(f"event-{n}", day, *(["STATUS:CANCELLED"] if n < off else []))
        for n, day in enumerate(dates)
    ]
    server.says(calendar(*lines))


async def seen(ledger: Ledger, now: datetime, *sources: Source) -> FeedState:
    """Look, and return what is kept of the first calendar."""
    await look(now, ledger=ledger, sources=sources)
    found = ledger.now(lambda tx: feeds.find(tx, sources[0].name))
    assert found is not None
    return found


def codes(ledger: Ledger, now: datetime) -> list[str]:
    """What staff are told of the calendars."""
    return [warning.key for warning in ledger.now(lambda tx: list(feed_warnings(tx, now)))]


async def test_a_calendar_is_asked_again_when_its_time_has_come(
    server: FeedServer, ledger: Ledger
) -> None:
    """A pass comes every half minute, and a server is not asked so often."""
    says(server, *DATES)
    for minutes in (0, 1, 14, 15, 16):
        await look(NOW + timedelta(minutes=minutes), ledger=ledger, sources=[source(server)])

    assert len(server.asked) == 2


async def test_one_event_that_moves_is_followed_at_the_next_look(
    server: FeedServer, ledger: Ledger
) -> None:
    """That is what it is for."""
    says(server, *DATES)
    await seen(ledger, NOW, source(server))
    says(server, "20260801", *DATES[1:])
    state = await seen(ledger, NOW + EVERY, source(server))

    assert "2026-08-01" in [str(each.start) for each in state.events]
    assert codes(ledger, NOW + EVERY) == []


@pytest.mark.parametrize("what", ["moved", "cancelled", "vanished", "emptied"])
async def test_a_calendar_that_looks_broken_is_held_until_a_person_says_yes(
    server: FeedServer, ledger: Ledger, what: str
) -> None:
    """Four of nine at once, or all of them: what was in force stays, and staff are told."""
    says(server, *DATES)
    before = await seen(ledger, NOW, source(server))
    match what:
        case "moved":
            says(server, *["20260901"] * 4, *DATES[4:])
        case "cancelled":
            says(server, *DATES, off=4)
        case "vanished":
            says(server, *DATES[:5])
        case _:
            says(server)
    held = await seen(ledger, NOW + EVERY, source(server))
    told = codes(ledger, NOW + EVERY)
    ledger.now(lambda tx: feeds.accept(tx, FEED, by="ana", why="It is so.", at=NOW + EVERY))
    after = await seen(ledger, NOW + 2 * EVERY, source(server))

    assert held.events == before.events
    assert told == [f"feed-{'empty' if what == 'emptied' else 'implausible'}/{FEED}"]
    assert (after.events, after.proposed) == (held.proposed, None)
    assert codes(ledger, NOW + 2 * EVERY) == []


async def test_a_calendar_that_is_itself_again_is_held_no_more(
    server: FeedServer, ledger: Ledger
) -> None:
    """An export that failed once; nobody has to be asked."""
    says(server, *DATES)
    await seen(ledger, NOW, source(server))
    says(server)
    held = await seen(ledger, NOW + EVERY, source(server))
    says(server, *DATES[:-1])
    after = await seen(ledger, NOW + 2 * EVERY, source(server))

    assert held.proposed == ()
    assert (after.proposed, len(after.events)) == (None, 8)


async def test_what_is_held_is_held_though_the_server_has_nothing_new(
    server: FeedServer, ledger: Ledger
) -> None:
    """304 says that it still is what looked broken."""
    says(server, *DATES)
    await seen(ledger, NOW, source(server))
    server.says(calendar(), headers=TEXT | {"ETag": '"broken"'})
    await seen(ledger, NOW + EVERY, source(server))
    server.says(b"", status=304)
    state = await seen(ledger, NOW + 2 * EVERY, source(server))

    assert server.asked[-1].headers["If-None-Match"] == '"broken"'
    assert (state.proposed, len(state.events)) == ((), 9)


async def test_the_first_look_is_followed_whatever_it_finds(
    server: FeedServer, ledger: Ledger
) -> None:
    """There is nothing to compare it with; a year may begin without events."""
    says(server)
    state = await seen(ledger, NOW, source(server))

    assert (state.events, state.proposed, state.read_at) == ((), None, NOW)


@pytest.mark.parametrize("how", ["breaks off", "page", "stalls", "refuses", "large"])
async def test_a_calendar_that_cannot_be_read_changes_nothing(
    server: FeedServer, ledger: Ledger, how: str
) -> None:
    """What was in force stays, and after six hours staff are told."""
    says(server, *DATES)
    before = await seen(ledger, NOW, source(server))
    pause = threading.Event()
    match how:
        case "breaks off":
            server.says(calendar()[:-20])
        case "page":
            server.says(b"<html>Log in</html>")
        case "stalls":
            server.says(b"", pause=pause)
        case "refuses":
            server.says(b"", status=401)
        case _:
            server.says(b"", length=40_000_000)
    since = NOW + EVERY
    state = await seen(ledger, since, source(server))
    pause.set()

    assert state.events == before.events
    assert state.failing_since == since
    assert codes(ledger, since + timedelta(hours=5, minutes=59)) == []
    assert codes(ledger, since + timedelta(hours=6)) == [f"feed-unreachable/{FEED}"]


async def test_a_calendar_that_was_never_read_is_told_at_once(
    server: FeedServer, ledger: Ledger
) -> None:
    """Its section has just been written, and somebody waits for it."""
    server.says(b"", status=404)
    await seen(ledger, NOW, source(server))

    assert codes(ledger, NOW) == [f"feed-unreachable/{FEED}"]


async def test_one_that_fails_keeps_no_other_from_being_read(
    server: FeedServer, ledger: Ledger
) -> None:
    """Neither by its failure nor by a bug; the bug is told as its failure."""
    says(server, *DATES)

    async def broken(known: Known, now: datetime) -> Reading | None:
        raise RuntimeError("a bug")

    async def refused(known: Known, now: datetime) -> Reading | None:
        raise UserError.of("feed third", "It is gone.")

    others = [Source("other", "file", EVERY, broken), Source("third", "file", EVERY, refused)]
    await look(NOW, ledger=ledger, sources=[*others, source(server)])

    told = {each.subject: each.text for each in ledger.now(lambda tx: [*feed_warnings(tx, NOW)])}
    assert "RuntimeError: a bug." in told["other"]
    assert "It is gone." in told["third"]
    found = ledger.now(feeds.calendars)
    assert (found["other"], found["third"]) == (None, None)
    assert len(found[FEED] or ()) == 9


async def test_once_a_day_all_is_read_again(server: FeedServer, ledger: Ledger) -> None:
    """The days that are read move on, though the server has nothing new."""
    whole = Reply(calendar(event("a", "20260706")), headers=TEXT | {"ETag": '"7"'})
    server.answers = lambda asked: Reply(status=304) if "If-None-Match" in asked.headers else whole
    for at in (NOW, NOW + EVERY, NOW + DAY):
        await seen(ledger, at, source(server))

    conditions = ["If-None-Match" in asked.headers for asked in server.asked]
    assert conditions == [False, True, False]


async def test_a_calendar_that_fails_is_asked_after_pauses_that_double(
    server: FeedServer, ledger: Ledger
) -> None:
    """Up to six hours; the first good answer ends it."""
    server.says(b"", status=500)
    at, pauses, last = NOW, list[float](), NOW
    for _ in range(9 * 60):
        before = len(server.asked)
        await look(at, ledger=ledger, sources=[source(server)])
        if len(server.asked) > before:
            pauses.append((at - last) / timedelta(hours=1))
            last = at
        at += timedelta(minutes=5)

    assert pauses == [0, 0.25, 0.25, 0.5, 1, 2, 4, 6, 6, 6, 6, 6, 6]


def _state(looked: datetime | None, failing: datetime | None = None) -> FeedState:
    return FeedState(FEED, Known(), looked, None, None, failing, None, (), (), None, None, None)


@pytest.mark.parametrize(
    ("looked", "failing", "due"),
    [
        (None, None, True),
        (NOW - EVERY, None, True),
        (NOW - EVERY + timedelta(seconds=1), None, False),
        (NOW + DAY, None, True),
        (NOW - timedelta(hours=2), NOW - timedelta(days=9), False),
        (NOW - LONGEST_PAUSE, NOW - timedelta(days=9), True),
    ],
)
def test_when_a_calendar_is_due(
    looked: datetime | None, failing: datetime | None, due: bool
) -> None:
    """Also when the clock went back: else it would not be asked for a day."""
    assert is_due(_state(looked, failing), EVERY, NOW) is due


async def test_the_plan_has_the_dates_of_the_calendar(server: FeedServer, ledger: Ledger) -> None:
    """And what must be known of both is told together."""
    server.says(calendar(event("forum", "20261026")))
    await seen(ledger, NOW, source(server))
    server.says(b"", status=404)
    await seen(ledger, NOW + EVERY, source(server))
    later = NOW + DAY
    lost = following(id="other", calendar={"feed": FEED, "uid": "gone"})

    after, told = ledger.now(lambda tx: followed(tx, plan(following(), lost), later))

    assert str(after.activities[0].dates.start) == "2026-10-26"
    assert [warning.code for warning in told] == ["feed-event-gone", "feed-unreachable"]


async def test_dates_of_the_plan_in_force_stay_when_their_event_is_gone(
    server: FeedServer, ledger: Ledger
) -> None:
    """From one pass to the next, by way of the ledger."""
    server.says(calendar(event("forum", "20261026"), event("other", "20261101")))
    await seen(ledger, NOW, source(server))
    first, _ = ledger.now(lambda tx: followed(tx, plan(following()), NOW))
    ledger.now(lambda tx: plans.keep(tx, first, NOW))
    server.says(calendar(event("other", "20261101")))
    await seen(ledger, NOW + EVERY, source(server))
    second, _ = ledger.now(lambda tx: followed(tx, plan(following()), NOW + EVERY))

    assert second == first


async def test_a_look_says_what_was_before_and_after(server: FeedServer, ledger: Ledger) -> None:
    """For the command that shows it."""
    says(server, DATES[0])
    [looked] = await look(NOW, ledger=ledger, sources=[source(server)])

    assert isinstance(looked, Looked)
    assert (looked.before.looked_at, looked.after.looked_at) == (None, NOW)
    assert len(looked.after.events) == 1
