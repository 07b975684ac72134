"""A silent member's other contacts are asked in turn: each once, and never too many mails."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.members.member import Directory, FocalPoint
from notifier.plan.actions import DraftLetter, WithdrawLetter
from notifier.plan.kind import Kind
from tests.plan.scenes import (
    INPUTS,
    LETTER,
    Desk,
    activity,
    consultation,
    directory,
    opened,
    plan,
    point,
    rules,
)

# 21, 14 and 7 days before Tuesday 22 September 2026
FIRST = datetime(2026, 9, 1, 6, 30, tzinfo=UTC)
SECOND = datetime(2026, 9, 8, 6, 30, tzinfo=UTC)
THIRD = datetime(2026, 9, 15, 6, 30, tzinfo=UTC)
CLOSED = datetime(2026, 9, 22, 21, 59, tzinfo=UTC)
DAY = timedelta(days=1)
MISSION: frozenset[Any] = frozenset({"mission"})
SDG: frozenset[Any] = frozenset({"sdg"})
SURVEY = "sdg-survey/survey"


def contacts(*more: FocalPoint) -> Directory:
    """Switzerland and France with one invited contact each, and `more`."""
    few = directory("CH", "FR")
    return Directory(few.members, {**few.focal_points, **{each.id: each for each in more}})


def desk_with(*more: FocalPoint) -> Desk:
    """A desk whose letter was issued when only the invited were there to get it."""
    desk = opened("CH", "FR")
    desk.directory = contacts(*more)
    return desk


def reminded(desk: Desk, now: datetime) -> dict[str, bool]:
    """Who is reminded at `now`, and whether the letter is the first they get of the matter."""
    found = {}
    for action in desk.look(now):
        if isinstance(action, DraftLetter) and action.kind is Kind.REMINDER:
            new = {
                person["point"]
                for people in action.facts["escalated"].values()
                for person in people
            }
            found.update({each: each in new for each in action.addressees or ()})
    return found


def test_the_next_contact_is_asked_then_the_mission() -> None:
    """21 days before those invited, 14 days before the next by rank, 7 days before the mission."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 9, roles=MISSION))
    desk.answer(INPUTS, "FR")

    assert reminded(desk, FIRST) == {"CH-1": False}
    assert reminded(desk, SECOND) == {"CH-2": True}
    assert reminded(desk, THIRD) == {"CH-1": False, "CH-2": False, "CH-9": True}
    assert reminded(desk, CLOSED - DAY) == {}


def test_the_contacts_of_a_member_that_answered_are_left_in_peace() -> None:
    """Whoever of it answered, and however late in the stages."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 9, roles=MISSION))
    desk.answer(INPUTS, "FR")
    reminded(desk, FIRST)
    reminded(desk, SECOND)

    desk.answer(INPUTS, "CH")

    assert reminded(desk, THIRD) == {}


def test_the_contacts_of_a_member_of_which_a_mail_is_held_are_spared() -> None:
    """There is an answer, and it waits for us."""
    desk = desk_with(point("CH", 2, roles=SDG))
    desk.record = replace(desk.record, held={INPUTS: frozenset({"CH", "FR"})})

    assert reminded(desk, SECOND) == {}


def test_a_second_contact_is_asked_once_for_each_stage() -> None:
    """Once it holds the invitation, the third contact is not the next second."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 3, roles=SDG))
    desk.answer(INPUTS, "FR")
    assert reminded(desk, SECOND) == {"CH-1": False, "CH-2": True}

    assert [reminded(desk, SECOND + n * DAY) for n in range(1, 7)] == [{}] * 6


