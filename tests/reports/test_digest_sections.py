"""Each thing that was found is a sentence with its command, the most urgent first."""

from typing import Any

import pytest

from notifier.plan.actions import Warn
from notifier.reports.ahead import Coming
from notifier.reports.digest import Section
from notifier.reports.digest_sections import sections
from notifier.reports.findings import Quiet
from tests.reports.findings import (
    DAY,
    INPUTS,
    NOW,
    a_doubt,
    a_feed,
    a_hold,
    a_letter,
    a_loss,
    a_mail,
    everything,
    findings,
)

SIGNED_OR_NOT = ("signed", "issue"), ("cleared", "signature"), ("draft", "clearance")


def section(name: str, **found: Any) -> Section:
    """One section of a morning on which this was found."""
    [made] = [each for each in sections(findings(**found)) if each.name == name]
    return made


def told(made: Section) -> list[tuple[str, str]]:
    """What the lines of a section say, and their commands."""
    return [(line.text, line.command) for line in made.lines]


def test_a_morning_on_which_nothing_was_found_has_no_lines() -> None:
    """No section makes lines of its own."""
    assert [line for each in sections(findings()) for line in each.lines] == []


def test_what_is_most_urgent_comes_first() -> None:
    """Doubt before decisions, decisions before letters, and dates last."""
    names = [each.name for each in sections(everything())]

    assert names == [
        "doubts", "held", "issue", "signature", "clearance", "lost", "unfinished", "mail", "feeds",
        "warnings", "silent", "coming",
    ]  # fmt: skip


def test_every_line_has_a_command_and_a_key_of_its_own() -> None:
    """What cannot be looked at or mended is not worth a line."""
    lines = [line for each in sections(everything()) for line in each.lines]

    assert all(line.command.startswith("notifier ") for line in lines)
    assert len({line.key for line in lines}) == len(lines)
    assert all(each.lines for each in sections(everything()))


def test_doubts_are_counted_by_message_and_told_by_letter() -> None:
    """Two letters, five messages."""
    made = section(
        "doubts", doubts=[a_doubt(), a_doubt(13, 3, name="CL-27/6", reference="CL-27/6")]
    )

    assert made.phrase == "5 messages are in doubt"
    assert told(made)[0] == (
        "CL-27/5: 2 messages since Tue 2 March, 08:30.",
        "notifier outbox list --state unsure --letter 12",
    )


def test_a_doubt_that_came_later_is_another_line() -> None:
    """So that it is marked as new; one that was settled is not news."""
    keys = {
        section("doubts", doubts=[row]).keys
        for row in (a_doubt(), a_doubt(count=3, last=NOW), a_doubt(count=1))
    }

    assert len(keys) == 2


@pytest.mark.parametrize(("status", "wanted"), SIGNED_OR_NOT)
def test_a_letter_waits_for_its_next_step(status: str, wanted: str) -> None:
    """With since when, and until when."""
    made = section(wanted, pending=[a_letter(3, status)])

    [(text, _)] = told(made)
    assert made.phrase == f"1 letter waits for {wanted}"
    assert text == (
        "WSIS Forum 2027: consultation letter (inputs); to be issued on Wed 10 March;"
        " waits since Tue 2 March."
    )


def test_each_step_has_the_command_that_takes_it() -> None:
    """Copied as it is, with the number of the registry filled in."""
    commands = [
        told(section(wanted, pending=[a_letter(3, status)]))[0][1]
        for status, wanted in SIGNED_OR_NOT
    ]

    assert commands == [
        "notifier letter issue 3 --reference CL-YY/N",
        "notifier letter sign 3",
        "notifier letter clear 3",
    ]


