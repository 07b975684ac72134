"""A small plan, its members and rules, and a ledger in memory that carries actions out."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from notifier.members.audience import addressees
from notifier.members.member import Directory, FocalPoint, Member
from notifier.plan.actions import (
    Acknowledge,
    Action,
    DraftDocument,
    DraftLetter,
    Hold,
    ReturnLetter,
    Warn,
    WithdrawLetter,
)
from notifier.plan.activity import Activity, Consultation, Plan
from notifier.plan.calendar.changes import facts_told_by
from notifier.plan.due import due
from notifier.plan.kind import STANDING, Kind
from notifier.plan.record import LetterSeen, Record, Told
from notifier.plan.rules import Rules

CONFIG = Path(__file__).parents[2] / "config"
RULES_FILE: dict[str, Any] = yaml.safe_load((CONFIG / "rules.yaml").read_text())
OBSERVANCES: dict[Any, str] = yaml.safe_load((CONFIG / "observances.yaml").read_text())
SHIPPED = Rules.model_validate(RULES_FILE | {"observances": OBSERVANCES})
# clusters that ask for no paper while the other questions are tested
FAR = {
    2026: {"start": "2026-01-01", "end": "2026-01-02"},
    2027: {"start": "2027-12-01", "end": "2027-12-02"},
}
RULES = Rules.model_validate(RULES_FILE | {"observances": OBSERVANCES, "first_cluster": FAR})
TELLING = frozenset({Kind.CONSULTATION, Kind.UPDATE, Kind.CANCELLATION})

INPUTS = "wsis-forum/inputs"
LETTER = f"{INPUTS}/consultation"
# issued 56 days before the session of 2026-09-08, drafted 21 days before that
DRAFTED = datetime(2026, 6, 23, 6, 30, tzinfo=UTC)
ISSUED = datetime(2026, 7, 14, 6, 30, tzinfo=UTC)


def rules(**changes: Any) -> Rules:
    """The shipped rules with some sections changed."""
    fixed = {"observances": OBSERVANCES, "first_cluster": FAR}
    return Rules.model_validate(RULES_FILE | fixed | changes)


def consultation(**changes: Any) -> Consultation:
    """A meeting on Tuesday 8 September 2026, and a deadline two weeks later."""
    fields = {
        "id": "inputs",
        "form": "meeting",
        "reply": "views",
        "session": {
            "start": "2026-09-08T14:00",
            "end": "2026-09-08T17:00",
            "link": "https://meet.example/1",
        },
        "deadline": {"at": "2026-09-22T23:59"},
        "audience": {"classes": ["member-state"], "roles": ["wsis"]},
    }
    return Consultation.model_validate(fields | changes)


def activity(*consultations: Consultation, **changes: Any) -> Activity:
    """An assessed activity in October 2026 that is not announced."""
    fields = {
        "id": "wsis-forum",
        "title": {"en": "WSIS Forum 2026", "fr": "Forum du SMSI 2026"},
        "process": "wsis",
        "level": "high",
        "dates": {"start": "2026-10-19", "end": "2026-10-23"},
        "place": {"en": "Geneva, Switzerland"},
        "assessment": {
            "impact": {"rating": 4, "text": {"en": "It reviews twenty years."}},
            "forms": ["host"],
            "expected_support": {"en": "Views on the draft."},
            "members_needed": "welcome",
        },
        "consultations": consultations or (consultation(),),
    }
    return Activity.model_validate(fields | changes)


def urgent(*consultations: Consultation, **changes: Any) -> Activity:
    """The activity with Member States needed urgently."""
    assessment = activity().model_dump()["assessment"]
    reasoned = {"members_needed": "urgent", "reason": {"en": "The text is adopted soon."}}
    return activity(*consultations, assessment=assessment | reasoned, **changes)


def plan(*activities: Activity) -> Plan:
    """The plan of 2026."""
    return Plan(year=2026, activities=activities or (activity(),))


def directory(*codes: str) -> Directory:
    """Member States with one focal point each, by their codes."""
    names = codes or ("CH", "FR", "SN")
    return Directory(
        {code: _member(code) for code in names}, {f"{code}-1": point(code) for code in names}
    )


def point(code: str, number: int = 1, **changes: Any) -> FocalPoint:
    """A focal point for WSIS."""
    made = FocalPoint(
        id=f"{code}-{number}",
        member=code,
        name=f"Office of {code}",
        address=f"wsis{number}@{code.lower()}.example",
        roles=frozenset({"wsis"}),
        language="en",
        zone="Europe/Zurich",
        rank=number,
    )
    return replace(made, **changes)


def _member(code: str) -> Member:
    return Member(
        code=code,
        recipient_class="member-state",
        region="A",
        zone="Europe/Zurich",
        languages=("en",),
        names={"en": code},
    )


class Desk:
    """A secretariat in memory: asks what is due, carries it out, and issues on demand."""

    def __init__(self, *members: str, **changes: Any) -> None:
        self.plan = plan()
        self.directory = directory(*members)
        self.rules = RULES
        self.record = Record(**changes)

    def due(self, now: datetime) -> tuple[Action, ...]:
        """Return what is due, warnings included, without carrying it out."""
        return due(self.plan, self.directory, self.rules, self.record, now)

    def look(self, now: datetime) -> tuple[Action, ...]:
        """Carry out what is due and return it without the warnings."""
        actions = self.due(now)
        self.record = applied(self.record, actions, now)
        return tuple(action for action in actions if not isinstance(action, Warn | Hold))

    def warnings(self, now: datetime) -> list[str]:
        """Return the codes of the warnings that hold."""
        return [action.code for action in self.due(now) if isinstance(action, Warn | Hold)]

    def issue(self, key: str, now: datetime) -> None:
        """Issue a letter: its readers are told and invited."""
        self.record = issued(self.record, self.directory, key, now)

    def issue_all(self, now: datetime) -> list[LetterSeen]:
        """Issue every letter that is not issued and return them."""
        pending = [letter for letter in self.record.letters.values() if letter.is_pending]
        for letter in pending:
            self.issue(letter.key, now)
        return pending

    def answer(self, key: str, *members: str) -> None:
        """Log an answer of each member."""
        said = self.record.answered.get(key, frozenset()) | set(members)
        self.record = replace(self.record, answered={**self.record.answered, key: said})

    def set_status(self, key: str, status: str, **changes: Any) -> None:
        """Move a letter on its path."""
        letter = replace(self.record.letters[key], status=status, **changes)
        self.record = replace(self.record, letters={**self.record.letters, key: letter})


def opened(*members: str) -> Desk:
    """A desk whose consultation letter was issued on its day."""
    desk = Desk(*members)
    desk.look(DRAFTED)
    desk.issue(LETTER, ISSUED)
    return desk


def applied(record: Record, actions: Iterable[Action], now: datetime) -> Record:
    """Return the record as the ledger would have it after carrying `actions` out."""
    for action in actions:
        record = _applied(record, action, now)
    return record


def _applied(record: Record, action: Action, now: datetime) -> Record:
    match action:
        case DraftLetter():
            return _drafted(record, action, now)
        case ReturnLetter(key, facts, _, due_at, readers, is_urgent):
            old = record.letters[key]
            assert old.is_pending
            new = replace(
                old,
                facts=_json(facts),
                status="draft",
                due_at=due_at or old.due_at,
                addressees=readers,
                urgent=is_urgent,
            )
            return replace(record, letters={**record.letters, key: new})
        case WithdrawLetter(key):
            assert record.letters[key].is_pending
            new = replace(record.letters[key], status="withdrawn")
            return replace(record, letters={**record.letters, key: new})
        case DraftDocument(key):
            return replace(record, documents=record.documents | {key})
        case Acknowledge(_, consultation_key, responses):
            left = [x for x in record.unacknowledged if x.response not in responses]
            assert consultation_key
            return replace(record, unacknowledged=tuple(left))
        case Warn() | Hold():
            return replace(record, warned=record.warned | {action.key})


def _drafted(record: Record, action: DraftLetter, now: datetime) -> Record:
    assert action.key not in record.letters, f"{action.key} was drafted before"
    assert action.parent is None or action.parent in record.letters
    letter = LetterSeen(
        key=action.key,
        kind=action.kind,
        status="draft",
        facts=_json(action.facts),
        due_at=action.due_at,
        consultations=action.consultations,
        addressees=action.addressees,
        urgent=action.urgent,
    )
    if action.kind in STANDING:  # goes out at once under the standing order
        letter = replace(letter, status="issued", issued_at=now, released_at=now)
    record = replace(record, letters={**record.letters, action.key: letter})
    return _mailed(record, action, now) if action.kind is Kind.REMINDER else record


def _mailed(record: Record, action: DraftLetter, now: datetime) -> Record:
    reminded = dict(record.reminded)
    for who in action.addressees or ():
        reminded[who] = (*reminded.get(who, ()), *((now, key) for key in action.consultations))
    invited = dict(record.invited)
    for key, people in action.facts["escalated"].items():
        invited[key] = (*invited[key], *((each["point"], each["member"]) for each in people))
    return replace(record, reminded=reminded, invited=invited)


def issued(record: Record, members: Directory, key: str, now: datetime) -> Record:
    """Return the record after the letter `key` was issued and its rows written."""
    letter = replace(record.letters[key], status="issued", issued_at=now, reference=f"CL-{key}")
    record = replace(record, letters={**record.letters, key: letter})
    if letter.kind not in TELLING:
        return record
    (call,) = letter.consultations
    last = record.told.get(call)
    told = Told(
        facts_told_by(letter.facts, [call])[call], last.sequence + 1 if last else 0, letter.key
    )
    audience = consultation().audience
    points = addressees(members, audience, now.date()).focal_points
    people = tuple((p.id, p.member) for p in points)
    return replace(
        record,
        told={**record.told, call: told},
        invited={call: people} | dict(record.invited),
    )


def _json(facts: Any) -> Any:
    return json.loads(json.dumps(facts))
