"""Whether an address is dead is told by words first, by codes where words are silent."""

import pytest

from notifier.answers.severity import is_hard

DEAD = [
    ("5.1.1", "550 5.1.1 User unknown"),
    ("5.1.2", "Host unknown (Name server: host not found)"),
    ("5.1.6", "mailbox has moved"),
    ("5.1.10", "recipient has null MX"),
    ("5.0.0", "550 Requested action not taken: mailbox unavailable"),
    ("", "550 sorry, no mailbox here by that name"),
    ("5.2.1", "550 5.2.1 The email account that you tried to reach is inactive"),
    ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied"),
    ("5.4.4", "unable to route: domain not found"),
    ("5.7.1", "550 5.7.1 <x@y.example>: Recipient address rejected: User unknown"),
    ("5.0.0", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"),
    ("5.0.0", "Adresse inconnue"),
    ("5.0.0", "пользователь не найден"),
    ("5.0.0", "收件人不存在"),
]
LOST = [
    ("5.2.2", "552 mailbox full"),
    ("5.1.1", "550 5.1.1 mailbox is full: over quota"),
    ("5.7.1", "550 5.7.1 rejected by DMARC policy"),
    ("5.7.1", "554 5.7.1 Service unavailable; client host [192.0.2.1] blocked using a list"),
    ("4.4.7", "delivery time expired"),
    ("5.4.7", "delivery time expired"),
    ("4.4.3", "Host or domain name not found. Name service error: Host not found, try again"),
    ("4.1.1", "450 4.1.1 unverified address: user unknown"),
    ("5.3.4", "552 5.3.4 Message size exceeds fixed limit"),
    ("5.1.8", "553 5.1.8 sender domain must exist"),
    ("5.0.0", "554 rejected as spam"),
    ("", ""),
    ("rubbish", "\x00"),
]


@pytest.mark.parametrize(("status", "words"), DEAD)
def test_an_unknown_user_or_host_is_dead(status: str, words: str) -> None:
    """The address is given up, and a replacement is asked for."""
    assert is_hard(status, words)


@pytest.mark.parametrize(("status", "words"), LOST)
def test_anything_else_is_the_loss_of_one_mail(status: str, words: str) -> None:
    """A full mailbox, a policy or an expiry never costs anybody the address."""
    assert not is_hard(status, words)
