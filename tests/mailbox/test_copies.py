"""A copy of a message is found by its Message-ID, and nothing in the mailbox changes by it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.mailbox.access import ImapAccess
from notifier.mailbox.copies import ImapCopies, MaildirCopies

OURS, OTHER = "<ours@secretariat.example>", "<other@secretariat.example>"


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """An empty Maildir."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def put(maildir: Path, name: str, headers: str, body: str = "Hi.") -> None:
    """Deliver a mail."""
    (maildir / name).write_bytes(f"{headers}\r\n\r\n{body}\r\n".encode())


def long_ago() -> datetime:
    """A time before everything."""
    return datetime(2020, 1, 1, tzinfo=UTC)


def test_a_copy_is_found_in_new_and_in_cur(maildir: Path) -> None:
    """Somebody who looks into the journal moves what they have seen."""
    put(maildir, "new/1.a", f"Subject: x\r\nMessage-ID: {OURS}")
    put(maildir, "cur/2.b:2,S", f"Message-Id:\r\n {OTHER}\r\nSubject: x")

    found = MaildirCopies(maildir).find({OURS: long_ago(), OTHER: long_ago()})

    assert found == {
        OURS: f"a copy in the Maildir {maildir}, file 1.a",
        OTHER: f"a copy in the Maildir {maildir}, file 2.b:2,S",
    }


def test_a_message_id_in_the_text_or_in_a_reply_is_no_copy(maildir: Path) -> None:
    """An answer names our Message-ID, and may quote all our headers."""
    put(maildir, "new/1.a", f"Message-ID: {OTHER}\r\nIn-Reply-To: {OURS}", f"Message-ID: {OURS}")

    assert MaildirCopies(maildir).find({OURS: long_ago()}) == {}


def test_what_comes_between_two_searches_is_found(maildir: Path) -> None:
    """The copy may be slower than the doubt."""
    copies = MaildirCopies(maildir)
    put(maildir, "new/1.a", f"Message-ID: {OTHER}")
    before = copies.find({OURS: long_ago()})
    put(maildir, "new/2.b", f"Message-ID: {OURS}")

    assert before == {}
    assert copies.find({OURS: long_ago()}).keys() == {OURS}


def test_what_was_there_is_found_for_one_that_comes_into_doubt_later(maildir: Path) -> None:
    """Its copy was looked at when it was about somebody else."""
    copies = MaildirCopies(maildir)
    put(maildir, "new/1.a", f"Message-ID: {OTHER}")
    copies.find({OURS: long_ago()})

    assert copies.find({OURS: long_ago(), OTHER: long_ago()}).keys() == {OTHER}


def test_what_came_before_the_attempt_is_not_looked_at(maildir: Path) -> None:
    """A journal holds the copies of years."""
    put(maildir, "new/1.a", f"Message-ID: {OURS}")

    assert MaildirCopies(maildir).find({OURS: datetime.now(UTC) + timedelta(days=1)}) == {}


def test_a_folder_within_is_no_mail(maildir: Path) -> None:
    """Nor does it upset the search."""
    (maildir / "new/1.a").mkdir()

    assert MaildirCopies(maildir).find({OURS: long_ago()}) == {}


def test_a_mail_that_is_moved_meanwhile_upsets_nothing(maildir: Path) -> None:
    """A mail program may be at work in the same folder: a link that leads nowhere is such a name."""
    (maildir / "new/1.a").symlink_to(maildir / "gone")
    put(maildir, "new/2.b", f"Message-ID: {OURS}")

    assert MaildirCopies(maildir).find({OURS: long_ago()}).keys() == {OURS}


def test_a_folder_that_is_no_maildir_is_told(tmp_path: Path) -> None:
    """With the setting to mend."""
    with pytest.raises(UserError, match=r"journal\.path: .* is no Maildir"):
        MaildirCopies(tmp_path)


def test_a_password_does_not_cross_the_network_in_the_clear() -> None:
    """Without TLS only on this machine."""
    with pytest.raises(UserError, match=r"journal\.tls: mail\.example is another machine"):
        ImapCopies(ImapAccess("mail.example", 143, "journal", "pw", tls="none"))
