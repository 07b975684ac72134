"""Staff are told of members that nobody reached, and of mails that nobody looked at."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from notifier.plan.readers.reached import Tries
from notifier.plan.tasks.attention import HELD_AT_MOST, WORTH_A_WARNING, attention
from tests.plan.scenes import (
    INPUTS,
    ISSUED,
    LETTER,
    Desk,
    activity,
    consultation,
    directory,
    opened,
    plan,
)

NOW = ISSUED + timedelta(days=1)
CLOSES = datetime(2026, 9, 22, 21, 59, tzinfo=UTC)


def told(desk: Desk, *lost: str, alone: Sequence[str] = (), now: datetime = NOW) -> dict[str, str]:
    """What staff are told when the messages of some members were lost: texts by their keys."""
    tries = [Tries(INPUTS, code, 1, 1) for code in lost]
    tries += [Tries(INPUTS, code, 0, 0) for code in alone]
    return {
        warning.key: warning.text
        for warning in attention(desk.plan, desk.directory, desk.record, tries, now)
    }


def test_each_member_that_was_not_reached_is_a_warning_that_says_what_to_do() -> None:
    """Nobody there knows that they were asked."""
    warnings = told(opened(), "SN", "FR")

    assert list(warnings) == [f"not-reached/{INPUTS}/FR", f"not-reached/{INPUTS}/SN"]
    text = warnings[f"not-reached/{INPUTS}/SN"]
    assert f"(SN) was not reached by CL-{LETTER}" in text
    assert "Add a contact to focal_points.csv and write to it" in text


def test_members_without_a_contact_are_one_warning() -> None:
    """Each consultation says of how many and of whom."""
    warnings = told(opened(), alone=["TV", "NR"])

    assert list(warnings) == [f"no-contact/{INPUTS}/2"]
    assert (
        "2 members have no contact, and were not asked: NR, TV."
        in warnings[f"no-contact/{INPUTS}/2"]
    )


def test_one_that_was_heard_was_reached() -> None:
    """By a colleague, on the page, at a reception: it knows; a held mail shows it too."""
    desk = opened()
    desk.answer(INPUTS, "FR")
    desk.record = replace(desk.record, held={INPUTS: frozenset({"SN"})})

    assert told(desk, "SN", "FR") == {}


def test_the_warning_lasts_until_nothing_can_be_mended() -> None:
    """A month after the deadline the outcome is told; what is called off needs nobody."""
    desk = opened()
    last = CLOSES + WORTH_A_WARNING

    assert told(desk, "SN", now=last - timedelta(seconds=1))
    assert told(desk, "SN", now=last) == {}
    desk.plan = plan(activity(consultation(cancelled=True)))
    assert told(desk, "SN") == {}


def test_a_mail_that_is_held_too_long_is_a_warning() -> None:
    """Whoever wrote it is not reminded meanwhile, and hears nothing."""
    desk = opened()
    desk.record = replace(desk.record, oldest_held=(17, NOW))

    assert told(desk, now=NOW + HELD_AT_MOST - timedelta(seconds=1)) == {}
    (text,) = told(desk, now=NOW + HELD_AT_MOST).values()
    assert text.startswith("Mail 17 has waited for a person since 2026-07-15")
    assert "`notifier mail held`" in text


def test_members_that_came_into_the_audience_after_the_letter_are_named() -> None:
    """Nobody is silently missed: neither a new class or role, nor a contact that was added."""
    desk = opened("CH", "FR")
    desk.directory = directory("CH", "FR", "SN")

    warnings = told(desk)

    assert list(warnings) == [f"not-invited/{INPUTS}/1"]
    assert "and are not invited: SN." in warnings[f"not-invited/{INPUTS}/1"]


def test_once_the_deadline_has_passed_nobody_is_invited_any_more() -> None:
    """Then it is history."""
    desk = opened("CH", "FR")
    desk.directory = directory("CH", "FR", "SN")

    assert told(desk, now=CLOSES) == {}
