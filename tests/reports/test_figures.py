"""Every figure follows from rows, and the same rows give the same report."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from notifier.answers.response import Said
from notifier.languages import LANGUAGES
from notifier.members.member import Member
from notifier.reports import figures
from notifier.reports.figures import Register
from notifier.reports.summary import summarize, to_csv

KEY = "wsis-forum-2026/inputs"
AS_OF = datetime(2026, 12, 31, tzinfo=UTC)


def a_member(code: str, name: str, region: str = "Europe") -> Member:
    """A member with one name in all languages."""
    return Member(code, "member-state", region, "UTC", ("en",), dict.fromkeys(LANGUAGES, name))


def a_register() -> Register:
    """One letter to three members; one replied twice, one late, one not at all."""
    facts = {
        "activity": {"title": {"en": "WSIS Forum 2026"}, "dates": {"start": "2026-07-06"}},
        "consultations": {KEY: {"deadline": {"at": "2026-04-30T23:59:00"}}},
    }
    letter = {
        "reference": "CL-26/3",
        "key": f"{KEY}/consultation",
        "kind": "consultation",
        "activity": "wsis-forum-2026",
        "facts": json.dumps(facts),
        "issued_at": "2026-03-02T08:00:00Z",
        "created_at": "2026-02-20T08:00:00Z",
        "addressees": 3,
        "sent": 2,
        "refused": 1,
        "unsure": 0,
        "bounced": 0,
    }
    invited = [
        {"consultation": KEY, "member": code, "invited_at": "2026-03-02T08:00:00Z"}
        for code in ("FR", "NO", "EG")
    ]
    return Register([letter], invited, [_reply("FR", 5), _reply("FR", 9), _reply("NO", 70, 1)], [])


def _reply(member: str, days: int, late: int = 0) -> Mapping[str, object]:
    at = datetime(2026, 3, 2 + days, tzinfo=UTC) if days < 29 else datetime(2026, 5, 11, tzinfo=UTC)
    return {
        "consultation": KEY,
        "member": member,
        "received_at": at.isoformat(),
        "is_late": late,
        "contributions": 0,
    }


def row(table: figures.Figures, number: int = 0) -> dict[str, figures.Cell]:
    """One row of a table by its columns."""
    return dict(zip(table.columns, table.rows[number], strict=True))


def test_notice_is_counted_from_issue_to_the_deadline() -> None:
    """The lead time is the first thing that members complained of."""
    letter = row(figures.letters_issued(a_register()))

    assert (letter["Days of notice"], letter["Days from draft to issue"]) == (59, 10)


def test_a_consultation_counts_members_not_mails() -> None:
    """Two mails of one member are one reply, and the silent are those without any that counts."""
    found = row(figures.consultations(a_register(), {KEY: {"FR": Said.ACCEPTED}}))

    assert found["Members invited"] == 3
    assert found["Members that replied"] == 1
    assert found["Silent"] == 2
    assert found["Late replies"] == 1


def test_the_median_wait_is_of_first_replies() -> None:
    """A correction a week later must not make a quick member look slow."""
    found = row(figures.consultations(a_register(), {KEY: {"FR": Said.ACCEPTED}}))

    assert found["Median days to reply"] == (5 + 70) // 2


def test_members_stand_in_alphabetical_order_and_silence_is_named() -> None:
    """No ranking of States."""
    members = {"NO": a_member("NO", "Norway"), "EG": a_member("EG", "Egypt", "Arab States")}

    table = figures.by_member(a_register(), {KEY: {"NO": Said.DECLINED}}, members)

    assert [r[:2] for r in table.rows] == [("EG", "Egypt"), ("NO", "Norway")]
    assert row(table, 0)["Silent on"] == KEY


def test_an_empty_year_is_a_report_and_no_error() -> None:
    """A year without letters is a fact to report."""
    summary = summarize(2026, AS_OF, Register([], [], [], []), {}, {})

    assert {table.name: len(table.rows) for table in summary.tables}["letters"] == 0


def test_csv_defuses_what_a_spreadsheet_would_run() -> None:
    """A title that begins with = must stay a title."""
    table = figures.Figures("t", "T", "c", ("A",), (("=HYPERLINK(1)",), ("plain",), (3,)))

    assert to_csv(table).splitlines() == ["A", "'=HYPERLINK(1)", "plain", "3"]
