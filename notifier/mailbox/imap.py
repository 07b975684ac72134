"""An IMAP account (RFC 9051): mail by UID, unaltered, marked only when it is filed."""

import imaplib
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxLoginError,
    UnexpectedCommandStatusError,
)
from imap_tools.mailbox import BaseMailBox

from notifier.errors import UserError
from notifier.mailbox.access import ImapAccess, dial, only_private
from notifier.mailbox.marks import Marking, Marks, Memory, marks_of
from notifier.mailbox.port import Arrived, UnreachableError

_GLANCE = 1.0  # seconds of IDLE, after which it looks whether somebody else wants the mailbox
_LONGEST_IDLE = 9 * 60.0  # many routers forget a silent connection after ten minutes
_MARKED_AT_ONCE = 200  # UIDs in one command: its line stays below every server's limit
_INTERNAL_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')
_LOST = (imaplib.IMAP4.error, imaplib.IMAP4.abort, OSError, EOFError, ImapToolsError)
_PASSING = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]|try again|temporar", re.IGNORECASE
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

_T = TypeVar("_T")


class Imap:
    """One connection to one folder, made when it is needed and again when it was lost."""

    def __init__(self, access: ImapAccess) -> None:
        self._access = only_private(access, "mailbox")
        self._box: BaseMailBox | None = None
        self._marks = marks_of(None)
        self._is_refused = False
        self._memory = Memory()
        self._awaited: frozenset[str] = frozenset()  # unfiled when it was last waited
        self._turn = threading.Lock()
        self._is_wanted = False  # by another thread than the one that waits
        self._is_closed = False

    @property
    def marking(self) -> Marking:
        r"""How filed mails are told from new ones, as the server last said; warn unless "keyword".

        "seen": the server keeps no keywords, and a mail that somebody opens while this process
        is down is never fetched. "memory": nothing can be marked, and all is fetched once more
        by the next process.
        """
        return "memory" if self._is_refused else self._marks.marking

    def fetch(self) -> Iterator[Arrived]:
        """Yield the mails not filed yet, opened by staff or not, oldest first; nothing changes."""
        validity, uids = self._call(lambda box: (self._memory.validity, self._unfiled(box)))
        for uid in uids:
            arrived = self._call(partial(self._one, validity=validity, uid=uid))
            if arrived is not None:
                yield arrived

    def mark(self, uids: Iterable[str]) -> None:
        r"""Set our keyword and \Seen on filed mails.

        Those of a folder that was made anew since are left alone. A server that refuses it is
        told by `marking`, and the mails are remembered.
        """
        pairs = [uid.split(".", 1) for uid in uids]
        for start in range(0, len(pairs), _MARKED_AT_ONCE):
            some = pairs[start : start + _MARKED_AT_ONCE]
            self._call(partial(self._store, pairs=some))

    def wait(self, seconds: float) -> bool:
        """Wait until mail arrives, `seconds` pass or the mailbox is closed; tell whether it came.

        A server without IDLE (RFC 2177) answers at once with False: the caller polls.
        """
        with self._turn:
            try:
                box = self._connected()
                if "IDLE" not in box.client.capabilities:
                    return False
                # told while we were not idle, it would not be told again
                unfiled = frozenset(self._unfiled(box))
                is_new, self._awaited = not unfiled <= self._awaited, unfiled
                if is_new:
                    return True
                replies = self._idled(box, min(seconds, _LONGEST_IDLE))
            except _LOST:
                self._drop()
                return False
            return any(b"EXISTS" in reply or b"RECENT" in reply for reply in replies)

    def _idled(self, box: BaseMailBox, seconds: float) -> list[bytes]:
        """Return what the server says within `seconds`; nothing as soon as another thread wants it."""
        ends = time.monotonic() + seconds
        replies: list[bytes] = []
        with box.idle as idle:
            while not (replies or self._is_wanted or self._is_closed) and time.monotonic() < ends:
                replies = idle.poll(timeout=min(_GLANCE, seconds))
        return replies

    def close(self) -> None:
        """End the connection, and with it a `wait` of another thread."""
        self._is_closed = True
        box = self._box
        if box is not None:
            with suppress(OSError):
                box.client.sock.shutdown(socket.SHUT_RDWR)
        with self._turn:
            self._drop()

    def _call(self, operation: Callable[[BaseMailBox], _T]) -> _T:
        """Do one operation, on a new connection when the old one was lost.

        Searching, peeking and setting a flag can be done twice without harm.
        """
        self._is_wanted = True
        with self._turn:
            self._is_wanted = False
            if self._box is not None:
                try:
                    return operation(self._box)
                except _LOST:
                    self._drop()
            try:
                return operation(self._connected())
            except _LOST as error:
                self._drop()
                raise UnreachableError(f"{self._access.host}: {error}") from error

    def _connected(self) -> BaseMailBox:
        if self._is_closed:
            raise UnreachableError(f"{self._access.host}: closed")
        if self._box is None:
            self._box = _open(self._access)
            self._marks = marks_of(_told(self._box, "PERMANENTFLAGS"))
            self._memory.enter(
                _told(self._box, "UIDVALIDITY") or "0", int(_told(self._box, "UIDNEXT") or 0)
            )
        return self._box

    def _drop(self) -> None:
        box, self._box = self._box, None
        if box is not None:
            with suppress(*_LOST):
                box.client.shutdown()

    def _one(self, box: BaseMailBox, validity: str, uid: str) -> Arrived | None:
        """Fetch one mail; None when it was moved away, or its UID means another mail by now."""
        if validity != self._memory.validity:
            return None
        # Not imap_tools' own fetch: it parses and writes the mail anew; filed is what arrived.
        status, data = box.client.uid("FETCH", uid, "(UID INTERNALDATE BODY.PEEK[])")
        if status != "OK":
            raise imaplib.IMAP4.error(f"FETCH answered {status}")
        bodies = [item for item in data if isinstance(item, tuple)]
        if not bodies:
            return None
        around = b" ".join(item[0] if isinstance(item, tuple) else item or b"" for item in data)
        return Arrived(f"{validity}.{uid}", bodies[0][1], _internal_date(around))

    def _store(self, box: BaseMailBox, pairs: list[list[str]]) -> None:
        uids = [uid for validity, uid in pairs if validity == self._memory.validity]
        self._memory.file(uids)
        if uids and self._marks.flags:
            self._is_refused = not _is_set(box, ",".join(uids), self._marks)

    def _unfiled(self, box: BaseMailBox) -> list[str]:
        found = box.uids(self._marks.criterion, charset=None)
        if self._marks.marking == "seen" and self._memory.next_uid:
            # what came while we were here cannot have been filed by anybody else
            since = box.uids(f"UID {self._memory.next_uid}:* UNDELETED", charset=None)
            found += self._memory.later(since)
        return self._memory.unfiled(found)


