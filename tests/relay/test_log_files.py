"""A rotated log is read in the order of time, from any place, and however it was rotated."""

import bz2
import gzip
import lzma
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.relay.log_files import LONGEST, Generation, generations, lines, offset_before
from notifier.relay.postfix_line import instant

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def written(path: Path, data: bytes, age: int = 0) -> Generation:
    """A file of that age in days, as it is found."""
    path.write_bytes(data)
    day = (NOON - timedelta(days=age)).timestamp()
    os.utime(path, (day, day))
    return next(each for each in generations(path) if each.path == path)


def line(second: int) -> bytes:
    """A line of that second after noon."""
    at = (NOON + timedelta(seconds=second)).isoformat()
    return f"{at} mx postfix/qmgr[17]: line number {second}\n".encode()


def when(text: bytes, by: datetime) -> datetime | None:
    """When a line was written."""
    read = instant(text, by)
    return read.at if read else None


def test_earlier_files_come_before_the_log_itself_and_strangers_not_at_all(tmp_path: Path) -> None:
    """Numbered or dated, packed or not; `mail.log.swp` is an editor's."""
    log = tmp_path / "mail.log"
    written(log, b"", age=9)  # nothing was written to it since it was made
    names = ("mail.log.2.gz", "mail.log-20260228", "mail.log.1")
    for age, name in enumerate(reversed(names), 1):
        written(tmp_path / name, b"x\n", age)
    for stranger in ("mail.log.swp", "mail.err", "mail.log.old", "xmail.log.1"):
        written(tmp_path / stranger, b"x\n")

    assert [each.path.name for each in generations(log)] == [*names, "mail.log"]


def test_of_files_of_one_moment_the_higher_number_is_the_older(tmp_path: Path) -> None:
    """Ten was rotated before nine; of dates the later is the later."""
    for name in ("mail.log", "mail.log.9", "mail.log.10.gz", "mail.log.1"):
        written(tmp_path / name, b"")

    names = [each.path.name for each in generations(tmp_path / "mail.log")]

    assert names == ["mail.log.10.gz", "mail.log.9", "mail.log.1", "mail.log"]


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".1", bytes), (".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)  # fmt: skip
def test_a_packed_file_is_read_as_it_was(tmp_path: Path, suffix: str, pack: type[bytes]) -> None:
    """Rotated away a week ago, it may hold the only trace."""
    generation = written(tmp_path / f"mail.log{suffix}", pack(b"one\ntwo\n"))

    assert list(lines(generation, 0)) == [(4, b"one"), (8, b"two")]


def test_a_damaged_packed_file_ends_where_the_damage_is(tmp_path: Path) -> None:
    """The others are read all the same."""
    whole = gzip.compress(b"one\n" * 10_000)

    read = list(lines(written(tmp_path / "mail.log.gz", whole[: len(whole) // 2]), 0))

    assert len(read) < 10_000


def test_a_line_that_is_still_being_written_is_left_for_the_next_time(tmp_path: Path) -> None:
    """Half a line is no line."""
    generation = written(tmp_path / "mail.log", b"one\ntw")

    assert list(lines(generation, 0)) == [(4, b"one")]


def test_a_line_without_end_takes_no_memory(tmp_path: Path) -> None:
    """Nothing is read of it, and what follows it is read."""
    generation = written(tmp_path / "mail.log", b"x" * (3 * LONGEST) + b"\ntwo\n")

    assert [text for _, text in lines(generation, 0)] == [b"", b"two"]


def test_a_file_that_was_rotated_away_since_it_was_listed_is_not_read_for_another(
    tmp_path: Path,
) -> None:
    """Its place in the new one would mean nothing."""
    generation = written(tmp_path / "mail.log", b"one\n")
    (tmp_path / "mail.log").rename(tmp_path / "mail.log.1")
    (tmp_path / "mail.log").write_bytes(b"new\n")

    assert list(lines(generation, 0)) == []


def test_a_log_that_was_copied_away_and_emptied_is_another_one(tmp_path: Path) -> None:
    """It keeps its inode, and may have grown past the old place."""
    log = tmp_path / "mail.log"
    before = written(log, b"old line\n")
    with log.open("wb") as file:
        file.write(b"new line, and longer\n")

    (after,) = generations(log)

    assert after.inode == before.inode
    assert not after.continues(before.inode, before.head, before.size)
    assert after.continues(after.inode, after.head[:4], 4)


@given(st.integers(-10, 5010), st.integers(0, 5000))
def test_the_place_found_lies_before_the_moment_and_not_far(
    tmp_path_factory: pytest.TempPathFactory, second: int, count: int
) -> None:
    """No line of the moment or later is skipped, and a large log is not read from its start."""
    generation = written(
        tmp_path_factory.mktemp("log") / "mail.log", b"".join(map(line, range(count)))
    )

    offset = offset_before(generation, NOON + timedelta(seconds=second), when)

    skipped = generation.path.read_bytes()[:offset]
    assert skipped == b"" or skipped.endswith(b"\n")
    assert skipped.count(b"\n") <= max(second, 0)
    later = min(max(second, 0), count) - skipped.count(b"\n")
    assert later * len(line(0)) <= 2 * LONGEST + 2 * len(line(0))
