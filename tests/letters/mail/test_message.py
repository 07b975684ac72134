"""What the relay's answer says of an address, and identifiers that never change."""

import pytest

from notifier.letters.mail.message import Outcome, Verdict, message_id


@pytest.mark.parametrize(
    ("verdict", "code", "reply", "is_dead"),
    [
        (Verdict.REFUSED, 550, "5.1.1 no such user", True),
        (Verdict.REFUSED, 550, "5.1.10 null MX", True),
        (Verdict.REFUSED, 550, "5.7.1 policy", False),
        (Verdict.REFUSED, 552, "5.2.2 mailbox full", False),
        (Verdict.REFUSED, 550, "no such user", False),
        (Verdict.DEFERRED, 450, "4.1.1 not now", False),
        (Verdict.UNSURE, None, "5.1.1", False),
    ],
)
def test_only_a_refusal_of_the_mailbox_itself_makes_an_address_dead(
    verdict: Verdict, code: int | None, reply: str, *, is_dead: bool
) -> None:
    """A policy against us, or a full mailbox, is no reason to write to nobody any more."""
    assert Outcome(verdict, code, reply).says_dead_address is is_dead


def test_a_message_id_follows_from_its_row_alone() -> None:
    """A message tried again is the same message."""
    first = message_id("letter/fr-wsis", "secretariat.example")

    assert first == message_id("letter/fr-wsis", "secretariat.example")
    assert first != message_id("letter/no-wsis", "secretariat.example")