def test_two_stages_ask_two_contacts_in_turn() -> None:
    """Where the officer wants it so."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 3, roles=SDG))
    desk.rules = rules(
        reminders={
            "stages": [
                {"anchor": "deadline", "before": before, "contacts": ["second"]}
                for before in (14, 7)
            ]
        }
    )
    desk.answer(INPUTS, "FR")

    assert reminded(desk, SECOND) == {"CH-2": True}
    assert reminded(desk, THIRD) == {"CH-3": True}


def test_after_days_of_rest_only_one_contact_is_asked() -> None:
    """Two stages were missed: that is no reason to write to everybody at once."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 3, roles=SDG))
    desk.rules = rules(
        reminders={
            "stages": [
                {"anchor": "deadline", "before": before, "contacts": ["second"]}
                for before in (14, 7)
            ]
        }
    )
    desk.answer(INPUTS, "FR")
    late = THIRD + DAY

    assert reminded(desk, late) == {"CH-2": True}
    assert reminded(desk, late + timedelta(hours=1)) == {}


def test_the_next_by_rank_comes_after_the_one_who_was_invited() -> None:
    """For a matter of the second office, the mission is nearer than the first office."""
    desk = desk_with(point("CH", 0, roles=SDG), point("CH", 9, roles=MISSION))
    desk.answer(INPUTS, "FR")

    assert reminded(desk, SECOND) == {"CH-1": False, "CH-9": True}


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_until": date(2026, 9, 1)},
        {"address": "dead@ch.example"},
        {"id": "CH-away"},
    ],
)
def test_a_contact_that_nobody_reads_is_passed_over(changes: dict[str, Any]) -> None:
    """Left, dead or on leave: the one after it is asked."""
    gone = point("CH", 2, roles=SDG, **changes)
    desk = desk_with(gone, point("CH", 3, roles=SDG))
    desk.record = replace(
        desk.record,
        suppressed=frozenset({"dead@ch.example"}),
        away={"CH-away": date(2026, 9, 10)},
    )
    desk.answer(INPUTS, "FR")

    assert reminded(desk, SECOND) == {"CH-1": False, "CH-3": True}


def test_without_a_mission_the_last_resort_is_asked() -> None:
    """The highest rank that serves."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 5, roles=SDG))
    desk.rules = rules(
        reminders={"stages": [{"anchor": "deadline", "before": 7, "contacts": ["mission"]}]}
    )
    desk.answer(INPUTS, "FR")

    assert reminded(desk, THIRD) == {"CH-5": True}


def test_a_member_with_a_single_contact_has_nobody_to_pass_it_on_to() -> None:
    """The stage of the second contact is empty, and that of the last resort is the same person."""
    desk = desk_with()
    desk.answer(INPUTS, "FR")

    assert reminded(desk, FIRST) == {"CH-1": False}
    assert reminded(desk, SECOND) == {}
    assert reminded(desk, THIRD) == {"CH-1": False}


def test_a_member_gets_no_more_mails_than_its_cap() -> None:
    """And whoever was reminded least comes first, so that the mission is not the one left out."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 9, roles=MISSION))
    desk.rules = rules(reminders={"cap_member": 4})
    desk.answer(INPUTS, "FR")
    reminded(desk, FIRST)
    reminded(desk, SECOND)

    assert reminded(desk, THIRD) == {"CH-1": False, "CH-9": True}
    assert reminded(desk, THIRD + 6 * DAY) == {}


def test_the_cap_of_a_person_holds_for_who_was_asked_later() -> None:
    """One mail each, where the officer says one."""
    desk = desk_with(point("CH", 2, roles=SDG))
    desk.rules = rules(reminders={"cap": 1})
    desk.answer(INPUTS, "FR")

    assert reminded(desk, FIRST) == {"CH-1": False}
    assert reminded(desk, SECOND) == {"CH-2": True}
    assert reminded(desk, THIRD) == {}


def test_a_stage_for_some_members_leaves_the_others_in_peace() -> None:
    """By class, by region, or by the role of a contact."""
    stage = {"anchor": "deadline", "before": 21, "contacts": ["invited"]}
    desk = desk_with()
    for narrowing in ({"classes": ["observer"]}, {"regions": ["B"]}, {"roles": ["regulator"]}):
        desk.rules = rules(reminders={"stages": [stage | narrowing]})
        assert reminded(desk, FIRST) == {}

    desk.rules = rules(reminders={"stages": [stage | {"regions": ["A"], "roles": ["wsis"]}]})

    assert reminded(desk, FIRST) == {"CH-1": False, "FR-1": False}