def test_an_overdue_letter_comes_first_and_says_for_how_long() -> None:
    """The one that is due today is not overdue."""
    letters = [
        a_letter(3, due_at=NOW),
        a_letter(4, due_at=NOW - 2 * DAY, urgent=1, consultations=[], kind="advance-notice"),
    ]

    made = section("clearance", pending=letters)

    assert made.phrase == "2 letters wait for clearance (1 overdue)"
    assert [line.is_late for line in made.lines] == [True, False]
    assert made.lines[0].text == (
        "WSIS Forum 2027: advance notice; urgent; OVERDUE: was to be issued on Mon 1 March,"
        " 2 days ago; waits since Tue 2 March."
    )


def test_a_letter_returned_to_draft_is_another_line_than_the_cleared_one() -> None:
    """It waits for somebody else now, so it is new to them."""
    keys = [section(wanted, pending=[a_letter(3, status)]).keys for status, wanted in SIGNED_OR_NOT]

    assert len({*keys}) == 3


def test_what_is_held_is_accepted_by_its_name() -> None:
    """A plan, a feed, a consultation; where only a date helps, there is nothing to accept."""
    made = section(
        "held",
        held=[a_hold(), a_hold(final=1, key="other")],
        feeds=[a_feed(failing_since=None, is_held=1, held_why="It is empty.", held_since=NOW)],
    )

    assert made.phrase == "3 holds wait for a decision"
    assert told(made) == [
        (
            "It gives 25 days of notice. Held since Tue 2 March.",
            "notifier plan held",
        ),
        (
            "It gives 25 days of notice. Only another date mends it. Held since Tue 2 March.",
            "notifier plan held",
        ),
        ("Feed un-events: It is empty.", "notifier plan held"),
    ]


def test_refused_members_are_named_while_they_are_few() -> None:
    """Of eleven only the number is said; the command lists them."""
    few = section("lost", lost=[a_loss("refused", "FR", "NO")])
    many = section("lost", lost=[a_loss("returned", *map(str, range(11)))])

    assert few.title == "Refused or returned since Tue 2 March"
    assert told(few) == [
        (
            "CL-27/5: 2 messages refused: France, Norway.",
            "notifier outbox list --state refused --letter 12",
        )
    ]
    assert told(many) == [
        (
            "CL-27/5: 11 messages came back.",
            "notifier report 2027 --list messages --end returned --letter CL-27/5",
        )
    ]


def test_a_letter_without_a_reference_is_called_by_what_it_is_about() -> None:
    """The key of a reminder says nothing to a reader; the command takes it all the same."""
    key = "reminder/2027-03-02/73a18aa6"
    row = a_loss("returned", "FR", name=key, reference=None, kind="reminder")

    assert told(section("lost", lost=[row])) == [
        (
            "reminder on WSIS Forum 2027 – Inputs: 1 message came back: France.",
            f"notifier report 2027 --list messages --end returned --letter {key}",
        )
    ]


def test_a_digest_that_did_not_arrive_is_told_to_the_others() -> None:
    """Its reader cannot know."""
    row = {"day": "2027-03-02", "address": "a@b.example", "state": "refused", "reply": "5.1.1 no"}

    made = section("lost", failed=[row])

    assert made.phrase == "1 message was refused or came back"
    assert (
        made.lines[0].text == "The digest of 2027-03-02 to a@b.example: it was refused: 5.1.1 no."
    )


def test_words_of_strangers_break_no_line_and_turn_none() -> None:
    """Controls, marks of order and the slots of letters are blanks; a long subject is cut."""
    [line] = section("mail", mails=[a_mail(subject="a\r\nBcc: x\u202e\ue000b" + "y" * 99)]).lines

    assert "“a Bcc: x by" in line.text
    assert line.text.isprintable()
    assert "y…”" in line.text


def test_a_subject_between_backquotes_is_no_command() -> None:
    """The page would show it as one."""
    [line] = section("mail", mails=[a_mail(subject="`rm -r x`")]).lines

    assert "“'rm -r x'”" in line.text


