"""The files of a log that is rotated: in their order, from any place in them, in bounded memory."""

import bz2
import gzip
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

LONGEST = 65_536  # bytes of a line; of a longer one nothing is read
_HEAD = 128
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)
_OPENERS: Mapping[str, Callable[[IO[bytes]], IO[bytes]]] = {
    ".gz": lambda raw: cast("IO[bytes]", gzip.GzipFile(fileobj=raw)),
    ".bz2": bz2.open,
    ".xz": lzma.open,
}

When = Callable[[bytes, datetime], datetime | None]  # of a line, and until when it was written


@dataclass(frozen=True, slots=True)
class Generation:
    """One file of the log as it was found.

    It stays the same one when it is renamed: `inode` tells it, and `head`, its first bytes,
    because a log may also be copied away and emptied.
    """

    path: Path
    inode: int
    head: bytes
    size: int
    until: datetime  # when it was last written to

    @property
    def is_packed(self) -> bool:
        """Whether it is compressed, so that it can be read from its start alone."""
        return self.path.suffix in _OPENERS

    def continues(self, inode: int, head: bytes, offset: int) -> bool:
        """Tell whether it is the file that was read up to `offset`."""
        return self.inode == inode and self.head.startswith(head) and self.size >= offset


def generations(path: Path) -> list[Generation]:
    """Return the log and what became of its earlier files, the oldest first.

    Those are beside it, under its name with a suffix: `.1`, `.2.gz`, `-20260301.gz`. Raises
    OSError where the log itself cannot be seen.
    """
    found = [_generation(path)]
    for sibling in path.parent.iterdir():
        rest = sibling.name.removeprefix(path.name)
        if rest != sibling.name and rest[:1] in {".", "-"} and rest[1:2].isdigit():
            found.append(_generation(sibling))
    return sorted(found, key=lambda each: (each.path == path, each.until, *_rank(each.path.name)))


def _rank(name: str) -> tuple[int, str]:
    """Order files of one moment: the higher number is the older one, unless it is a date."""
    number = re.search(r"\.(\d{1,4})(?:\.[a-z]\w*)?$", name)
    return (-int(number[1]) if number else 0, name)


def _generation(path: Path) -> Generation:
    with path.open("rb") as file:
        stat, head = os.fstat(file.fileno()), file.read(_HEAD)
    return Generation(
        path, stat.st_ino, head, stat.st_size, datetime.fromtimestamp(stat.st_mtime, UTC)
    )


def lines(generation: Generation, offset: int) -> Iterator[tuple[int, bytes]]:
    """Yield the whole lines from `offset` on, each with where it ends; too long ones as empty.

    A last line without its end is still being written: it is left for the next time. A packed
    file that is damaged ends where the damage is.
    """
    with generation.path.open("rb") as raw:
        if os.fstat(raw.fileno()).st_ino != generation.inode:
            return  # rotated away since it was listed
        opener = _OPENERS.get(generation.path.suffix)
        with opener(raw) if opener else raw as file:
            try:
                yield from _whole_lines(file, offset)
            except _BROKEN:
                return


def _whole_lines(file: IO[bytes], offset: int) -> Iterator[tuple[int, bytes]]:
    file.seek(offset)
    is_whole = True
    while piece := file.readline(LONGEST):
        offset += len(piece)
        if not piece.endswith(b"\n"):
            is_whole = False
            continue
        yield offset, piece.rstrip(b"\r\n") if is_whole else b""
        is_whole = True


def offset_before(generation: Generation, moment: datetime, when: When) -> int:
    """Return where a line begins that was written before `moment`, at most a little before.

    Lines are nearly in the order of time. 0 where all may be later, and of a packed file.
    """
    low, high = 0, 0 if generation.is_packed else generation.size
    while high - low > LONGEST:
        middle = (low + high) // 2
        at = _first_instant(generation, middle, when)
        if at is not None and at < moment:
            low = middle
        else:
            high = middle
    return _line_start(generation, low) if low else 0


def _first_instant(generation: Generation, offset: int, when: When) -> datetime | None:
    read = lines(generation, offset)
    next(read, None)  # it may be the rest of a line
    for end, line in read:
        if (at := when(line, generation.until)) is not None:
            return at
        if end - offset > LONGEST:
            break
    return None


def _line_start(generation: Generation, offset: int) -> int:
    with generation.path.open("rb") as file:
        file.seek(offset - 1)
        file.readline(LONGEST)
        return min(file.tell(), generation.size)
