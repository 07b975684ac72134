"""The plan that is in force is the last one that can be meant."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from notifier.cli.house import SourcesReader
from notifier.errors import UserError
from notifier.ledger import events, notices, plans
from notifier.plan.activity import Plan
from notifier.ticks import acceptance
from notifier.ticks.watch import Sources
from tests.secretariat import Secretariat, at
from tests.ticks.office import rows, sets
from tests.ticks.plans import MEETING, WRITING

MONDAY = at("2026-03-09 09:00")
LATER = at("2026-03-10 09:00")
ASSESSED_LATER = MEETING + WRITING
THREE_MORE = ASSESSED_LATER + "".join(WRITING.replace("review-2026", f"review-{n}") for n in "abc")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat with two activities."""
    secretariat = Secretariat(tmp_path, ASSESSED_LATER)
    yield sets(secretariat)
    secretariat.close()


def in_force(house: Secretariat) -> list[str]:
    """The activities of the plan in force."""
    plan = house.ledger.now(plans.in_force)
    return [activity.id for activity in plan.activities] if plan else []


def warnings(house: Secretariat) -> list[str]:
    """The codes of the warnings that hold."""
    return [row["code"] for row in house.ledger.now(notices.warnings)]


def accept(house: Secretariat, why: str, code: str | None = None) -> None:
    """Ana says that what waits is meant."""
    [waits] = house.ledger.now(acceptance.waiting)
    yes = partial(acceptance.accept, code=code or waits.code, by="ana", why=why, at=LATER)
    house.ledger.now(yes)


async def _emptied(house: Secretariat) -> None:
    await house.tick(MONDAY, "watch")
    house.plan.write_text("[]\n", encoding="utf-8")
    await house.tick(LATER, "watch")


async def test_a_plan_that_is_suddenly_empty_is_not_followed(house: Secretariat) -> None:
    """Drafts stand, nobody is told that anything is cancelled, and staff are asked."""
    await _emptied(house)

    assert in_force(house) == ["forum-2026", "review-2026"]
    assert "plan-held" in warnings(house)
    assert {row["status"] for row in rows(house, "letters")} == {"draft"}


async def test_an_accepted_plan_is_followed(house: Secretariat) -> None:
    """Somebody says that it is meant, and who and why is on record."""
    await _emptied(house)
    accept(house, "The year is called off.")
    await house.tick(LATER, "watch")

    assert in_force(house) == []
    assert "plan-held" not in warnings(house)
    assert {row["status"] for row in rows(house, "letters")} == {"withdrawn"}
    [event] = [row for row in rows(house, "events") if row["kind"] == "plan.accepted"]
    assert (event["actor"], "called off" in event["data"]) == ("ana", True)


async def test_a_slip_that_is_mended_needs_no_yes(house: Secretariat) -> None:
    """The proposal is gone, and with it the warning."""
    await _emptied(house)
    house.plan.write_text(ASSESSED_LATER, encoding="utf-8")
    await house.tick(LATER, "watch")

    assert house.ledger.now(acceptance.waiting) == []
    assert "plan-held" not in warnings(house)


async def test_looking_again_at_a_held_plan_writes_nothing(house: Secretariat) -> None:
    """A tick comes every half minute."""
    await _emptied(house)
    before = rows(house, "events")
    await house.tick(LATER, "watch")

    assert rows(house, "events") == before


async def test_a_restart_keeps_the_plan_in_force(house: Secretariat) -> None:
    """It stands in the ledger, not in the memory of the service."""
    await _emptied(house)
    house.reopen()
    house.work_with(house._record)
    await house.tick(LATER, "watch")

    assert in_force(house) == ["forum-2026", "review-2026"]


async def test_the_plan_of_a_past_day_can_be_asked_for(house: Secretariat) -> None:
    """A report of then is made from what was in force then."""
    await house.tick(MONDAY, "watch")
    house.plan.write_text(MEETING, encoding="utf-8")
    await house.tick(LATER, "watch")

    then = house.ledger.now(lambda tx: plans.in_force(tx, MONDAY))

    assert isinstance(then, Plan)
    assert len(then.activities) == 2
    assert in_force(house) == ["forum-2026"]


