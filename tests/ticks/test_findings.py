"""What waits in a real ledger is found, and told once."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.ledger import digests, feeds, notices, plans
from notifier.ledger.database import Tx
from notifier.plan.actions import Warn
from notifier.plan.activity import Plan
from notifier.plan.calendar.feeds import Reading
from notifier.reports.findings import Findings
from notifier.ticks.findings import gather
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, sets
from tests.ticks.plans import FORUM, MEETING, REVIEW, WRITING

MONDAY = at("2026-03-09 09:00")
DAY = timedelta(days=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat with an urgent consultation and one that is not."""
    secretariat = Secretariat(tmp_path, MEETING + WRITING)
    yield sets(secretariat)
    secretariat.close()


def found(house: Secretariat, now: object = MONDAY, last: digests.Last | None = None) -> Findings:
    """What is found at a moment."""
    return house.ledger.now(partial(gather, sources=house.sources(), now=now, last=last))  # type: ignore[arg-type]


def test_a_plan_that_waits_is_told_before_what_is_held(house: Secretariat) -> None:
    """With its reason, and since when."""
    empty = Plan(year=2026, activities=())
    house.ledger.now(lambda tx: plans.propose(tx, empty, "Two of two are gone.", MONDAY))

    [row] = found(house).held

    assert (row["subject"], row["since"]) == ("plan", MONDAY)
    assert row["text"].endswith("Two of two are gone.")


async def test_a_consultation_with_short_notice_is_held(house: Secretariat) -> None:
    """Until somebody accepts it."""
    await house.tick(at("2026-04-13 09:00"), "watch")

    held = found(house, at("2026-04-13 10:00")).held

    assert ("short-notice", REVIEW) in [(row["code"], row["subject"]) for row in held]


def test_feeds_that_fail_or_wait_are_found(house: Secretariat) -> None:
    """Each for its reason."""

    def unit(tx: Tx) -> None:
        feeds.set_up(tx, ["a", "b"])
        feeds.failed(tx, "a", "it does not answer", MONDAY)
        feeds.propose(tx, "b", Reading(()), "It is empty.", MONDAY)

    house.ledger.now(unit)

    assert [(row["name"], row["is_held"]) for row in found(house).feeds] == [("a", 0), ("b", 1)]


def test_what_has_a_section_of_its_own_is_no_warning_as_well(house: Secretariat) -> None:
    """Nobody reads the same twice; the missing cluster is told though nobody kept it."""
    kept = [Warn("plan-held", "plan", "x"), Warn("mail-held", "7", "x"), Warn("lost", "y", "x")]
    house.ledger.now(lambda tx: notices.keep_warnings(tx, kept, MONDAY))

    codes = [each.code for each in found(house).warnings]

    assert codes == ["cluster-unknown", "lost"]


async def test_a_member_that_was_not_reached_is_not_called_silent(house: Secretariat) -> None:
    """Nor one that has answered, or of which a mail is held."""
    await drafts_and_issues(house, MONDAY)
    await house.tick(MONDAY, "post")

    before = {each.key: each.members for each in found(house).quiet}
    house.ledger.now(lambda tx: tx.run("update messages set bounced = 'hard' where member = 'FR'"))
    after = {each.key: each.members for each in found(house).quiet}

    assert before == {FORUM: ("CN", "EG", "FR", "NO", "PE")}
    assert after == {FORUM: ("CN", "EG", "NO", "PE")}


async def test_a_consultation_that_is_closed_is_not_asked_about(house: Secretariat) -> None:
    """Its outcome is told elsewhere."""
    await drafts_and_issues(house, MONDAY)

    assert [each.key for each in found(house, at("2026-04-30 21:00")).quiet] == [FORUM]
    assert found(house, at("2026-04-30 23:00")).quiet == ()


def test_failures_are_told_since_the_working_day_before_or_the_last_digest(
    house: Secretariat,
) -> None:
    """A weekend hides none, nor a week without a relay."""
    last = digests.Last(at("2026-03-03 07:30").date(), frozenset())

    assert found(house).since == at("2026-03-06 07:30")
    assert found(house, last=last).since == at("2026-03-03 07:30")
    assert found(house, MONDAY + DAY).since == at("2026-03-09 07:30")
