"""A given share of the members answers, and always the same ones."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.ledger import responses
from notifier.ledger.database import Tx
from notifier.simulation.people import answer
from notifier.ticks.watch import known
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.office import drafts_and_issues, sets
from tests.ticks.plans import FORUM, MEETING

MONDAY = at("2026-02-02 09:00")
LAST = at("2026-04-30 12:00")


@pytest.fixture
async def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat whose letter has left on Monday."""
    secretariat = sets(Secretariat(tmp_path, MEETING, (*PEOPLE, SECOND)))
    await drafts_and_issues(secretariat, MONDAY)
    yield secretariat
    secretariat.close()


SECOND = "fr-second,FR,Second office,second@digital.fr.example,wsis,fr,,2,,"


def answered(house: Secretariat, percent: int, now: datetime) -> set[str]:
    """The members that have answered by `now`."""
    plan = house.sources().plan

    def unit(tx: Tx) -> set[str]:
        answer(tx, plan, known(tx, plan, now), now, percent=percent)
        return {each.member for each in responses.of_consultation(tx, FORUM)}

    return house.ledger.now(unit)


async def test_all_or_nobody(house: Secretariat) -> None:
    """The ends of the scale are exact, and a member of two people answers once."""
    assert answered(house, 0, LAST) == set()
    assert answered(house, 100, LAST) == {"FR", "EG", "CN", "NO", "PE"}
    assert answered(house, 100, LAST) == {"FR", "EG", "CN", "NO", "PE"}
    assert len(house.ledger.now(lambda tx: responses.of_consultation(tx, FORUM))) == 5


async def test_whoever_is_among_the_few_is_among_the_many(house: Secretariat) -> None:
    """Else more answers could mean more reminders."""
    few = answered(house, 50, LAST)

    assert few < answered(house, 100, LAST)


async def test_answers_come_one_after_the_other(house: Secretariat) -> None:
    """Not all on the day of the letter, and none after the deadline."""
    numbers = [len(answered(house, 100, MONDAY + timedelta(days=30 * n))) for n in range(3)]

    assert numbers[0] == 0
    assert numbers == sorted(numbers)


async def test_nobody_answers_after_the_deadline(house: Secretariat) -> None:
    """A late answer is another question."""
    assert answered(house, 100, LAST + timedelta(days=1)) == set()