def test_the_first_plan_is_followed_whatever_it_holds(house: Secretariat) -> None:
    """There is nothing to compare it with."""
    assert house.ledger.now(plans.in_force) is None


async def test_a_yes_without_a_reason_is_none(house: Secretariat) -> None:
    """The record needs one."""
    await _emptied(house)

    with pytest.raises(UserError, match="the record needs a reason"):
        accept(house, " ")


async def test_a_yes_is_to_what_was_looked_at_and_to_nothing_that_replaced_it(
    house: Secretariat,
) -> None:
    """The officer read one proposal; meanwhile the file says something else."""
    house.plan.write_text(THREE_MORE, encoding="utf-8")
    await house.tick(MONDAY, "watch")
    house.plan.write_text("[]\n", encoding="utf-8")
    await house.tick(LATER, "watch")
    [first] = house.ledger.now(acceptance.waiting)
    house.plan.write_text(MEETING, encoding="utf-8")
    await house.tick(LATER, "watch")

    with pytest.raises(UserError, match="nothing waits under this code"):
        accept(house, "It is called off.", first.code)
    assert len(in_force(house)) == 5


async def test_every_change_of_the_plan_is_in_the_journal(house: Secretariat) -> None:
    """Which version was read when."""
    await _emptied(house)

    kinds = [row["kind"] for row in house.ledger.now(lambda tx: events.of(tx, "2026"))]

    assert kinds == ["plan.read", "plan.held"]


async def test_a_file_with_mistakes_is_a_warning_until_it_is_mended(house: Secretariat) -> None:
    """The log scrolls away; what staff look at does not."""
    await house.tick(MONDAY, "watch")
    house.plan.write_text("- id: Forum 2026\n", encoding="utf-8")
    await house.tick(LATER, "watch")

    [told] = [row for row in house.ledger.now(notices.warnings) if row["code"] == "files-rejected"]
    assert "2026.yaml:1" in told["text"]
    assert "notifier check" in told["text"]
    assert in_force(house) == ["forum-2026", "review-2026"]

    house.plan.write_text(ASSESSED_LATER, encoding="utf-8")
    await house.tick(LATER, "watch")
    assert "files-rejected" not in warnings(house)


async def test_a_start_with_a_broken_plan_goes_on_with_the_last_good_one(
    house: Secretariat,
) -> None:
    """A machine that starts at night does not leave everybody unreminded for a comma."""
    await house.tick(MONDAY, "watch")
    house.plan.write_text("- id: Forum 2026\n", encoding="utf-8")
    of = house.settings

    read = SourcesReader(of, last_plan=lambda: house.ledger.now(plans.in_force))

    assert [activity.id for activity in read().plan.activities] == ["forum-2026", "review-2026"]
    assert read().problems
    with pytest.raises(UserError, match="Forum 2026"):
        SourcesReader(of)()


class Stumbling(SourcesReader):
    """Reads files as ever, and has a bug where a plan speaks of an overflow."""

    def _read(self) -> Sources:
        found = super()._read()
        if any(each.id == "overflow" for each in found.plan.activities):
            raise OverflowError("date value out of range")
        return found


def test_files_that_nobody_foresaw_are_files_with_mistakes(house: Secretariat) -> None:
    """The last good ones stay in force, and what was met is told in a sentence."""
    read = Stumbling(house.settings)
    good = read()
    house.plan.write_text(MEETING.replace("id: forum-2026", "id: overflow"), encoding="utf-8")
    after = read()

    [told] = after.problems
    assert told.what == "The files cannot be worked out: OverflowError: date value out of range."
    assert (after.plan, after.rules) == (good.plan, good.rules)
    with pytest.raises(UserError, match="OverflowError"):
        Stumbling(house.settings)()
    known = Stumbling(house.settings, last_plan=lambda: good.plan)()
    assert (known.plan, known.problems) == (good.plan, after.problems)
