"""Every figure follows from rows, and the same rows give the same report."""

import json

import pytest

from notifier.reports import figures
from notifier.reports.figures import Figures
from notifier.reports.register import Register, calls
from notifier.reports.summary import summarize, to_csv
from tests.reports.rows import AS_OF, a_letter, a_member, a_register, row

MEMBERS = {
    code: a_member(code, code) for code in ("FR", "NO", "EG", "BT", "SV")
} | {"PS": a_member("PS", "State of Palestine", recipient_class="resolution-99")}  # fmt: skip


def numbers(table: Figures) -> dict[figures.Cell, figures.Cell]:
    """A table of two columns as figures by their words."""
    return {row[0]: row[1] for row in table.rows}


def test_notice_is_what_the_letter_was_written_with() -> None:
    """A report that counts otherwise contradicts the letter in the reader's hand."""
    letter = row(figures.letters_issued(a_register()))

    assert (letter["Due"], letter["Days of notice"], letter["Counted to"]) == (
        "2026-03-02",
        44,
        "2026-04-15",
    )


@pytest.mark.parametrize("kind", ["outcome", "acknowledgement", "update", "cancellation"])
def test_a_letter_that_announces_nothing_gives_no_notice(kind: str) -> None:
    """Its facts hold a zero that nobody meant."""
    letter = row(figures.letters_issued(a_register(letters=[a_letter(kind)])))

    assert (letter["Days of notice"], letter["Counted to"]) == (None, None)


def test_an_advance_notice_of_an_activity_without_dates_gives_none() -> None:
    """There is nothing to count to."""
    facts = {"activity": {"dates": {"start": None}}, "notice": {"days": 0}}
    letters = [a_letter("advance-notice", facts=json.dumps(facts))]

    assert row(figures.letters_issued(a_register(letters=letters)))["Days of notice"] is None


def test_the_ends_of_messages_add_up() -> None:
    """What was neither taken nor lost is still waiting."""
    letter = row(figures.letters_issued(a_register()))

    ends = ("Delivered to relay", "Refused", "Unsure", "Suppressed or cancelled", "Waiting")
    assert [letter[end] for end in ends] == [2, 1, 0, 1, 1]


def test_the_state_of_palestine_is_no_member_state() -> None:
    """The heading says so in words, and the figures do not add it to the States."""
    invited = [*a_register().invited, dict(a_register().invited[0]) | {"member": "PS"}]
    register = a_register(invited=invited)

    table = figures.headline(register, calls(register), MEMBERS)

    assert numbers(table)["Member States invited to a consultation"] == 5
    assert numbers(table)["State of Palestine (Resolution 99) invited to a consultation"] == 1
    assert "5 Member States and the State of Palestine (Resolution 99)." in table.note


def test_the_year_of_each_member_is_one_figure_of_the_headline() -> None:
    """Replied, late, held, silent and never reached make up all that were invited."""
    register = a_register()

    found = numbers(figures.headline(register, calls(register), MEMBERS))

    year = [n for words, n in found.items() if str(words).startswith("Members ")]
    assert year == [1, 1, 1, 1, 1, 0, 0]
    assert found["Consultations that reached nobody of a member, in all"] == 1


def test_mails_are_counted_by_kind_and_state() -> None:
    """What nobody has read yet is a kind of its own."""
    mails = [{"category": c, "state": s} for c, s in (("auto", "settled"), ("", "filed"))]

    table = figures.mail_received(a_register(mails=[*mails, mails[0]]))

    assert table.rows == (("not read yet", "filed", 1), ("auto", "settled", 2))


def test_a_command_names_the_moment_of_the_report() -> None:
    """What is logged tomorrow is not in the figure of today."""
    assert figures.command(a_register(), "response list", "--late") == (
        "notifier response list --year 2026 --late --as-of 2026-12-31T00:00:00Z"
    )


def test_each_cell_has_a_command_of_its_own() -> None:
    """The first cell of the row is put into the command of the column, as a shell wants it."""
    table = Figures(
        "t", "T", "c", ("Region", "Silent"), (("Arab States", 3),), {"Silent": "x {row}"}
    )

    assert list(table.traces()) == [(3, "x 'Arab States'")]
    assert list(table.patterns()) == [("Silent", "x REGION")]


def test_an_empty_year_is_a_report_and_no_error() -> None:
    """A year without letters is a fact to report."""
    summary = summarize(Register(2026, AS_OF), {})

    assert {table.name: len(table.rows) for table in summary.tables}["letters"] == 0


def test_csv_defuses_what_a_spreadsheet_would_run() -> None:
    """A title that begins with = must stay a title."""
    table = Figures("t", "T", "c", ("A",), (("=HYPERLINK(1)",), ("plain",), (3,)))

    assert to_csv(table).splitlines() == ["A", "'=HYPERLINK(1)", "plain", "3"]
