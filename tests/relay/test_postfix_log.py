"""The log proves what Postfix took, through every rotation, and its silence is worth little."""

import gzip
import os
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.relay.postfix_log import DAY_AND_MORE, PostfixLog

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MARGIN = timedelta(minutes=10)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
OURS, OTHER = "<ours@secretariat.example>", "<other@mfa.example>"
WANTED = {OURS: NOON}


def line(at: datetime, rest: str) -> str:
    """A line as rsyslog writes it today."""
    return f"{at.isoformat()} mx postfix/{rest}\n"


def traditional(at: datetime, rest: str) -> str:
    """A line as it used to write it: no year, no zone."""
    return f"{at.astimezone():%b %e %H:%M:%S} mx postfix/{rest}\n"


def begun(at: datetime, queue_id: str, message_id: str) -> Iterable[str]:
    """A message comes in."""
    yield line(at, f"smtpd[3]: {queue_id}: client=c.example[192.0.2.9]")
    yield line(at, f"cleanup[2]: {queue_id}: message-id={message_id}")


def queued(at: datetime, queue_id: str) -> str:
    """It is on the relay's disk."""
    return line(at, f"qmgr[1]: {queue_id}: from=<b+x@s.example>, size=84, nrcpt=1 (queue active)")


def taken(at: datetime, queue_id: str, message_id: str) -> str:
    """A message comes in and is taken."""
    return "".join((*begun(at, queue_id, message_id), queued(at, queue_id)))


def quiet(at: datetime, write: Callable[[datetime, str], str] = line) -> str:
    """Something of Postfix that is about nobody."""
    return write(at, "smtpd[3]: disconnect from c.example[192.0.2.9] commands=4")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the log is."""
    return tmp_path / "mail.log"


def write(path: Path, *texts: str, mode: str = "w", until: datetime = NOON) -> None:
    """Write lines, and let the file be as old as that."""
    with path.open(mode, encoding="utf-8") as file:
        file.write("".join(texts))
    os.utime(path, (until.timestamp(), until.timestamp()))


def log_of(path: Path) -> PostfixLog:
    """That log, from its start."""
    return PostfixLog(path, MARGIN)


def test_what_was_taken_is_proved_by_the_line_of_the_queue_manager(path: Path) -> None:
    """A person can look it up: file and line are named."""
    write(path, taken(NOON, "A1B2C3D4E5", OTHER), taken(NOON, "B1B2C3D4E5", OURS))

    found = log_of(path).look(WANTED)

    assert found == {OURS: f"{path}: {queued(NOON, 'B1B2C3D4E5').strip()}"}


def test_a_message_id_alone_proves_nothing(path: Path) -> None:
    """It is logged while the text comes in: what was cut, refused or not written has it too."""
    write(path, *begun(NOON, "A1B2C3D4E5", OURS))

    assert log_of(path).look(WANTED) == {}


def test_a_queue_id_that_came_back_is_another_message(path: Path) -> None:
    """Short queue ids are made of an inode, which the next file may get."""
    write(path, *begun(NOON, "A1B2C3D4E5", OURS), taken(NOON, "A1B2C3D4E5", OTHER))

    assert log_of(path).look(WANTED) == {}


def test_the_proof_is_found_when_it_is_written_at_last(path: Path) -> None:
    """The message came in before one look, and was queued before the next."""
    log = log_of(path)
    write(path, *begun(NOON, "A1B2C3D4E5", OURS))
    before = log.look(WANTED)
    write(path, queued(NOON, "A1B2C3D4E5"), mode="a")

    after = log.look(WANTED)

    assert (before, after.keys()) == ({}, {OURS})
    assert log.look(WANTED) == after, "it stays proved until nobody asks any more"


def renamed(path: Path) -> None:
    """Rotate by renaming, as logrotate does."""
    path.rename(path.with_name("mail.log.1"))
    write(path)


def copied(path: Path) -> None:
    """Rotate by copying and emptying (copytruncate)."""
    write(path.with_name("mail.log.1"), path.read_text())
    write(path)


def packed(path: Path) -> None:
    """Rotate and compress at once."""
    name = path.with_name("mail.log.1.gz")
    name.write_bytes(gzip.compress(path.read_bytes()))
    os.utime(name, (NOON.timestamp(), NOON.timestamp()))
    path.unlink()
    write(path)


@pytest.mark.parametrize("rotate", [renamed, copied, packed])
@pytest.mark.parametrize("is_before", [True, False])
def test_nothing_is_missed_when_the_log_is_rotated(
    path: Path, rotate: Callable[[Path], None], is_before: bool
) -> None:
    """Between the Message-ID and the queue manager, whether or not that was read before."""
    log = log_of(path)
    write(path, quiet(NOON - MINUTE))
    log.look(WANTED)
    write(path, *begun(NOON, "A1B2C3D4E5", OURS), mode="a")
    if is_before:
        log.look(WANTED)
    rotate(path)
    write(path, queued(NOON, "A1B2C3D4E5"), mode="a")

    assert log.look(WANTED).keys() == {OURS}


def test_one_that_comes_into_doubt_later_is_looked_for_in_what_was_read_before(path: Path) -> None:
    """The process was killed; the rows it was sending are named at the next start."""
    log = log_of(path)
    write(path, *(quiet(NOON - MINUTE + n * SECOND / 100) for n in range(9000)),
          taken(NOON, "A1B2C3D4E5", OURS), quiet(NOON + MINUTE))  # fmt: skip
    log.look({OTHER: NOON})

    assert log.look({OTHER: NOON, OURS: NOON}).keys() == {OURS}


@given(st.integers(0, 2**32))
def test_however_a_log_comes_in_pieces_the_same_is_proved(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Messages begin and are queued in any order, cut into any pieces, rotated at any time."""
    chance = random.Random(seed)
    path = tmp_path_factory.mktemp("log") / "mail.log"
    ids = {f"<{n}@s.example>": f"Q{n:09}" for n in range(8)}
    proved = {each for each in ids if chance.random() < 0.6}
    wanted = {each: NOON for each in ids if chance.random() < 0.8}
    events = [
        [*begun(NOON, queue_id, each), *([queued(NOON, queue_id)] if each in proved else [])]
        for each, queue_id in ids.items()
    ]
    text = ""
    while any(events):
        text += chance.choice([part for part in events if part]).pop(0)
    log, found = log_of(path), {}
    write(path)
    while text:
        size = chance.randint(1, 400)
        write(path, text[:size], mode="a")
        text = text[size:]
        if chance.random() < 0.5:
            found = log.look(wanted)
        if chance.random() < 0.1 and path.read_text().endswith("\n"):
            path.rename(path.with_name(f"mail.log.{9 - len(list(path.parent.iterdir()))}"))
            write(path)

    assert log.look(wanted).keys() == proved & wanted.keys(), found


