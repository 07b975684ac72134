"""What a reader was told of a consultation, and what of it has changed since.

Only what matters to a reader is a change: the same instant in another zone, a comma in a
title, a translation that arrived, an assessment reworded write to nobody.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifier.plan.activity import Activity, Consultation, instant

Facts = Mapping[str, Any]
_DASH = r"\s*[-\u2010-\u2015\u2212]\s*"
# a number may begin with a minus where no letter or digit stands before it
_PARTS = re.compile(
    rf"(?P<number>(?:(?<!\w)[-\u2212])?\d+(?:(?:{_DASH}|[^\w\s])\d+)*)|(?P<other>.)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that changed; `before` and `after` are JSON-able, as in the facts."""

    field: str
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """Return what a letter's facts keep of the change."""
        return {"field": self.field, "before": self.before, "after": self.after}


def facts_of(activity: Activity, consultation: Consultation | None) -> dict[str, Any]:
    """Return the JSON-able facts that a reader is told of a consultation, or of an activity.

    Without a consultation, session, deadline, reply and questions are empty.
    """
    return _facts(
        activity.model_dump(mode="json", include={"title", "place", "dates"}),
        consultation.model_dump(mode="json", exclude={"audience"}) if consultation else None,
    )


def facts_told_by(letter: Facts, consultations: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what a letter with the facts `letter` tells of each of its consultations.

    It is what `facts_of` gave when the letter was drafted: the facts to keep as told on issue.
    """
    return {key: _facts(letter["activity"], letter["consultations"][key]) for key in consultations}


def facts_of_activity_in(letter: Facts) -> dict[str, Any]:
    """Return what a letter tells of its activity alone."""
    return _facts(letter["activity"], None)


def differences(before: Facts, after: Facts) -> tuple[Difference, ...]:
    """Return what changed for a reader, in the order of the facts."""
    changed = [
        Difference(field, _shown(field, before), _shown(field, after))
        for field, is_same in _SAME.items()
        if not is_same(before[field], after[field])
    ]
    old, new = before["session"], after["session"]
    if old and new:
        changed += [Difference(f, old[f], new[f]) for f in ("mode", "link") if old[f] != new[f]]
    return tuple(changed)


def ends_at(facts: Facts, extended: datetime | None = None) -> datetime | None:
    """Return the instant after which the facts concern nobody: session and deadline are past.

    `extended` is until when answers count, where that is later than the deadline says.
    """
    ends = [extended] if extended else []
    if facts["session"]:
        ends.append(_instant(facts["session"], "end"))
    if facts["deadline"]:
        ends.append(_instant(facts["deadline"], "at"))
    return max(ends, default=None)


def _facts(activity: Facts, consultation: Facts | None) -> dict[str, Any]:
    dates, call = activity["dates"], consultation or {}
    return {
        "title": call.get("title") or activity["title"],
        "cancelled": call.get("cancelled", False) or dates["status"] == "cancelled",
        "dates": {"start": dates["start"], "end": dates["end"]},
        "place": activity["place"],
        "session": call.get("session"),
        "deadline": call.get("deadline"),
        "reply": call.get("reply"),
        "questions": call.get("questions", []),
    }


def _instant(value: Facts, field: str) -> datetime:
    return instant(datetime.fromisoformat(value[field]), value["zone"])


def _is_same_session(before: Facts | None, after: Facts | None) -> bool:
    if before is None or after is None:
        return before is after
    return all(_instant(before, field) == _instant(after, field) for field in ("start", "end"))


def _is_same_deadline(before: Facts | None, after: Facts | None) -> bool:
    if before is None or after is None:
        return before is after
    return before["days"] == after["days"] and _instant(before, "at") == _instant(after, "at")


def _is_same_text(before: Facts, after: Facts) -> bool:
    if not (before and after):
        return not before and not after
    shared = before.keys() & after.keys()
    return bool(shared) and all(
        before[k] == after[k] or _words(before[k]) == _words(after[k]) for k in shared
    )


def _are_same_texts(before: list[Facts], after: list[Facts]) -> bool:
    return len(before) == len(after) and all(map(_is_same_text, before, after))


def _is_same(before: object, after: object) -> bool:
    return before == after


def _words(text: str) -> str:
    """Return `text` without case, punctuation, spaces and marks of direction.

    What is written within a number, and a minus before it, stays: 1.5 is not 15.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")
    return "".join(
        re.sub(_DASH, "-", found["number"]) if found["number"] else found["other"]
        for found in _PARTS.finditer(visible)
        if found["number"] or unicodedata.category(found["other"])[0] not in "PZC"
    )


def _shown(field: str, facts: Facts) -> Any:
    value = facts[field]
    if field == "session" and value:
        return {key: value[key] for key in ("start", "end", "zone")}
    return value


_SAME: Mapping[str, Callable[[Any, Any], bool]] = {
    "title": _is_same_text,
    "cancelled": _is_same,
    "dates": _is_same,
    "place": _is_same_text,
    "session": _is_same_session,
    "deadline": _is_same_deadline,
    "reply": _is_same,
    "questions": _are_same_texts,
}
