"""CalDAV servers that are not as the standards have them; a real one is in tests/servers."""

from collections.abc import Mapping

import pytest

from notifier.errors import UserError
from notifier.plan.calendar.feeds import Known, Reading
from notifier.sources.feeds.access import Access
from notifier.sources.feeds.caldav import read_collection
from notifier.sources.feeds.ics import window
from tests.sources.feeds.calendars import NOW, ZONE, calendar, event
from tests.sources.feeds.feed_server import Asked, FeedServer, Reply

PROPERTIES = (
    "<response><href>/events.ics</href><propstat><prop><resourcetype><collection/>"
    '<calendar xmlns="urn:ietf:params:xml:ns:caldav"/></resourcetype>{token}</prop>'
    "<status>HTTP/1.1 200 OK</status></propstat></response>"
)
TOKEN = "<sync-token>now</sync-token>"
KNOWN = Known(sync_token="then", objects={"/old.ics": calendar(event("old", "20260501")).decode()})


def xml(*responses: str) -> bytes:
    """A multistatus of responses."""
    return f'<multistatus xmlns="DAV:">{"".join(responses)}</multistatus>'.encode()


def data(href: str, *events: str) -> str:
    """A response with an object."""
    text = calendar(*events).decode().replace("\r", "&#13;")
    return (
        f"<response><href>{href}</href><propstat><prop>"
        f'<calendar-data xmlns="urn:ietf:params:xml:ns:caldav">{text}</calendar-data></prop>'
        "<status>HTTP/1.1 200 OK</status></propstat></response>"
    )


def gone(href: str, status: int = 404) -> str:
    """A response without one."""
    return f"<response><href>{href}</href><status>HTTP/1.1 {status} x</status></response>"


def answers(server: FeedServer, replies: Mapping[str, bytes | int]) -> None:
    """Answer each kind of request by a word that is in it."""

    def answer(asked: Asked) -> Reply:
        for word, reply in replies.items():
            if word.encode() in asked.body:
                is_status = isinstance(reply, int)
                return Reply(
                    b"" if is_status else reply,  # type: ignore[arg-type]
                    status=reply if is_status else 207,  # type: ignore[arg-type]
                    headers={"Content-Type": "application/xml"},
                )
        return Reply(status=404)

    server.answers = answer


async def get(server: FeedServer, known: Known | None = None) -> Reading | None:
    """What the collection says."""
    of = Access("feed missions", ZONE, server.url, timeout=5, allow_private=True)
    return await read_collection(of, known or Known(), window(NOW))


def uids(reading: Reading | None) -> list[str]:
    """The UIDs of what was read."""
    assert reading is not None
    return [each.uid for each in reading.events]


ALL = xml(data("/events.ics/a%20b.ics", event("a", "20260504")))


async def test_a_server_without_tokens_is_read_whole_each_time(server: FeedServer) -> None:
    """It does not know sync-collection."""
    answers(server, {"propfind": xml(PROPERTIES.format(token="")), "calendar-query": ALL})

    reading = await get(server)

    assert uids(reading) == ["a"]
    assert reading is not None
    assert reading.known.sync_token is None
    assert list(reading.known.objects) == ["/events.ics/a b.ics"]
    assert [asked.method for asked in server.asked] == ["PROPFIND", "REPORT"]


@pytest.mark.parametrize(
    "sync",
    [403, 409, 501, xml(gone("/events.ics/a.ics", 507)), xml(gone("/events.ics", 507)),
     xml("<response><href>/new.ics</href><propstat><prop/></propstat></response>")],
    ids=["403", "409", "501", "truncated", "truncated-by-itself", "without-data"],
)  # fmt: skip
async def test_where_changes_do_not_say_all_all_is_asked_for(
    server: FeedServer, sync: bytes | int
) -> None:
    """Better twice than half."""
    answers(
        server,
        {
            "sync-collection": sync,
            "propfind": xml(PROPERTIES.format(token=TOKEN)),
            "calendar-query": ALL,
        },
    )

    reading = await get(server, KNOWN)

    assert uids(reading) == ["a"]
    assert reading is not None
    assert (reading.is_whole, reading.known.sync_token) == (True, "now")


async def test_changes_are_applied_to_what_is_known(server: FeedServer) -> None:
    """The object that nobody spoke of stays."""
    changed = xml(data("/new.ics", event("new", "20260505")), gone("/never-seen.ics"), TOKEN)
    answers(server, {"sync-collection": changed})

    reading = await get(server, KNOWN)

    assert uids(reading) == ["old", "new"]
    assert reading is not None
    assert reading.known.sync_token == "now"
    assert b"<D:sync-token>then</D:sync-token>" in server.asked[0].body


async def test_one_object_that_is_no_calendar_hides_no_other(server: FeedServer) -> None:
    """It is told with its place."""
    broken = data("/broken.ics").replace("END:VCALENDAR", "")
    both = xml(broken, data("/a.ics", event("a", "20260504")))
    answers(server, {"propfind": xml(PROPERTIES.format(token=TOKEN)), "calendar-query": both})

    reading = await get(server)

    assert uids(reading) == ["a"]
    assert reading is not None
    [problem] = reading.skipped
    assert problem.where == "feed missions, /broken.ics"


@pytest.mark.parametrize(
    ("replies", "what"),
    [
        ({"propfind": xml(PROPERTIES.format(token=TOKEN)), "calendar-query": xml(gone("/events.ics", 507))},
         "sends only a part"),
        ({"propfind": xml(PROPERTIES.format(token=TOKEN)), "calendar-query": 500}, "HTTP 500"),
        ({"propfind": xml()}, "has no calendar at this address"),
        ({"propfind": b"<html>"}, "is not XML"),
        ({"propfind": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "is not XML"),
        ({}, "has no calendar there"),
    ],
)  # fmt: skip
async def test_what_is_no_answer_is_one_sentence(
    server: FeedServer, replies: Mapping[str, bytes | int], what: str
) -> None:
    """And what was known stays in force."""
    answers(server, replies)

    with pytest.raises(UserError) as error:
        await get(server)
    [problem] = error.value.problems
    assert what in problem.what
