"""A calendar on the web that behaves as they do: it moves, breaks, stalls, lies, and leads astray."""

import gzip
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import repeat

import pytest
import trustme

from notifier.errors import UserError
from notifier.plan.calendar.feeds import Known, Reading
from notifier.sources.feeds import addresses
from notifier.sources.feeds.access import Access
from notifier.sources.feeds.ics import window
from notifier.sources.feeds.web import _next, read_calendar
from tests.sources.feeds.calendars import NOW, ZONE, calendar, event
from tests.sources.feeds.feed_server import TEXT, Asked, FeedServer, Reply, feed_server

FORUM = calendar(event("forum", "20260504", "SUMMARY:Forum"))


def access(server: FeedServer, **changes: object) -> Access:
    """How the server is reached; it is on this machine, so that has to be allowed."""
    made = Access("feed un", ZONE, server.url, timeout=5.0, allow_private=True)
    return replace(made, **changes)  # type: ignore[arg-type]


async def get(of: Access, known: Known | None = None) -> Reading | None:
    """What the calendar says on NOW."""
    return await read_calendar(of, known or Known(), window(NOW))


async def failure(of: Access) -> str:
    """Why it cannot be read: one sentence about the feed."""
    with pytest.raises(UserError) as error:
        await get(of)
    [problem] = error.value.problems
    assert problem.where == "feed un"
    assert problem.what.endswith(".")
    return problem.what


async def test_a_calendar_is_read_with_what_is_needed_to_ask_for_news(server: FeedServer) -> None:
    """Its ETag and its date are kept."""
    server.says(
        FORUM, headers=TEXT | {"ETag": '"7"', "Last-Modified": "Mon, 02 Mar 2026 08:00:00 GMT"}
    )

    reading = await get(access(server))

    assert reading is not None
    assert [each.title for each in reading.events] == ["Forum"]
    assert reading.known == Known('"7"', "Mon, 02 Mar 2026 08:00:00 GMT")
    assert "If-None-Match" not in server.asked[0].headers


async def test_nothing_new_costs_nothing(server: FeedServer) -> None:
    """304 is an answer, and what is in force stays."""
    server.says(b"", status=304)

    assert await get(access(server), Known('"7"', "Mon, 02 Mar 2026 08:00:00 GMT")) is None
    assert server.asked[0].headers["If-None-Match"] == '"7"'
    assert server.asked[0].headers["If-Modified-Since"] == "Mon, 02 Mar 2026 08:00:00 GMT"


async def test_nothing_new_to_whoever_knows_nothing_is_no_answer(server: FeedServer) -> None:
    """A broken cache in between; an empty calendar must not come of it."""
    server.says(b"", status=304)

    assert await failure(access(server)) == "127.0.0.1 answered with HTTP 304."


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (401, "127.0.0.1 asks for a login, or does not take the one that is set."),
        (403, "127.0.0.1 refuses to show it."),
        (404, "127.0.0.1 has no calendar there."),
        (500, "127.0.0.1 answered with HTTP 500."),
        (204, "127.0.0.1 answered with HTTP 204."),
    ],
)
async def test_a_refusal_is_one_sentence(server: FeedServer, status: int, what: str) -> None:
    """Whoever mends it needs no list of numbers."""
    server.says(FORUM if status > 299 else b"", status=status)

    assert await failure(access(server)) == what


async def test_a_page_for_logging_in_is_no_calendar(server: FeedServer) -> None:
    """With 200, and called a calendar."""
    server.says(b"<html>Log in</html>")

    assert "This is a web page, not a calendar" in await failure(access(server))


async def test_a_calendar_that_breaks_off_is_not_read(server: FeedServer) -> None:
    """Half of it would look as if the other half had been cancelled."""
    server.says(FORUM[:-30], length=len(FORUM))

    assert (await failure(access(server))).startswith("127.0.0.1 cannot be read: ")


async def test_a_calendar_that_breaks_off_at_a_line_is_not_read(server: FeedServer) -> None:
    """Without a length nothing but its own end tells."""
    server.says(b"", stream=iter([FORUM[: FORUM.index(b"END:VCALENDAR")]]))

    assert "breaks off" in await failure(access(server))


