from collections import Counter

import pytest

from notifier.play.temper import CLIENTS, HABITS, MANNERS, Habit, Manner, temper_of
from tests.play.sample import focal_points


@pytest.mark.parametrize("shares", [HABITS, MANNERS, CLIENTS])
def test_every_table_of_shares_is_whole(shares):
    """A share that was forgotten would silently stretch the others."""
    assert sum(shares.values()) == pytest.approx(1)


def test_a_temper_depends_on_seed_and_person_alone():
    """Adding a focal point to the list must not change what the others do."""
    few, many = focal_points(10), focal_points(100)

    tempers = [temper_of(point, 7) for point in many]

    assert tempers[:10] == [temper_of(point, 7) for point in few]


def test_another_seed_makes_other_people():
    """A second run with a new seed is a different year."""
    points = focal_points(50)

    assert [temper_of(p, 1) for p in points] != [temper_of(p, 2) for p in points]


@pytest.mark.parametrize("kind", [*Habit, *Manner])
def test_every_kind_of_person_exists_among_two_thousand(kind):
    """A year of the play meets each situation."""
    tempers = [temper_of(point, 3) for point in focal_points(2000)]
    seen = Counter(t.habit for t in tempers) + Counter(t.manner for t in tempers)

    assert seen[kind] > 0
