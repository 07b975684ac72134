"""Copies of our own messages in a journal mailbox, found by their Message-ID. Changes nothing there."""

import imaplib
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from notifier.errors import UserError
from notifier.mailbox.access import ImapAccess, dial, only_private
from notifier.mailbox.port import UnreachableError

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_TIMEOUT = 20.0  # seconds: the other ticks wait meanwhile
_HEADERS = 65_536  # bytes of a mail in which its Message-ID is looked for
_DATES_DIFFER = timedelta(days=2)  # SINCE compares days of the server's own clock (RFC 9051 6.4.4)
_CLOCKS_DIFFER = timedelta(minutes=10)
_STILL_COMING = 2.0  # seconds within which files of one moment appear
_LOST = (imaplib.IMAP4.error, OSError, EOFError, ImapToolsError)
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_SEARCHABLE = re.compile(r"<[!#-\[\]-~]+>")  # what stands in quotes as it is
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ImapCopies:
    """Guards one connection to the folder of the copies, made when it is needed."""

    def __init__(self, access: ImapAccess) -> None:
        self._access = only_private(access, "journal")
        self._box: BaseMailBox | None = None

    def find(self, wanted: Mapping[str, datetime]) -> dict[str, str]:
        """Return, of the Message-IDs of which there is a copy, where it lies.

        `wanted` says from when on each may have arrived. One SEARCH for each: the folder may
        hold thousands, and none is downloaded. Blocks; raises UnreachableError.
        """
        try:
            box = self._connected()
            validity = box.client.response("UIDVALIDITY")[1][0] or b""
            found = {}
            for message_id, since in wanted.items():
                for uid in _search(box, message_id, since):
                    if _is_of(box, uid, message_id):
                        found[message_id] = self._place(f"{validity.decode()}.{uid}")
            return found
        except _LOST as error:
            self.close()
            raise UnreachableError(f"{self._access.host}: {error}") from error

    def close(self) -> None:
        """End the connection."""
        box, self._box = self._box, None
        if box is not None:
            with suppress(*_LOST):
                box.client.shutdown()

    def _connected(self) -> BaseMailBox:
        if self._box is None:
            access = self._access
            box = self._box = dial(access)
            is_ascii = (access.username + access.password).isascii()
            log_in = box.login if is_ascii else box.login_utf8
            log_in(access.username, access.password, initial_folder=None)
        # opened anew each time: only then a server must show what has arrived since
        self._box.folder.set(self._access.folder, readonly=True)
        return self._box

    def _place(self, uid: str) -> str:
        access = self._access
        return f"a copy in the mailbox {access.username} at {access.host}, folder {access.folder}, UID {uid}"


class MaildirCopies:
    """Guards what was looked through already: headers of a file are read once for each search."""

    def __init__(self, path: Path) -> None:
        if not ((path / "new").is_dir() and (path / "cur").is_dir()):
            raise UserError.of("journal.path", f"{path} is no Maildir: it needs new/ and cur/.")
        self._path = path
        self._looked: dict[str, float] = {}  # until when the files were looked through for it

    def find(self, wanted: Mapping[str, datetime]) -> dict[str, str]:
        """Return, of the Message-IDs of which there is a copy, where it lies.

        `wanted` says from when on each may have arrived; only the headers of files that came
        since then, and since the last search, are read. Blocks.
        """
        since = {each: self._since(each, wanted[each]) for each in wanted}
        newest, found = 0.0, {}
        for entry in self._entries(min(since.values(), default=0.0)):
            came = entry.stat().st_ctime
            newest = max(newest, came)
            message_id = _message_id(entry.path)
            if message_id in since and came >= since[message_id]:
                found[message_id] = f"a copy in the Maildir {self._path}, file {entry.name}"
        until = newest - _STILL_COMING
        self._looked = {each: max(since[each], until) for each in wanted if each not in found}
        return found

    def close(self) -> None:
        """There is nothing to let go of."""

    def _since(self, message_id: str, since: datetime) -> float:
        return self._looked.get(message_id, (since - _CLOCKS_DIFFER).timestamp())

    def _entries(self, since: float) -> list[os.DirEntry[str]]:
        """Return the mails that were put there since that time, whatever date they bear."""
        found = []
        for folder in ("new", "cur"):
            with os.scandir(self._path / folder) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or not entry.is_file():
                        continue
                    with suppress(FileNotFoundError):  # moved meanwhile; met again in cur
                        if entry.stat().st_ctime >= since:
                            found.append(entry)
        return found


def _message_id(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            head = file.read(_HEADERS)
    except FileNotFoundError:
        return ""
    found = _MESSAGE_ID.search(re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0])
    return found[1].decode("utf-8", "replace") if found else ""


def _search(box: BaseMailBox, message_id: str, since: datetime) -> list[str]:
    """Return the UIDs of what may be the copy: some servers search for parts, or for words."""
    if not _SEARCHABLE.fullmatch(message_id):
        return []
    day = (since - _DATES_DIFFER).astimezone(UTC)
    date = f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"
    return box.uids(f'SINCE {date} HEADER Message-ID "{message_id}"', charset=None)


def _is_of(box: BaseMailBox, uid: str, message_id: str) -> bool:
    status, data = box.client.uid("FETCH", uid, "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
    headers = b"".join(item[1] for item in data if isinstance(item, tuple))
    found = _MESSAGE_ID.search(headers)
    return status == "OK" and found is not None and found[1] == message_id.encode()
