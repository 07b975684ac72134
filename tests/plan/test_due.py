"""Planning twice plans nothing new, whatever happened in between, and time brings what it must."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.plan.actions import Action, DraftLetter, Hold
from notifier.plan.activity import Activity, Plan
from notifier.plan.calendar.changes import differences, ends_at, facts_of, facts_told_by
from notifier.plan.due import next_moment
from notifier.plan.kind import Kind
from notifier.plan.record import Record, ToAcknowledge
from notifier.plan.rules.workdays import DAY
from notifier.plan.schedule import consultations_in
from tests.plan.scenes import (
    INPUTS,
    RULES,
    TELLING,
    Desk,
    activity,
    consultation,
    opened,
    plan,
    urgent,
)

ANNOUNCED = {"announce": {"classes": ["member-state"], "roles": ["wsis"]}}
START = datetime(2026, 6, 1, 7, tzinfo=UTC)
WALLS = st.sampled_from(
    [
        "2026-08-20T18:00",
        "2026-09-22T23:59",
        "2026-10-25T02:30",  # comes twice
        "2026-10-25T03:30",
        "2027-03-28T02:30",  # does not exist
        "2027-03-28T03:30",
    ]
)


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    """The activity in one of many states of planning."""
    session = {"start": "2026-09-08T14:00", "end": "2026-09-08T17:00"}
    is_meeting = draw(st.booleans())
    call = consultation(
        form="meeting" if is_meeting else "writing",
        session=session | draw(st.sampled_from([{}, {"mode": "online"}])) if is_meeting else None,
        deadline={"at": draw(WALLS)},
        cancelled=draw(st.sampled_from([False, False, False, True])),
    )
    dates = {
        "start": draw(st.sampled_from(["2026-10-19", "2026-11-02"])),
        "status": draw(st.sampled_from(["confirmed", "tentative", "confirmed", "cancelled"])),
    }
    make = urgent if draw(st.booleans()) else activity
    return make(call, dates=dates, **draw(st.sampled_from([{}, ANNOUNCED])))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan that has the activity, an unassessed one beside it, or nothing."""
    spare = activity(assessment=None, id="spare")
    made = draw(activities())
    return plan(*draw(st.sampled_from([(made,), (made, spare), (spare,)])))


@dataclass(frozen=True)
class Step:
    """One thing that happens: time passes, then perhaps an edit, an issue, an answer."""

    hours: int
    edit: Plan | None
    issues: bool
    answers: tuple[str, ...]


STEPS = st.lists(
    st.builds(
        Step,
        hours=st.integers(0, 24 * 40),
        edit=st.none() | plans(),
        issues=st.booleans(),
        answers=st.sets(st.sampled_from(["CH", "FR", "SN"])).map(tuple),
    ),
    max_size=8,
)


# a desk at work: whatever is drafted is issued, and the silent are many
BUSY = st.lists(
    st.builds(
        Step,
        hours=st.integers(1, 24 * 5),
        edit=st.none() | st.none() | plans(),
        issues=st.just(value=True),
        answers=st.just(()) | st.sets(st.sampled_from(["CH", "FR", "SN"]), max_size=1).map(tuple),
    ),
    min_size=5,
    max_size=20,
)
Done = list[tuple[datetime, Action]]


def _walk(steps: list[Step], desk: Desk | None = None) -> tuple[Desk, datetime, Done]:
    """Live through `steps`, looking twice at each, and return where they lead and what was done."""
    now, done = datetime(2026, 8, 25, 6, tzinfo=UTC) if desk else START, []
    desk = desk or Desk()
    for step in steps:
        now += timedelta(hours=step.hours)
        desk.plan = step.edit or desk.plan
        if step.issues:
            desk.issue_all(now)
        for key in desk.record.invited:
            desk.answer(key, *step.answers)
        done += [(now, action) for action in desk.look(now)]
        assert desk.due(now) == ()
    return desk, now, done


def _reminders(done: Done) -> list[tuple[datetime, DraftLetter]]:
    return [
        (now, action)
        for now, action in done
        if isinstance(action, DraftLetter) and action.kind is Kind.REMINDER
    ]


@given(STEPS | BUSY)
def test_planning_twice_plans_nothing_new(steps: list[Step]) -> None:
    """A restart, a second tick, a crash before the next: the walk looks twice at each step."""
    desk, now, _ = _walk(steps, opened())

    assert desk.due(now) == ()


