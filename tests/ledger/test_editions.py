"""Letters measured in the ledger."""

from notifier.ledger import editions
from notifier.ledger.database import Ledger
from tests.scenes import draft, issued


def test_the_largest_edition_is_found() -> None:
    """Six languages and one limit: the largest has to fit. Octets count, not characters."""
    with Ledger(":memory:") as ledger:
        letter = issued(ledger)
        add = (
            "insert into editions (letter, language, wording, subject, plain, html, pdf)"
            " values (:letter, :language, '', 's', :text, :text, :pdf)"
        )
        for language, text, pdf in (
            ("en", "abc", None),
            ("ar", "ééé", b"x" * 90_000),
            ("fr", "é", b"y"),
        ):
            values = {"letter": letter.id, "language": language, "text": text, "pdf": pdf}
            ledger.now(lambda tx, values=values: tx.run(add, **values))

        found = ledger.now(editions.largest)

        assert found is not None
        assert (found.letter, found.language) == (letter.key, "ar")
        assert found.octets == 90_012 * 78 // 57 + 16_384
        assert ledger.now(lambda tx: editions.largest(tx, letter.id)) == found
        assert ledger.now(lambda tx: editions.largest(tx, letter.id + 1)) is None


def test_what_is_not_issued_has_no_size_yet() -> None:
    """Its PDF is made at the issue."""
    with Ledger(":memory:") as ledger:
        letter = ledger.now(draft)
        ledger.now(
            lambda tx: tx.run(
                "insert into editions (letter, language, wording) values (:letter, 'en', '{}')",
                letter=letter.id,
            )
        )

        assert ledger.now(editions.largest) is None
