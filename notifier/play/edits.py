"""What happens to the plan while a year is played: one meeting is moved, one call is cancelled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from notifier.plan.activity import Activity, Consultation, Plan
from notifier.sources.document import load

MOVED_BEFORE, MOVED_BY = timedelta(days=24), timedelta(days=7)
CANCELLED_BEFORE = timedelta(days=18)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that the officer makes in the plan's file at a moment."""

    at: datetime
    what: str
    change: Callable[[dict[str, Any]], None]
    activity: str
    consultation: str

    def apply(self, path: Path) -> None:
        """Change the consultation in the plan's file, as a person with an editor would."""
        activities: list[dict[str, Any]] = load(path).data
        for activity in activities:
            if activity["id"] == self.activity:
                for call in activity["consultations"]:
                    if call["id"] == self.consultation:
                        self.change(call)
        path.write_text(yaml.safe_dump(activities, allow_unicode=True, sort_keys=False), "utf-8")


def edits(plan: Plan, year: int) -> list[Edit]:
    """Return the edits of a year, in their order: a meeting moved, a call in writing cancelled."""
    calls = [(a, c) for a in plan.activities for c in a.consultations if c.deadline.at.year == year]
    calls.sort(key=lambda pair: pair[1].deadline.utc)
    meetings = [pair for pair in calls if pair[1].session and pair[1].deadline.at.month > 3]
    writing = [
        pair for pair in calls if pair[1].form == "writing" and pair[1].deadline.at.month > 6
    ]
    found = [_moved(*pair) for pair in meetings[:1]] + [_cancelled(*pair) for pair in writing[-1:]]
    return sorted(found, key=lambda edit: edit.at)


def _moved(activity: Activity, call: Consultation) -> Edit:
    assert call.session is not None

    def change(fields: dict[str, Any]) -> None:
        for part, key in (("session", "start"), ("session", "end"), ("deadline", "at")):
            at = datetime.fromisoformat(fields[part][key]) + MOVED_BY
            fields[part][key] = at.isoformat(timespec="minutes")

    return Edit(
        at=call.session.start_utc - MOVED_BEFORE,
        what=f"{activity.id}/{call.id} is moved by {MOVED_BY.days} days",
        change=change,
        activity=activity.id,
        consultation=call.id,
    )


def _cancelled(activity: Activity, call: Consultation) -> Edit:
    return Edit(
        at=call.deadline.utc - CANCELLED_BEFORE,
        what=f"{activity.id}/{call.id} is cancelled",
        change=lambda fields: fields.update(cancelled=True),
        activity=activity.id,
        consultation=call.id,
    )
