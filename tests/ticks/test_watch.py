"""The plan becomes drafts, each once; what people decided about a draft stands."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.ledger import letters, notices
from notifier.letters.letter import Letter, Status
from notifier.plan.actions import DraftLetter
from notifier.ticks import path
from notifier.ticks.watch import known, watch
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import FORUM, MEETING

MONDAY = at("2026-03-09 09:00")
DAY = timedelta(days=1)
CALL = f"{FORUM}/consultation"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat with one urgent consultation by meeting."""
    secretariat = Secretariat(tmp_path, MEETING)
    yield sets(secretariat)
    secretariat.close()


def edit(house: Secretariat, before: str, after: str) -> None:
    """The officer edits the plan."""
    plan = house.plan.read_text(encoding="utf-8")
    assert before in plan
    house.plan.write_text(plan.replace(before, after), encoding="utf-8")


def letter(house: Secretariat, key: str = CALL) -> Letter:
    """A letter as it stands."""
    return house.ledger.now(partial(path.found, name=key))


async def test_a_draft_is_made_and_nothing_leaves(house: Secretariat) -> None:
    """A letter is never sent by accident: it waits for people."""
    await house.tick(MONDAY)

    assert letter(house).status is Status.DRAFT
    assert rows(house, "messages") == []


async def test_looking_twice_decides_nothing_new(house: Secretariat) -> None:
    """A restart, or two passes in a minute, draft once."""
    first = await watch(MONDAY, ledger=house.ledger, read=house.sources)
    again = await watch(MONDAY, ledger=house.ledger, read=house.sources)

    assert [a.key for a in first if isinstance(a, DraftLetter)] == [CALL]
    assert [a for a in again if isinstance(a, DraftLetter)] == []


async def test_a_draft_follows_the_plan(house: Secretariat) -> None:
    """What is not cleared yet says what the plan says today."""
    await house.tick(MONDAY, "watch")
    edit(house, "T14:00", "T15:00")
    await house.tick(MONDAY + DAY, "watch")

    facts = letter(house).facts["consultations"][FORUM]
    assert facts["session"]["start"] == "2026-04-15T15:00:00"


async def test_a_signed_letter_that_the_plan_overtook_is_a_draft_again(house: Secretariat) -> None:
    """Nobody signed that: clearance and signature are gone, and people look at it anew."""
    await house.tick(MONDAY, "watch")
    for _ in range(2):
        house.staff.work(MONDAY)
    assert letter(house).status is Status.SIGNED

    edit(house, "T14:00", "T15:00")
    await house.tick(MONDAY + DAY, "watch")

    found = letter(house)
    assert (found.status, found.cleared_by, found.signed_by) == (Status.DRAFT, None, None)


async def test_a_letter_that_staff_withdrew_is_not_drafted_again(house: Secretariat) -> None:
    """A person decided; a tick that brings it back every half minute would be a nuisance."""
    await house.tick(MONDAY, "watch")
    house.ledger.now(partial(path.withdraw, name=CALL, by="officer", at=MONDAY))

    for day in range(1, 4):
        await house.tick(MONDAY + day * DAY, "watch")

    assert [row["status"] for row in rows(house, "letters")] == ["withdrawn"]


async def test_a_withdrawn_letter_comes_back_when_it_would_say_something_else(
    house: Secretariat,
) -> None:
    """The decision was about that content, and the next draft has a key of its own."""
    await house.tick(MONDAY, "watch")
    house.ledger.now(partial(path.withdraw, name=CALL, by="officer", at=MONDAY))

    edit(house, "T14:00", "T15:00")
    await house.tick(MONDAY + DAY, "watch")

    assert [(row["key"], row["status"]) for row in rows(house, "letters")] == [
        (CALL, "withdrawn"),
        (f"{CALL}-2", "draft"),
    ]


async def test_a_draft_of_what_is_called_off_is_withdrawn(house: Secretariat) -> None:
    """Nobody was told of it, so nobody is told that it is off; when it is on again, they are."""
    await house.tick(MONDAY, "watch")
    edit(house, "end: 2026-07-10}", "end: 2026-07-10, status: cancelled}")
    await house.tick(MONDAY + DAY, "watch")
    assert letter(house).status is Status.WITHDRAWN

    edit(house, ", status: cancelled}", "}")
    await house.tick(MONDAY + 2 * DAY, "watch")

    assert letter(house, f"{CALL}-2").status is Status.DRAFT


