"""Plans on a terminal: what is in one, and what changes from one to another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from notifier.cli.options import console, harmless, show_table
from notifier.plan.activity import Activity, Consultation, Plan
from notifier.plan.calendar.changes import Difference
from notifier.plan.calendar.comparison import Change, Sort, compare
from notifier.plan.calendar.differing import differing

NAMED = 5  # fields of no concern to readers that are named
_PARTS = {"mode": ("session",), "link": ("session",), "cancelled": ("cancelled", "dates.status")}
_EMPTY = "No activity. `notifier plan template` writes a workbook to fill in."


def show_plan(plan: Plan) -> None:
    """Show each activity of a plan in one row."""
    show_table(
        ("Activity", "Dates, status", "Needed", "Deadlines of consultations"),
        [
            (a.id, f"{_dates(a.dates.start, a.dates.end)}\n{a.dates.status}", _needed(a), _calls(a))
            for a in plan.activities
        ],
        empty=_EMPTY,
        title=f"Plan of {plan.year}",
    )


def show_changes(before: Plan, after: Plan) -> None:
    """Show what a reader would be told, and name of the other differences how many there are."""
    changes = compare(before, after)
    if changes:
        show_table(
            ("Subject", "What", "Before", "Now"),
            [row for change in changes for row in _rows(change)],
            empty="",
        )
    untold = _untold(before, after, changes)
    if not changes:
        console.print("No difference for a reader." if untold else "No difference.")
    if untold:
        more = f" and {len(untold) - NAMED} more" if len(untold) > NAMED else ""
        places = harmless(", ".join(untold[:NAMED]))
        said = f"Fields that differ otherwise: {len(untold)} ({places}{more})."
        console.print(said, markup=False, soft_wrap=True)


def _calls(activity: Activity) -> str:
    return "\n".join(map(_call, activity.consultations))


def _call(call: Consultation) -> str:
    return f"{call.deadline.at:%Y-%m-%d} {call.id}{' (cancelled)' if call.cancelled else ''}"


def _needed(activity: Activity) -> str:
    return activity.assessment.members_needed if activity.assessment else "not assessed"


def _dates(start: date | None, end: date | None) -> str:
    if start is None:
        return "not known"
    if end is None or end == start:
        return str(start)
    return f"{start} – {end:%m-%d}" if end.year == start.year else f"{start} – {end}"


def _rows(change: Change) -> Iterator[Sequence[str]]:
    if not change.differences:
        title = (change.title, "") if change.sort is Sort.WITHDRAWN else ("", change.title)
        yield change.subject, change.sort, *title
    for found in change.differences:
        yield change.subject, f"{change.sort}: {found.field}", *_sides(found)


def _sides(found: Difference) -> tuple[str, str]:
    before, after = found.before, found.after
    if found.field == "questions":
        pairs = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
        if len(before) != len(after) or not pairs:
            return f"{len(before)} questions", f"{len(after)} questions"
        before, after = pairs[0]
    if found.field in ("title", "place", "questions"):
        return _texts(before or {}, after or {})
    return _said(found.field, before), _said(found.field, after)


def _texts(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, str]:
    """Return both in the first language in which they differ, English before the others."""
    for code in ("en", *before, *after):
        old, new = before.get(code, ""), after.get(code, "")
        if old != new:
            return (old, new) if code == "en" else (f"{code}: {old}", f"{code}: {new}")
    return "", ""


def _said(field: str, value: Any) -> str:
    match field, value:
        case _, None:
            return "none"
        case "cancelled", _:
            return "yes" if value else "no"
        case "dates", {"start": start, "end": end}:
            return _dates(_day(start), _day(end))
        case "session", {"start": start, "end": end, "zone": zone}:
            return f"{_wall(start)} – {_wall(end)[-5:]} {zone}"
        case "deadline", {"at": at, "zone": zone, "days": days}:
            later = f", or {days} days after the last language" if days else ""
            return f"{_wall(at)} {zone}{later}"
    return str(value)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _wall(text: str) -> str:
    return text[:16].replace("T", " ")


def _untold(before: Plan, after: Plan, changes: Iterable[Change]) -> list[str]:
    """Return the places that differ and that no change tells of."""
    told = tuple(part for change in changes for part in _told(change))
    return [
        place
        for place in differing(before, after)
        if not any(place == part or place.startswith(f"{part}.") for part in told)
    ]


def _told(change: Change) -> Iterator[str]:
    place = change.subject.replace("/", ".consultations.")
    if not change.differences:
        yield place
    for found in change.differences:
        for part in _PARTS.get(found.field, (found.field,)):
            yield f"{place}.{part}"
