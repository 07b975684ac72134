"""What outside calendars said last, what waits for a person, and what failed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from notifier.errors import Problem
from notifier.ledger import events, feeds
from notifier.ledger.database import Ledger
from notifier.ledger.feeds import FeedState
from notifier.plan.calendar.feeds import FeedEvent, Known, Reading
from tests.plan.feed_scenes import feed_event, timed
from tests.scenes import NOON

UN, OTHER = "un-events", "other"
LATER = NOON + timedelta(hours=1)
FORUM, HEARING = (
    feed_event(place="Genève"),
    timed("hearing", "2026-09-09T09:00", "2026-09-09T11:00"),
)
SKIPPED = (Problem("feed un-events, event x", "It has no DTSTART."),)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger that knows two calendars."""
    with Ledger(":memory:") as opened:
        opened.now(lambda tx: feeds.set_up(tx, [UN, OTHER]))
        yield opened


def reading(*found: FeedEvent, **fields: object) -> Reading:
    """A reading of these events."""
    return Reading(found, **fields)  # type: ignore[arg-type]


def state(ledger: Ledger, name: str = UN) -> FeedState:
    """What is kept of a calendar."""
    found = ledger.now(lambda tx: feeds.find(tx, name))
    assert found is not None
    return found


def kinds(ledger: Ledger) -> list[str]:
    """What happened to the calendar, by the journal."""
    return [row["kind"] for row in ledger.now(lambda tx: events.of(tx, UN))]


def test_a_calendar_that_was_never_read_says_nothing(ledger: Ledger) -> None:
    """Which is not the same as saying that there are no events."""
    assert ledger.now(feeds.calendars) == {UN: None, OTHER: None}
    assert state(ledger).looked_at is None


def test_what_was_read_is_in_force_with_all_that_belongs_to_it(ledger: Ledger) -> None:
    """Events come back as they went in, and so does what is needed to ask for news."""
    known = Known('"7"', "Mon", "token", {"/a b.ics": "BEGIN:VCALENDAR"})
    is_news = ledger.now(
        lambda tx: feeds.keep(tx, UN, reading(FORUM, HEARING, known=known, skipped=SKIPPED), NOON)
    )

    found = state(ledger)
    assert is_news
    assert ledger.now(feeds.calendars)[UN] == (FORUM, HEARING)
    assert (found.known, found.skipped) == (known, SKIPPED)
    assert (found.looked_at, found.read_at, found.whole_at) == (NOON, NOON, NOON)


def test_the_same_again_is_no_news(ledger: Ledger) -> None:
    """The journal tells changes, not looks."""
    for at in (NOON, LATER):
        ledger.now(lambda tx, at=at: feeds.keep(tx, UN, reading(FORUM, is_whole=at == NOON), at))

    assert kinds(ledger) == ["feed.read"]
    assert (state(ledger).read_at, state(ledger).whole_at) == (LATER, NOON)


def test_a_failure_leaves_all_in_force_and_ends_with_the_next_answer(ledger: Ledger) -> None:
    """Since when is told, not how often."""
    ledger.now(lambda tx: feeds.keep(tx, UN, reading(FORUM, known=Known("e")), NOON))
    first = ledger.now(lambda tx: feeds.failed(tx, UN, "It is gone.", NOON))
    second = ledger.now(lambda tx: feeds.failed(tx, UN, "It is out.", LATER))
    failing = state(ledger)
    ledger.now(lambda tx: feeds.unchanged(tx, UN, LATER))

    assert (first, second) == (True, False)
    assert (failing.failing_since, failing.problem, failing.events) == (
        NOON,
        "It is out.",
        (FORUM,),
    )
    assert failing.known.etag == "e"
    assert (state(ledger).failing_since, state(ledger).problem) == (None, None)


def test_what_is_proposed_is_not_in_force_until_it_is_accepted(ledger: Ledger) -> None:
    """Who and why is on record; a yes to nothing is told."""
    ledger.now(lambda tx: feeds.keep(tx, UN, reading(FORUM), NOON))
    ledger.now(lambda tx: feeds.propose(tx, UN, reading(), "It is empty.", LATER))
    held = state(ledger)
    done = [
        ledger.now(lambda tx: feeds.accept(tx, UN, by="ana", why="All is off.", at=LATER))
        for _ in range(2)
    ]

    assert (held.events, held.proposed, held.held_since) == ((FORUM,), (), LATER)
    assert held.held_why == "It is empty."
    assert done == [True, False]
    assert (state(ledger).events, state(ledger).proposed) == ((), None)
    assert kinds(ledger) == ["feed.read", "feed.held", "feed.accepted"]


def test_a_proposal_is_told_once_and_waits_since_its_first_day(ledger: Ledger) -> None:
    """Another one in its place is told again."""
    told = [
        ledger.now(lambda tx, x=x, at=at: feeds.propose(tx, UN, reading(*x), "Why.", at))
        for x, at in (((), NOON), ((), LATER), ((FORUM,), LATER))
    ]

    assert told == [True, False, True]
    assert state(ledger).held_since == NOON


def test_a_calendar_that_is_itself_again_needs_no_yes(ledger: Ledger) -> None:
    """What waited is dropped, and on record."""
    ledger.now(lambda tx: feeds.keep(tx, UN, reading(FORUM), NOON))
    ledger.now(lambda tx: feeds.propose(tx, UN, reading(), "It is empty.", NOON))
    ledger.now(lambda tx: feeds.keep(tx, UN, reading(FORUM), LATER))

    assert (state(ledger).proposed, state(ledger).held_why) == (None, None)
    assert kinds(ledger) == ["feed.read", "feed.held", "feed.overtaken"]


def test_objects_that_are_gone_are_not_kept(ledger: Ledger) -> None:
    """Those of the other calendar are."""
    for name in (UN, OTHER):
        known = Known(objects={"/a": "a", "/b": "b"})
        ledger.now(lambda tx, n=name, k=known: feeds.keep(tx, n, reading(known=k), NOON))
    ledger.now(lambda tx: feeds.keep(tx, UN, reading(known=Known(objects={"/b": "c"})), NOON))

    assert state(ledger).known.objects == {"/b": "c"}
    assert state(ledger, OTHER).known.objects == {"/a": "a", "/b": "b"}


def test_a_calendar_that_left_the_settings_counts_no_more_and_is_not_forgotten(
    ledger: Ledger,
) -> None:
    """A slip in the settings must not let anything be taken for new afterwards."""
    ledger.now(lambda tx: feeds.keep(tx, UN, reading(FORUM), NOON))
    ledger.now(lambda tx: feeds.set_up(tx, [OTHER]))
    without = ledger.now(feeds.calendars)
    ledger.now(lambda tx: feeds.set_up(tx, [UN, OTHER]))

    assert without == {OTHER: None}
    assert ledger.now(feeds.calendars)[UN] == (FORUM,)


def test_a_dismissal_is_kept_once_with_its_reason(ledger: Ledger) -> None:
    """The second one changes nothing."""
    done = [
        ledger.now(lambda tx: feeds.dismiss(tx, UN, "forum", by="ana", why="Not ours.", at=NOON))
        for _ in range(2)
    ]

    assert done == [True, False]
    assert ledger.now(feeds.dismissed) == {(UN, "forum")}
    assert kinds(ledger) == ["feed.dismissed"]
