"""Letters are counted from what the officer chose; what has no moment yet is said, not guessed."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from notifier.plan.actions import DraftLetter, Warn
from notifier.plan.tasks.calls import call_letters, call_moments
from notifier.plan.tasks.notices import advance_notices, notice_moments
from tests.plan.scenes import FAR, RULES_FILE, Desk, activity, plan, rules, urgent

ASSESSED = datetime(2026, 3, 2, 15, tzinfo=UTC)  # a Monday
SPRING = datetime(2026, 4, 1, 9, tzinfo=UTC)
ANNOUNCE = {"classes": ["member-state"]}


def desk_with(kind: str, clusters: Any = None, **timing: Any) -> Desk:
    """A desk by whose rules letters of `kind` have another timing."""
    desk = Desk(assessed={"wsis-forum": ASSESSED})
    desk.rules = rules(
        timings=RULES_FILE["timings"] | {kind: timing}, first_cluster=clusters or FAR
    )
    desk.plan = plan(activity(announce=ANNOUNCE if kind == "advance-notice" else None))
    return desk


def drafted(desk: Desk, kind: str, now: datetime) -> list[str]:
    """What is due of a kind: the days of issue of drafts, and the sentences of warnings."""
    letters = call_letters if kind == "consultation" else advance_notices
    return [
        f"{action.due_at:%Y-%m-%d}" if isinstance(action, DraftLetter) else action.text
        for action in letters(desk.plan, desk.rules, desk.record, now)
        if isinstance(action, DraftLetter | Warn)
    ]


@pytest.mark.parametrize("kind", ["consultation", "advance-notice"])
@pytest.mark.parametrize(
    ("timing", "before", "issued"),
    [
        ({"anchor": "approved", "after": 10, "count": "working"}, "2026-03-13", "2026-03-16"),
        ({"anchor": "approved", "after": 0}, "2026-03-01", "2026-03-02"),
        ({"anchor": "approved", "after": 12, "roll": "next"}, "2026-03-15", "2026-03-16"),
        ({"anchor": "first-cluster", "before": 60}, "2026-04-16", "2026-04-17"),
        ({"anchor": "first-cluster", "after": 7}, "2026-07-02", "2026-07-03"),
    ],
)
def test_a_letter_is_counted_from_its_anchor(
    kind: str, timing: dict[str, Any], before: str, issued: str
) -> None:
    """The assessment of 2 March; the first cluster from 16 to 26 June."""
    clusters = {2026: {"start": "2026-06-16", "end": "2026-06-26"}}
    desk = desk_with(kind, clusters, **timing)

    assert drafted(desk, kind, datetime.fromisoformat(f"{before}T06:00Z")) == []
    assert drafted(desk, kind, datetime.fromisoformat(f"{issued}T08:00Z")) == [issued]


def test_a_consultation_may_be_counted_from_the_start_of_its_activity() -> None:
    """100 days before 19 October is a Saturday: Friday, 10 July."""
    desk = desk_with("consultation", anchor="activity-start", before=100)

    assert drafted(desk, "consultation", datetime(2026, 7, 9, 9, tzinfo=UTC)) == []
    assert drafted(desk, "consultation", datetime(2026, 7, 10, 6, 30, tzinfo=UTC)) == ["2026-07-10"]


@pytest.mark.parametrize("kind", ["consultation", "advance-notice"])
def test_a_cluster_without_a_date_is_said_and_nothing_is_drafted(kind: str) -> None:
    """Until the date is entered the officer is told, and nothing is guessed."""
    desk = desk_with(kind, {2026: None}, anchor="first-cluster", before=60)

    (sentence,) = drafted(desk, kind, SPRING)

    assert sentence.startswith("WSIS Forum 2026")
    assert sentence.endswith("is to be counted from the first cluster of 2026, which has no date.")


@pytest.mark.parametrize("kind", ["consultation", "advance-notice"])
def test_an_assessment_that_is_not_on_record_is_said(kind: str) -> None:
    """There is no moment to count from."""
    desk = desk_with(kind, anchor="approved", after=5)
    desk.record = replace(desk.record, assessed={})

    (sentence,) = drafted(desk, kind, SPRING)

    assert "is to be counted from its assessment" in sentence


def test_an_activity_without_dates_has_no_start_to_count_from() -> None:
    """Its consultations wait with it."""
    desk = desk_with("consultation", anchor="activity-start", before=100)
    desk.plan = plan(activity(dates={}))

    (sentence,) = drafted(desk, "consultation", SPRING)

    assert sentence.endswith("has no dates to count back from.")


def test_an_urgent_letter_waits_for_no_anchor() -> None:
    """It is drafted on the tick after the assessment."""
    desk = desk_with("consultation", {2026: None}, anchor="first-cluster", before=60)
    desk.plan = plan(urgent())

    assert drafted(desk, "consultation", SPRING) == ["2026-04-01"]


@pytest.mark.parametrize("kind", ["consultation", "advance-notice"])
def test_a_draft_is_taken_back_when_its_anchor_is_lost(kind: str) -> None:
    """The cluster was called off after the draft: its date is nobody's any more."""
    clusters = {2026: {"start": "2026-06-16", "end": "2026-06-26"}}
    desk = desk_with(kind, clusters, anchor="first-cluster", before=90)
    desk.look(SPRING)
    (letter,) = desk.record.letters.values()

    desk.rules = desk_with(kind, {2026: None}, anchor="first-cluster", before=90).rules
    desk.look(SPRING)

    assert desk.record.letters[letter.key].status == "withdrawn"


def test_the_alarm_rings_when_the_anchor_says_so() -> None:
    """And not for what has no anchor yet."""
    desk = desk_with("consultation", anchor="approved", after=45)
    moments = set(call_moments(desk.plan, desk.rules, SPRING, desk.record))
    unknown = set(call_moments(desk.plan, desk.rules, SPRING))

    assert moments - unknown == {datetime(2026, 4, 16, 6, 30, tzinfo=UTC)}
    desk = desk_with("advance-notice", anchor="approved", after=45)
    rung = set(notice_moments(desk.plan, desk.rules, desk.record))
    assert datetime(2026, 4, 16, 6, 30, tzinfo=UTC) in rung
