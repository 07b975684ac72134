"""Postfix's log as a witness: which of the Message-IDs that are looked for it took.

Read further from where it ended the last time, whatever was rotated meanwhile. What is kept in
memory is of the Message-IDs looked for, and never of the length of the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from notifier.relay.log_files import Generation, generations, lines, offset_before
from notifier.relay.postfix_line import Instant, fact, instant

DAY_AND_MORE = timedelta(hours=27)  # two clocks in different zones are at most 26 hours apart
SHOWN = 300  # characters of a line that is quoted


@dataclass(slots=True)
class _Reading:
    """What was read so far in one go: from where in time, up to where, and what was found."""

    wanted: frozenset[str] = frozenset()
    inode: int = 0
    head: bytes = b""
    offset: int = 0
    begins: datetime | None = None
    ends: datetime | None = None
    has_zones: bool = True
    has_gaps: bool = False
    queue_ids: dict[bytes, str] = field(default_factory=dict)  # of those named and not yet taken
    named: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)


class PostfixLog:
    """Guards the place in a log up to which it was read, and what was found before it.

    `margin`: how far the log must reach beyond an attempt before its silence means anything.
    """

    def __init__(self, path: Path, margin: timedelta) -> None:
        self._path = path
        self._margin = margin
        self._reading = _Reading()

    def look(self, wanted: Mapping[str, datetime]) -> dict[str, str]:
        """Return, of the Message-IDs that Postfix has taken, the line that proves it.

        `wanted` says from when on each may have been sent. Blocks; raises OSError where the log
        cannot be read.
        """
        if not wanted:
            self._reading = _Reading()
            return {}
        found = generations(self._path)
        first, offset = self._start(found, wanted)
        reading = self._reading
        reading.wanted = frozenset(wanted)
        for each in (reading.named, reading.taken):
            for gone in each.keys() - wanted.keys():
                del each[gone]
        for generation in found[first:]:
            self._read(generation, offset)
            offset = 0
        return dict(reading.taken)

    def silence(self, message_id: str, since: datetime, until: datetime) -> str:
        """Return what the log says against a message that may have been sent in that time.

        Empty where it says nothing: it does not cover the time, or has gaps, or proves the
        contrary. It is a hint for a person, never a reason to send again.
        """
        reading = self._reading
        if reading.begins is None or reading.ends is None or reading.has_gaps:
            return ""
        if message_id in reading.taken or message_id not in reading.wanted:
            return ""
        margin = self._margin if reading.has_zones else self._margin + DAY_AND_MORE
        if not (reading.begins <= since - margin and reading.ends >= until + margin):
            return ""
        span = f"{self._path} from {_minute(reading.begins)} to {_minute(reading.ends)}"
        if message_id in reading.named:
            return (
                f"{span}: Postfix began to take it and never queued it: {reading.named[message_id]}"
            )
        return f"{span} has no trace of {message_id}"

    def _start(self, found: list[Generation], wanted: Mapping[str, datetime]) -> tuple[int, int]:
        """Return from which file on, and from where in it, has to be read."""
        reading = self._reading
        places = [
            (number, reading.offset)
            for number, each in enumerate(found)
            if each.continues(reading.inode, reading.head, reading.offset)
        ]
        new = wanted.keys() - reading.wanted
        if not places or new == wanted.keys():  # anew, by the time of the attempts
            self._reading, new, places = _Reading(taken=reading.taken), set(wanted), []
        if new:
            places.append(self._place_of(found, min(wanted[each] for each in new)))
        return min(places)

    def _place_of(self, found: list[Generation], since: datetime) -> tuple[int, int]:
        moment = since - self._margin
        for number, generation in enumerate(found):
            if generation.until >= moment:
                return number, offset_before(generation, moment, _at_the_latest)
        return len(found) - 1, found[-1].size

    def _read(self, generation: Generation, offset: int) -> None:
        reading, first, last = self._reading, b"", b""
        reading.inode, reading.head, reading.offset = generation.inode, generation.head, offset
        for end, line in lines(generation, offset):
            reading.offset = end
            if b"/qmgr" in line or b"/smtpd" in line or b"/cleanup" in line:
                first, last = first or line, line
            elif b"due to rate-limiting" in line or b": Suppressed " in line:  # rsyslog, journald
                reading.has_gaps = True
            if b"message-id=" in line or reading.queue_ids:
                self._note(generation.path, line)
        for line in (first, last):
            self._reach(instant(line, generation.until))

    def _reach(self, read: Instant | None) -> None:
        """Take note that the log was read at that time."""
        if read is None:
            return
        reading = self._reading
        reading.has_zones = reading.has_zones and read.has_zone
        reading.begins = min(reading.begins or read.at, read.at)
        reading.ends = max(reading.ends or read.at, read.at)

    def _note(self, path: Path, line: bytes) -> None:
        """Take note of what a line says of the Message-IDs that are looked for."""
        read, reading = fact(line), self._reading
        if read is None:
            return
        if read.kind == "taken":
            message_id = reading.queue_ids.pop(read.queue_id, None)
            if message_id is not None:
                reading.named.pop(message_id, None)
                reading.taken.setdefault(message_id, _quoted(path, line))
            return
        reading.queue_ids.pop(read.queue_id, None)  # queue ids come back
        message_id = read.said.decode("utf-8", "replace")
        if read.kind == "named" and message_id in reading.wanted:
            if len(reading.queue_ids) > 2 * len(reading.wanted):
                reading.queue_ids.pop(next(iter(reading.queue_ids)))
            reading.queue_ids[read.queue_id] = message_id
            reading.named[message_id] = _quoted(path, line)


def _at_the_latest(line: bytes, by: datetime) -> datetime | None:
    """Return when a line was written; where its zone is not known, when at the latest."""
    read = instant(line, by)
    if read is None:
        return None
    return read.at if read.has_zone else read.at + DAY_AND_MORE


def _quoted(path: Path, line: bytes) -> str:
    return f"{path}: {line.decode('utf-8', 'replace')[:SHOWN]}"


def _minute(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
