"""What belongs together adds up, and every member is told from every other state."""

from itertools import chain

from notifier.answers.response import Said
from notifier.members.member import Member
from notifier.plan.readers.reached import Tries
from notifier.reports import participation
from notifier.reports.figures import Cell
from notifier.reports.participation import GONE
from notifier.reports.register import calls
from tests.reports.rows import KEY, a_member, a_register, row

STATES = ("Replied late", "Mail held", "Not reached", "Cancelled", "Open", "Silent")
MEMBERS: dict[str, Member] = {
    "NO": a_member("NO", "Norway"),
    "EG": a_member("EG", "Egypt", "Arab States"),
    "FR": a_member("FR", "France"),
    "BT": a_member("BT", "Bhutan", "Asia-Pacific"),
}


def number(cell: Cell) -> int:
    """A cell that is a number."""
    assert isinstance(cell, int)
    return cell


def test_a_consultation_counts_members_not_mails() -> None:
    """Two mails of one member are one reply; the states of the others tell them apart."""
    register = a_register()

    found = row(participation.consultations(register, calls(register)))

    assert (found["Members invited"], found["Members that replied"], found["Accepted"]) == (5, 1, 1)
    assert [found[state] for state in STATES] == [1, 1, 1, 0, 0, 1]
    assert found["Late replies"] == 1


def test_states_add_up_to_those_invited_and_words_to_those_that_replied() -> None:
    """In every table and every row of it."""
    register = a_register()
    made = calls(register)
    tables = (
        (participation.consultations(register, made), "Members invited"),
        (participation.by_region(register, made, MEMBERS), "Invitations to members"),
        (participation.by_member(register, made, MEMBERS), "Invited"),
    )

    for table, total in tables:
        for found in (row(table, n) for n in range(len(table.rows))):
            states = sum(number(found[s]) for s in ("Members that replied", *STATES))
            assert states == found[total]
    found = row(tables[0][0])
    said = (each.value.capitalize() for each in Said)
    assert sum(number(found[s]) for s in said) == found["Members that replied"]


def test_the_median_wait_is_of_first_replies() -> None:
    """A correction a week later must not make a quick member look slow."""
    register = a_register()

    found = row(participation.consultations(register, calls(register)))

    assert found["Median days to reply"] == (5 + 70) // 2


def test_form_and_reply_type_are_words() -> None:
    """Without them nobody knows what was accepted."""
    register = a_register()

    found = row(participation.consultations(register, calls(register)))

    assert (found["Form"], found["Type of reply"]) == ("consultation in writing", "call for views")
    assert found["Deadline"] == "2026-04-30"


def test_members_stand_in_alphabetical_order_and_silence_is_named() -> None:
    """No ranking of States; and a member that left the files is counted under its code."""
    register = a_register()

    table = participation.by_member(register, calls(register), MEMBERS)

    assert [r[1] for r in table.rows] == ["Bhutan", "Egypt", "France", "Norway", "SV"]
    assert [r[-2] for r in table.rows] == ["", KEY, "", "", ""]
    assert [r[-1] for r in table.rows] == ["", "", "", "", KEY]


def test_regions_leave_nobody_out() -> None:
    """El Salvador is in no file of members any more."""
    register = a_register()

    table = participation.by_region(register, calls(register), MEMBERS)

    assert [r[0] for r in table.rows] == ["Arab States", "Asia-Pacific", "Europe", GONE]
    assert sum(chain(number(r[1]) for r in table.rows)) == 5


def test_members_without_a_contact_are_named_beside_the_table() -> None:
    """They were not invited, so no column counts them; left out they are not."""
    register = a_register(tries=[Tries(KEY, "TV", 0, 0)])

    table = participation.consultations(register, calls(register))

    assert row(table)["Members invited"] == 5
    assert table.note.endswith(f"Members without any contact, in no column: {KEY} 1.")