@given(STEPS)
def test_readers_never_hear_the_same_content_twice(steps: list[Step]) -> None:
    """Moved back and forth: each letter tells something that the one before it did not."""
    desk, _, _ = _walk(steps)
    letters = [x for x in desk.record.letters.values() if x.kind in TELLING and x.issued_at]
    told = [facts_told_by(letter.facts, [INPUTS])[INPUTS] for letter in letters]

    assert all(differences(a, b) for a, b in pairwise(told))


@given(STEPS)
def test_at_most_one_letter_to_tell_of_a_consultation_is_in_hand(steps: list[Step]) -> None:
    """Two drafts with two deadlines on one desk end in the wrong one being signed."""
    desk, _, _ = _walk(steps)

    assert len(desk.record.pending(*TELLING)) <= 1


@given(STEPS)
def test_what_readers_know_becomes_what_the_plan_says(steps: list[Step]) -> None:
    """Issue all that is drafted, and the told know the facts: nobody is silently missed."""
    desk, now, _ = _walk(steps)
    desk.issue_all(now)
    desk.look(now)
    desk.issue_all(now)
    placed = consultations_in(desk.plan).get(INPUTS)

    for told in desk.record.told.values():
        after = facts_of(*placed) if placed else told.facts | {"cancelled": True}
        end = ends_at(told.facts if after["cancelled"] else after)
        assert end is not None
        if after["cancelled"]:
            assert told.facts["cancelled"] or end <= now
        else:
            assert differences(told.facts, after) == () or end <= now


@given(BUSY)
def test_people_are_reminded_in_working_hours_and_seldom(steps: list[Step]) -> None:
    """The promise to the reader, over any history."""
    _, _, done = _walk(steps, opened())
    mails: dict[str, list[datetime]] = {}

    for now, letter in _reminders(done):
        assert RULES.workdays.is_open(now)
        for who in letter.addressees or ():
            mails.setdefault(who, []).append(now)

    for times in mails.values():
        assert len(times) <= RULES.reminders.cap
        assert all(b - a >= 7 * DAY for a, b in pairwise(times))


@given(BUSY, st.sampled_from(["CH", "FR", "SN"]))
def test_whoever_answered_is_never_reminded(steps: list[Step], member: str) -> None:
    """From the moment the answer is logged; the others are."""
    desk = opened()
    desk.answer(INPUTS, member)
    _, _, done = _walk(steps, desk)

    assert all(f"{member}-1" not in (x.addressees or ()) for _, x in _reminders(done))


@given(STEPS | BUSY)
def test_no_letter_is_drafted_for_a_deadline_that_has_passed(steps: list[Step]) -> None:
    """Consultation letters and reminders speak of what is to come."""
    _, _, done = _walk(steps)

    for now, action in done:
        if isinstance(action, DraftLetter) and action.kind in (Kind.CONSULTATION, Kind.REMINDER):
            told = facts_told_by(action.facts, action.consultations)
            assert all((ends_at(facts) or now) > now for facts in told.values())


@settings(max_examples=200)
@given(STEPS | BUSY, st.booleans(), st.floats(0, 0.999))
def test_nothing_falls_due_before_the_next_moment(
    steps: list[Step], is_open: bool, part: float
) -> None:
    """The alarm clock may sleep until then: it may ring too early, never too late."""
    desk, now, _ = _walk(steps, opened() if is_open else None)
    until = next_moment(desk.plan, desk.rules, desk.record, now)
    then = now + part * ((until - now) if until else timedelta(days=900))

    new = desk.due(then)

    assert [action for action in new if not _grows_with_time(action)] == []


def _grows_with_time(action: Action) -> bool:
    return isinstance(action, Hold) and action.code == "short-notice"


def test_time_brings_nothing_more_to_an_empty_plan() -> None:
    """But for the papers of the cluster, which have a date."""
    empty = Plan(year=2026, activities=())
    after = datetime(2028, 1, 1, tzinfo=UTC)

    assert next_moment(empty, RULES, Record(), after) is None
    assert next_moment(empty, RULES, Record(), START) == datetime(2027, 11, 12, 7, 30, tzinfo=UTC)


def test_the_alarm_rings_for_an_acknowledgement_that_waits_for_the_morning() -> None:
    """Only where the rules hold it back at night."""
    waits = RULES.model_copy(
        update={"acknowledgement": RULES.acknowledgement.model_copy(update={"at_any_hour": False})}
    )
    record = Record(unacknowledged=(ToAcknowledge(1, INPUTS, "CH-1"),))
    night = datetime(2026, 6, 1, 22, tzinfo=UTC)

    at = next_moment(Plan(year=2026, activities=()), waits, record, night)

    assert at == datetime(2026, 6, 2, 6, 30, tzinfo=UTC)
