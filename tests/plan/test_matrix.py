"""The change matrix of README: what each change of the plan leads to, before and after readers know."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from notifier.plan.actions import DraftLetter, ReturnLetter, WithdrawLetter
from notifier.plan.activity import Plan
from notifier.plan.calendar.comparison import Sort, compare
from tests.plan.scenes import DRAFTED, INPUTS, ISSUED, LETTER, Desk, activity, consultation, plan

ANNOUNCED = {"announce": {"classes": ["member-state"], "roles": ["wsis"]}}
SPRING = datetime.fromisoformat("2026-05-04T08:00:00+00:00")
NOTICE = "wsis-forum/advance-notice"
SESSION = {"start": "2026-09-08T14:00", "end": "2026-09-08T17:00", "link": "https://meet.example/1"}


def made(call: dict[str, Any] | None = None, **changes: Any) -> Plan:
    """The plan, its consultation and its activity changed."""
    return plan(activity(consultation(**(call or {})), **ANNOUNCED | changes))


@dataclass(frozen=True)
class Row:
    """One change, what `compare` calls it, and the letters it leads to once readers know."""

    name: str
    after: Plan
    sorts: tuple[Sort, ...]
    letters: tuple[str, ...]


GONE = Plan(year=2026, activities=())
OFF = {"start": "2026-10-19", "end": "2026-10-23", "status": "cancelled"}
MATRIX = [
    Row("session moved", made({"session": SESSION | {"start": "2026-09-08T15:00"}}), (Sort.MOVED,), ("update",)),
    Row("deadline moved", made({"deadline": {"at": "2026-09-25T23:59"}}), (Sort.MOVED,), ("update",)),
    Row("dates moved", made(dates={"start": "2026-10-26", "end": "2026-10-30"}), (Sort.MOVED,), ("corrigendum", "update")),
    Row("place changed", made(place={"en": "Doha"}), (Sort.RELOCATED,), ("corrigendum", "update")),
    Row("link changed", made({"session": SESSION | {"link": "https://meet.example/2"}}), (Sort.RELOCATED,), ("update",)),
    Row("mode changed", made({"session": SESSION | {"mode": "online"}}), (Sort.RELOCATED,), ("update",)),
    Row("type of reply changed", made({"reply": "no-objection"}), (Sort.REVISED,), ("update",)),
    Row("title changed", made(title={"en": "Forum on bridging divides"}), (Sort.REVISED,), ("corrigendum", "update")),
    Row("consultation cancelled", made({"cancelled": True}), (Sort.CANCELLED,), ("cancellation",)),
    Row("activity cancelled", made(dates=OFF), (Sort.CANCELLED,), ("cancellation", "corrigendum")),
    Row("consultation withdrawn", made(consultations=()), (Sort.WITHDRAWN,), ("cancellation",)),
    Row("activity withdrawn", GONE, (Sort.WITHDRAWN,), ("cancellation", "corrigendum")),
    Row("a comma", made(title={"en": "WSIS Forum, 2026", "fr": "Forum du SMSI 2026"}), (), ()),
    Row("a translation", made(title={"en": "WSIS Forum 2026", "es": "Foro de la CMSI 2026"}), (), ()),
    Row("the same instant in another zone", made({"deadline": {"at": "2026-09-22T21:59", "zone": "UTC"}}), (), ()),
]  # fmt: skip
EACH = pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.name)


def _told() -> Desk:
    """A desk whose readers have the advance notice and the consultation letter."""
    desk = Desk()
    desk.plan = made()
    desk.look(SPRING)
    desk.issue(NOTICE, SPRING)
    desk.look(DRAFTED)
    desk.issue(LETTER, ISSUED)
    return desk


def _kinds(desk: Desk, now: datetime) -> tuple[str, ...]:
    return tuple(sorted(x.kind.value for x in desk.look(now) if isinstance(x, DraftLetter)))


@EACH
def test_a_change_is_called_by_its_name(row: Row) -> None:
    """As `notifier plan diff` and the journal have it."""
    assert tuple(change.sort for change in compare(made(), row.after)) == row.sorts


@EACH
def test_readers_who_know_hear_of_it_in_the_letters_of_the_matrix(row: Row) -> None:
    """Those, each once, and no others."""
    desk = _told()
    desk.plan = row.after

    assert _kinds(desk, ISSUED + timedelta(days=1)) == row.letters
    assert _kinds(desk, ISSUED + timedelta(days=1)) == ()


@EACH
def test_a_change_that_is_reverted_before_anyone_was_told_reaches_nobody(row: Row) -> None:
    """Its drafts are taken back."""
    desk = _told()
    desk.plan = row.after
    drafted = _kinds(desk, ISSUED + timedelta(days=1))
    desk.plan = made()

    taken = desk.look(ISSUED + timedelta(days=2))

    assert all(isinstance(action, WithdrawLetter) for action in taken)
    assert len(taken) == len(drafted)


@EACH
def test_before_anyone_was_told_drafts_follow_the_plan(row: Row) -> None:
    """Nobody hears of what was never said: the draft is written anew, or taken back."""
    desk = Desk()
    desk.plan = made()
    desk.look(SPRING)
    desk.issue(NOTICE, SPRING)
    desk.look(DRAFTED)
    desk.plan = row.after

    actions = [x for x in desk.look(DRAFTED) if getattr(x, "key", "").startswith(INPUTS)]

    expected = WithdrawLetter if "cancellation" in row.letters else ReturnLetter
    assert {type(action) for action in actions} == {expected}


@pytest.mark.parametrize("off", [made({"cancelled": True}), made(consultations=())])
def test_a_consultation_that_is_on_again_is_told_as_an_update(off: Plan) -> None:
    """Restored: the invited get a new REQUEST under the next SEQUENCE."""
    desk = _told()
    desk.plan = off
    desk.look(ISSUED + timedelta(days=1))
    desk.issue(f"{INPUTS}/cancellation-1", ISSUED + timedelta(days=1))
    desk.plan = made()

    assert _kinds(desk, ISSUED + timedelta(days=2)) == ("update",)
    assert desk.record.letters[f"{INPUTS}/update-2"].facts["changes"][0]["field"] == "cancelled"


def test_what_is_restored_is_called_so() -> None:
    """And what is new is called added."""
    assert [c.sort for c in compare(made({"cancelled": True}), made())] == [Sort.RESTORED]
    assert [c.sort for c in compare(GONE, made())] == [Sort.ADDED]
