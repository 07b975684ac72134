"""The facts of a letter: the snapshot of the plan from which it is rendered alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from notifier.plan.activity import Activity, Consultation, Deadline
from notifier.plan.calendar.changes import Facts, differences, facts_of_activity_in, facts_told_by
from notifier.plan.record import LetterSeen
from notifier.plan.rules import Rules

_RENDERED = ("activity", "consultations", "outcome")


def snapshot(activity: Activity, consultations: Mapping[str, Consultation]) -> dict[str, Any]:
    """Return the facts of a letter, as JSON; what only some kinds need is still empty."""
    return {
        "activity": activity.model_dump(mode="json"),
        "consultations": {k: c.model_dump(mode="json") for k, c in consultations.items()},
        "changes": [],
        "outcome": {},
        "notice": {"days": 0, "is_short": False},
        "parent": None,
    }


def still_to_come(
    activity: Activity, call: Consultation, closes: datetime | None, now: datetime
) -> dict[str, Any]:
    """Return the facts of a consultation as they stand at `now`, for whoever is reminded of it.

    A deadline that followed from a rule is `closes`, where that is known; a session that is over
    is not spoken of any more. The activity's title is its own, where it has none.
    """
    deadline, zone = call.deadline, call.deadline.zone
    facts = call.model_dump(mode="json") | {"title": dict(call.title or activity.title)}
    if deadline.days is not None and closes is not None:
        at = closes.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        facts["deadline"] = Deadline(at=at, zone=zone).model_dump(mode="json")
    if call.session and call.session.end_utc <= now:
        form = "writing" if call.form == "meeting" else call.form  # a meeting has a session
        facts |= {"session": None, "form": form}
    return facts


def notice(rules: Rules, issued: datetime, needed: datetime) -> dict[str, Any]:
    """Return how much notice a letter gives, in calendar days of the duty station."""
    days = (rules.workdays.day_of(needed) - rules.workdays.day_of(issued)).days
    return {"days": days, "is_short": days < rules.notice.warn_under}


def parent_of(letter: LetterSeen | None) -> dict[str, Any] | None:
    """Return what a letter says of the one it follows up."""
    if letter is None:
        return None
    issued = letter.issued_at.isoformat() if letter.issued_at else None
    return {"key": letter.key, "reference": letter.reference, "issued_at": issued}


def outdated(letter: LetterSeen, facts: Facts) -> tuple[str, ...]:
    """Return what in a letter that is not issued is no longer as in `facts`, by name.

    A draft follows the plan to the letter. A cleared or signed one is what was signed: only
    what matters to a reader, or changes who the readers are, takes the signature away.
    """
    if letter.status == "draft":
        return tuple(part for part in _RENDERED if letter.facts[part] != facts[part])
    calls = facts["consultations"].keys()
    if letter.facts["consultations"].keys() != calls:
        return ("consultations",)
    old, new = facts_told_by(letter.facts, calls), facts_told_by(facts, calls)
    changed = [d.field for key in calls for d in differences(old[key], new[key])]
    if not changed:
        before, after = facts_of_activity_in(letter.facts), facts_of_activity_in(facts)
        changed = [d.field for d in differences(before, after)]
    if _audiences(letter.facts) != _audiences(facts):
        changed.append("audience")
    return tuple(dict.fromkeys(changed))


def is_same_content(letter: LetterSeen, facts: Facts) -> bool:
    """Tell whether a reader would learn from `facts` what `letter` says already."""
    calls = facts["consultations"].keys()
    if letter.facts["consultations"].keys() != calls:
        return False
    old, new = facts_told_by(letter.facts, calls), facts_told_by(facts, calls)
    return not any(differences(old[key], new[key]) for key in calls) and not differences(
        facts_of_activity_in(letter.facts), facts_of_activity_in(facts)
    )


def _audiences(facts: Facts) -> list[Any]:
    calls = facts["consultations"]
    return [facts["activity"]["announce"], *(calls[key]["audience"] for key in sorted(calls))]
