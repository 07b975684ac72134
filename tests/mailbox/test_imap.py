"""A mail is fetched until it is filed, whoever opened it and whatever the server keeps."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from notifier.errors import UserError
from notifier.mailbox.access import ImapAccess
from notifier.mailbox.imap import Imap
from notifier.mailbox.marks import KEYWORD, SEEN
from notifier.mailbox.port import Arrived, UnreachableError
from tests.mailbox.imap_house import SYSTEM, House, open_house

ACCESS = ImapAccess("127.0.0.1", 143, "answers@secretariat.example", "secret", tls="none")


def unused_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@pytest.mark.parametrize("host", ["mail.secretariat.example", "192.0.2.1"])
def test_a_password_never_leaves_this_machine_without_tls(host: str) -> None:
    """Refused before anything is dialled."""
    with pytest.raises(UserError, match="needs TLS"):
        Imap(replace(ACCESS, host=host))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_on_this_machine_tls_may_be_left_out(host: str) -> None:
    """A relay beside us is often plain."""
    Imap(replace(ACCESS, host=host)).close()


def test_a_server_that_is_down_is_for_the_next_tick() -> None:
    """No mistake of the operator: an error of its own kind, which says where."""
    mailbox = Imap(replace(ACCESS, port=unused_port()))

    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1"):
        list(mailbox.fetch())


def test_waiting_for_a_server_that_is_down_returns_at_once() -> None:
    """The tick then tries and tells."""
    assert Imap(replace(ACCESS, port=unused_port())).wait(60) is False


def test_a_closed_mailbox_stays_closed() -> None:
    """Closing twice is as once; nothing dials again on the way out."""
    mailbox = Imap(ACCESS)
    mailbox.close()
    mailbox.close()

    with pytest.raises(UnreachableError, match="closed"):
        list(mailbox.fetch())


def test_the_password_is_in_no_representation() -> None:
    """Logs and tracebacks show values."""
    assert "secret" not in repr(ACCESS).replace("secretariat", "")


@contextmanager
def a_mailbox(house: House) -> Iterator[Imap]:
    """Our account in that house."""
    with open_house(house):
        mailbox = Imap(replace(ACCESS, port=house.port))
        try:
            yield mailbox
        finally:
            mailbox.close()


def arrived(mailbox: Imap) -> list[str]:
    """The UIDs of what is not filed yet."""
    return [mail.uid for mail in mailbox.fetch()]


@pytest.mark.parametrize("keeps", [rf"{SYSTEM} \*", None], ids=["told", "not told"])
def test_a_mail_that_staff_opened_is_fetched_until_it_is_filed(keeps: str | None) -> None:
    """To be read by a person is not to be filed."""
    house = House(keeps)
    opened, unread = house.deliver(SEEN), house.deliver()

    with a_mailbox(house) as mailbox:
        assert arrived(mailbox) == arrived(mailbox) == ["7.1", "7.2"]
        mailbox.mark(["7.1"])
        assert arrived(mailbox) == ["7.2"]
        assert mailbox.marking == "keyword"

    assert house.mails == {opened: {KEYWORD, SEEN}, unread: set()}


def test_the_mark_outlives_the_process() -> None:
    """Another process finds what is left, not what is filed; staff may mark it unread."""
    house = House()
    house.deliver()
    with a_mailbox(house) as mailbox:
        mailbox.mark(arrived(mailbox))
    house.mails[1].discard(SEEN)
    house.deliver()

    with a_mailbox(house) as mailbox:
        assert arrived(mailbox) == ["7.2"]


def test_without_keywords_what_is_read_counts_as_filed_and_it_is_told() -> None:
    """Such a server says nothing better of the time before we came."""
    house = House(SYSTEM)
    house.deliver(SEEN)
    house.deliver()

    with a_mailbox(house) as mailbox:
        assert arrived(mailbox) == ["7.2"]
        assert mailbox.marking == "seen"
        mailbox.mark(["7.2"])
        assert arrived(mailbox) == []

    assert house.mails[2] == {SEEN}


def test_without_keywords_a_mail_opened_under_our_eyes_is_still_fetched() -> None:
    """What came since this process began, only it can have filed."""
    house = House(SYSTEM)
    house.deliver(SEEN)

    with a_mailbox(house) as mailbox:
        assert arrived(mailbox) == []
        house.deliver(SEEN)
        assert arrived(mailbox) == ["7.2"]
        mailbox.mark(["7.2"])
        assert arrived(mailbox) == []


@pytest.mark.parametrize(
    "house",
    [
        House(""),
        House("", is_read_only=True),
        House(is_read_only=True, answers_store="NO"),
        House(answers_store="NO"),
        House(SYSTEM, answers_store="NO"),
        House(answers_store="BAD"),
    ],
    ids=["nothing kept", "read-only", "read-only untold", "refused", "seen refused", "bad"],
)
def test_a_mailbox_that_cannot_be_marked_is_read_once(house: House) -> None:
    """The process remembers, goes on with the next mails, and tells."""
    house.deliver()
    house.deliver()

    with a_mailbox(house) as mailbox:
        mailbox.mark(arrived(mailbox))
        house.deliver()
        assert arrived(mailbox) == ["7.3"]
        assert mailbox.marking == "memory"

    assert house.fetched == [1, 2, 3]
    assert KEYWORD not in set().union(*house.mails.values())


def test_a_server_that_marks_again_is_trusted_again() -> None:
    """A quota that was full is no state for ever."""
    house = House(answers_store="NO")
    house.deliver()
    house.deliver()

    with a_mailbox(house) as mailbox:
        mailbox.mark(["7.1"])
        house.answers_store = "OK"
        mailbox.mark(["7.2"])
        assert mailbox.marking == "keyword"


def test_marks_of_a_folder_made_anew_are_left_alone() -> None:
    """The same number names another mail there."""
    house = House()
    house.deliver()

    with a_mailbox(house) as mailbox:
        mailbox.mark(["6.1"])
        assert arrived(mailbox) == ["7.1"]


def test_a_mail_comes_as_it_is_with_the_time_of_its_arrival() -> None:
    """In UTC, whatever the zone of the server."""
    house = House()
    house.deliver()

    with a_mailbox(house) as mailbox:
        (mail,) = mailbox.fetch()

    assert mail == Arrived("7.1", b"Subject: 1\r\n\r\n", datetime(2027, 2, 2, 9, tzinfo=UTC))
