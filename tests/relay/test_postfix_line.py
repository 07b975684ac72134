"""A line of Postfix's log is read in whatever form syslog wrote it, and proves no more than it does."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.relay.postfix_line import Fact, fact, instant

MESSAGE_ID = b"<kzqxvw2mjn7d5yb4trcaeh3g@secretariat.example>"
BY = datetime(2026, 3, 2, 18, tzinfo=UTC)
HEADS = {
    "rsyslog, traditional": b"Mar  2 12:00:07 mx postfix/cleanup[2412]: ",
    "postlogd": b"Mar 02 12:00:07 mx postfix/cleanup[2412]: ",
    "rsyslog, precise": b"2026-03-02T12:00:07.123456+00:00 mx postfix/cleanup[2412]: ",
    "journalctl -o short-iso": b"2026-03-02T12:00:07+0000 mx postfix/cleanup[2412]: ",
    "journalctl -o short-iso-precise": b"2026-03-02T12:00:07.123456+0000 mx postfix/cleanup[2412]: ",
    "journalctl -o short-precise": b"Mar 02 12:00:07.123456 mx postfix/cleanup[2412]: ",
    "with its priority": b"<22>Mar  2 12:00:07 mx postfix/cleanup[2412]: ",
    "RFC 5424": b"<22>1 2026-03-02T12:00:07.123Z mx.example postfix/cleanup 2412 - - ",
    "RFC 5424, structured": b'<22>1 2026-03-02T12:00:07Z mx postfix/cleanup 2412 - [a@1 b="c"] \xef\xbb\xbf',
    "an instance of its own": b"Mar  2 12:00:07 mx postfix-out/cleanup[2412]: ",
    "a service with a name": b"Mar  2 12:00:07 mx postfix/submission/cleanup[2412]: ",
}
AT = b"2026-03-02T12:00:07+00:00 mx postfix/"
TAKEN = (
    b"qmgr[17]: 4VkT2c1xYz: from=<b+x@s.example>, size=8412, nrcpt=1 (queue active)",
    b"qmgr[17]: A1B2C3D4E5: from=<b@s.example>, status=expired, returned to sender",
    (
        b"smtp[9]: A1B2C3D4E5: to=<a@m.example>, relay=mx.m.example[192.0.2.1]:25, delay=1.2,"
        b" delays=0.1/0/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 1)"
    ),
    (
        b"lmtp[9]: A1B2C3D4E5: to=<a@m.example>, orig_to=<x@m.example>, relay=none, delay=1,"
        b" delays=0/0/0/0, dsn=4.4.1, status=deferred (connect to m.example: Connection refused)"
    ),
    (
        b"local[9]: A1B2C3D4E5: to=<a@m.example>, relay=local, delay=0, delays=0/0/0/0, dsn=5.1.1,"
        b" status=bounced (unknown user)"
    ),
    (
        b"relay/smtp[9]: A1B2C3D4E5: to=<a@m.example>, relay=m[192.0.2.1]:25, delay=1,"
        b" delays=0/0/0/0, dsn=2.0.0, status=sent (250 ok)"
    ),
)
NO_PROOF = (
    # while the text still came in, or because it was refused after it
    b"cleanup[2]: A1B2C3D4E5: milter-reject: END-OF-MESSAGE from c[192.0.2.9]: 5.7.1 no; from=<b@s> to=<a@m>",
    b"cleanup[2]: A1B2C3D4E5: reject: header Subject: x from c[192.0.2.9]; from=<b@s> to=<a@m>: 5.7.1 no",
    b"cleanup[2]: warning: A1B2C3D4E5: write queue file: No space left on device",
    b"smtpd[3]: NOQUEUE: reject: RCPT from c[192.0.2.9]: 550 5.1.1 <a@m>: User unknown",
    b"smtpd[3]: lost connection after DATA (65536 bytes) from c[192.0.2.9]",
    b"smtpd[3]: A1B2C3D4E5: reject: END-OF-MESSAGE from c[192.0.2.9]: 552 5.3.4 size; to=<a@m> status=sent",
    # about something else
    b"smtp[9]: A1B2C3D4E5: to=<a@m.example>, relay=m, delay=1, dsn=2.1.5, status=deliverable (250 ok)",
    b"bounce[9]: A1B2C3D4E5: sender non-delivery notification: B1B2C3D4E5",
    b"cleanup[2]: A1B2C3D4E5: resent-message-id=<x@y>",
    b"cleanup[2]: A1B2C3D4E5: warning: header Message-ID: <x@y> from c; message-id=<x@y>",
    b"postsuper[2]: A1B2C3D4E5: removed",
)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_message_id_is_read_in_every_form_of_a_line(head: bytes) -> None:
    """Which one it is depends on the distribution, and on how the log was fetched."""
    line = head + b"4VkT2c1xYz: message-id=" + MESSAGE_ID

    assert fact(line) == Fact("named", b"4VkT2c1xYz", MESSAGE_ID)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_instant_is_read_in_every_form_of_a_line(head: bytes) -> None:
    """To the second; what says no zone is taken for the machine's own."""
    read = instant(head, BY)

    assert read is not None
    assert read.has_zone == (b"2026" in head)
    expected = datetime(2026, 3, 2, 12, 0, 7, tzinfo=UTC)
    there = read.at if read.has_zone else read.at.replace(tzinfo=UTC)
    assert there.replace(microsecond=0) == expected


