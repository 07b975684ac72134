"""A Maildir gives each mail until it is marked, and marking moves it as the format asks."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.mailbox.maildir import Maildir
from notifier.mailbox.port import Mailbox

RAW = b"From: f.meier@foreign.example\r\nSubject: x\r\n\r\n\xff words\r\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty Maildir."""
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    return tmp_path


def uids(mailbox: Mailbox) -> list[str]:
    """What the mailbox hands out."""
    return [arrived.uid for arrived in mailbox.fetch()]


def test_a_mail_is_handed_out_unaltered_with_its_time_of_delivery(path: Path) -> None:
    """It is filed as it arrived."""
    file = path / "new" / "1799999999.M1P2.host"
    file.write_bytes(RAW)
    os.utime(file, (1799999990, 1799999990))

    (arrived,) = Maildir(path).fetch()

    assert arrived.raw == RAW
    assert arrived.received_at == datetime.fromtimestamp(1799999990, UTC)


def test_fetching_changes_nothing(path: Path) -> None:
    """A crash before the commit must find the mail again."""
    (path / "new" / "1.a.host").write_bytes(RAW)
    mailbox = Maildir(path)

    assert uids(mailbox) == uids(mailbox) == ["1.a.host"]


def test_oldest_comes_first_from_both_folders(path: Path) -> None:
    """A mail program may have moved unread mail to cur."""
    (path / "new" / "1000.a.host").write_bytes(RAW)
    (path / "cur" / "999.b.host:2,").write_bytes(RAW)
    (path / "cur" / "998.c.host:2,S").write_bytes(RAW)
    (path / "new" / ".hidden").write_bytes(RAW)

    assert uids(Maildir(path)) == ["999.b.host", "1000.a.host"]


def test_a_marked_mail_is_in_cur_and_seen(path: Path) -> None:
    """Flags it had are kept, in the order the format asks for."""
    (path / "new" / "1.a.host").write_bytes(RAW)
    (path / "cur" / "2.b.host:2,TF").write_bytes(RAW)
    mailbox = Maildir(path)

    mailbox.mark(["1.a.host", "2.b.host", "gone"])

    assert sorted(f.name for f in (path / "cur").iterdir()) == ["1.a.host:2,S", "2.b.host:2,FST"]
    assert uids(mailbox) == []


def test_marking_twice_is_as_once(path: Path) -> None:
    """The mark may be repeated after a crash."""
    (path / "new" / "1.a.host").write_bytes(RAW)
    mailbox = Maildir(path)

    mailbox.mark(["1.a.host"])
    mailbox.mark(["1.a.host"])

    assert [f.name for f in (path / "cur").iterdir()] == ["1.a.host:2,S"]


def test_a_mail_that_vanishes_meanwhile_is_passed_over(path: Path) -> None:
    """Another program may move it between listing and reading."""
    (path / "new" / "1.a.host").write_bytes(RAW)
    (path / "new" / "2.b.host").write_bytes(RAW)
    fetched = Maildir(path).fetch()

    first = next(fetched)
    (path / "new" / "2.b.host").unlink()

    assert (first.uid, list(fetched)) == ("1.a.host", [])


def test_a_folder_that_is_no_maildir_is_told(tmp_path: Path) -> None:
    """A wrong path must not look like an empty mailbox."""
    with pytest.raises(UserError, match="no Maildir"):
        Maildir(tmp_path)
