"""Whom a draft is for and how urgent it is, when the plan has changed since it was made."""

from collections.abc import Sequence

from notifier.ledger.database import Tx, as_json


def address(tx: Tx, letter: int, addressees: Sequence[str] | None, *, urgent: bool) -> None:
    """Give a draft the addressees and the urgency of today; None leaves them to the issue."""
    tx.run(
        "update letters set addressees = :addressees, urgent = :urgent"
        " where id = :id and status = 'draft'",
        addressees=None if addressees is None else as_json(list(addressees)),
        urgent=int(urgent),
        id=letter,
    )