def test_a_log_of_strangers_takes_no_memory(path: Path) -> None:
    """However often somebody else's message has the id that is looked for."""
    write(path, *(text for n in range(3000) for text in begun(NOON, f"Q{n:09}", OURS)))
    log = log_of(path)

    log.look(WANTED)

    assert len(log._reading.queue_ids) <= 2 * len(WANTED) + 1
    assert log._reading.named.keys() == WANTED.keys()


def covering(write_line: Callable[[datetime, str], str], reach: timedelta) -> str:
    """A log that reaches that far beyond the attempt at NOON, on both sides, without a trace."""
    return (
        quiet(NOON - reach, write_line) + quiet(NOON, write_line) + quiet(NOON + reach, write_line)
    )


@pytest.mark.parametrize(
    ("write_line", "reach", "says"),
    [
        (line, MARGIN + MINUTE, True),
        (line, MARGIN - MINUTE, False),
        (traditional, MARGIN + DAY_AND_MORE + MINUTE, True),
        (traditional, MARGIN + DAY_AND_MORE - MINUTE, False),
    ],
)
def test_silence_means_something_only_where_the_log_reaches_beyond_the_attempt(
    path: Path, write_line: Callable[[datetime, str], str], reach: timedelta, says: bool
) -> None:
    """A clock without a zone may be a day off, so more of the log is asked for."""
    write(path, covering(write_line, reach), until=NOON + reach)
    log = log_of(path)
    log.look(WANTED)

    said = log.silence(OURS, NOON, NOON)

    assert bool(said) == says
    assert not says or said.endswith(f"has no trace of {OURS}")


def test_silence_of_a_log_with_gaps_means_nothing(path: Path) -> None:
    """The journal dropped lines: ours may be among them."""
    gap = line(NOON, "x").replace(
        "postfix/x", "rsyslogd: imjournal: 12 messages lost due to rate-limiting"
    )
    reach = MARGIN + MINUTE
    write(path, quiet(NOON - reach), gap, quiet(NOON + reach), until=NOON + reach)
    log = log_of(path)
    log.look(WANTED)

    assert log.silence(OURS, NOON, NOON) == ""


def test_a_trace_that_ends_is_told_for_what_it_is(path: Path) -> None:
    """Held, discarded or cut off: a person can follow the queue id."""
    reach = MARGIN + MINUTE
    texts = (quiet(NOON - reach), *begun(NOON, "A1B2C3D4E5", OURS), quiet(NOON + reach))
    write(path, *texts, until=NOON + reach)
    log = log_of(path)
    log.look(WANTED)

    assert "never queued it" in log.silence(OURS, NOON, NOON)
    assert "A1B2C3D4E5" in log.silence(OURS, NOON, NOON)


def test_what_is_proved_or_was_not_looked_for_is_not_silent(path: Path) -> None:
    """Nothing is said against it."""
    reach = MARGIN + MINUTE
    write(path, quiet(NOON - reach), taken(NOON, "A1B2C3D4E5", OURS), quiet(NOON + reach), until=NOON + reach)  # fmt: skip
    log = log_of(path)
    log.look(WANTED)

    assert [log.silence(each, NOON, NOON) for each in (OURS, OTHER)] == ["", ""]


def test_a_log_that_is_not_there_is_told(path: Path) -> None:
    """The setting names a file that cannot be read: somebody has to know."""
    with pytest.raises(FileNotFoundError):
        log_of(path).look(WANTED)
