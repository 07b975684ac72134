"""What a letter of a kind would be about: the next matching activity of the plan, or a specimen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from notifier.letters.letter import Letter, Status
from notifier.letters.templates.specimen import bare_specimen, specimen
from notifier.members.classes import by_class, in_all_languages
from notifier.members.member import Member
from notifier.plan.activity import Activity, Consultation, Plan, consultation_key
from notifier.plan.kind import Kind
from notifier.plan.phrases import names_of_replies
from notifier.plan.snapshots import snapshot

OF_ACTIVITY = frozenset({Kind.ADVANCE_NOTICE, Kind.CORRIGENDUM})
_SHORT = 42  # days of notice under which a letter says that they are few
_CORRECTIVE = frozenset({Kind.UPDATE, Kind.CORRIGENDUM})
_SORTS = ("accepted", "declined", "tentative", "delegated", "statement", "contribution")

_Case = tuple[Activity, Consultation | None]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A letter that nobody keeps, as it might be drafted today; whether the plan gave it."""

    letter: Letter
    is_planned: bool


def next_occasion(kind: Kind, plan: Plan, members: Mapping[str, Member], now: datetime) -> Occasion:
    """Return what the next letter of `kind` would be about, else the last one, else a specimen."""
    cases = [case for case in _cases(kind, plan) if _when(case) is not None]
    coming = [case for case in cases if _moment(case) >= now]
    case = min(coming, key=_moment, default=max(cases, key=_moment, default=None))
    if case is None:
        [case] = _cases(kind, _plan_of(specimen(now), now))
        return Occasion(_letter(kind, case, members, now), is_planned=False)
    return Occasion(_letter(kind, case, members, now), is_planned=True)


def occasions(
    kind: Kind, plan: Plan, members: Mapping[str, Member], now: datetime
) -> Iterator[Letter]:
    """Yield a letter for all that the plan can bring about, then specimens with all and with little."""
    for case in _cases(kind, plan):
        yield _letter(kind, case, members, now)
    for case in _cases(kind, _plan_of(specimen(now), now)):
        yield _letter(kind, case, members, now)
    for case in _cases(kind, _plan_of(bare_specimen(now), now)):
        letter = _letter(kind, case, members, now)
        yield replace(letter, facts={**letter.facts, "parent": None})


def _plan_of(activity: Activity, now: datetime) -> Plan:
    return Plan(year=now.year, activities=(activity,))


def _cases(kind: Kind, plan: Plan) -> Iterator[_Case]:
    """Yield each activity, or each consultation, that a letter of `kind` may be about."""
    for activity in plan.activities:
        if activity.assessment is None:
            continue
        if kind in OF_ACTIVITY:
            if activity.announce is not None:
                yield activity, None
            continue
        for call in activity.consultations:
            if kind is not Kind.SESSION_NOTICE or call.session is not None:
                yield activity, call


def _when(case: _Case) -> datetime | None:
    activity, call = case
    if call is not None:
        return call.deadline.utc
    start = activity.dates.start
    return datetime.combine(start, time(), UTC) if start else None


def _moment(case: _Case) -> datetime:
    found = _when(case)
    assert found is not None
    return found


def _letter(kind: Kind, case: _Case, members: Mapping[str, Member], now: datetime) -> Letter:
    activity, call = case
    calls = {consultation_key(activity, call): call} if call else {}
    subject = next(iter(calls), activity.id)
    facts = snapshot(activity, calls) | dict(_facts(kind, case, members, now))
    return Letter(
        id=0,
        key=f"{subject}/{kind}",
        kind=kind,
        status=Status.DRAFT,
        activity=activity.id,
        consultations=tuple(calls),
        facts=facts,
        addressees=None,
        parent=None,
        urgent=activity.is_urgent,
        due_at=now,
        created_at=now,
    )


def _facts(
    kind: Kind, case: _Case, members: Mapping[str, Member], now: datetime
) -> Iterator[tuple[str, Any]]:
    """Yield what a letter of `kind` has beside the plan's own facts, as if all had gone its way."""
    when = _when(case)
    days = max((when - now).days, 0) if when else 0
    yield "notice", {"days": days, "is_short": days < _SHORT}
    if kind is not Kind.ADVANCE_NOTICE:  # which follows up no other letter
        yield "parent", {"key": "", "reference": f"CL-{now:%y}/1", "issued_at": now.isoformat()}
    if kind in _CORRECTIVE:
        yield "changes", [_change(kind, case)]
    if kind is Kind.OUTCOME and case[1] is not None:
        yield "outcome", _outcome(case[1], members)


def _change(kind: Kind, case: _Case) -> dict[str, Any]:
    activity, call = case
    if kind is Kind.UPDATE and call is not None and call.session is not None:
        before = "online" if call.session.mode != "online" else "hybrid"
        return {"field": "mode", "before": before, "after": call.session.mode}
    dates = activity.dates.model_dump(mode="json", include={"start", "end"})
    return {"field": "dates", "before": {"start": None, "end": None}, "after": dates}


def _outcome(call: Consultation, members: Mapping[str, Member]) -> dict[str, Any]:
    """Return figures as if one member in ten had given each sort of answer."""
    asked = [
        code for code, member in members.items() if member.recipient_class in call.audience.classes
    ]
    tenth = len(asked) // 10
    return {
        **dict.fromkeys(_SORTS, tenth),
        "answered": tenth * len(_SORTS),
        "entitled": len(asked),
        "not_reached": 0,
        "consenting": tenth if call.reply == "no-objection" else 0,
        "addressed": in_all_languages(by_class(asked, members)),
        "names": names_of_replies(call),
    }