def _told(box: BaseMailBox, code: str) -> str | None:
    """Return what the server said of the folder as it was opened (RFC 9051 7.1)."""
    data = box.client.response(code)[1]
    return data[0].decode("ascii", "replace") if data and data[0] is not None else None


def _is_set(box: BaseMailBox, uids: str, marks: Marks) -> bool:
    # Not imap_tools' flag(): it also expunges what other programs marked as deleted.
    try:
        status, _ = box.client.uid("STORE", uids, "+FLAGS.SILENT", f"({' '.join(marks.flags)})")
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:  # BAD
        return False
    return bool(status == "OK")


def _open(access: ImapAccess) -> BaseMailBox:
    """Return a logged-in connection with the folder selected.

    Raises UserError for what a person must mend: password, folder, certificate.
    """
    try:
        box = dial(access)
    except ssl.SSLCertVerificationError as error:
        raise UserError.of(
            "mailbox.ca_file",
            f"The certificate of {access.host} is not trusted: {error.verify_message}.",
        ) from error
    try:
        _log_in(box, access)
    except BaseException:
        with suppress(*_LOST):
            box.client.shutdown()
        raise
    return box


def _log_in(box: BaseMailBox, access: ImapAccess) -> None:
    is_ascii = (access.username + access.password).isascii()
    log_in = box.login if is_ascii else box.login_utf8
    try:
        log_in(access.username, access.password, initial_folder=None)
        try:
            box.folder.set(access.folder)
        except imaplib.IMAP4.readonly:
            box.folder.set(access.folder, readonly=True)  # read what cannot be marked
    except MailboxFolderSelectError as error:
        raise UserError.of(
            "mailbox.folder", f"{access.host} has no folder {access.folder!r}: {_said(error)}"
        ) from error
    except (MailboxLoginError, imaplib.IMAP4.error) as error:
        said = _said(error)
        if isinstance(error, imaplib.IMAP4.abort) or _PASSING.search(said):
            raise
        raise UserError.of(
            "mailbox.password",
            f"{access.host} refused the user name {access.username!r} or its password: {said}",
        ) from error


def _said(error: Exception) -> str:
    """Return the server's own words."""
    data = error.command_result[1] if isinstance(error, UnexpectedCommandStatusError) else [error]
    return " ".join(
        part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in data
    )


def _internal_date(around: bytes) -> datetime:
    """Return when the server took the mail; every server must say so (RFC 9051 6.4.5)."""
    found = _INTERNAL_DATE.search(around)
    if found is None:
        raise imaplib.IMAP4.error("FETCH came without INTERNALDATE")
    day, month, year, clock, zone = re.split(r"[- ]+", found[1].decode().strip(), maxsplit=4)
    number = _MONTHS.index(month.title()) + 1
    return datetime.fromisoformat(
        f"{year}-{number:02}-{int(day):02}T{clock}{zone[:3]}:{zone[3:]}"
    ).astimezone(UTC)
