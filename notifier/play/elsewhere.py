"""The world beyond the relay, in a process of its own, as it is in life: relay, people, their mail."""

import asyncio
import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from notifier.members.member import Directory, FocalPoint, Member
from notifier.play.people import People
from notifier.play.postbox import Postbox
from notifier.relay.loopback import LoopbackRelay


@dataclass(frozen=True, slots=True)
class Tidings:
    """How many mails the people have received so far, and how many came back, by kind."""

    delivered: int
    replies: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What the world is made of."""

    points: Sequence[FocalPoint]
    members: dict[str, Member]
    seed: int
    maildir: Path
    sent: Path
    now: datetime


class Elsewhere:
    """Guards the process of the simulated world; `port` is where its relay listens on loopback."""

    def __init__(self, directory: Directory, seed: int, folder: Path, now: datetime) -> None:
        self._scene = _Scene(
            points=tuple(directory.focal_points.values()),
            members=dict(directory.members),
            seed=seed,
            maildir=folder / "mailbox",
            sent=folder / "sent",
            now=now,
        )
        context = multiprocessing.get_context("spawn")
        self._ours, self._theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(self._theirs, self._scene), daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._process.start()
        self._theirs.close()  # its end alone: should it die, we are told and do not wait for ever
        self.port = self._ours.recv()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ours.close()
        self._process.join(10)
        self._process.kill()

    def deliver(self, now: datetime) -> Tidings:
        """Let the time be `now`: what has come back by then lies in the maildir."""
        self._ours.send(now)
        tidings = self._ours.recv()
        assert isinstance(tidings, Tidings)
        return tidings


def _live(line: Connection, scene: _Scene) -> None:
    asyncio.run(_serve(line, scene))


async def _serve(line: Connection, scene: _Scene) -> None:
    people = People(scene.points, scene.seed, scene.members)
    postbox = Postbox(people, scene.maildir, scene.sent, scene.now)
    ended = asyncio.Event()

    def hear() -> None:
        try:
            postbox.deliver(line.recv())
        except EOFError:
            ended.set()
            return
        line.send(Tidings(postbox.delivered, dict(postbox.replies)))

    async with LoopbackRelay(postbox.receive, people.refuses) as relay:
        line.send(relay.port)
        asyncio.get_running_loop().add_reader(line.fileno(), hear)
        await ended.wait()
        asyncio.get_running_loop().remove_reader(line.fileno())
