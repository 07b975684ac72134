"""Since when an activity is assessed is known, and how long its letters took from there."""

from datetime import datetime, timedelta

from notifier.ledger import assessed, letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Status
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from tests.plan.scenes import activity, plan, urgent
from tests.scenes import NOON

DAY = timedelta(days=1)
HIGH_NOON = NOON + timedelta(hours=3)


def keep(ledger: Ledger, found: Plan, now: datetime) -> dict[str, datetime]:
    """Look at a plan, and return what is known then."""
    ledger.now(lambda tx: assessed.keep(tx, found, now))
    return dict(ledger.now(assessed.since))


def issue(ledger: Ledger, kind: Kind, at: datetime, *, is_urgent: bool = False) -> None:
    """A letter about the activity takes every step at once."""
    key = f"wsis-forum/{kind}"

    def unit(tx: Tx) -> None:
        letters.draft(
            tx, key, kind, activity="wsis-forum", consultations=[], facts={}, addressees=None,
            parent=None, urgent=is_urgent, due_at=at, at=at,
        )  # fmt: skip
        for status in (Status.CLEARED, Status.SIGNED, Status.ISSUED):
            letter = letters.find(tx, key)
            assert letter is not None
            letters.advance(tx, letter, status, by="staff", at=at)
        letters.keep_issue(tx, letter.id, None, by="registry", at=at)

    ledger.now(unit)


def test_the_moment_of_an_assessment_is_the_first_at_which_it_stood() -> None:
    """Looking again changes nothing."""
    with Ledger(":memory:") as ledger:
        assert keep(ledger, plan(activity()), NOON) == {"wsis-forum": NOON}
        assert keep(ledger, plan(activity()), NOON + DAY) == {"wsis-forum": NOON}


def test_an_activity_without_an_assessment_has_no_moment() -> None:
    """It is listed, and nobody is written to."""
    with Ledger(":memory:") as ledger:
        assert keep(ledger, plan(activity(assessment=None)), NOON) == {}


def test_an_assessment_that_is_gone_for_a_look_keeps_its_moment() -> None:
    """A file that was saved without it must not make a slow letter look quick."""
    with Ledger(":memory:") as ledger:
        first = {"wsis-forum": NOON, "other": NOON}
        keep(ledger, plan(activity(), activity(id="other")), NOON)

        assert keep(ledger, plan(activity(assessment=None)), NOON + DAY) == first
        assert keep(ledger, plan(activity()), NOON + 2 * DAY) == first


def test_the_lag_is_the_time_from_assessment_to_issue() -> None:
    """Of the letters that an assessment leads to, the slowest first."""
    with Ledger(":memory:") as ledger:
        keep(ledger, plan(urgent()), NOON)
        issue(ledger, Kind.CONSULTATION, HIGH_NOON, is_urgent=True)
        issue(ledger, Kind.ADVANCE_NOTICE, NOON + DAY)
        issue(ledger, Kind.REMINDER, NOON + 2 * DAY)

        found = ledger.now(assessed.lags)

    assert [(x.kind, x.lag, x.urgent) for x in found] == [
        (Kind.ADVANCE_NOTICE, DAY, False),
        (Kind.CONSULTATION, timedelta(hours=3), True),
    ]
    assert {(x.assessed_at, x.activity, x.reference) for x in found} == {(NOON, "wsis-forum", None)}


def test_a_letter_issued_before_the_assessment_that_stands_now_has_no_lag() -> None:
    """It followed another one, which was taken away."""
    with Ledger(":memory:") as ledger:
        issue(ledger, Kind.CONSULTATION, NOON)
        keep(ledger, plan(activity()), NOON + DAY)

        assert ledger.now(assessed.lags) == []
