"""A draft is for those, and as urgent, as the plan of today says; what was signed stays."""

from notifier.ledger import letters, redrafting
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Letter, Status
from tests.scenes import NOON, draft


def _addressed(tx: Tx, letter: Letter) -> tuple[tuple[str, ...] | None, bool]:
    redrafting.address(tx, letter.id, ("fr-wsis",), urgent=True)
    found = letters.find(tx, letter.key)
    assert found is not None
    return found.addressees, found.urgent


def test_a_draft_takes_the_addressees_and_the_urgency_of_today() -> None:
    """It was made before the activity became urgent."""
    with Ledger(":memory:") as ledger:
        assert ledger.now(lambda tx: _addressed(tx, draft(tx))) == (("fr-wsis",), True)


def test_a_letter_that_was_cleared_is_for_whom_it_was_cleared() -> None:
    """It is returned first."""

    def unit(tx: Tx) -> tuple[tuple[str, ...] | None, bool]:
        letter = draft(tx)
        letters.advance(tx, letter, Status.CLEARED, by="staff", at=NOON)
        return _addressed(tx, letter)

    with Ledger(":memory:") as ledger:
        assert ledger.now(unit) == (None, False)
