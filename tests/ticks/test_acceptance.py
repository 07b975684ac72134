"""What is held is neither cleared nor issued, until a person says that it is meant."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.ledger import holds, letters
from notifier.letters.letter import Status
from notifier.plan.actions import Hold
from notifier.ticks import acceptance, path
from tests.secretariat import Secretariat, at
from tests.ticks.office import rows, sets
from tests.ticks.plans import REVIEW, WRITING

LATE = at("2026-04-13 09:00")  # 25 days before the deadline
CALL = f"{REVIEW}/consultation"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat whose only consultation is not urgent, and late."""
    secretariat = Secretariat(tmp_path, WRITING)
    yield sets(secretariat)
    secretariat.close()


def clear(house: Secretariat) -> Status:
    """The officer clears the draft."""
    draft = house.ledger.now(partial(path.found, name=CALL))
    texts = house.staff._write(draft)
    return house.ledger.now(lambda tx: path.clear(tx, draft, texts, by="officer", at=LATE)).status


def accept(house: Secretariat, code: str | None = None) -> None:
    """The officer says that it is meant: the first thing that waits, or what has the code."""
    code = code or house.ledger.now(acceptance.waiting)[0].code
    yes = partial(acceptance.accept, code=code, by="officer", why="The date is given.", at=LATE)
    house.ledger.now(yes)


async def test_a_letter_that_is_held_is_not_cleared(house: Secretariat) -> None:
    """The refusal says why, and what can be done."""
    await house.tick(LATE, "watch")

    with pytest.raises(UserError) as refused:
        clear(house)

    [problem] = refused.value.problems
    assert "gives 25 days of notice; at least 42 are expected." in problem.what
    assert "see `notifier plan held`" in problem.what


async def test_what_was_accepted_goes_on(house: Secretariat) -> None:
    """Once, by its code."""
    await house.tick(LATE, "watch")
    accept(house)

    assert clear(house) is Status.CLEARED
    await house.tick(at("2026-04-14 09:00"), "watch")
    assert house.ledger.now(acceptance.waiting) == []


async def test_a_letter_that_came_to_be_held_after_its_signature_is_not_issued(
    house: Secretariat,
) -> None:
    """It lay about, and its notice grew short."""
    early = at("2026-03-25 09:00")  # 44 days
    await house.tick(early, "watch")
    draft = house.ledger.now(partial(path.found, name=CALL))
    texts = house.staff._write(draft)
    house.ledger.now(lambda tx: path.clear(tx, draft, texts, by="officer", at=early))
    house.ledger.now(lambda tx: path.sign(tx, CALL, by="chief", at=early))
    await house.tick(LATE, "watch")

    with pytest.raises(UserError, match="days of notice"):
        house.ledger.now(lambda tx: path.issue(tx, CALL, "CL-26/9", by="registry", at=LATE))
    assert house.ledger.now(lambda tx: letters.by_status(tx, Status.ISSUED)) == []


async def test_what_a_mended_date_ends_waits_no_more(house: Secretariat) -> None:
    """The officer moves the deadline, and nobody has to accept anything."""
    await house.tick(LATE, "watch")
    plan = house.plan.read_text(encoding="utf-8")
    house.plan.write_text(plan.replace("2026-05-08", "2026-06-30"), encoding="utf-8")
    await house.tick(LATE, "watch")

    assert rows(house, "holds", "key") == []


async def test_a_deadline_in_the_past_cannot_be_accepted(house: Secretariat) -> None:
    """Only another date helps, and the refusal says so."""
    await house.tick(at("2026-05-11 09:00"), "watch")

    with pytest.raises(UserError, match="Only another date mends it"):
        accept(house)


async def test_nothing_that_waits_cannot_be_accepted(house: Secretariat) -> None:
    """A slip of the finger accepts nothing."""
    await house.tick(at("2026-03-02 09:00"), "watch")

    with pytest.raises(UserError, match="nothing waits under this code"):
        accept(house, "abc123")


async def test_a_yes_to_one_thing_is_no_yes_to_another(house: Secretariat) -> None:
    """Short notice was accepted; that the session was before its letter, nobody has looked at."""
    await house.tick(LATE, "watch")
    accept(house)
    house.ledger.now(
        lambda tx: holds.keep(
            tx,
            [
                Hold("short-notice", REVIEW, "2026-05-08T21:59+00:00", "It is short."),
                Hold("session-past", REVIEW, "2026-04-01", "It was before."),
            ],
            LATE,
        )
    )

    assert [each.why for each in house.ledger.now(acceptance.waiting)] == ["It was before."]
    with pytest.raises(UserError, match="It was before"):
        clear(house)
