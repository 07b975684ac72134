"""The days that letters are counted from, where rules and plan know them."""

from datetime import date

from notifier.plan.activity import Activity
from notifier.plan.record import Record
from notifier.plan.rules import Offset, Rules

NOTHING_ON_RECORD = Record()


def day_from(
    rule: Offset, activity: Activity, year: int | None, rules: Rules, record: Record
) -> date | None:
    """Return the day that a letter about an activity of `year` is counted from; None if unknown.

    Session, deadline and event are the matter of the letters that have them.
    """
    if rule.anchor == "approved":
        approved = record.assessed.get(activity.id)
        return rules.workdays.day_of(approved) if approved else None
    if rule.anchor == "first-cluster":
        cluster = rules.first_cluster.get(year) if year else None
        if cluster is None:
            return None
        return cluster.start if rule.side == "before" else cluster.end
    return activity.dates.start


def why_unknown(rule: Offset, year: int | None) -> str:
    """Return why there is no day to count from, as the rest of a sentence."""
    if rule.anchor == "approved":
        return "is to be counted from its assessment, and it is not on record since when it stands"
    if rule.anchor == "first-cluster":
        return f"is to be counted from the first cluster of {year or 'its year'}, which has no date"
    return "has no dates to count back from"