@pytest.mark.parametrize(
    ("stage", "due"),
    [
        ({"anchor": "session", "before": 4}, datetime(2026, 9, 4, 6, 30, tzinfo=UTC)),
        ({"anchor": "issued", "after": 10}, datetime(2026, 7, 24, 6, 30, tzinfo=UTC)),
        ({"anchor": "issued", "after": 2}, datetime(2026, 7, 17, 6, 30, tzinfo=UTC)),
        (
            {"anchor": "deadline", "before": 3, "count": "working"},
            datetime(2026, 9, 17, 6, 30, tzinfo=UTC),
        ),
    ],
)
def test_a_stage_is_counted_from_its_anchor(stage: dict[str, Any], due: datetime) -> None:
    """The session of 8 September, the issue of 14 July (and three days of grace), the deadline."""
    desk = desk_with()
    desk.rules = rules(reminders={"stages": [stage]})

    assert reminded(desk, due - timedelta(seconds=1)) == {}
    assert reminded(desk, due) == {"CH-1": False, "FR-1": False}


def test_a_stage_before_the_session_ends_with_it() -> None:
    """Who was on leave is not told a day later that there is a meeting."""
    desk = desk_with()
    desk.rules = rules(reminders={"stages": [{"anchor": "session", "before": 4}]})

    assert reminded(desk, datetime(2026, 9, 9, 9, tzinfo=UTC)) == {}


def test_a_release_that_has_not_happened_counts_no_days() -> None:
    """The last language is not out: there is nothing to count from, and nobody is reminded."""
    desk = desk_with()
    desk.rules = rules(reminders={"stages": [{"anchor": "last-language", "after": 10}]})
    later = datetime(2026, 8, 5, 9, tzinfo=UTC)

    assert reminded(desk, later) == {}

    desk.set_status(LETTER, "issued", released_at=datetime(2026, 7, 20, 9, tzinfo=UTC))
    assert reminded(desk, later) == {"CH-1": False, "FR-1": False}


def test_whoever_is_new_to_a_consultation_gets_a_letter_that_says_so() -> None:
    """Beside the letter to those who held the invitation all along."""
    desk = desk_with(point("CH", 9, roles=MISSION))
    reminded(desk, FIRST)

    letters = [a for a in desk.look(THIRD) if isinstance(a, DraftLetter)]

    assert {x.addressees: x.facts["escalated"] for x in letters if x.kind is Kind.REMINDER} == {
        ("CH-1", "FR-1"): {},
        ("CH-9",): {INPUTS: [{"point": "CH-9", "member": "CH", "contact": "mission"}]},
    }


def test_two_consultations_are_passed_on_in_one_mail() -> None:
    """One mail a week holds for the mission too."""
    call = consultation(
        id="survey",
        form="questionnaire",
        session=None,
        questions=[{"en": "What do you need?"}],
        deadline={"at": "2026-09-24T23:59"},
    )
    desk = Desk("CH")
    desk.plan = plan(activity(), activity(call, id="sdg-survey", title={"en": "SDG survey"}))
    july = datetime(2026, 7, 20, 9, tzinfo=UTC)
    desk.look(july)
    desk.issue_all(july)
    desk.directory = contacts(point("CH", 9, roles=MISSION))

    letters = [a for a in desk.look(SECOND) if isinstance(a, DraftLetter)]

    passed_on = next(x for x in letters if x.addressees == ("CH-9",))
    assert passed_on.facts["escalated"].keys() == {INPUTS, SURVEY}
    assert reminded(desk, SECOND + 2 * DAY) == {}


