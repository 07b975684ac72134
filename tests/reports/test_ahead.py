"""What comes within two weeks is computed by the rules that the service acts on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from notifier.members.member import Directory
from notifier.plan.actions import DraftLetter
from notifier.plan.activity import Plan
from notifier.plan.due import due
from notifier.plan.record import LetterSeen, Record
from notifier.plan.rules import Cluster
from notifier.reports.ahead import HORIZON, Coming, coming
from notifier.sources.rules import read_rules
from tests.letters.facts import activity
from tests.secretariat import ROOT, at

NOBODY = Directory({}, {})
SHIPPED = read_rules(ROOT / "config/rules.yaml", ROOT / "config/observances.yaml")
FAR = {year: Cluster(start=date(year, 12, 1), end=date(year, 12, 2)) for year in (2026, 2027)}
RULES = SHIPPED.model_copy(update={"first_cluster": FAR})
VIEWS = "wsis-forum-2027/views"
# 56 days before the deadline, drafted 21 days before that
DRAFTED, ISSUED = at("2027-02-24 07:30"), at("2027-03-17 07:30")
CLOSES = at("2027-05-12 21:59")
DAY = timedelta(days=1)


def a_plan(session: dict[str, str] | None = None, **changes: Any) -> Plan:
    """A plan with one consultation that closes on 12 May 2027, and is not urgent."""
    assessment = activity()["assessment"] | {"members_needed": "welcome"}
    call = {
        "id": "views",
        "form": "meeting" if session else "writing",
        "reply": "views",
        "deadline": {"at": "2027-05-12T23:59:00"},
        "session": session,
    }
    fields = {"consultations": [call | changes], "assessment": assessment}
    return Plan.model_validate({"year": 2027, "activities": [activity(**fields)]})


def seen(now: datetime, plan: Plan | None = None, record: Record | None = None) -> list[Coming]:
    """What comes, as seen at a moment."""
    return list(coming(plan or a_plan(), NOBODY, RULES, record or Record(), now))


def test_a_draft_is_told_from_two_weeks_before_with_the_day_of_its_issue() -> None:
    """Not earlier; and whoever translates it hears of it once."""
    assert seen(DRAFTED - HORIZON - timedelta(seconds=1)) == []

    expected = [Coming(DRAFTED, "draft", VIEWS, "consultation", ISSUED)]
    assert seen(DRAFTED - HORIZON) == expected
    assert seen(DRAFTED - DAY) == expected


def test_a_letter_that_is_drafted_is_left_out() -> None:
    """It waits for somebody, and is told there."""
    plan = a_plan()
    [draft] = [x for x in due(plan, NOBODY, RULES, Record(), DRAFTED) if isinstance(x, DraftLetter)]
    letter = LetterSeen(draft.key, draft.kind, "draft", draft.facts, draft.due_at)

    assert seen(DRAFTED + DAY, plan, Record(letters={draft.key: letter})) == []


def test_deadlines_and_sessions_are_told_with_their_moments() -> None:
    """In the order of time, whether or not anybody was told yet."""
    session = {"start": "2027-05-10T14:00:00", "end": "2027-05-10T17:00:00"}
    begins, ends = at("2027-05-10 12:00"), at("2027-05-10 15:00")

    dates = [each for each in seen(CLOSES - HORIZON, a_plan(session)) if each.what != "draft"]

    assert dates == [
        Coming(begins, "session", VIEWS, until=ends),
        Coming(CLOSES, "deadline", VIEWS),
    ]
    assert [each.what for each in seen(begins, a_plan(session)) if each.what != "draft"] == [
        "deadline"
    ]


def test_what_is_cancelled_does_not_come() -> None:
    """Nobody prepares for it."""
    session = {"start": "2027-05-10T14:00:00", "end": "2027-05-10T17:00:00"}

    assert seen(CLOSES - HORIZON, a_plan(session, cancelled=True)) == []


def test_the_papers_of_the_first_cluster_are_told_from_two_weeks_before() -> None:
    """Plan and report, counted back from it: 19 days before 1 December."""
    nothing = Plan(year=2026, activities=())
    due_at = datetime(2026, 11, 12, 7, 30, tzinfo=UTC)

    found = seen(due_at - HORIZON, nothing)

    assert found == [
        Coming(due_at, "paper", "annual-plan/2026", "annual-plan", due_at),
        Coming(due_at, "paper", "summary-report/2025", "summary-report", due_at),
    ]
    drafted = Record(documents=frozenset({"annual-plan/2026", "summary-report/2025"}))
    assert seen(due_at - HORIZON, nothing, drafted) == []


def test_a_date_that_moves_has_another_key() -> None:
    """So the digest marks it as new."""
    first, second = Coming(CLOSES, "deadline", VIEWS), Coming(CLOSES + DAY, "deadline", VIEWS)

    assert first.key != second.key
