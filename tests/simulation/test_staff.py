"""The staff of a simulated year keep the rules that staff keep."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from notifier.errors import UserError
from notifier.ledger import letters
from notifier.letters.letter import Letter, Status
from notifier.plan.rules.workdays import Workdays
from notifier.simulation.staff import Staff
from notifier.simulation.type import blank
from notifier.ticks import path
from tests.secretariat import Secretariat, at
from tests.ticks.plans import MEETING

MONDAY = at("2026-02-02 09:00")
GOOD_FRIDAY = at("2026-04-03 09:00")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat with an urgent letter to come."""
    secretariat = Secretariat(tmp_path, MEETING)
    yield secretariat
    secretariat.close()


def workdays(house: Secretariat) -> Workdays:
    """The calendar of the duty station."""
    return house.sources().rules.workdays


def status(house: Secretariat) -> Status:
    """How far the only letter has come."""
    [letter] = house.ledger.now(letters.by_status)
    return letter.status


async def test_nobody_works_on_a_holiday_of_the_duty_station(house: Secretariat) -> None:
    """A letter of that day would tell the officer of a collision that is none."""
    staff = Staff(house.ledger, blank(["en"]), 2026, at_work=workdays(house).is_open)
    await house.tick(GOOD_FRIDAY, "watch")

    assert staff.work(GOOD_FRIDAY) == 0
    assert staff.work(GOOD_FRIDAY + timedelta(days=4)) > 0


async def test_whoever_cleared_a_letter_in_a_copied_ledger_does_not_sign_it(
    house: Secretariat,
) -> None:
    """The simulation goes on from letters that people of any name have cleared."""
    await house.tick(MONDAY, "watch")
    [letter] = house.ledger.now(letters.by_status)
    clear = partial(path.clear, draft=letter, wordings=blank(["en"])(letter), by="Chief", at=MONDAY)
    house.ledger.now(clear)

    house.staff.work(MONDAY)

    assert status(house) is Status.SIGNED


async def test_a_number_that_the_registry_has_given_is_not_given_again(house: Secretariat) -> None:
    """In a copied ledger the first numbers of the year are taken."""
    await house.tick(MONDAY, "watch")
    for _ in range(3):
        house.staff.work(MONDAY)
    house.plan.write_text(MEETING + MEETING.replace("forum", "other"), encoding="utf-8")
    await house.tick(MONDAY, "watch")

    staff = Staff(house.ledger, blank(["en"]), 2026)
    for _ in range(3):
        staff.work(MONDAY)

    found = {x.key: x.reference for x in house.ledger.now(letters.by_status)}
    assert found["forum-2026/inputs/consultation"] == "CL-26/1"
    assert found["other-2026/inputs/consultation"] == "CL-26/2"


async def test_a_step_that_is_refused_is_told_and_the_others_are_taken(house: Secretariat) -> None:
    """One letter that cannot be written does not end the year."""
    told: list[tuple[str, datetime]] = []

    def fails(letter: Letter) -> NoReturn:
        raise UserError.of(letter.key, "there is no such template")

    def refused(letter: Letter, _error: UserError, now: datetime) -> None:
        told.append((letter.key, now))

    await house.tick(MONDAY, "watch")
    strict = Staff(house.ledger, fails, 2026)
    mild = Staff(house.ledger, fails, 2026, refused=refused)

    assert mild.work(MONDAY) == 0
    assert told == [("forum-2026/inputs/consultation", MONDAY)]
    with pytest.raises(UserError, match="no such template"):
        strict.work(MONDAY)
