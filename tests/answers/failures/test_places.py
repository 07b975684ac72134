"""Who failed is read from the surest place that names anybody."""

import pytest

from notifier.answers.failures.places import address_of, failed_addresses
from notifier.answers.mime.entity import parse

MEIER, KELLER = "f.meier@foreign.example", "a.keller@foreign.example"
DAEMON, US = "mailer-daemon@mx.example", "bounce@secretariat.example"
HEADERS = (("from", f"Secretariat <{US}>"), ("to", MEIER), ("message-id", "<1@sec.example>"))
TEXTS = {
    "qmail's paragraphs": (f"<{MEIER}>:\nno\n\n<{KELLER}>:\nno", (MEIER, KELLER)),
    "alone on a line": (f"These failed:\n\n    {MEIER}\n", (MEIER,)),
    "behind a bullet": (f"These failed:\n  * {MEIER}\n  * {KELLER}\n", (MEIER, KELLER)),
    "with a name": (f"Not delivered to\n  Franz Meier <{MEIER}>\n", (MEIER,)),
    "with what Exchange adds": (f"{MEIER} on Tue, 12 Jan 2027 10:00\n    unknown", (MEIER,)),
    "behind a label": (f"Reason: unknown\nRecipient: {MEIER}\nHelp: help@mx.example", (MEIER,)),
    "behind a label in Chinese": (f"原因：不存在\n收件人：{MEIER}\n", (MEIER,)),
    "in a dialogue": (f">>> RCPT TO:<{MEIER}>\n<<< 550 no such user", (MEIER,)),
    "in a sentence": (f"Your message to {MEIER} could not be delivered.", (MEIER,)),
    "a field that became text": (f"Final-Recipient: rfc822;{MEIER}\nX: {KELLER}", (MEIER,)),
    "not where it was forwarded from": (f"<{KELLER}> (expanded from <{MEIER}>): no", (KELLER,)),
    "never us, nor the postmaster": (f"<{US}>\n<postmaster@mx.example>\n<{MEIER}>", (MEIER,)),
    "upper case": (f"<{MEIER.upper()}>: unknown", (MEIER,)),
    "nowhere but in the returned mail": ("It failed.", (MEIER,)),
}


@pytest.mark.parametrize(("text", "failed"), TEXTS.values(), ids=TEXTS)
def test_who_failed_is_found(text: str, failed: tuple[str, ...]) -> None:
    """Each server has its own way to write it."""
    mail = parse(f"From: {DAEMON}\nTo: {US}\n\n{text}".encode())

    assert failed_addresses(mail, DAEMON, HEADERS, text) == failed


def test_a_header_that_names_them_is_believed() -> None:
    """Exim and Gmail write it, whatever their text says."""
    mail = parse(f"X-Failed-Recipients: {MEIER},\n {KELLER}\nTo: {US}\n\nno".encode())

    assert failed_addresses(mail, DAEMON, (), "no") == (MEIER, KELLER)


def test_nobody_is_made_up() -> None:
    """Better none than one that did not fail."""
    assert failed_addresses(parse(b"Subject: x\n\nIt failed."), DAEMON, (), "It failed.") == ()


@pytest.mark.parametrize(
    "value",
    [f"rfc822; {MEIER}", f"RFC822;<{MEIER}>", f"rfc822;{MEIER} (Meier, Franz)", f"<{MEIER}>."],
)
def test_the_address_of_a_field_is_bare(value: str) -> None:
    """RFC 3464 2.3.2 wants a type before it; not all write one."""
    assert address_of(value) == MEIER
