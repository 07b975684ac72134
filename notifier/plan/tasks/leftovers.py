"""Drafts that the plan left behind: their activity or consultation is no longer there."""

from collections.abc import Iterator

from notifier.plan.actions import WithdrawLetter
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind
from notifier.plan.record import Record
from notifier.plan.schedule import consultations_in


def leftovers(plan: Plan, record: Record) -> Iterator[WithdrawLetter]:
    """Yield the withdrawal of drafts that speak of what is not in the plan any more.

    What readers were told already is the business of updates and cancellations.
    """
    announced = {a.id for a in plan.activities if a.announce and a.assessment}
    for letter in record.pending(Kind.ADVANCE_NOTICE):
        if letter.facts["activity"]["id"] not in announced:
            why = "The activity is no longer in the plan, assessed and to be announced."
            yield WithdrawLetter(letter.key, why)
    in_plan = consultations_in(plan).keys()
    for letter in record.pending(Kind.CONSULTATION, Kind.OUTCOME):
        if not in_plan >= set(letter.consultations):
            yield WithdrawLetter(letter.key, "The consultation is no longer in the plan.")
