"""A Maildir that the local mail server delivers into."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from notifier.errors import UserError
from notifier.mailbox.port import Arrived

_INFO = ":2,"
_SEEN = "S"


class Maildir:
    """Reads `new` and what is unseen in `cur`; marks by moving to `cur` with the flag S."""

    def __init__(self, path: Path) -> None:
        self._new, self._cur = path / "new", path / "cur"
        if not (self._new.is_dir() and self._cur.is_dir()):
            raise UserError.of("mailbox.path", f"{path} is no Maildir: it needs new/ and cur/.")

    def fetch(self) -> Iterator[Arrived]:
        """Yield the mails not marked yet, oldest first; nothing in the Maildir changes."""
        for file in self._unmarked():
            try:
                raw, delivered = file.read_bytes(), file.stat().st_mtime
            except FileNotFoundError:
                continue  # a mail program moved it meanwhile; it is met again under its new name
            yield Arrived(_unique(file), raw, datetime.fromtimestamp(delivered, UTC))

    def mark(self, uids: Iterable[str]) -> None:
        """Mark mails as filed; one that is marked or gone already is let be."""
        wanted = set(uids)
        for uid in tuple(wanted):
            if self._move(self._new / uid):  # where nearly all of them still are
                wanted.discard(uid)
        for file in _mails(self._cur, _is_unseen) if wanted else ():
            if _unique(file) in wanted:
                self._move(file)

    def close(self) -> None:
        """There is nothing to let go of."""

    def _unmarked(self) -> list[Path]:
        unseen = _mails(self._cur, _is_unseen)
        return sorted((*_mails(self._new), *unseen), key=_age)

    def _move(self, file: Path) -> bool:
        flags = "".join(sorted({*_flags(file), _SEEN}))  # in ASCII order, as the format asks
        try:
            file.rename(self._cur / f"{_unique(file)}{_INFO}{flags}")
        except FileNotFoundError:
            return False
        return True


def _mails(folder: Path, wanted: Callable[[str], bool] = bool) -> list[Path]:
    # by name first: a folder of a year's mail is looked through every half minute
    with os.scandir(folder) as entries:
        found = [e for e in entries if not e.name.startswith(".") and wanted(e.name)]
        return [Path(entry.path) for entry in found if entry.is_file()]


def _is_unseen(name: str) -> bool:
    return _SEEN not in name.partition(_INFO)[2]


def _unique(file: Path) -> str:
    return file.name.partition(_INFO)[0]


def _flags(file: Path) -> str:
    return file.name.partition(_INFO)[2]


def _age(file: Path) -> tuple[int, str]:
    """Order by the seconds with which a delivery names its file."""
    seconds = file.name.partition(".")[0]
    return (int(seconds) if seconds.isdecimal() else 0, file.name)
