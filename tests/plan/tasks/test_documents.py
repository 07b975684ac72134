"""Annual plan and summary report count back from a first cluster that was entered."""

from datetime import UTC, datetime, timedelta

from notifier.plan.actions import DraftDocument
from tests.plan.scenes import SHIPPED, Desk, rules

DUE = datetime(2025, 12, 24, 7, 30, tzinfo=UTC)  # 12 + 7 days before 12 January 2026


def _desk(**clusters: object) -> Desk:
    desk = Desk()
    desk.plan = desk.plan.model_copy(update={"activities": ()})
    desk.rules = rules(first_cluster=clusters) if clusters else SHIPPED
    return desk


def test_both_papers_fall_due_19_days_before_the_first_cluster() -> None:
    """The plan of its year, and the report on the year before."""
    desk = _desk()
    assert desk.look(DUE - timedelta(seconds=1)) == ()

    assert desk.look(DUE) == (
        DraftDocument("annual-plan/2026", "annual-plan", 2026, DUE),
        DraftDocument("summary-report/2025", "summary-report", 2025, DUE),
    )
    assert desk.look(DUE) == ()


def test_a_cluster_that_has_begun_asks_for_no_paper() -> None:
    """An installation in spring does not write January's plan."""
    assert _desk().look(datetime(2026, 1, 12, 9, tzinfo=UTC)) == ()


def test_an_unknown_cluster_is_a_warning_and_never_a_guess() -> None:
    """2027 follows a plenipotentiary: the cluster may be in autumn."""
    assert _desk().warnings(DUE) == ["cluster-unknown"]
    assert len(_desk().due(DUE)) == 3


def test_entering_the_date_ends_the_warning() -> None:
    """And the papers get their day: 19 days before 1 September 2027."""
    desk = _desk(
        **{  # type: ignore[arg-type]
            "2026": {"start": "2026-01-12", "end": "2026-01-23"},
            "2027": {"start": "2027-09-01", "end": "2027-09-10"},
        }
    )
    due_at = datetime(2027, 8, 13, 6, 30, tzinfo=UTC)

    assert desk.warnings(due_at - timedelta(days=1)) == []
    assert [action.key for action in desk.look(due_at)] == [
        "annual-plan/2027",
        "summary-report/2026",
    ]
