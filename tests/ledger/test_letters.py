"""A letter in the ledger: one path, and nothing changes after issue."""

import sqlite3

import pytest

from notifier.ledger import letters
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Edition, Status
from tests.scenes import CONSULTATION, NOON, draft, issued

KEY = f"{CONSULTATION}/consultation"
EDITION = Edition("en", "Views", "We ask.", "<p>We ask.</p>", b"%PDF", "CL-26-5-en.pdf")


def test_drafting_twice_drafts_once() -> None:
    """The key is natural: it says what the letter is about, not when it was made."""
    with Ledger(":memory:") as ledger:
        first = ledger.now(draft)

        assert ledger.now(draft) == first


def test_an_issued_edition_is_written_once() -> None:
    """What went out is what stands in the ledger, for years."""
    with Ledger(":memory:") as ledger:
        letter = issued(ledger)
        ledger.now(
            lambda tx: letters.keep_wordings(
                tx, letter.id, {"en": "{}"}, signed_hash="x", by="officer", at=NOON
            )
        )
        ledger.now(lambda tx: letters.keep_edition(tx, letter.id, EDITION))

        with pytest.raises(AssertionError, match="an issued edition is immutable"):
            ledger.now(lambda tx: letters.keep_edition(tx, letter.id, EDITION))

        assert ledger.now(lambda tx: letters.edition(tx, letter.id, "en")) == EDITION


def test_a_letter_is_released_once() -> None:
    """Two passes that overlap cannot both write the rows of a letter."""
    with Ledger(":memory:") as ledger:
        letter = issued(ledger)
        ledger.now(lambda tx: letters.released(tx, letter, NOON))

        with pytest.raises(AssertionError, match="a letter is released once"):
            ledger.now(lambda tx: letters.released(tx, letter, NOON))


@pytest.mark.parametrize("to", [Status.DRAFT, Status.CLEARED, Status.SIGNED, Status.WITHDRAWN])
def test_no_way_leads_back_from_issue(to: Status) -> None:
    """Corrections are letters of their own."""
    with Ledger(":memory:") as ledger:
        letter = issued(ledger)

        with pytest.raises(ValueError, match="a letter that is issued cannot become"):
            ledger.now(lambda tx: letters.advance(tx, letter, to, by="officer", at=NOON))


def test_a_reference_stands_on_one_letter_whatever_the_program_thinks() -> None:
    """The table itself refuses a second one."""

    def refer(tx: Tx, key: str) -> None:
        letters.keep_issue(tx, draft(tx, key).id, "CL-26/5", by="registry", at=NOON)

    with Ledger(":memory:") as ledger:
        ledger.now(lambda tx: refer(tx, "a"))

        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE constraint failed"):
            ledger.now(lambda tx: refer(tx, "b"))


def test_urgent_letters_are_released_first() -> None:
    """Then in the order of issue."""
    with Ledger(":memory:") as ledger:
        for key in ("a", "b", "c"):
            issued(ledger, key)
        ledger.now(lambda tx: tx.run("update letters set urgent = 1 where key = 'c'"))

        assert [letter.key for letter in ledger.now(letters.to_release)] == ["c", "a", "b"]
