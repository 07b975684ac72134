"""The plan that is in force is the last one that can be meant."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notifier.cli.house import SourcesReader
from notifier.errors import UserError
from notifier.ledger import events, notices, plans
from notifier.plan.activity import Plan
from notifier.ticks import acceptance
from tests.secretariat import Secretariat, at
from tests.ticks.office import rows, sets
from tests.ticks.plans import MEETING, WRITING

MONDAY = at("2026-03-09 09:00")
LATER = at("2026-03-10 09:00")
ASSESSED_LATER = MEETING + WRITING


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
    house.ledger.now(
        lambda tx: acceptance.accept(tx, "plan", by="ana", why="The year is called off.", at=LATER)
    )
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
        house.ledger.now(lambda tx: acceptance.accept(tx, None, by="ana", why=" ", at=LATER))


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
