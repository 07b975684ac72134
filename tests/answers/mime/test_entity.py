"""A mail comes apart where its boundaries are, whatever was done to them."""

import pytest

from notifier.answers.mime.entity import MAX_DEPTH, leaves, parse

MIXED = b"Content-Type: multipart/mixed; boundary=B\n\n"
BODIES = {
    "as it should be": b"--B\n\none\n--B\n\ntwo\n--B--\n",
    "CRLF": b"--B\r\n\r\none\r\n--B\r\n\r\ntwo\r\n--B--\r\n",
    "prologue and epilogue": b"old programs\n--B\n\none\n--B\n\ntwo\n--B--\nnothing\n",
    "never closed": b"--B\n\none\n--B\n\ntwo",
    "blanks behind": b"--B \t\n\none\n--B  \n\ntwo\n--B--\n",
    "one that only begins alike": b"--B\n\none\n--B\n\ntwo\n--Bad\n--B--\n",
    "another than was said": b"--X\n\none\n--X\n\ntwo\n--X--\n",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_both_parts_are_found(body: bytes) -> None:
    """Gateways rewrite boundaries and lose ends."""
    texts = [part.text().partition("\n--Bad")[0].strip() for part in leaves(parse(MIXED + body))]

    assert texts == ["one", "two"]


def test_a_line_of_an_mbox_is_the_envelopes_sender() -> None:
    """RFC 4155: who is in the reverse-path, which mail programs drop."""
    mail = parse(b"From MAILER-DAEMON Tue Jan 12 10:15:00 2027\nSubject: x\n\nwords")

    assert (mail.get("mbox-from"), mail.get("subject")) == ("MAILER-DAEMON", "x")


def test_depth_ends_somewhere() -> None:
    """What is nested deeper is one part, unread."""
    raw = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(99)
    )
    depth, part = 0, parse(raw)
    while part.parts:
        depth, part = depth + 1, part.parts[0]

    assert depth == MAX_DEPTH


def test_an_empty_mail_has_one_empty_part() -> None:
    """Also from no bytes at all."""
    [part] = leaves(parse(b""))

    assert part.is_empty
