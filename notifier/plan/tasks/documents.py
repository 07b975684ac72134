"""The papers for the first cluster: plan of its year, and summary report of the year before."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifier.plan.actions import Action, DraftDocument, Warn
from notifier.plan.record import Record
from notifier.plan.rules import Cluster, Rules


def documents(year: int, rules: Rules, record: Record, now: datetime) -> Iterator[Action]:
    """Yield the papers whose drafts are due, and a warning where `year` or the next has no cluster.

    The dates come from the rules alone; a cluster that has begun asks for no paper any more.
    """
    for each in (year, year + 1):
        if rules.first_cluster.get(each) is None:
            text = f"The first cluster of {each} has no date, so no paper for it can be timed."
            yield Warn("cluster-unknown", str(each), text)
    for held_in, cluster in rules.first_cluster.items():
        if cluster and _due_at(cluster, rules) <= now < _begins_at(cluster, rules):
            yield from _papers(held_in, _due_at(cluster, rules), record)


def document_moments(rules: Rules) -> Iterator[datetime]:
    """Yield the instants at which papers fall due."""
    return (_due_at(cluster, rules) for cluster in rules.first_cluster.values() if cluster)


def _papers(year: int, due_at: datetime, record: Record) -> Iterator[DraftDocument]:
    papers = (
        DraftDocument(f"annual-plan/{year}", "annual-plan", year, due_at),
        DraftDocument(f"summary-report/{year - 1}", "summary-report", year - 1, due_at),
    )
    return (paper for paper in papers if paper.key not in record.documents)


def _due_at(cluster: Cluster, rules: Rules) -> datetime:
    days = rules.documents.untranslated + rules.documents.posted
    day = rules.workdays.roll(cluster.start - timedelta(days=days), "previous")
    return rules.workdays.opening(day)


def _begins_at(cluster: Cluster, rules: Rules) -> datetime:
    return rules.workdays.opening(cluster.start)