def test_a_waiting_reminder_to_a_new_contact_is_withdrawn_when_its_member_answers() -> None:
    """Its template was not released; nobody needs it any more."""
    desk = desk_with(point("CH", 2, roles=SDG))
    desk.answer(INPUTS, "FR")
    reminded(desk, FIRST)
    reminded(desk, SECOND)
    (key,) = (x.key for x in desk.record.letters.values() if x.facts.get("escalated"))
    desk.set_status(key, "draft", issued_at=None, released_at=None)
    soon = SECOND + timedelta(hours=1)  # the session is in the afternoon
    assert [a for a in desk.look(soon) if isinstance(a, WithdrawLetter)] == []

    desk.answer(INPUTS, "CH")

    assert [a.key for a in desk.look(SECOND + DAY) if isinstance(a, WithdrawLetter)] == [key]


@settings(max_examples=30, deadline=None)
@given(
    answers=st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["CH", "FR"])), max_size=3),
    looks=st.sets(st.integers(0, 20), min_size=3),
    cap=st.integers(0, 3),
    cap_member=st.integers(3, 6),
)
def test_whatever_happens_the_caps_and_the_week_hold(
    answers: list[tuple[int, str]], looks: set[int], cap: int, cap_member: int
) -> None:
    """For each person and each member, and nobody is written to whose member has answered."""
    desk = desk_with(
        point("CH", 2, roles=SDG), point("CH", 3, roles=SDG), point("CH", 9, roles=MISSION)
    )
    desk.rules = rules(reminders={"cap": cap, "cap_member": cap_member})
    mails: list[tuple[str, datetime]] = []
    for day in range(21):
        for at, member in answers:
            if at == day:
                desk.answer(INPUTS, member)
        if day in looks:
            now = FIRST + day * DAY
            mails += [(each, now) for each in reminded(desk, now)]
            heard = {member for at, member in answers if at <= day}
            assert {each.partition("-")[0] for each, at in mails if at == now}.isdisjoint(heard)

    for person in {each for each, _ in mails}:
        own = sorted(at for each, at in mails if each == person)
        assert len(own) <= cap
        assert all(b - a >= timedelta(days=7) for a, b in pairwise(own))
    for member in ("CH", "FR"):
        assert sum(each.startswith(member) for each, _ in mails) <= cap_member


def test_where_the_second_contact_bounced_the_next_is_asked() -> None:
    """A dead address has heard of nothing."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 3, roles=SDG))
    desk.answer(INPUTS, "FR")
    assert reminded(desk, SECOND) == {"CH-1": False, "CH-2": True}
    dead = desk.directory.focal_points["CH-2"].address
    desk.record = replace(desk.record, suppressed=frozenset({dead}))

    assert reminded(desk, SECOND + DAY) == {"CH-3": True}
    assert reminded(desk, SECOND + 2 * DAY) == {}


def test_the_last_resort_is_somebody_who_is_there() -> None:
    """A mission that is away reads nothing before the deadline."""
    desk = desk_with(point("CH", 2, roles=SDG), point("CH", 9, roles=SDG))
    stages = [{"anchor": "deadline", "before": 7, "contacts": ["mission"]}]
    desk.rules = rules(reminders={"stages": stages})
    desk.answer(INPUTS, "FR")
    desk.record = replace(desk.record, away={"CH-9": date(2026, 9, 30)})

    assert reminded(desk, THIRD) == {"CH-2": True}


def test_where_the_letter_overtook_every_stage_the_last_one_is_kept() -> None:
    """An urgent letter leaves little time, and its readers are reminded all the same: once."""
    desk = Desk("CH")
    desk.plan = plan(activity(consultation(form="writing", session=None)))
    late = THIRD - DAY
    desk.look(late)
    desk.issue(LETTER, late)

    assert reminded(desk, late + 2 * DAY) == {}
    assert reminded(desk, late + 3 * DAY) == {"CH-1": False}
    assert reminded(desk, late + 4 * DAY) == {}


def test_what_the_end_of_the_grace_leaves_no_time_for_is_not_reminded_of() -> None:
    """After the deadline nobody is asked."""
    desk = Desk("CH")
    desk.plan = plan(activity(consultation(form="writing", session=None)))
    late = CLOSED - 2 * DAY
    desk.look(late)
    desk.issue(LETTER, late)

    assert [reminded(desk, late + n * DAY / 4) for n in range(12)] == [{}] * 12
