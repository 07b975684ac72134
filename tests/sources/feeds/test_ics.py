"""Calendars as their makers write them are read to the day and the minute, or refused in words."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.errors import UserError
from notifier.sources.feeds.ics import EVENTS, Found, merged
from tests.sources.feeds.calendars import GENEVA, calendar, clocks, days, event, read, told

PAGE = b"<!DOCTYPE html>\n<html><body>Please log in</body></html>"
WHOLE = calendar(event("a", "20260504"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "There is nothing in it"),
        (b"\xef\xbb\xbf \r\n", "There is nothing in it"),
        (PAGE, "This is a web page, not a calendar"),
        (b"UID,DTSTART\r\na,20260504", "does not begin with BEGIN:VCALENDAR"),
        (b"BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n", "does not begin with BEGIN:VCALENDAR"),
        (WHOLE[:-4], "The calendar breaks off"),
        (WHOLE[:60], "The calendar breaks off"),
        (WHOLE + WHOLE, "There are several calendars in one"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR", "The calendar cannot be read"),
        (b"BEGIN:VCALENDAR\r\nno colon\r\nEND:VCALENDAR", "The calendar cannot be read"),
        (calendar(*["UID:a"] * (EVENTS + 1)), "The calendar is too large"),
        (WHOLE.replace(b"END:VCAL", b"X:y\r\n" * 150_000 + b"END:VCAL"), "is too large"),
    ],
)
def test_what_is_no_calendar_is_refused_in_a_sentence(content: bytes, what: str) -> None:
    """And what was known of the feed stays in force."""
    with pytest.raises(UserError) as error:
        read(content)

    [problem] = error.value.problems
    assert problem.where == "feed un"
    assert what in problem.what


def test_a_calendar_without_events_is_one() -> None:
    """Whether it can be meant is not for the reader to say."""
    assert read(calendar()) == ((), ())


def test_days_and_times_are_those_of_the_place() -> None:
    """Whole days lose the day that iCalendar adds; a duration does as well as an end."""
    found = read(
        calendar(
            event("all-day", "20260504", "DTEND;VALUE=DATE:20260507"),
            event("one-day", "20260511"),
            event("same-day-as-end", "20260512", "DTEND;VALUE=DATE:20260512"),
            event("days", "20260518", "DURATION:P2D"),
            event("timed", "20260525T120000Z", "DURATION:PT90M"),
            event("midnight", "20260526T200000Z", "DTEND:20260526T220000Z"),
        )
    )

    assert days(found) == [
        ("all-day", "2026-05-04", "2026-05-06"),
        ("one-day", "2026-05-11", "2026-05-11"),
        ("same-day-as-end", "2026-05-12", "2026-05-12"),
        ("days", "2026-05-18", "2026-05-19"),
        ("timed", "2026-05-25", "2026-05-25"),
        ("midnight", "2026-05-26", "2026-05-26"),
    ]
    assert clocks(found) == [
        ("2026-05-25 14:00", "2026-05-25 15:30", "Europe/Zurich"),
        ("2026-05-26 22:00", "2026-05-27 00:00", "Europe/Zurich"),
    ]


@pytest.mark.parametrize(
    ("start", "clock", "zone"),
    [
        (";TZID=America/New_York:20260504T090000", "09:00", "America/New_York"),
        (";TZID=W. Europe Standard Time:20260504T090000", "09:00", "Europe/Berlin"),
        (";TZID=Our Geneva:20260704T090000", "12:30", "Asia/Kolkata"),
        (";TZID=Our Geneva:20260104T090000", "13:30", "Asia/Kolkata"),
        (":20260504T090000", "09:00", "Asia/Kolkata"),
        (":20260504T090000Z", "14:30", "Asia/Kolkata"),
    ],
    ids=["iana", "windows", "own-summer", "own-winter", "floating", "utc"],
)
def test_a_time_is_shown_by_its_own_clock_or_that_of_the_feed(
    start: str, clock: str, zone: str
) -> None:
    """A zone that only the file knows, none, and UTC are no clock on anybody's wall."""
    lines = f"UID:a\nDTSTART{start}\nDURATION:PT1H"

    [(begins, _, shown)] = clocks(read(calendar(lines, head=GENEVA), zone="Asia/Kolkata"))

    assert (begins[-5:], shown) == (clock, zone)