async def test_a_change_undone_before_anyone_heard_of_it_is_told_to_nobody(
    house: Secretariat,
) -> None:
    """The update is withdrawn, and the invited hold what they held."""
    await drafts_and_issues(house, MONDAY)
    edit(house, "T14:00", "T15:00")
    await house.tick(MONDAY + DAY, "watch")
    assert letter(house, f"{FORUM}/update-1").status is Status.DRAFT

    edit(house, "T15:00", "T14:00")
    await drafts_and_issues(house, MONDAY + 2 * DAY)

    assert letter(house, f"{FORUM}/update-1").status is Status.WITHDRAWN
    assert {row["sequence"] for row in rows(house, "messages")} == {0}


async def test_a_plan_with_a_mistake_leaves_the_last_good_one_in_force(house: Secretariat) -> None:
    """A slip of the officer at noon withdraws and drafts nothing."""
    await house.tick(MONDAY, "watch")
    edit(house, "level: high", "level: hihg")
    actions = await watch(MONDAY + DAY, ledger=house.ledger, read=house.sources)

    assert not [a for a in actions if isinstance(a, DraftLetter)]
    assert letter(house).status is Status.DRAFT


async def test_each_version_of_the_plan_is_kept_once(house: Secretariat) -> None:
    """What was in force on a day can be looked up."""
    for day in range(3):
        await house.tick(MONDAY + day * DAY, "watch")
    edit(house, "T14:00", "T15:00")
    await house.tick(MONDAY + 3 * DAY, "watch")

    kept = [json.loads(row["body"])["activities"][0] for row in rows(house, "plans")]
    assert [a["consultations"][0]["session"]["start"][-8:] for a in kept] == [
        "14:00:00",
        "15:00:00",
    ]


async def test_a_warning_holds_as_long_as_its_reason(house: Secretariat) -> None:
    """The date of the first cluster is missing, then entered."""
    for day in range(2):
        await house.tick(MONDAY + day * DAY, "watch")
    assert [w["code"] for w in house.ledger.now(notices.warnings)] == ["cluster-unknown"]

    rules = house.folder / "config/rules.yaml"
    text = rules.read_text(encoding="utf-8")
    entered = "  2027: {start: 2027-01-18, end: 2027-01-29}\n"
    rules.write_text(text.replace("  2027:\n", entered), encoding="utf-8")
    await house.tick(MONDAY + 2 * DAY, "watch")

    assert house.ledger.now(notices.warnings) == []
    raised = house.ledger.now(
        lambda tx: tx.rows("select subject from events where kind = 'warning.raised'")
    )
    assert len(raised) == 1


async def test_standing_letters_are_left_to_remind(house: Secretariat) -> None:
    """`watch` drafts for people; what goes out by standing order is not theirs to clear."""
    await drafts_and_issues(house, MONDAY)
    await house.tick(at("2026-04-23 09:00"), "watch")

    assert [x.kind for x in house.ledger.now(letters.by_status)] == ["consultation"]


async def test_a_draft_becomes_urgent_with_its_activity(house: Secretariat) -> None:
    """What is urgent leaves first, though it was drafted when it was not."""
    edit(house, "members_needed: urgent", "members_needed: welcome")
    await house.tick(MONDAY, "watch")
    assert not letter(house).urgent

    edit(house, "members_needed: welcome", "members_needed: urgent")
    await house.tick(MONDAY + DAY, "watch")

    assert letter(house).urgent


async def test_who_is_invited_is_known_until_the_session_is_over(house: Secretariat) -> None:
    """Registration may close many weeks before the meeting, and its notice still finds readers."""
    edit(house, "2026-04-15T14:00", "2026-08-31T14:00")
    edit(house, "2026-04-15T17:00", "2026-08-31T17:00")
    await drafts_and_issues(house, MONDAY)
    await house.tick(MONDAY, "post")
    near = at("2026-08-28 08:00")  # 120 days after the deadline

    found = house.ledger.now(lambda tx: known(tx, house.sources().plan, near))

    assert len(found.invited[FORUM]) == 5


async def test_figures_wait_for_an_outcome_that_is_late(house: Secretariat) -> None:
    """Half a year after the deadline nobody was told yet what came of it."""
    await drafts_and_issues(house, MONDAY)
    await house.tick(MONDAY, "post")

    found = house.ledger.now(lambda tx: known(tx, house.sources().plan, at("2026-10-30 09:00")))

    assert found.outcome[FORUM]["entitled"] == 5
