"""Rows as the ledger gives them: a letter to members of which each fared in its own way."""

import json
from datetime import UTC, datetime
from typing import Any

from notifier.answers.response import Said
from notifier.languages import LANGUAGES
from notifier.members.member import Member
from notifier.plan.readers.reached import Tries
from notifier.reports import figures
from notifier.reports.register import Register
from tests.letters.facts import consultation

KEY = "wsis-forum-2026/inputs"
AS_OF = datetime(2026, 12, 31, tzinfo=UTC)
ISSUED = "2026-03-02T08:00:00Z"
CODES = ("FR", "NO", "EG", "BT", "SV")


def a_member(code: str, name: str, region: str = "Europe", **changes: Any) -> Member:
    """A member with one name in all languages."""
    of_class = changes.get("recipient_class", "member-state")
    return Member(code, of_class, region, "UTC", ("en",), dict.fromkeys(LANGUAGES, name))


def a_letter(kind: str = "consultation", **changes: Any) -> dict[str, Any]:
    """A letter that was due on a Monday and left on the Wednesday, with 44 days of notice."""
    facts = {
        "activity": {"title": {"en": "WSIS Forum 2026"}, "dates": {"start": "2026-07-06"}},
        "consultations": {KEY: {"deadline": {"at": "2026-04-30T23:59:00"}}},
        "notice": {"days": 44, "is_short": False},
    }
    row = {
        "reference": "CL-26/3",
        "key": f"{KEY}/{kind}",
        "kind": kind,
        "activity": "wsis-forum-2026",
        "facts": json.dumps(facts),
        "due_at": ISSUED,
        "issued_at": "2026-03-04T08:00:00Z",
        "created_at": "2026-02-20T08:00:00Z",
        "addressees": 5,
        "sent": 2,
        "refused": 1,
        "unsure": 0,
        "unsent": 1,
        "bounced": 0,
    }
    return row | changes


def told(
    kind: str = "consultation", at: str = "2026-04-30T23:59", **changes: Any
) -> dict[str, Any]:
    """What a letter said of the consultation."""
    call = consultation(deadline={"at": at}, session=None, form="writing", **changes)
    return {
        "consultation": KEY,
        "kind": kind,
        "issued_at": ISSUED,
        "released_at": ISSUED,
        "call": json.dumps(call),
    }


def reply(member: str, day: str, *, late: int = 0) -> dict[str, Any]:
    """A response of a member."""
    return {
        "consultation": KEY,
        "member": member,
        "received_at": f"{day}T09:00:00Z",
        "is_late": late,
        "contributions": 0,
    }


def a_register(**changes: Any) -> Register:
    """France replied twice, Norway late; a mail of Bhutan is held; El Salvador was not reached."""
    invited = [{"consultation": KEY, "member": code, "invited_at": ISSUED} for code in CODES]
    rows: dict[str, Any] = {
        "year": 2026,
        "as_of": AS_OF,
        "letters": [a_letter()],
        "told": [told()],
        "invited": invited,
        "tries": [Tries(KEY, "SV", 1, 1)],
        "responses": [
            reply("FR", "2026-03-07"),
            reply("FR", "2026-03-11"),
            reply("NO", "2026-05-11", late=1),
        ],
        "counted": {KEY: {"FR": Said.ACCEPTED}},
        "held": {KEY: frozenset({"BT"})},
    }
    return Register(**(rows | changes))


def row(table: figures.Figures, number: int = 0) -> dict[str, figures.Cell]:
    """One row of a table by its columns."""
    return dict(zip(table.columns, table.rows[number], strict=True))