def test_an_end_in_another_zone_is_told_by_the_clock_of_the_start() -> None:
    """A flight, say, and whoever writes calendars with two clocks."""
    lines = "DTEND;TZID=Europe/London:20260504T100000"

    [times] = clocks(read(calendar(f"UID:a\nDTSTART;TZID=Europe/Paris:20260504T090000\n{lines}")))

    assert times == ("2026-05-04 09:00", "2026-05-04 11:00", "Europe/Paris")


def test_a_series_keeps_the_clock_over_the_change_of_time() -> None:
    """Ten o'clock stays ten o'clock when summer begins on 29 March."""
    found = read(
        calendar("UID:a\nDTSTART;TZID=Europe/Paris:20260323T100000\nRRULE:FREQ=WEEKLY;COUNT=2")
    )

    assert [begins for begins, _, _ in clocks(found)] == ["2026-03-23 10:00", "2026-03-30 10:00"]


def test_single_occurrences_are_moved_cancelled_left_out_and_added() -> None:
    """RECURRENCE-ID, also in UTC, EXDATE and RDATE; each keeps the day that it stands for."""
    series = (
        "UID:a\nDTSTART;TZID=Europe/Paris:20260303T100000\nDURATION:PT1H\n"
        "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Paris:20260310T100000\n"
        "RDATE;TZID=Europe/Paris:20260402T100000"
    )
    moved = (
        "UID:a\nRECURRENCE-ID:20260317T090000Z\nDTSTART;TZID=Europe/Paris:20260318T150000\n"
        "DURATION:PT1H"
    )
    off = (
        "UID:a\nRECURRENCE-ID;TZID=Europe/Paris:20260324T100000\n"
        "DTSTART;TZID=Europe/Paris:20260324T100000\nSTATUS:CANCELLED"
    )

    found = read(calendar(series, moved, off)).events

    assert [(str(e.start), str(e.occurrence), e.status) for e in found] == [
        ("2026-03-03", "2026-03-03", "confirmed"),
        ("2026-03-18", "2026-03-17", "confirmed"),
        ("2026-03-24", "2026-03-24", "cancelled"),
        ("2026-04-02", "2026-04-02", "confirmed"),
    ]


def test_a_change_in_utc_stands_for_the_day_of_the_series() -> None:
    """Half past midnight in Geneva is the day before in UTC."""
    series = "UID:a\nDTSTART;TZID=Europe/Paris:20260303T003000\nRRULE:FREQ=DAILY;COUNT=2"
    moved = "UID:a\nRECURRENCE-ID:20260303T233000Z\nDTSTART;TZID=Europe/Paris:20260305T090000"

    assert [str(e.occurrence) for e in read(calendar(series, moved)).events] == [
        "2026-03-03",
        "2026-03-04",
    ]


@pytest.mark.parametrize(
    ("zone", "hour", "moved", "new_hour"),
    [
        (";TZID=Europe/Paris", "T100000", "20260318", "T150000"),
        (";TZID=Europe/Paris", "T100000", "20260316", "T233000"),
        (";VALUE=DATE", "", "20260319", ""),
    ],
)
def test_each_occurrence_after_a_change_of_all_later_ones_has_its_own_day(
    zone: str, hour: str, moved: str, new_hour: str
) -> None:
    """A consultation that follows one of them must not follow another (RANGE=THISANDFUTURE)."""
    series = f"UID:a\nDTSTART{zone}:20260303{hour}\nRRULE:FREQ=WEEKLY;COUNT=5"
    change = (
        f"UID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE{zone}:20260317{hour}\n"
        f"DTSTART{zone}:{moved}{new_hour}"
    )

    found = read(calendar(series, change)).events

    assert [str(each.occurrence) for each in found] == [
        "2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24", "2026-03-31",
    ]  # fmt: skip
    assert str(found[2].start) == f"{moved[:4]}-{moved[4:6]}-{moved[6:]}"


