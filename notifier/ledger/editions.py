"""How large letters are: their editions measured where they lie."""

from dataclasses import dataclass

from notifier.ledger.database import Tx

_AROUND = 16_384  # octets of headers and calendar objects, at most
_IN_BASE64 = 78 / 57  # how a part grows on the way (RFC 2045 6.8)


@dataclass(frozen=True, slots=True)
class Largest:
    """The edition that is largest, and about how many octets it has as a message."""

    letter: str  # its key
    language: str
    octets: int


def largest(tx: Tx, letter: int | None = None) -> Largest | None:
    """Return the largest issued edition of one letter, or of all; None where there is none."""
    row = tx.one(
        "select letters.key, language, coalesce(length(pdf), 0)"
        " + length(cast(plain as blob)) + length(cast(html as blob)) as octets"
        " from editions join letters on letters.id = letter"
        " where html is not null and (:letter is null or letter = :letter)"
        " order by octets desc limit 1",
        letter=letter,
    )
    if row is None:
        return None
    return Largest(row["key"], row["language"], on_the_way(row["octets"]))


def on_the_way(octets: int) -> int:
    """Return about how many octets a message has whose text, HTML and PDF have `octets`, at most."""
    return int(octets * _IN_BASE64) + _AROUND
