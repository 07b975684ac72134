"""Only the silent are reminded, seldom, together, and in working hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from notifier.members.member import Directory
from notifier.plan.actions import DraftLetter, WithdrawLetter
from notifier.plan.activity import Activity, Consultation
from notifier.plan.due import next_moment
from notifier.plan.kind import Kind
from notifier.plan.record import LetterSeen
from tests.plan.scenes import (
    INPUTS,
    LETTER,
    Desk,
    activity,
    consultation,
    opened,
    plan,
    point,
    rules,
)

# 21 and 7 days before Tuesday 22 September 2026
FIRST = datetime(2026, 9, 1, 6, 30, tzinfo=UTC)
SECOND = datetime(2026, 9, 15, 6, 30, tzinfo=UTC)
CLOSED = datetime(2026, 9, 22, 21, 59, tzinfo=UTC)
SURVEY = "sdg-survey/survey"


def _reminders(desk: Desk, now: datetime) -> list[DraftLetter]:
    return [
        action
        for action in desk.look(now)
        if isinstance(action, DraftLetter) and action.kind is Kind.REMINDER
    ]


def _survey(at: str) -> Activity:
    call = consultation(
        id="survey",
        form="questionnaire",
        session=None,
        questions=[{"en": "What do you need?"}],
        deadline={"at": at},
    )
    return activity(call, id="sdg-survey", title={"en": "SDG survey"})


def _both(at: str, *members: str) -> Desk:
    """A desk with two consultations, whose letters were issued in July."""
    desk = Desk(*members)
    desk.plan = plan(activity(), _survey(at))
    desk.look(datetime(2026, 7, 20, 9, tzinfo=UTC))
    desk.issue_all(datetime(2026, 7, 20, 9, tzinfo=UTC))
    return desk


def test_the_silent_are_reminded_21_and_7_days_before_the_deadline() -> None:
    """Once at each, and under the reference of the letter."""
    desk = opened()
    assert _reminders(desk, FIRST - timedelta(seconds=1)) == []

    (first,) = _reminders(desk, FIRST)

    assert first.addressees == ("CH-1", "FR-1", "SN-1")
    assert (first.consultations, first.parent, first.due_at) == ((INPUTS,), LETTER, FIRST)
    assert first.key.startswith("reminder/2026-09-01/")
    assert first.facts["parent"]["reference"] == f"CL-{LETTER}"
    assert _reminders(desk, SECOND - timedelta(seconds=1)) == []
    assert [letter.addressees for letter in _reminders(desk, SECOND)] == [first.addressees]
    assert _reminders(desk, CLOSED - timedelta(hours=7)) == []


def test_whoever_answered_is_left_in_peace() -> None:
    """By whatever channel, and whoever of the member it was."""
    desk = opened()
    desk.answer(INPUTS, "FR")

    (letter,) = _reminders(desk, FIRST)

    assert letter.addressees == ("CH-1", "SN-1")


def test_a_member_of_which_a_mail_is_held_is_spared_until_it_is_released() -> None:
    """ "No reply received" would be untrue: there is one, and it waits for us."""
    desk = opened()
    desk.record = replace(desk.record, held={INPUTS: frozenset({"FR"}), "a/b": frozenset({"CH"})})

    assert [letter.addressees for letter in _reminders(desk, FIRST)] == [("CH-1", "SN-1")]

    desk.record = replace(desk.record, held={})

    later = FIRST + timedelta(days=1)
    assert [letter.addressees for letter in _reminders(desk, later)] == [("FR-1",)]


def test_nobody_is_reminded_when_all_answered() -> None:
    """A reminder to no one is no letter."""
    desk = opened()
    desk.answer(INPUTS, "CH", "FR", "SN")

    assert _reminders(desk, FIRST) == []


@pytest.mark.parametrize(
    "now",
    ["2026-09-01T05:00Z", "2026-09-01T15:30Z", "2026-09-05T09:00Z", "2026-09-10T09:00Z"],
)
def test_nobody_is_reminded_in_quiet_hours(now: str) -> None:
    """Dawn, evening, Saturday, the Genevan fast."""
    assert _reminders(opened(), datetime.fromisoformat(now)) == []


def test_a_reminder_missed_on_its_day_is_given_later() -> None:
    """The service was down: one reminder, not two."""
    desk = opened()

    assert len(_reminders(desk, SECOND + timedelta(days=2))) == 1
    assert _reminders(desk, SECOND + timedelta(days=3)) == []


def test_no_reminder_after_the_deadline() -> None:
    """It has been too late for a minute."""
    desk = opened()
    desk.rules = rules(duty_station={"closes": "23:59:59"})

    assert _reminders(desk, CLOSED) == []


def test_the_cap_counts_for_each_consultation_and_person() -> None:
    """With a cap of one there is no second."""
    desk = opened()
    desk.rules = rules(reminders={"cap": 1})

    assert len(_reminders(desk, FIRST)) == 1
    assert _reminders(desk, SECOND) == []


def test_an_extension_reminds_anew_within_the_cap() -> None:
    """The two reminders of the old deadline were all."""
    desk = opened()
    assert _reminders(desk, FIRST)
    assert _reminders(desk, SECOND)
    desk.plan = plan(activity(consultation(deadline={"at": "2026-10-30T23:59"})))
    desk.look(SECOND)
    desk.issue(f"{INPUTS}/update-1", SECOND)

    assert _reminders(desk, datetime(2026, 10, 9, 9, tzinfo=UTC)) == []


def test_nobody_is_reminded_of_a_deadline_that_moved_until_told() -> None:
    """First the update, then the reminder."""
    desk = opened()
    moved = plan(activity(consultation(deadline={"at": "2026-09-23T23:59"})))
    desk.plan = moved

    assert _reminders(desk, FIRST + timedelta(days=1)) == []

    desk.issue(f"{INPUTS}/update-1", FIRST + timedelta(days=1))

    assert _reminders(desk, FIRST + timedelta(days=1)) == []  # its own grace of three days
    assert len(_reminders(desk, FIRST + timedelta(days=6))) == 1


def test_a_letter_just_issued_is_not_followed_by_a_reminder() -> None:
    """Issued 20 days before the deadline: only the reminder of the last week is given."""
    desk = Desk()
    desk.look(FIRST)
    desk.issue(LETTER, FIRST + timedelta(days=1))

    assert _reminders(desk, FIRST + timedelta(days=8)) == []
    assert len(_reminders(desk, SECOND)) == 1


def test_what_falls_due_within_a_week_is_merged_into_one_mail() -> None:
    """Two consultations, five days apart, remind once."""
    desk = _both("2026-09-27T23:59")

    (letter,) = _reminders(desk, FIRST)

    assert letter.consultations == (INPUTS, SURVEY)
    titles = [c["title"]["en"] for c in letter.facts["consultations"].values()]
    assert titles == ["WSIS Forum 2026", "SDG survey"]
    assert set(letter.facts["parents"]) == {INPUTS, SURVEY}
    assert _reminders(desk, FIRST + timedelta(days=7)) == []


def test_what_falls_due_later_than_a_week_is_not_merged() -> None:
    """Ten days are another mail; it takes along what falls due in the four days after it."""
    desk = _both("2026-10-02T23:59")

    assert [letter.consultations for letter in _reminders(desk, FIRST)] == [(INPUTS,)]
    later = datetime(2026, 9, 11, 9, tzinfo=UTC)
    assert [letter.consultations for letter in _reminders(desk, later)] == [(INPUTS, SURVEY)]
    assert _reminders(desk, SECOND) == []


def test_people_silent_on_different_consultations_get_different_letters() -> None:
    """Each letter names its addressees; nobody is in two."""
    desk = _both("2026-09-27T23:59", "CH", "FR", "SN", "UY")
    desk.answer(INPUTS, "FR")
    desk.answer(SURVEY, "SN", "UY")

    letters = _reminders(desk, FIRST)
    sent = {letter.consultations: letter.addressees for letter in letters}

    # FR is silent on the survey alone, which is not due before Friday
    assert sent == {(INPUTS, SURVEY): ("CH-1",), (INPUTS,): ("SN-1", "UY-1")}
    friday = [letter.addressees for letter in _reminders(desk, FIRST + timedelta(days=6))]
    assert friday == [("FR-1",)]


def test_two_mails_to_one_person_are_a_week_apart() -> None:
    """Even when the second falls due in between and was not merged."""
    desk = _both("2026-10-02T23:59", "CH")
    desk.record = replace(
        desk.record, reminded={"CH-1": ((datetime(2026, 9, 9, 9, tzinfo=UTC), "other/call"),)}
    )

    assert _reminders(desk, datetime(2026, 9, 11, 9, tzinfo=UTC)) == []
    assert _reminders(desk, datetime(2026, 9, 16, 8, 59, tzinfo=UTC)) == []
    assert len(_reminders(desk, datetime(2026, 9, 16, 9, tzinfo=UTC))) == 1


def test_the_absent_are_reminded_when_they_are_back() -> None:
    """An out-of-office is no answer, and no reason to write into the void."""
    desk = opened("CH")
    desk.record = replace(desk.record, away={"CH-1": date(2026, 9, 3)})

    assert _reminders(desk, FIRST) == []
    assert _reminders(desk, FIRST + timedelta(days=2)) == []
    assert len(_reminders(desk, FIRST + timedelta(days=3))) == 1


@pytest.mark.parametrize(
    "changes",
    [{"valid_until": date(2026, 8, 31)}, {"address": "dead@fr.example"}],
)
def test_who_left_or_cannot_be_reached_is_not_reminded(changes: dict[str, Any]) -> None:
    """Nobody reads what is sent there."""
    desk = opened("CH", "FR")
    points = {**desk.directory.focal_points, "FR-1": point("FR", **changes)}
    desk.directory = Directory(desk.directory.members, points)
    desk.record = replace(desk.record, suppressed=frozenset({"dead@fr.example"}))

    assert [letter.addressees for letter in _reminders(desk, FIRST)] == [("CH-1",)]


def _waiting(desk: Desk) -> LetterSeen:
    """Return the reminder of a desk put back to a draft: its template is not released yet."""
    (letter,) = _reminders(desk, FIRST)
    desk.set_status(letter.key, "draft", issued_at=None, released_at=None)
    desk.record = replace(desk.record, reminded={})
    return desk.record.letters[letter.key]


def test_a_reminder_that_waits_counts_as_given() -> None:
    """Its template is still with staff: there is no second one on top of it."""
    desk = opened()
    _waiting(desk)

    assert _reminders(desk, FIRST + timedelta(days=3)) == []
    assert _reminders(desk, SECOND) == []


def test_a_reminder_on_its_way_counts_before_its_rows_are_written() -> None:
    """Issued, but the outbox has none of its messages yet."""
    desk = opened()
    (letter,) = _reminders(desk, FIRST)
    desk.set_status(letter.key, "issued", released_at=None)
    desk.record = replace(desk.record, reminded={})

    assert _reminders(desk, FIRST + timedelta(minutes=1)) == []
    assert _reminders(desk, FIRST + timedelta(days=1)) == []


@pytest.mark.parametrize("end", ["answered", "held", "closed", "cancelled"])
def test_a_waiting_reminder_is_withdrawn_when_it_is_pointless(end: str) -> None:
    """All have answered, the deadline is past, or the consultation is off."""
    desk, now = opened(), FIRST
    waiting = _waiting(desk)
    if end == "answered":
        desk.answer(INPUTS, "CH", "FR", "SN")
    elif end == "held":
        desk.record = replace(desk.record, held={INPUTS: frozenset({"CH", "FR", "SN"})})
    elif end == "closed":
        now = CLOSED
    else:
        desk.plan = plan(activity(consultation(cancelled=True)))

    withdrawn = [a.key for a in desk.look(now) if isinstance(a, WithdrawLetter)]

    assert withdrawn == [waiting.key]


def test_a_reminder_that_staff_withdrew_is_not_drafted_the_next_day() -> None:
    """The next one is that of the last week."""
    desk = opened()
    waiting = _waiting(desk)
    desk.set_status(waiting.key, "withdrawn", withdrawn_by_staff=True)

    assert _reminders(desk, FIRST + timedelta(days=1)) == []
    assert len(_reminders(desk, SECOND)) == 1


def test_a_reminder_taken_back_is_drafted_anew_the_next_day() -> None:
    """Its key is spent for the day: the plan was moved, and moved back."""
    desk = opened()
    waiting = _waiting(desk)
    desk.plan = plan(activity(consultation(deadline={"at": "2026-09-25T23:59"})))
    desk.look(FIRST)
    desk.plan = plan()

    assert desk.record.letters[waiting.key].status == "withdrawn"
    assert _reminders(desk, FIRST) == []
    assert len(_reminders(desk, FIRST + timedelta(days=1))) == 1


def test_the_alarm_rings_when_the_week_between_two_mails_is_over() -> None:
    """In the middle of a working day."""
    desk = opened("CH")
    mailed = datetime(2026, 9, 9, 12, tzinfo=UTC)
    desk.record = replace(desk.record, reminded={"CH-1": ((mailed, "other/call"),)})
    now = mailed + timedelta(days=7, hours=-3)

    assert next_moment(desk.plan, desk.rules, desk.record, now) == mailed + timedelta(days=7)


def test_the_alarm_rings_when_the_grace_of_an_update_is_over() -> None:
    """Issued on Friday at ten, it may be followed by a reminder on Monday at ten."""
    desk = opened()
    friday = datetime(2026, 9, 11, 8, tzinfo=UTC)
    desk.plan = plan(activity(consultation(deadline={"at": "2026-09-23T23:59"})))
    desk.look(friday)
    desk.issue(f"{INPUTS}/update-1", friday)
    monday = friday + timedelta(days=3)
    rings = next_moment(desk.plan, desk.rules, desk.record, monday - timedelta(hours=1))

    assert rings == monday
    assert len(_reminders(desk, monday)) == 1


def test_a_reminder_names_the_day_that_follows_from_the_last_language() -> None:
    """Once the letter is out in all languages, the rule is a date."""
    desk = Desk()
    deadline = {"at": "2026-09-22T23:59", "anchor": "last-language", "days": 60}
    desk.plan = plan(activity(consultation(deadline=deadline)))
    desk.look(datetime(2026, 6, 23, 6, 30, tzinfo=UTC))
    issued = datetime(2026, 7, 14, 6, 30, tzinfo=UTC)
    desk.issue(LETTER, issued)
    desk.set_status(LETTER, "issued", released_at=datetime(2026, 8, 3, 9, tzinfo=UTC))

    (letter,) = _reminders(desk, datetime(2026, 9, 11, 9, tzinfo=UTC))

    assert letter.facts["consultations"][INPUTS]["deadline"] == {
        "at": "2026-10-02T23:59:00",
        "zone": "Europe/Zurich",
        "anchor": None,
        "days": None,
    }


def test_after_the_session_a_reminder_does_not_speak_of_it() -> None:
    """On 1 September the meeting is to come; on 15 September it is over."""
    desk = opened()

    told = [_reminders(desk, now)[0].facts["consultations"][INPUTS] for now in (FIRST, SECOND)]

    assert [bool(call["session"]) for call in told] == [True, False]
    assert [Consultation.model_validate(call).form for call in told] == ["meeting", "writing"]


def test_a_waiting_reminder_that_says_what_no_longer_holds_is_withdrawn() -> None:
    """The update is out, and a reminder written before it would contradict it."""
    desk = opened()
    (letter,) = _reminders(desk, FIRST)
    moved = activity(consultation(deadline={"at": "2026-09-25T23:59"}))
    desk.plan = plan(moved)
    desk.look(FIRST)
    desk.issue(f"{INPUTS}/update-1", FIRST)
    desk.set_status(letter.key, "draft", issued_at=None, released_at=None)

    gone = [a.key for a in desk.look(FIRST) if isinstance(a, WithdrawLetter)]

    assert gone == [letter.key]
