"""A member is reached when one mail arrived; until all are lost it may yet be."""

import pytest

from notifier.plan.readers.reached import Tries, not_reached, without_contact
from tests.plan.scenes import INPUTS


@pytest.mark.parametrize(
    ("messages", "lost", "is_reached"),
    [(1, 0, True), (1, 1, False), (2, 1, True), (2, 2, False)],
)
def test_a_member_is_not_reached_when_every_message_was_lost(
    messages: int, lost: int, is_reached: bool
) -> None:
    """One mail that arrived is enough."""
    found = not_reached([Tries(INPUTS, "SV", messages, lost)])

    assert found == ({} if is_reached else {INPUTS: frozenset({"SV"})})


def test_each_consultation_counts_by_itself() -> None:
    """The letter on one says nothing about the other."""
    found = not_reached(
        [Tries("a/x", "SV", 1, 1), Tries("a/y", "SV", 2, 1), Tries("a/x", "BA", 1, 1)]
    )

    assert found == {"a/x": frozenset({"SV", "BA"})}


def test_a_member_without_a_contact_is_told_apart() -> None:
    """It was not invited, so nothing was lost."""
    tries = [Tries(INPUTS, "TV", 0, 0), Tries(INPUTS, "SV", 1, 1)]

    assert without_contact(tries) == {INPUTS: frozenset({"TV"})}
    assert not_reached(tries) == {INPUTS: frozenset({"SV"})}