def test_a_mail_without_sender_and_subject_can_be_told() -> None:
    """An empty one is held too."""
    [line] = section("mail", mails=[a_mail(understood={"sender": None, "subject": ""})]).lines

    assert "from nobody named: “no subject”; the token does not hold." in line.text


def test_a_failing_feed_says_since_when_and_why() -> None:
    """One that reads well is not told."""
    made = section("feeds", feeds=[a_feed(), a_feed(name="b", failing_since=None)])

    assert made.phrase == "1 feed fails"
    assert told(made) == [
        (
            "un-events cannot be read since Tue 2 March, 08:30: it does not answer.",
            "notifier feed look un-events",
        )
    ]


def test_a_missing_cluster_says_where_it_is_entered() -> None:
    """It stands in every digest until then."""
    warning = Warn("cluster-unknown", "2028", "The first cluster of 2028 has no date.")

    assert told(section("warnings", warnings=[warning])) == [
        (
            "The first cluster of 2028 has no date. Enter it under first_cluster in rules.yaml.",
            "notifier rules",
        )
    ]


def test_a_warning_that_names_half_the_world_is_cut() -> None:
    """The command shows the whole of it."""
    [line] = section("warnings", warnings=[Warn("no-contact", "x", "AD, " * 200)]).lines

    assert line.text.endswith(" …")
    assert len(line.text) <= 280


@pytest.mark.parametrize(("count", "names"), [(2, ": France, Norway"), (11, "")])
def test_silent_members_are_named_while_they_are_few(count: int, names: str) -> None:
    """Of an open consultation; one that everybody has answered is left out."""
    members = ("FR", "NO", *map(str, range(9)))[:count]
    calls = [Quiet(INPUTS, NOW + DAY, 2026, 194, members), Quiet("x/y", NOW, 2026, 5, ())]

    made = section("silent", quiet=calls)

    assert made.phrase == "members are silent on 1 consultation"
    assert told(made) == [
        (
            f"WSIS Forum 2027 – Inputs: {count} of 194 members silent{names}; it closes on Thu 4 March, 08:30.",
            f"notifier response members --year 2026 --consultation {INPUTS} --state open",
        )
    ]


def test_what_comes_is_told_with_its_day() -> None:
    """A deadline and a session with their hour, a draft with the day of its issue."""
    coming = [
        Coming(NOW + DAY, "deadline", INPUTS),
        Coming(NOW + 2 * DAY, "session", INPUTS),
        Coming(NOW + 3 * DAY, "draft", INPUTS, "outcome", NOW + 9 * DAY),
        Coming(NOW + 4 * DAY, "draft", INPUTS, "reminder"),
        Coming(NOW + 5 * DAY, "paper", "annual-plan/2028", "annual-plan"),
    ]

    made = section("coming", coming=coming)

    assert made.phrase == "5 dates within 14 days"
    assert [line.text for line in made.lines] == [
        "Thu 4 March, 08:30: deadline of WSIS Forum 2027 – Inputs.",
        "Fri 5 March, 08:30: session of WSIS Forum 2027 – Inputs.",
        "Sat 6 March: outcome notice on WSIS Forum 2027 – Inputs is drafted; to be issued by Fri 12 March.",
        "Sun 7 March: reminder on WSIS Forum 2027 – Inputs is written.",
        "Mon 8 March: the annual plan of 2028 is drafted, and due.",
    ]


def test_a_date_that_was_moved_is_another_line() -> None:
    """A moved deadline is news."""
    keys = {
        section("coming", coming=[Coming(at, "deadline", INPUTS)]).keys
        for at in (NOW + DAY, NOW + 2 * DAY)
    }

    assert len(keys) == 2


def test_a_year_is_said_where_it_is_another_one() -> None:
    """A letter that waits since December."""
    [line] = section("clearance", pending=[a_letter(since=NOW - 70 * DAY)]).lines

    assert "waits since Wed 23 December 2026." in line.text
