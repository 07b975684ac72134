"""The plan follows other people's calendars, and not into nonsense."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from notifier.plan.actions import Warn
from notifier.plan.activity import Activity, Consultation, Plan
from notifier.plan.calendar.feeds import FeedEvent
from notifier.plan.calendar.following import candidates, follow
from tests.plan.feed_scenes import (
    FEED,
    FORUM,
    HEARING,
    JUNE,
    a_series,
    feed_event,
    following,
    heard,
    timed,
)
from tests.plan.scenes import activity, plan


def followed(
    each: Activity,
    *events: FeedEvent,
    last: Activity | None = None,
    now: datetime = JUNE,
) -> tuple[Activity, Sequence[Warn]]:
    """The activity as the feed says it, and what staff are told."""
    before = plan(last) if last else None
    after, told = follow(plan(each), {FEED: events}, now, last=before)
    return after.activities[0], told


def session_of(each: Activity) -> tuple[str, str, str, str | None]:
    """Start, end, zone and link of the session."""
    session = each.consultations[0].session
    assert session is not None
    return session.start.isoformat(), session.end.isoformat(), session.zone, session.link


def codes(told: Sequence[Warn]) -> list[str]:
    """What staff are told, by code and subject."""
    return [warning.key for warning in told]


def test_an_activity_has_the_dates_of_its_event() -> None:
    """And its status and zone; the place is that of the plan, which has six languages."""
    event = timed(
        "forum", "2026-10-26T09:00", "2026-10-30T18:00", "Asia/Tokyo", status="tentative",
        place="Tokyo",
    )  # fmt: skip

    after, told = followed(following(), event)

    assert after.dates.model_dump(mode="json") == {
        "start": "2026-10-26", "end": "2026-10-30", "zone": "Asia/Tokyo", "status": "tentative",
    }  # fmt: skip
    assert after.place["en"] == "Geneva, Switzerland"
    assert told == ()


def test_a_place_is_taken_where_the_plan_has_none() -> None:
    """Better one language than nowhere."""
    after, _ = followed(following(place={}), feed_event(place="Tokyo"))

    assert after.place == {"en": "Tokyo"}


def test_what_follows_nothing_stays_as_it_is() -> None:
    """To the letter."""
    each = activity()

    assert followed(each, feed_event()) == (each, ())


def test_a_cancelled_event_cancels_the_activity() -> None:
    """With the dates that readers know, so that nobody reads of a move as well."""
    off = feed_event(start="2026-11-02", status="cancelled")

    after, _ = followed(following(), off)

    assert (after.dates.status, after.dates.start) == ("cancelled", date(2026, 10, 19))


def test_an_activity_without_dates_learns_them_from_a_cancelled_event() -> None:
    """Or nobody would know which one was called off."""
    after, _ = followed(following(dates={}), feed_event(status="cancelled"))

    assert (after.dates.status, after.dates.start) == ("cancelled", date(2026, 10, 26))


def test_an_event_that_is_held_after_all_restores_the_activity() -> None:
    """What was cancelled by the feed is not cancelled in the file."""
    off, _ = followed(following(), feed_event(status="cancelled"))
    on, _ = followed(following(), feed_event(), last=off)

    assert (on.dates.status, on.dates.start) == ("confirmed", date(2026, 10, 26))


def test_an_event_that_vanished_leaves_the_dates_that_were_known_last() -> None:
    """They are what readers were told; the file may be older."""
    known, _ = followed(following(place={}), feed_event(place="Tokyo"))
    after, told = followed(following(place={}), last=known)

    assert (after.dates, after.place) == (known.dates, known.place)
    assert codes(told) == ["feed-event-gone/wsis-forum"]


def test_an_event_that_was_never_there_leaves_the_dates_of_the_file() -> None:
    """A UID with a slip in it."""
    after, told = followed(following())

    assert after.dates == activity().dates
    assert codes(told) == ["feed-event-gone/wsis-forum"]


def test_that_a_past_event_is_gone_is_no_news() -> None:
    """Calendars forget, and so may we."""
    after, told = followed(following(), now=datetime.fromisoformat("2026-12-01T09:00+00:00"))

    assert after.dates == activity().dates
    assert told == ()


def test_a_feed_that_is_not_set_is_told() -> None:
    """A name with a slip in it, or a section that was taken out."""
    each = following(calendar=FORUM | {"feed": "nobody"})

    after, told = followed(each, feed_event())

    assert after == each
    assert codes(told) == ["feed-unknown/wsis-forum"]


def test_a_feed_that_was_never_read_says_nothing() -> None:
    """That it cannot be read is told of the feed, once for all that follow it."""
    each = following()

    assert follow(plan(each), {FEED: None}, JUNE) == (plan(each), ())


def test_other_dates_that_were_followed_do_not_stay() -> None:
    """The activity follows another event now, which is not there."""
    known, _ = followed(following(), feed_event())
    after, _ = followed(following(calendar=HEARING), last=known)

    assert after.dates == activity().dates


SERIES = a_series("forum", "2025-10-01", "2026-10-12", "2026-10-26", "2027-10-01")


def test_a_series_lasts_from_its_first_day_of_the_year_to_its_last() -> None:
    """Those of other years are other activities."""
    after, _ = followed(following(), *SERIES)

    assert (after.dates.start, after.dates.end) == (date(2026, 10, 12), date(2026, 10, 26))


def test_an_occurrence_that_is_cancelled_shortens_the_series() -> None:
    """And when all are, the activity is."""
    off = [each.model_copy(update={"status": "cancelled"}) for each in SERIES]

    shorter, _ = followed(following(), *SERIES[:2], *off[2:])
    none, _ = followed(following(), *off)

    assert (shorter.dates.start, shorter.dates.end) == (date(2026, 10, 12), date(2026, 10, 12))
    assert none.dates.status == "cancelled"


def test_a_series_that_has_nothing_this_year_leaves_the_dates() -> None:
    """It is told with its year."""
    after, told = followed(following(), *SERIES[:1])

    assert after.dates == activity().dates
    assert "nothing in 2026" in told[0].text


def test_without_dates_the_year_is_that_of_the_deadline_or_of_the_plan() -> None:
    """The plan of all years is one plan."""
    call = following(dates={})
    alone = following(dates={}, consultations=[])

    assert followed(call, *SERIES)[0].dates.start == date(2026, 10, 12)
    after, _ = follow(Plan(year=2027, activities=(alone,)), {FEED: SERIES}, JUNE)
    assert after.activities[0].dates.start == date(2027, 10, 1)


@pytest.mark.parametrize("recurs", [True, False])
def test_one_occurrence_is_followed_by_its_day_in_the_series(recurs: bool) -> None:
    """Though it was moved from there, or the series became a single event."""
    moved = feed_event(start="2026-10-28", occurrence="2026-10-26")
    single = feed_event(start="2026-10-26")
    each = following(calendar=FORUM | {"occurrence": "2026-10-26"})

    after, told = followed(each, *([*SERIES[:2], moved] if recurs else [single]))

    assert str(after.dates.start) == ("2026-10-28" if recurs else "2026-10-26")
    assert told == ()


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (feed_event(start="2029-10-26"), "would take place in 2029, not in 2026"),
        (feed_event(start="2026-10-26", end="9999-12-31"), "would last until 9999"),
        (feed_event(start="2026-10-26", end="2026-10-20"), "would end (2026-10-20) before it"),
        (feed_event(start="2026-10-26", end="2026-10-20", status="cancelled"), "would end"),
    ],
)
def test_dates_of_an_activity_that_make_no_sense_are_not_followed(
    event: FeedEvent, what: str
) -> None:
    """They stay as they were known last, and staff are told."""
    known, _ = followed(following(), feed_event())
    after, told = followed(following(), event, last=known)

    assert after.dates == known.dates
    assert codes(told) == ["feed-not-followed/wsis-forum"]
    assert what in told[0].text


def test_a_consultation_is_held_when_its_event_is() -> None:
    """With its link where the plan has none; the deadline stays that of the plan."""
    event = timed(
        "hearing", "2026-09-09T09:00", "2026-09-09T11:00", "America/New_York",
        link="https://meet.example/2",
    )  # fmt: skip
    call = heard(session={"start": "2026-09-08T14:00", "end": "2026-09-08T17:00"})

    after, told = followed(activity(call), event)

    assert session_of(after) == (
        "2026-09-09T09:00:00", "2026-09-09T11:00:00", "America/New_York", "https://meet.example/2",
    )  # fmt: skip
    assert after.consultations[0].deadline == heard().deadline
    assert told == ()


@pytest.mark.parametrize("link", [None, "https://un.example/events/7"])
def test_the_link_of_the_plan_stays(link: str | None) -> None:
    """That of an event is often the page about it, and no door."""
    event = timed("hearing", "2026-09-09T09:00", "2026-09-09T11:00", link=link)
    after, _ = followed(activity(heard()), event)

    assert session_of(after)[3] == "https://meet.example/1"


def test_a_cancelled_event_cancels_the_consultation() -> None:
    """With the session that readers know."""
    event = timed("hearing", "2026-09-10T09:00", "2026-09-10T11:00", status="cancelled")

    after, _ = followed(activity(heard()), event)

    assert after.consultations[0].cancelled
    assert session_of(after)[0] == "2026-09-08T14:00:00"


def test_a_session_whose_event_vanished_stays_as_it_was_known_last() -> None:
    """It is what readers were told."""
    known, _ = followed(activity(heard()), timed("hearing", "2026-09-09T09:00", "2026-09-09T11:00"))
    after, told = followed(activity(heard()), last=known)

    assert after == known
    assert codes(told) == ["feed-event-gone/wsis-forum/inputs"]


@pytest.mark.parametrize("events", [(), (feed_event("hearing", "2026-09-09"),)])
def test_what_a_person_cancelled_a_person_restores_while_its_event_is_gone(
    events: tuple[FeedEvent, ...],
) -> None:
    """Or refused: the file has the last word where the calendar has none."""
    off, _ = followed(activity(heard(cancelled=True)), *events)
    on, _ = followed(activity(heard()), *events, last=off)

    assert off.consultations[0].cancelled
    assert not on.consultations[0].cancelled


def test_what_a_calendar_cancelled_stays_so_while_nobody_reads_it() -> None:
    """A section that is taken out for a moment restores no consultation."""
    off = timed("hearing", "2026-09-09T09:00", "2026-09-09T11:00", status="cancelled")
    known, _ = followed(activity(heard()), off)
    for calendars in ({}, {FEED: None}):
        after, _ = follow(plan(activity(heard())), calendars, JUNE, last=plan(known))

        assert after.activities[0].consultations[0].cancelled


OFF = {"start": "2026-10-19", "end": "2026-10-23", "status": "cancelled"}


@pytest.mark.parametrize("events", [(), (feed_event(),), (feed_event(start="2029-10-26"),)])
@pytest.mark.parametrize("was_on", [True, False])
def test_an_activity_that_the_plan_cancels_is_off_whatever_its_event_says(
    events: tuple[FeedEvent, ...], was_on: bool
) -> None:
    """With the dates that readers know."""
    known, _ = followed(following(), feed_event())
    after, _ = followed(following(dates=OFF), *events, last=known if was_on else None)

    assert after.dates.status == "cancelled"
    assert str(after.dates.start) == ("2026-10-26" if was_on else "2026-10-19")


def test_a_consultation_that_the_plan_cancels_is_off_whatever_its_event_says() -> None:
    """With the session that readers know."""
    event = timed("hearing", "2026-09-09T09:00", "2026-09-09T11:00")
    known, _ = followed(activity(heard()), event)
    moved = timed("hearing", "2026-09-10T09:00", "2026-09-10T11:00")
    after, _ = followed(activity(heard(cancelled=True)), moved, last=known)

    assert after.consultations[0].cancelled
    assert session_of(after) == session_of(known)


def test_a_series_without_a_day_is_not_followed_by_a_consultation() -> None:
    """Which of them is meant nobody can say: the session that is written stays."""
    after, told = followed(activity(heard()), *a_series("hearing", "2026-09-09", "2026-09-16"))

    assert after == activity(heard())
    assert codes(told) == ["feed-not-followed/wsis-forum/inputs"]
    assert "`occurrence`" in told[0].text


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (feed_event("hearing", "2026-09-09"), "without clock times"),
        (timed("hearing", "2026-09-23T09:00", "2026-09-23T11:00"), "after its deadline"),
        (
            timed("hearing", "9999-12-31T23:30", "9999-12-31T23:45", "America/New_York"),
            "would be held in 9999",
        ),
        (timed("hearing", "2026-09-09T09:00", "2026-09-09T09:00"), "would be held from"),
        (timed("hearing", "2026-09-09T11:00", "2026-09-09T09:00"), "would be held from"),
        (timed("hearing", "2026-08-01T09:00", "2026-09-09T09:00"), "would be held from"),
    ],
)
def test_a_session_that_makes_no_sense_is_not_followed(event: FeedEvent, what: str) -> None:
    """It stays as it was known last, and staff are told."""
    known, _ = followed(activity(heard()), timed("hearing", "2026-09-09T09:00", "2026-09-09T11:00"))
    after, told = followed(activity(heard()), event, last=known)

    assert after == known
    assert codes(told) == ["feed-not-followed/wsis-forum/inputs"]
    assert what in told[0].text


def test_a_session_may_lie_after_the_deadline_where_the_plan_has_it_so() -> None:
    """Registration closes before the meeting."""
    call = heard(deadline={"at": "2026-09-01T23:59"})

    after, told = followed(activity(call), timed("hearing", "2026-09-09T09:00", "2026-09-09T11:00"))

    assert session_of(after)[0] == "2026-09-09T09:00:00"
    assert told == ()


@pytest.mark.parametrize(
    "each", [following(), activity(heard()), following(consultations=[heard()])]
)
def test_following_again_what_was_followed_changes_nothing(each: Activity) -> None:
    """A pass comes every half minute."""
    events = (feed_event(), timed("hearing", "2026-09-09T09:00", "2026-09-09T11:00"))
    once, _ = followed(each, *events)

    assert followed(each, *events, last=once) == (once, ())
    assert followed(once, *events, last=once) == (once, ())


def found(
    *events: FeedEvent, each: Activity | None = None, dismissed: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, bool]]:
    """The candidates by first day, and whether they recur."""
    made = candidates(plan(each or activity()), {FEED: events, "other": None}, dismissed, JUNE)
    return [(f"{one.event.uid} {one.event.start}", one.recurs) for one in made]


def test_an_event_that_nothing_follows_is_a_candidate() -> None:
    """The next one first; a series is one, by its next day."""
    events = (
        feed_event("late", "2026-12-01"),
        *a_series("series", "2026-05-01", "2026-07-01", "2026-08-01"),
        feed_event("past", "2026-05-01"),
        feed_event("off", "2026-09-01", status="cancelled"),
    )

    assert found(*events) == [("series 2026-07-01", True), ("late 2026-12-01", False)]


def _by(call: Consultation | None = None, **changes: Any) -> Activity:
    return activity(call, **changes) if call else activity(**changes)


@pytest.mark.parametrize(
    ("each", "dismissed"),
    [
        (_by(calendar=FORUM), ()),
        (_by(heard(calendar=FORUM)), ()),
        (_by(calendar=FORUM | {"occurrence": "2026-07-01"}), ()),
        (_by(), [(FEED, "forum")]),
    ],
)
def test_what_is_followed_or_dismissed_is_no_candidate(
    each: Activity, dismissed: Sequence[tuple[str, str]]
) -> None:
    """By an activity, by a consultation, or by nobody's wish."""
    assert found(feed_event(), each=each, dismissed=dismissed) == []


def test_the_same_uid_of_another_feed_is_another_event() -> None:
    """UIDs are unique within a calendar, whatever the standard hopes."""
    each = activity(calendar=FORUM | {"feed": "other"})

    assert found(feed_event(), each=each) == [("forum 2026-10-26", False)]


def test_an_event_that_ends_today_is_still_to_come() -> None:
    """And a timed one until its end."""
    over = timed("over", "2026-06-01T09:00", "2026-06-01T11:00")
    on = timed("on", "2026-06-01T09:00", "2026-06-01T11:01")

    assert {uid for uid, _ in found(over, on, feed_event("day", "2026-06-01"))} == {
        "day 2026-06-01",
        "on 2026-06-01",
    }