@pytest.mark.parametrize(
    ("start", "end", "clock"),
    [
        ("20261025T003000Z", "20261025T004500Z", ("02:30", "02:45", "Europe/Zurich")),
        ("20261025T013000Z", "20261025T014500Z", ("01:30", "01:45", "UTC")),
        ("20261025T003000Z", "20261025T011500Z", ("00:30", "01:15", "UTC")),
    ],
)
def test_a_time_that_the_clock_shows_twice_keeps_its_instant(
    start: str, end: str, clock: tuple[str, str, str]
) -> None:
    """At three o'clock on 25 October the clocks of Geneva go back."""
    [found] = clocks(read(calendar(f"UID:a\nDTSTART:{start}\nDTEND:{end}")))

    assert found == (f"2026-10-25 {clock[0]}", f"2026-10-25 {clock[1]}", clock[2])


def test_a_series_of_whole_days_recurs_each_year() -> None:
    """Until the window ends, two years ahead."""
    found = read(calendar(event("day", "20100517", "RRULE:FREQ=YEARLY")))

    assert [str(e.occurrence) for e in found.events] == ["2025-05-17", "2026-05-17", "2027-05-17"]


def test_one_occurrence_alone_is_of_a_series_all_the_same() -> None:
    """An invitation to a single meeting of a series holds no series."""
    lines = "RECURRENCE-ID;VALUE=DATE:20260504\nSTATUS:TENTATIVE"

    [found] = read(calendar(event("a", "20260505", lines))).events

    assert (str(found.start), str(found.occurrence), found.status) == (
        "2026-05-05", "2026-05-04", "tentative",
    )  # fmt: skip


def test_of_two_versions_the_later_one_counts() -> None:
    """Some calendars keep what was moved (SEQUENCE)."""
    found = read(
        calendar(event("a", "20260504", "SEQUENCE:2"), event("a", "20260401", "SEQUENCE:1"))
    )

    assert days(found) == [("a", "2026-05-04", "2026-05-04")]


def test_what_lies_outside_the_window_is_not_read() -> None:
    """A calendar of thirty years is no plan."""
    assert read(calendar(event("old", "20240504"), event("far", "20300504"))).events == ()


