"""Mail made to break a reader costs it neither its time nor its memory, nor an error."""

import base64
import random
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.answers.answer import Category
from notifier.answers.understand import understand

FILES = sorted((Path(__file__).parent.parent / "mail").glob("*.eml"))
TEN_MB = base64.encodebytes(bytes(range(256)) * 40_000)
MIXED = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=B\n\n"
BOMB = base64.encodebytes(zlib.compress(bytes(60_000_000), 9))
DAEMON = b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n"
HOSTILE = {
    "40 MB with a file": MIXED
    + b"--B\n\nOurs.\n--B\nContent-Type: application/pdf; name=c.pdf\n"
    + b"Content-Transfer-Encoding: base64\n\n"
    + TEN_MB * 3
    + b"--B--\n",
    "40 MB of text": b"From: a@b.example\n\n" + b"hello world this is text\n" * 1_600_000,
    "40 MB in one line": b"From: a@b.example\n\n" + b"hello world " * 3_300_000,
    "40 MB of HTML": b"Content-Type: text/html\n\n" + b"<p>hello <b>world</b></p>\n" * 1_600_000,
    "40 MB of header": b"Subject: " + b"x" * 40_000_000 + b"\n\nhi",
    "10,000 parts": MIXED + b"--B\nContent-Type: text/html\n\n<p>hello</p>\n" * 10_000 + b"--B--\n",
    "nested 200 deep": b"".join(
        b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (n, n) for n in range(200)
    )
    + b"\nHello\n" * 1_000_000,
    "forwarded 200 deep": DAEMON[:-1] + b"Content-Type: message/rfc822\n\n" * 200 + b"hi",
    "zip bomb": MIXED
    + b"--B\n\nOurs.\n--B\nContent-Type: application/zip; name=bomb.zip\n"
    + b"Content-Transfer-Encoding: base64\n\n"
    + BOMB
    + b"--B--\n",
    "a million refusals": DAEMON + b"<a@b.example>: user unknown\n" * 1_000_000,
    "dots and signs": DAEMON + b"a.b.c.d.e@" * 2_000_000,
    "blanks": DAEMON + (b" " * 100_000 + b"a\n") * 20,
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\n\nx",
    "brackets": b"From: " + b"<" * 200_000 + b"\nTo: " + b'"a(b' * 200_000 + b"\n\nx",
    "300,000 failures": b"Content-Type: multipart/report; boundary=B\n\n--B\n"
    b"Content-Type: message/delivery-status\n\n"
    + b"Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1\n\n"
    * 300_000,
    "marks": b"From: a@b.example\n\n" + b">" * 2_000_000,
    "links": b"Content-Type: text/html\n\n" + b"<a href=unsub " * 200_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_it_takes_less_than_a_second(raw: bytes) -> None:
    """Measured in time of the processor: the machine may be busy with others."""
    began = time.process_time()

    understand(raw, files=False)

    assert time.process_time() - began < 1


@pytest.mark.parametrize("name", ["40 MB with a file", "40 MB of text", "zip bomb", "10,000 parts"])
def test_it_takes_little_memory(name: str) -> None:
    """Beside the mail itself, of which nothing is copied that need not be."""
    tracemalloc.start()
    try:
        understand(HOSTILE[name], files=False)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 60_000_000


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FILES), st.sampled_from(FILES), st.randoms(use_true_random=False))
def test_mails_cut_and_mixed_are_read_without_an_error(
    first: Path, second: Path, chance: random.Random
) -> None:
    """Gateways lose lines, repeat them, and put one mail into another."""
    lines = first.read_bytes().split(b"\n") + second.read_bytes().split(b"\n")
    for _ in range(chance.randint(1, 8)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[at], lines[other] = lines[other], chance.choice((b"", lines[at], b"--B", b"\x00\xff"))

    assert understand(b"\n".join(lines)).category in Category


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.sampled_from(["utf-7", "utf-16", "cp037", "iso2022_kr", "hz"]))
def test_a_label_that_lies_is_no_error(file: Path, label: str) -> None:
    """The bytes say one thing, the charset another."""
    raw = file.read_bytes().replace(b"utf-8", label.encode()).replace(b"us-ascii", label.encode())

    assert understand(raw).category in Category
