"""Since when each activity is assessed, and how long it took from there to its letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.ledger.database import Tx, as_json, moment, stamp
from notifier.plan.activity import Plan
from notifier.plan.kind import Kind

# what an assessment leads to: all others follow an event, or their letter
LETTERS = (Kind.ADVANCE_NOTICE, Kind.CONSULTATION)


@dataclass(frozen=True, slots=True)
class Lag:
    """One issued letter, and how long after the assessment of its activity it was issued."""

    key: str
    kind: Kind
    reference: str | None
    activity: str
    urgent: bool
    assessed_at: datetime
    issued_at: datetime

    @property
    def lag(self) -> timedelta:
        """The time from assessment to issue."""
        return self.issued_at - self.assessed_at


def keep(tx: Tx, plan: Plan, now: datetime) -> None:
    """Write down what in the plan in force is assessed since now.

    An activity keeps the moment of its first assessment for good: one that is gone from the plan
    for a look, and comes back, is not a new one.
    """
    known = since(tx)
    standing = {activity.id for activity in plan.activities if activity.assessment is not None}
    tx.run_many(
        "insert into assessed (activity, at) values (?, ?) on conflict (activity) do nothing",
        [(activity, stamp(now)) for activity in sorted(standing - known.keys())],
    )


def since(tx: Tx) -> Mapping[str, datetime]:
    """Return when each activity was assessed first."""
    return {
        row["activity"]: moment(row["at"]) for row in tx.rows("select activity, at from assessed")
    }


def lags(tx: Tx) -> list[Lag]:
    """Return the issued letters that an assessment led to, the slowest first.

    Advance notices and consultation letters alone: all others follow an event, or their letter.
    """
    rows = tx.rows(
        "select l.key, l.kind, l.reference, l.activity, l.urgent, l.issued_at, a.at as assessed_at"
        " from letters l join assessed a on a.activity = l.activity"
        " where l.issued_at is not null and a.at <= l.issued_at"
        " and l.kind in (select value from json_each(:kinds))",
        kinds=as_json([kind.value for kind in LETTERS]),
    )
    found = [
        Lag(
            key=row["key"],
            kind=Kind(row["kind"]),
            reference=row["reference"],
            activity=row["activity"],
            urgent=bool(row["urgent"]),
            assessed_at=moment(row["assessed_at"]),
            issued_at=moment(row["issued_at"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (-each.lag, each.key))