def test_texts_are_unfolded_and_without_what_cannot_be_read() -> None:
    """Lines are folded within a word, commas escaped, and strangers write control characters."""
    lines = (
        "SUMMARY;LANGUAGE=en:WSIS\\, Fo\n rum\\n2026 \x07",
        "LOCATION:Geneva\\; CICG",
        "URL:https://forum.example/2026",
    )

    [found] = read(calendar(event("a", "20260504", *lines))).events

    assert (found.title, found.place, found.link) == (
        "WSIS, Forum 2026", "Geneva; CICG", "https://forum.example/2026",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "link", "place"),
    [
        (["URL:https://page.example", "CONFERENCE;VALUE=URI:https://meet.example/1"],
         "https://meet.example/1", ""),
        (["X-GOOGLE-CONFERENCE:https://meet.example/2"], "https://meet.example/2", ""),
        (["LOCATION:https://zoom.example/3"], "https://zoom.example/3", ""),
        (["URL:javascript:alert(1)", "LOCATION:Room 5"], None, "Room 5"),
        (["URL:https://a.example", "URL:https://b.example"], "https://a.example", ""),
    ],
)  # fmt: skip
def test_the_link_is_the_one_to_take_part(lines: list[str], link: str | None, place: str) -> None:
    """A page about the event is the second best, and what is no address is none."""
    [found] = read(calendar(event("a", "20260504", *lines))).events

    assert (found.link, found.place) == (link, place)


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("utf-16-le", None),
        ("utf-16-be", None),
        ("latin-1", None),
        ("latin-1", "iso-8859-1"),
        ("latin-1", "no-such-encoding"),
        ("utf-8", "iso-8859-1"),
        ("cp1251", "windows-1251"),
    ],
)
def test_every_encoding_that_calendars_come_in_is_read(content: str, charset: str | None) -> None:
    """UTF-8 is what the standard asks for, and not what all send."""
    title = "Форум" if content == "cp1251" else "Genève"
    text = calendar(event("a", "20260504", f"SUMMARY:{title}")).decode()

    [found] = read(text.encode(content), charset=charset).events

    assert found.title == title


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("UID:bad\nSUMMARY:x", "It has no DTSTART"),
        ("UID:bad\nDTSTART:20260504\nDTEND:20260503", "It ends (2026-05-03) before it begins"),
        ("UID:bad\nDTSTART:20260504T090000Z\nDURATION:-PT1H", "before it begins"),
        ("UID:bad\nDTSTART:20260504T090000Z\nDTEND;VALUE=DATE:20260505", "has a clock time"),
        ("UID:bad\nDTSTART:20269904T090000Z", "Its DTSTART cannot be read"),
        ("UID:bad\nDTSTART:20260504\nDTSTART:20260505", "several values of DTSTART"),
        ("UID:bad\nDTSTART;TZID=Atlantis:20260504T090000", "in the zone 'Atlantis'"),
        ("UID:bad\nDTSTART:20260504\nRRULE:FREQ=NEVER", "Its RRULE cannot be read"),
        ("UID:bad\nDTSTART:20260504T090000Z\nRRULE:FREQ=HOURLY", "It recurs HOURLY"),
        ("UID:bad\nDTSTART:20260504T090000Z\nRRULE:FREQ=MINUTELY", "It recurs MINUTELY"),
        ("UID:bad\nDTSTART:20260504T090000Z\nRRULE:FREQ=SECONDLY", "It recurs SECONDLY"),
        ("UID:bad\nDTSTART:20260504T090000Z\nRRULE:FREQ=DAILY;BYHOUR=9,10,11,12", "4 times a day"),
        ("UID:bad\nDTSTART:20260504\nRRULE:FREQ=DAILY;INTERVAL=0", "is not a positive number"),
        ("UID:bad\nDTSTART:20260504\n" + "RRULE:FREQ=DAILY\n" * 4, "4 rules of recurrence"),
        ("UID:bad\nDTSTART:20260504\nRDATE:" + ",".join(["20260505"] * 2001), "2001 single dates"),
        (
            "UID:bad\nDTSTART:20260504T090000Z\nDTEND;TZID=America/New_York:99991231T233000",
            "It cannot be worked out",
        ),
        (
            "UID:bad\nDTSTART:20260504T090000\nDTEND:99991231T233000",
            "from 2026-05-04 to 9999-12-31",
        ),
        ("UID:bad\nDTSTART:20260504\nDTEND:22010105", "from 2026-05-04 to 2201-01-04"),
        ("UID:bad\nDTSTART:18991231\nDTEND:20260505", "from 1899-12-31 to 2026-05-04"),
        (f"UID:{'b' * 1001}\nDTSTART:20260504", "more than 1000 characters"),
        ("SUMMARY:Nobody's\nDTSTART:20260504", 'The event "Nobody\'s" has no UID'),
    ],
)
def test_an_event_that_cannot_be_understood_is_left_out_and_told(lines: str, what: str) -> None:
    """The others are read: one slip in a calendar of others must not blind us."""
    found = read(calendar(lines, event("good", "20260504")))

    assert days(found) == [("good", "2026-05-04", "2026-05-04")]
    [problem] = told(found)
    assert problem.startswith("feed un")
    assert what in problem


def test_a_series_with_a_change_that_cannot_be_read_is_left_out_whole() -> None:
    """Without the change it would be held on the day from which it was moved."""
    series = event("a", "20260504", "RRULE:FREQ=WEEKLY;COUNT=2")
    found = read(calendar(series, event("a", "2026", "RECURRENCE-ID;VALUE=DATE:20260511")))

    assert found.events == ()
    assert "event a" in told(found)[0]