async def test_the_charset_that_is_told_is_used(server: FeedServer) -> None:
    """And changes from one day to the next."""
    text = calendar(event("a", "20260504", "SUMMARY:Форум")).decode()
    for charset in ("utf-8", "windows-1251", "utf-16"):
        server.says(
            text.encode(charset), headers={"Content-Type": f"text/calendar; charset={charset}"}
        )

        reading = await get(access(server))

        assert reading is not None
        assert reading.events[0].title == "Форум"


async def test_a_server_that_does_not_answer_is_left(server: FeedServer) -> None:
    """The others of the day are not kept waiting."""
    pause = threading.Event()
    server.says(FORUM, pause=pause)

    said = await failure(access(server, timeout=0.2))
    pause.set()

    assert said == "127.0.0.1 did not answer in time (0.2 s)."


async def test_a_server_that_drips_is_left_too(server: FeedServer) -> None:
    """Each single wait is short, and all of them together are not."""
    pause = threading.Event()

    def drip() -> Iterator[bytes]:
        for _ in range(100):
            yield b" "
            pause.wait(0.05)

    server.says(b"", stream=drip())
    said = await failure(access(server, timeout=0.1))
    pause.set()

    assert said == "127.0.0.1 did not answer in time (0.1 s)."


async def test_forty_megabytes_are_not_taken(server: FeedServer) -> None:
    """Told in advance they are not even begun; else they end where the limit is."""
    server.says(b"", length=40_000_000)
    told = await failure(access(server))
    server.says(b"", stream=repeat(bytes(65536), 640))
    streamed = await failure(access(server))

    assert told == streamed == "What 127.0.0.1 sends is larger than 5 MB."


async def test_what_is_packed_counts_unpacked(server: FeedServer) -> None:
    """Forty kilobytes of zeros are forty megabytes."""
    packed = gzip.compress(bytes(40_000_000))
    server.says(packed, headers=TEXT | {"Content-Encoding": "gzip"})

    assert len(packed) < 100_000
    assert await failure(access(server)) == "What 127.0.0.1 sends is larger than 5 MB."


async def test_a_packed_calendar_is_read(server: FeedServer) -> None:
    """Most servers pack them; one that says so falsely is no calendar."""
    server.says(gzip.compress(FORUM), headers=TEXT | {"Content-Encoding": "gzip"})
    reading = await get(access(server))
    server.says(FORUM, headers=TEXT | {"Content-Encoding": "gzip"})
    said = await failure(access(server))

    assert reading is not None
    assert len(reading.events) == 1
    assert said.startswith("127.0.0.1 cannot be read: ")


def leads(*locations: str) -> object:
    """A server that leads on, from /events.ics to /1 and so on."""

    def answer(asked: Asked) -> Reply:
        number = 0 if asked.path == "/events.ics" else int(asked.path.strip("/"))
        if number < len(locations):
            return Reply(status=302, headers={"Location": locations[number]})
        return Reply(FORUM)

    return answer


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_calendar_that_moved_is_followed(server: FeedServer, status: int) -> None:
    """Three times at most, also by an address that is only a path."""
    base = server.url.rpartition("/")[0]
    server.answers = leads("/1", f"{base}/2", "3")  # type: ignore[assignment]

    assert await get(access(server)) is not None
    assert [asked.path for asked in server.asked] == ["/events.ics", "/1", "/2", "/3"]


async def test_a_fourth_redirect_and_a_loop_are_not_followed(server: FeedServer) -> None:
    """A server that leads to itself would keep us for ever."""
    server.answers = leads("/1", "/2", "/3", "/4")  # type: ignore[assignment]
    fourth = await failure(access(server))
    server.says(b"", status=302, headers={"Location": "/events.ics"})
    loop = await failure(access(server))

    assert fourth == loop
    assert loop == "127.0.0.1 leads on from one address to the next, more than 3 times."


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://a.example/x", "gopher://x", "data:,x"]
)
async def test_only_the_web_is_asked(server: FeedServer, target: str) -> None:
    """A file of this machine is no calendar of the world."""
    server.says(b"", status=302, headers={"Location": target})

    assert "only http and https are" in await failure(access(server))


