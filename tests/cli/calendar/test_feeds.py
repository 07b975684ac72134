"""The officer sees what outside calendars say, and takes events into the plan."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from notifier.cli.calendar.adopting import skeleton
from notifier.cli.options import console
from notifier.ledger import feeds
from notifier.plan.activity import Activity, Feed
from notifier.plan.calendar.feeds import FeedEvent
from notifier.sources.plan_files import read_plan
from tests.cli.conftest import Say, Terminal
from tests.cli.mistakes import ledger
from tests.plan.feed_scenes import a_series, feed_event, timed
from tests.sources.feeds.calendars import calendar, event
from tests.sources.feeds.feed_server import FeedServer, feed_server

SOON = datetime.now(UTC).date() + timedelta(days=60)  # commands have no clock but the real one
LATER = SOON + timedelta(days=1)


def lines(uid: str, day: date, title: str, *more: str) -> str:
    """The lines of an event of one day."""
    return event(uid, f"{day:%Y%m%d}", f"SUMMARY:{title}", *more)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    """A server on loopback that has the calendar."""
    with feed_server() as running:
        running.says(
            calendar(lines("forum@un", SOON, "Forum [b]"), lines("hearing@un", LATER, "Hearing"))
        )
        yield running


@pytest.fixture
def folder(folder: Path, server: FeedServer) -> Path:
    """The secretariat, whose settings name the calendar."""
    add(folder, f'[feeds.un-events]\nurl = "{server.url}"\nallow_private = true\n')
    return folder


def add(folder: Path, section: str) -> None:
    """Add a section to the settings."""
    toml = folder / "config/notifier.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("[files]\n", f"{section}\n[files]\n"), encoding="utf-8")


def without_feeds(folder: Path) -> None:
    """Take the section out again."""
    toml = folder / "config/notifier.toml"
    before, _, after = toml.read_text(encoding="utf-8").partition("\n[feeds.un-events]\n")
    toml.write_text(before + "\n" + after[after.index("[files]") :], encoding="utf-8")


def test_a_look_shows_what_changed(terminal: Terminal, server: FeedServer) -> None:
    """New events first, then the one that moved; brackets of a stranger are no markup."""
    first = terminal("feed", "look")
    server.says(
        calendar(lines("forum@un", SOON, "Forum [b]"), lines("hearing@un", SOON, "Hearing"))
    )
    second = terminal("feed", "look", "un-events")
    third = terminal("feed", "look")

    assert "un-events: in order, 2 events." in first.out
    assert first.out.count("new") == 2
    assert "Forum [b]" in first.out
    [moved] = [line for line in second.out.splitlines() if line.startswith("moved")]
    assert moved.split() == ["moved", str(LATER), str(SOON), "Hearing"]
    assert "Nothing changed." in third.out


def test_events_that_were_left_out_are_shown_with_the_reason(
    terminal: Terminal, server: FeedServer
) -> None:
    """The list says how many, the look says which."""
    server.says(calendar("UID:x@un\nSUMMARY:x", lines("forum@un", SOON, "Forum")))

    looked, listed = terminal("feed", "look"), terminal("feed", "list")

    assert "Left out: feed un-events, event x@un: It has no DTSTART" in looked.out
    assert "1 events left out: see `notifier feed look un-events`" in listed.out


def test_a_calendar_that_fails_is_listed_with_its_problem(
    terminal: Terminal, server: FeedServer
) -> None:
    """In the words of the look."""
    unseen = terminal("feed", "list")
    server.says(b"", status=404)
    looked, listed = terminal("feed", "look"), terminal("feed", "list")

    assert "not looked at yet" in unseen.out
    assert "127.0.0.1 has no calendar there." in looked.out
    assert "failing since" in listed.out
    assert "127.0.0.1 has no calendar there." in listed.out


def test_news_that_wait_for_a_person_are_shown_with_the_way_to_accept_them(
    terminal: Terminal, server: FeedServer
) -> None:
    """What would change is shown before anybody says yes."""
    terminal("feed", "look")
    server.says(calendar())
    looked, listed = terminal("feed", "look"), terminal("feed", "list")

    assert "It waits for a yes (`notifier plan held`):" in looked.out
    assert looked.out.count("gone") == 2
    assert "held for a person" in listed.out


def test_the_lists_fit_a_narrow_console(terminal: Terminal, server: FeedServer) -> None:
    """Eighty columns, whatever a stranger names an event."""
    server.says(calendar(lines("u" * 200, SOON, "Very long " * 20), "UID:x\nSUMMARY:y"))
    console.width = 80

    said = [terminal("feed", *words).out for words in (["look"], ["list"], ["candidates"])]

    tables = [line for each in said for line in each.splitlines() if "Left out" not in line]
    assert max(map(len, tables)) <= 80


def test_candidates_are_listed_until_they_are_followed_or_dismissed(
    folder: Path, terminal: Terminal
) -> None:
    """Each is one thing to assess."""
    terminal("feed", "look")
    both = terminal("feed", "candidates").out
    plan = folder / "config/plan/2026.yaml"
    adopted = terminal("feed", "adopt", "un-events", "forum@un").out
    plan.write_text(plan.read_text(encoding="utf-8") + adopted, encoding="utf-8")
    one = terminal("feed", "candidates").out
    said = terminal(
        "feed", "dismiss", "un-events", "hearing@un", "--why", "Not ours.", "--as", "ana"
    )
    none = terminal("feed", "candidates").out

    assert [word in both for word in ("forum@un", "hearing@un", str(SOON))] == [True] * 3
    assert ["forum@un" in one, "hearing@un" in one] == [False, True]
    assert said.out == "Hearing is dismissed.\n"
    assert none == "Every coming event is followed by an activity, or was dismissed.\n"
    with ledger(folder) as opened:
        assert opened.now(feeds.dismissed) == {("un-events", "hearing@un")}


def test_what_is_not_there_is_told(terminal: Terminal, say: Say) -> None:
    """A slip in a name or a UID."""
    terminal("feed", "look")
    why = ("--why", "Not ours.", "--as", "ana")

    assert say("feed", "look", "nobody") == [
        "nobody: there is no such feed in the settings; there are: un-events"
    ]
    for words in (("adopt", "un-events", "x"), ("dismiss", "un-events", "x", *why)):
        assert say("feed", *words) == [
            "x: there is no such event in un-events; `notifier feed candidates` lists those there are"
        ]
    assert say("feed", "dismiss", "un-events", "forum@un", "--why", " ", "--as", "ana") == [
        "--why: the record needs a reason"
    ]


def test_without_a_calendar_every_command_says_so(folder: Path, terminal: Terminal) -> None:
    """And how to set one."""
    without_feeds(folder)

    for word in ("list", "look", "candidates"):
        ended = terminal("feed", word)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out == (
            "No outside calendar is set: add a section [feeds.NAME] to the settings.\n"
        )


TITLES = [
    "Forum: 2026 #1",
    'A "quoted" \\ title',
    "论坛",
    "مؤتمر",
    "- [x] {y}",
    "yes",
    "",
    "é" * 90,
]


@pytest.mark.parametrize("title", TITLES)
def test_what_is_adopted_is_read_without_a_mistake(tmp_path: Path, title: str) -> None:
    """Whatever a stranger writes, the lines can be put into the plan as they are."""
    found = timed(
        "uid: {x}", "2026-10-26T09:00", "2026-10-27T18:00", "Asia/Tokyo", title=title, place=title
    )

    [made] = _read(tmp_path, found)

    assert made.title == {"en": title or "uid: {x}"}
    assert made.place == ({"en": title} if title else {})
    assert (str(made.dates.start), str(made.dates.end)) == ("2026-10-26", "2026-10-27")
    assert made.dates.zone == "Asia/Tokyo"
    assert made.calendar == Feed(feed="un-events", uid="uid: {x}")


def test_ids_of_adopted_activities_are_their_own(tmp_path: Path) -> None:
    """Letters are named by them."""
    one = skeleton(feed_event(title="WSIS Forum 2026"), "un", "Europe/Zurich", set())
    two = skeleton(feed_event(title="WSIS Forum"), "un", "Europe/Zurich", {"wsis-forum-2026"})

    assert one.startswith("- id: wsis-forum-2026\n")
    assert two.startswith("- id: wsis-forum-2026-2\n")


def test_a_series_that_is_adopted_says_how_to_follow_one_day_of_it(tmp_path: Path) -> None:
    """The officer chooses."""
    text = skeleton(a_series("jour", "2026-10-26")[0], "un", "Europe/Zurich", set())

    assert "`occurrence: 2026-10-26`" in text
    assert _read(tmp_path, a_series("jour", "2026-10-26")[0])


def test_a_file_is_looked_at_like_an_address(folder: Path, terminal: Terminal) -> None:
    """It counts from the folder above the settings, and its zone is the one that is set."""
    add(folder, '[feeds.rooms]\nfile = "rooms.ics"\nzone = "Asia/Tokyo"\n')
    clock = f"UID:a@un\nDTSTART:{SOON:%Y%m%d}T000000Z\nDURATION:PT1H\nSUMMARY:Meeting"
    (folder / "rooms.ics").write_bytes(calendar(clock))

    said = terminal("feed", "look", "rooms").out

    assert f"{SOON} 09:00" in said
    assert "file" in terminal("feed", "list").out


def test_the_login_is_read_when_it_is_needed(
    folder: Path, terminal: Terminal, server: FeedServer
) -> None:
    """One whose file is missing is a problem of that calendar, and of no other."""
    url = server.url.replace("events.ics", "")
    login = 'username = "ana"\npassword_file = "secret"\nallow_private = true'
    add(folder, f'[feeds.missions]\ncaldav = "{url}"\n{login}\n')
    without = terminal("feed", "look").out
    (folder / "secret").write_text("pw\n", encoding="utf-8")
    terminal("feed", "look", "missions")

    assert "secret cannot be read: No such file or directory" in without
    assert "un-events: in order, 2 events." in without
    assert server.asked[-1].method == "PROPFIND"
    assert server.asked[-1].headers["Authorization"] == "Basic YW5hOnB3"


def _read(folder: Path, found: FeedEvent) -> tuple[Activity, ...]:
    path = folder / "2026.yaml"
    path.write_text(skeleton(found, "un-events", "Europe/Zurich", set()) + "\n", encoding="utf-8")
    return read_plan(path).activities
