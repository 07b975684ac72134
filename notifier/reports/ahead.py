"""What comes within the next days: drafts, papers, deadlines and sessions. Pure.

Drafts are computed by the very rules that the service acts on, at each moment at which they can
bring something new.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from notifier.members.member import Directory
from notifier.plan.actions import DraftDocument, DraftLetter
from notifier.plan.activity import Plan
from notifier.plan.due import due, next_moment
from notifier.plan.kind import STANDING
from notifier.plan.record import Record
from notifier.plan.rules import Rules
from notifier.plan.schedule import consultations_in, is_cancelled
from notifier.plan.tasks.outcomes import closed_at

HORIZON = timedelta(days=14)
MOMENTS = 500  # in the time that is looked at, at most
What = Literal["draft", "paper", "deadline", "session"]


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing to come at `at`. `kind` is that of a draft or paper, `until` when it has to leave."""

    at: datetime
    what: What
    about: str  # keys of consultations, the id of an activity, or the key of a paper
    kind: str = ""
    until: datetime | None = None

    @property
    def key(self) -> str:
        """The natural key: another one when it was moved."""
        return f"{self.what}/{self.kind}/{self.about}/{self.at:%Y-%m-%d}"


def coming(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> tuple[Coming, ...]:
    """Return what comes within HORIZON, in order; what is drafted already is left out.

    `record` must have been read as of the end of that time.
    """
    found = [
        *_drafts(plan, directory, rules, record, now),
        *_dates(plan, record, now),
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.what, each.about)))


def _drafts(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[Coming]:
    """Yield each draft and paper at the first moment at which it would be made."""
    seen: set[str] = set()
    for moment in _moments(plan, rules, record, now):
        for action in due(plan, directory, rules, record, moment):
            if isinstance(action, DraftDocument):
                each = Coming(moment, "paper", action.key, action.kind, action.due_at)
            elif isinstance(action, DraftLetter):
                each = _draft(action, moment, seen)
            else:
                continue
            if each.about and f"{each.kind}/{each.about}" not in seen:
                seen.update(f"{each.kind}/{name}" for name in (each.about, *each.about.split(", ")))
                yield each


def _moments(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[datetime]:
    moment: datetime | None = now
    for _ in range(MOMENTS):
        if moment is None or moment > now + HORIZON:
            return
        yield moment
        moment = next_moment(plan, rules, record, moment)


def _draft(action: DraftLetter, moment: datetime, seen: Set[str]) -> Coming:
    """Return a draft; of a reminder, what no earlier one was about: those are merged by person."""
    calls = action.consultations
    if action.kind not in STANDING:
        return Coming(
            moment, "draft", ", ".join(calls) or action.activity, action.kind, action.due_at
        )
    first = [key for key in calls if f"{action.kind}/{key}" not in seen]
    return Coming(moment, "draft", ", ".join(first), action.kind)


def _dates(plan: Plan, record: Record, now: datetime) -> Iterator[Coming]:
    for key, placed in consultations_in(plan).items():
        if is_cancelled(*placed):
            continue
        closes, session = closed_at(key, placed, record), placed[1].session
        if now < closes <= now + HORIZON:
            yield Coming(closes, "deadline", key)
        if session is not None and now < session.start_utc <= now + HORIZON:
            yield Coming(session.start_utc, "session", key, until=session.end_utc)