async def test_what_is_no_address_is_not_followed(server: FeedServer) -> None:
    """Servers write anything there."""
    for target in ("http://[", "http://host:port/", "http:///nowhere"):
        server.says(b"", status=302, headers={"Location": target})

        assert await failure(access(server))


async def test_a_secure_calendar_does_not_lead_to_one_that_is_not(server: FeedServer) -> None:
    """Whoever sits in between could then write our plan."""
    of = access(server, url="https://calendar.example/events.ics")

    with pytest.raises(UserError, match="from a secure address to one that is not"):
        _next(of, of.url, "http://calendar.example/events.ics")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"],
)
async def test_no_name_of_this_machine_is_asked_unless_allowed(
    server: FeedServer, host: str
) -> None:
    """A feed of others must not be a way into the house, by whatever name."""
    url = server.url.replace("127.0.0.1", host)

    assert "only `allow_private` lets it be asked" in await failure(
        access(server, url=url, allow_private=False)
    )
    assert server.asked == []


async def test_a_redirect_into_the_house_is_looked_at_like_the_first_address(
    server: FeedServer,
) -> None:
    """The first host is outside; the second is this machine, under a name that leads there."""
    inside = server.url

    async def resolve(host: str, port: int, allow_private: bool) -> list[str]:
        if host == "outside.example":
            return ["127.0.0.1"]  # stands for an address out there
        return list(await addresses.resolve(host, port, allow_private))

    with feed_server() as outside:
        outside.says(b"", status=302, headers={"Location": inside})
        url = outside.url.replace("127.0.0.1", "outside.example")
        said = await failure(access(server, url=url, allow_private=False, resolve=resolve))

    assert "127.0.0.1 is at a private address" in said
    assert server.asked == []


async def test_a_name_is_asked_for_once_and_its_address_connected_to(
    server: FeedServer,
) -> None:
    """A name that leads elsewhere a moment later leads us nowhere; the server hears the name."""
    looked_up: list[str] = []

    async def resolve(host: str, port: int, allow_private: bool) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    server.says(FORUM)
    await get(
        access(server, url=server.url.replace("127.0.0.1", "rebinding.invalid"), resolve=resolve)
    )

    assert looked_up == ["rebinding.invalid"]
    assert server.asked[0].headers["Host"].startswith("rebinding.invalid:")


async def test_another_address_of_the_name_is_tried(
    server: FeedServer,
) -> None:
    """One of two servers is down."""

    async def resolve(host: str, port: int, allow_private: bool) -> list[str]:
        return ["127.0.0.2", "::1", "127.0.0.1"]

    server.says(FORUM)

    assert await get(access(server, resolve=resolve)) is not None


async def test_a_name_that_leads_nowhere_and_a_port_where_nobody_is(server: FeedServer) -> None:
    """Both are told in words."""
    nowhere = await failure(access(server, url="http://nowhere.invalid/x.ics"))
    server.stop()
    nobody = await failure(access(server))

    assert nowhere == "There is no host of the name nowhere.invalid."
    assert nobody.startswith("127.0.0.1 cannot be read: ")


async def test_the_login_goes_to_its_own_host_alone(server: FeedServer) -> None:
    """A calendar that moved elsewhere is asked without it."""
    with feed_server() as other:
        other.says(FORUM)
        server.says(b"", status=302, headers={"Location": other.url})
        await get(access(server, username="ana", password="secret: é"))

        assert server.asked[0].headers["Authorization"] == "Basic YW5hOnNlY3JldDogw6k="
        assert "Authorization" not in other.asked[0].headers


async def test_the_variables_of_a_proxy_are_not_followed(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would look the name up again, and lead elsewhere."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.says(FORUM)

    assert await get(access(server)) is not None


async def test_a_certificate_is_checked_against_the_name(
    server: FeedServer,
) -> None:
    """Though the address is what is connected to; webcal is https."""
    authority = trustme.CA()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    mine = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(mine)
    server._server.socket = mine.wrap_socket(server._server.socket, server_side=True)
    server.says(FORUM)
    port = server.url.rpartition(":")[2]

    reading = await get(access(server, url=f"webcal://localhost:{port}", tls=trusting))
    other = await failure(access(server, url=f"webcal://127.0.0.1:{port}", tls=trusting))

    assert reading is not None
    assert other.startswith("127.0.0.1 cannot be read: ")
