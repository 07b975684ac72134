"""What the simulated focal points receive, and what comes back from them, each in its time."""

import heapq
import os
import re
from collections import Counter
from datetime import datetime
from itertools import count
from pathlib import Path

from notifier.play.people import People, Reply

KEPT_OF_EACH = 2  # mails of one letter and language, of hundreds: enough to look at
_LETTER = re.compile(rb"^Subject: (.*(?:\r\n[ \t].*)*)", re.MULTILINE)
_LANGUAGE = re.compile(rb"^Content-Language: (.*)", re.MULTILINE)


class Postbox:
    """Guards the mail under way: delivered to people at once, answered when they answer."""

    def __init__(self, people: People, maildir: Path, sent: Path, now: datetime) -> None:
        self.now = now
        self.delivered = 0
        self.replies: Counter[str] = Counter()
        self._people = people
        self._new = maildir / "new"
        self._sent = sent
        self._under_way: list[tuple[datetime, int, Reply]] = []
        self._numbers = count(1)
        self._kinds: Counter[tuple[bytes, ...]] = Counter()
        for folder in (self._new, maildir / "cur", maildir / "tmp", sent):
            folder.mkdir(parents=True, exist_ok=True)

    def receive(self, envelope_from: str, rcpt: str, data: bytes) -> None:
        """Take one mail that the relay accepted, and let its reader answer in its time."""
        self.delivered += 1
        if self._is_worth_a_look(data):
            name = f"{self.delivered:05d}-{rcpt.replace('@', '-at-')}.eml"
            (self._sent / name).write_bytes(data)
        mail = b"Return-Path: <" + envelope_from.encode("ascii") + b">\r\n" + data
        for reply in self._people.respond(mail, rcpt, self.now):
            heapq.heappush(self._under_way, (reply.at, next(self._numbers), reply))

    def _is_worth_a_look(self, data: bytes) -> bool:
        head = data[: data.find(b"\r\n\r\n") + 2]
        kind = (*_LETTER.findall(head), *_LANGUAGE.findall(head))
        self._kinds[kind] += 1
        return self._kinds[kind] <= KEPT_OF_EACH

    def deliver(self, now: datetime) -> int:
        """Put every reply that has arrived by `now` into the maildir; return how many."""
        self.now = now
        arrived = 0
        while self._under_way and self._under_way[0][0] <= now:
            at, number, reply = heapq.heappop(self._under_way)
            path = self._new / f"{int(at.timestamp())}.{number:06d}.play"
            path.write_bytes(reply.raw)
            os.utime(path, (at.timestamp(), at.timestamp()))
            self.replies[reply.kind] += 1
            arrived += 1
        return arrived