@pytest.mark.parametrize("rest", TAKEN, ids=lambda rest: rest[:40].decode())
def test_queue_manager_and_delivery_agents_prove_that_it_was_taken(rest: bytes) -> None:
    """They know a queue id only once its file is on disk, whatever becomes of it then."""
    read = fact(AT + rest)

    assert read is not None
    assert read.kind == "taken"


@pytest.mark.parametrize("rest", NO_PROOF, ids=lambda rest: rest[:40].decode())
def test_what_proves_nothing_counts_for_nothing(rest: bytes) -> None:
    """A wrong proof would be a letter that nobody got, and that is counted as sent."""
    assert fact(AT + rest) is None


def test_a_day_without_a_year_is_the_last_one_of_that_name() -> None:
    """The log of December is read in January."""
    read = instant(b"Dec 31 23:00:00 mx postfix/qmgr[1]: x", datetime(2027, 1, 3, tzinfo=UTC))

    assert read is not None
    assert read.at.year == 2026


def test_a_leap_day_is_that_of_the_last_leap_year() -> None:
    """29 February is no day of 2027."""
    read = instant(b"Feb 29 12:00:00 mx postfix/qmgr[1]: x", datetime(2027, 1, 3, tzinfo=UTC))

    assert read is not None
    assert read.at.year == 2024


@pytest.mark.parametrize(
    "line",
    [b"Feb 30 12:00:00 mx postfix/qmgr[1]: x", b"2026-13-02T12:00:00Z mx postfix/qmgr[1]: x"],
)
def test_a_day_that_no_calendar_has_is_no_instant(line: bytes) -> None:
    """A damaged line is left out."""
    assert instant(line, BY) is None


PIECES = st.sampled_from(
    [*HEADS.values(), *TAKEN, *NO_PROOF, AT, MESSAGE_ID, b"message-id=", b"status=sent", b"<", b">"]
)


@given(st.lists(PIECES | st.binary(max_size=40), max_size=12).map(b"".join))
def test_no_line_whatever_upsets_the_reader(line: bytes) -> None:
    """A log holds what strangers wrote into their headers."""
    read = fact(line)
    when = instant(line, BY)

    assert read is None or (read.queue_id.isalnum() and read.said in line)
    assert when is None or when.at.tzinfo is not None


@given(st.integers(0, 10**9), st.integers(-1439, 1439))
def test_an_instant_with_a_zone_is_read_exactly(seconds: int, zone: int) -> None:
    """Whatever zone the relay lives in."""
    there = (BY - timedelta(seconds=seconds)).astimezone(timezone(timedelta(minutes=zone)))

    read = instant(f"{there.isoformat()} mx postfix/qmgr[1]: x".encode(), BY)

    assert read is not None
    assert read.at == there