def test_what_matters_to_nobody_may_be_broken() -> None:
    """A stamp or a coordinate that cannot be read moves no meeting."""
    lines = ("DTSTAMP:yesterday", "GEO:here", "SEQUENCE:0", "STATUS:PERHAPS")

    assert days(read(calendar(event("a", "20260504", *lines)))) == [
        ("a", "2026-05-04", "2026-05-04")
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYMONTH=2;BYSETPOS=9",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_a_rule_that_has_no_day_comes_to_an_end(rule: str) -> None:
    """It would be searched for until the year 9999."""
    began = time.monotonic()
    found = read(calendar(event("never", "20260301", f"RRULE:{rule}"), event("good", "20260504")))

    assert time.monotonic() - began < 2
    assert days(found) == [("good", "2026-05-04", "2026-05-04")]
    assert "takes too long" in told(found)[0]


def test_all_series_together_have_an_end_too() -> None:
    """Each of them alone would do."""
    many = (event(str(n), "19600101T090000", "RRULE:FREQ=DAILY") for n in range(200))

    with pytest.raises(UserError, match="This calendar cannot be read: "):
        read(calendar(*many))


def test_several_calendars_become_one() -> None:
    """Each object of a CalDAV collection is a calendar of its own."""
    parts = [read(calendar(event(uid, day))) for uid, day in (("b", "20260505"), ("a", "20260504"))]

    assert [each.uid for each in merged(parts).events] == ["a", "b"]


LINES = st.one_of(
    st.sampled_from(
        [
            "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:VCALENDAR",
            "END:VCALENDAR", "UID:a", "UID:b", "UID:", "DTSTART:20260504", "SEQUENCE:-1", "SEQUENCE:x",
            "DTSTART:20260504T090000Z", "DTSTART:00010101", "DTSTART:99991231T235959Z",
            "DTSTART;TZID=Europe/Paris:20260329T023000", "DTEND:20260504T100000", "DTEND:10000101",
            "DURATION:P99999999D", "DURATION:-P1W", "DURATION:PT0S", "RRULE:FREQ=DAILY",
            "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261301", "RRULE:FREQ=YEARLY;BYWEEKNO=53;COUNT=-5",
            "RRULE:FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270101T000000Z", "RRULE:", "EXDATE:20260511",
            "RRULE:FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1", "RRULE:FREQ=DAILY;COUNT=0",
            "RDATE;VALUE=PERIOD:20260511T090000Z/PT1H", "RDATE:20260512", "RECURRENCE-ID:20260511",
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260511", "STATUS:CANCELLED", "SUMMARY:\x00",
            "LOCATION;X=\"", "URL:https://[", "TZID:Europe/Paris", "EXDATE;TZID=Nowhere:20260511",
        ]
    ),
    st.text(max_size=30),
)  # fmt: skip


@given(st.lists(LINES, max_size=25), st.booleans())
@settings(max_examples=300, deadline=2000)
def test_no_lines_raise_anything_but_the_error_of_a_person(
    lines: list[str], is_framed: bool
) -> None:
    """Whatever a stranger's calendar holds, it is read or refused in words, and soon."""
    text = "\r\n".join(lines)
    if is_framed:
        text = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{text}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    _reads_or_refuses(text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=400), st.integers(0, 200))
@settings(max_examples=200, deadline=2000)
def test_no_octets_raise_anything_but_the_error_of_a_person(octets: bytes, at: int) -> None:
    """Nor does a calendar in which some of them were overwritten."""
    whole = calendar(event("a", "20260504T090000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"))
    _reads_or_refuses(octets)
    _reads_or_refuses(whole[:at] + octets[:20] + whole[at + len(octets[:20]) :])


def _reads_or_refuses(content: bytes) -> None:
    refused: tuple[str, ...] = ()
    found = Found((), ())
    try:
        found = read(content)
    except UserError as error:
        refused = tuple(problem.what for problem in error.problems)

    assert all(what.endswith(".") for what in refused)
    assert all(each.start <= each.end for each in found.events)
