"""A calendar in a real CalDAV server: read once, then what changed, and all again when needed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from notifier.errors import UserError
from notifier.plan.calendar.feeds import Known, Reading
from notifier.sources.feeds.access import Access
from notifier.sources.feeds.caldav import read_collection
from notifier.sources.feeds.ics import window
from tests.servers.radicale import PASSWORD, USER, Radicale
from tests.sources.feeds.calendars import GENEVA, NOW, ZONE, calendar, event

SERIES = (
    "UID:jour\nDTSTART;TZID=Our Geneva:20260504T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"
)
MOVED = (
    "UID:jour\nRECURRENCE-ID;TZID=Our Geneva:20260511T100000\n"
    "DTSTART;TZID=Our Geneva:20260512T140000\nDURATION:PT1H"
)


@pytest.fixture
def radicale() -> Iterator[Radicale]:
    """A server with two events, one of them a series with an exception."""
    with Radicale() as server:
        server.put("forum", calendar(event("forum", "20260706", "SUMMARY:Forum")))
        server.put("jour", calendar(SERIES, MOVED, head=GENEVA))
        server.put(
            "task",
            calendar().replace(b"END:VCAL", b"BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\nEND:VCAL"),
        )
        yield server


def access(server: Radicale, **changes: object) -> Access:
    """How the calendar is reached."""
    of = Access("feed missions", ZONE, server.url, USER, PASSWORD, timeout=10, allow_private=True)
    return replace(of, **changes)  # type: ignore[arg-type]


async def get(of: Access, known: Known | None = None) -> Reading:
    """What the calendar says now."""
    reading = await read_collection(of, known or Known(), window(NOW))
    assert reading is not None
    return reading


def starts(reading: Reading) -> list[tuple[str, str]]:
    """UID and first day of each occurrence."""
    return [(each.uid, str(each.start)) for each in reading.events]


async def test_a_collection_is_read_with_its_series_and_exceptions(radicale: Radicale) -> None:
    """A task is no event, and no mistake either."""
    reading = await get(access(radicale))

    assert starts(reading) == [
        ("jour", "2026-05-04"), ("jour", "2026-05-12"), ("jour", "2026-05-18"), ("forum", "2026-07-06"),
    ]  # fmt: skip
    assert reading.skipped == ()
    assert reading.is_whole
    assert reading.known.sync_token
    times = reading.events[1].times
    assert times is not None
    assert (times.start.isoformat(), times.zone) == ("2026-05-12T14:00:00", ZONE)


async def test_only_what_changed_is_asked_for_afterwards(radicale: Radicale) -> None:
    """Created, moved, deleted: all three in one answer."""
    first = await get(access(radicale))
    radicale.put("new", calendar(event("new", "20260601")))
    radicale.put("forum", calendar(event("forum", "20260713", "SUMMARY:Forum")))
    radicale.delete("jour")

    second = await get(access(radicale), first.known)

    assert starts(second) == [("new", "2026-06-01"), ("forum", "2026-07-13")]
    assert not second.is_whole
    assert second.known.sync_token != first.known.sync_token


async def test_nothing_new_is_said_as_such(radicale: Radicale) -> None:
    """Most looks find nothing."""
    first = await get(access(radicale))

    assert await read_collection(access(radicale), first.known, window(NOW)) is None


async def test_a_token_that_the_server_does_not_know_is_no_failure(radicale: Radicale) -> None:
    """A server restored from a copy, or a token of last year: all is read again."""
    first = await get(access(radicale))
    radicale.delete("jour")
    radicale.forget_tokens()
    lost = await get(access(radicale), first.known)
    made_up = replace(first.known, sync_token="http://radicale.org/ns/sync/of-another-server")
    strange = await get(access(radicale), made_up)

    assert starts(lost) == starts(strange) == [("forum", "2026-07-06")]
    assert lost.is_whole
    assert strange.is_whole


async def test_a_wrong_password_is_one_sentence(radicale: Radicale) -> None:
    """At the first look, and when it is changed later."""
    first = await get(access(radicale))
    for known in (Known(), first.known):
        with pytest.raises(UserError) as error:
            await read_collection(access(radicale, password="old"), known, window(NOW))

        [problem] = error.value.problems
        assert problem.what == ("127.0.0.1 asks for a login, or does not take the one that is set.")
        assert PASSWORD not in str(error.value)


async def test_the_folder_above_is_no_calendar(radicale: Radicale) -> None:
    """People copy the address of their account."""
    above = radicale.url.removesuffix("plan%20of%20others/")

    with pytest.raises(UserError, match="give that of one calendar"):
        await get(access(radicale, url=above))


async def test_a_server_that_is_gone_is_one_sentence(radicale: Radicale) -> None:
    """The network, or the machine."""
    first = await get(access(radicale))
    radicale.stop()

    with pytest.raises(UserError, match=r"feed missions: 127\.0\.0\.1 cannot be read: "):
        await read_collection(access(radicale), first.known, window(NOW))
