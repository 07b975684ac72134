"""Whom a held mail may speak for is known until a person released it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from notifier.ledger import held, invitations, mail
from notifier.ledger.database import Ledger, Tx
from tests.scenes import CONSULTATION, NOON, a_focal_point, draft

GUESS = {"consultation": CONSULTATION, "member": "BT", "focal_point": "bt-wsis"}
LATER = NOON + timedelta(days=1)
BT = {CONSULTATION: frozenset({"BT"})}


def hold(
    tx: Tx, guesses: Sequence[dict[str, Any]], *, sender: str = "x@y.example", kind: str = "person"
) -> int:
    """A mail is held, with what it may be."""
    number = mail.file(tx, f"{sender}{kind}".encode(), mailbox="1", received_at=NOON)
    assert number is not None
    understood = {"category": kind, "sender": sender, "subject": ""}
    mail.hold(tx, number, understood, why="", guesses=guesses, at=NOON)
    return number


def invite(tx: Tx, code: str) -> None:
    """A member is invited."""
    letter = draft(tx)
    invitations.invite(tx, CONSULTATION, a_focal_point(code), letter=letter.id, sequence=0, at=NOON)


def test_a_guess_names_the_member_that_may_have_answered() -> None:
    """From the moment that it is held until somebody settles it."""
    with Ledger(":memory:") as ledger:
        number = ledger.now(lambda tx: hold(tx, [GUESS]))
        assert ledger.now(held.now) == BT
        assert ledger.now(held.oldest) == (number, NOON)
        ledger.now(lambda tx: mail.release(tx, number, why="spam", by="me", at=LATER))

        assert ledger.now(held.now) == {}
        assert ledger.now(held.oldest) is None
        assert ledger.now(lambda tx: held.then(tx, NOON)) == BT
        assert ledger.now(lambda tx: held.then(tx, LATER)) == {}


def test_a_mail_without_a_guess_may_answer_all_that_its_sender_was_asked() -> None:
    """Nobody can say which; what is called off needs no answer."""
    with Ledger(":memory:") as ledger:
        ledger.now(lambda tx: invite(tx, "bt"))
        ledger.now(lambda tx: hold(tx, [], sender="wsis@digital.bt.example"))

        assert ledger.now(held.now) == BT
        ledger.now(lambda tx: invitations.cancel(tx, CONSULTATION))
        assert ledger.now(held.now) == {}


def test_a_bounce_that_is_held_answers_nothing() -> None:
    """Even when it claims to come from the address itself."""
    with Ledger(":memory:") as ledger:
        ledger.now(lambda tx: invite(tx, "bt"))
        ledger.now(lambda tx: hold(tx, [], sender="wsis@digital.bt.example", kind="bounce"))

        assert ledger.now(held.now) == {}
