"""Who races: how each is made ready, how it is started, and how much it is given to send."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import letter
from bench.letter import BOUNCE, LARGE, SMALL
from bench.processes import ROOT, last_json, run, timed

RIVALS = ROOT / "bench/.rivals"
NOTIFIER, SOURCE, NODEMAILER = "notifier", "smtp-source", "nodemailer"
POST_OFFICE, MAILMAN = "post_office", "mailman"


@dataclass(frozen=True, slots=True)
class Task:
    """One race of one sender: messages of which size, to which port, over how many lines."""

    folder: Path
    count: int
    size: int
    port: int
    connections: int


@dataclass(frozen=True, slots=True)
class Sender:
    """`counts` by size: so many messages that a race takes about a second or a few."""

    name: str
    prepare: Callable[[Path, int, int], None]  # folder, count, size
    send: Callable[[Task], dict[str, Any]]
    counts: Mapping[int, int]
    slow_count: int = 2000  # to the sink that waits; 0: it does not race there
    setting: str = ""


def senders() -> list[Sender]:
    """Return all who race, in the order of the table."""
    return [
        Sender(NOTIFIER, _module("ours", sys.executable), _ours, {SMALL: 2000, LARGE: 2000},
               setting="outbox in SQLite (WAL, synchronous=FULL), 100 messages a line"),
        Sender(SOURCE, _nothing, _source, {SMALL: 10_000, LARGE: 2000},
               setting="`-d`: one constant message, nothing kept, lines never closed"),
        Sender(NODEMAILER, _letter, _nodemailer, {SMALL: 2000, LARGE: 500}, 1000,
               setting="`pool: true`, fed by its `idle` event, 100 messages a line; no queue on disk"),
        Sender(POST_OFFICE, _module("rivals.django_post_office", _python(POST_OFFICE)),
               _post_office, {SMALL: 1000, LARGE: 200}, 0,
               setting="`send_queued_mail`, a thread for each line, BATCH_SIZE 500, SQLite (WAL, synchronous=FULL)"),
        Sender(MAILMAN, _module("rivals.mailman_outgoing", _python(MAILMAN)),
               _mailman, {SMALL: 200, LARGE: 100}, 0,
               setting="its outgoing runner, one post to a list, `personalize: full`, VERP; one line, as it has one for a post, never closed"),
    ]  # fmt: skip


def _python(rival: str) -> str:
    return str(RIVALS / rival / "bin/python")


def _module(name: str, python: str) -> Callable[[Path, int, int], None]:
    def prepare(folder: Path, count: int, size: int) -> None:
        run([python, "-m", f"bench.{name}", "prepare", str(folder), str(count), str(size)], folder)

    return prepare


def _nothing(folder: Path, count: int, size: int) -> None:
    """smtp-source makes its message itself."""


def _letter(folder: Path, count: int, size: int) -> None:  # noqa: ARG001 - it counts as it sends
    letter.write(folder, size)


def _ours(task: Task) -> dict[str, Any]:
    where = [str(task.folder), "127.0.0.1", str(task.port), str(task.connections)]
    return last_json(run([sys.executable, "-m", "bench.ours", "send", *where], task.folder))


def _source(task: Task) -> dict[str, Any]:
    command = [
        "smtp-source", "-d", "-s", str(task.connections), "-m", str(task.count),
        "-l", str(task.size), "-f", BOUNCE, "-t", letter.person(1).address,
        f"127.0.0.1:{task.port}",
    ]  # fmt: skip
    return {**timed(command, task.folder), "sent": task.count}


def _nodemailer(task: Task) -> dict[str, Any]:
    script = ROOT / "bench/rivals/nodemailer_pool.mjs"
    numbers = map(str, (task.count, task.port, task.connections))
    command = ["node", str(script), str(RIVALS / NODEMAILER), str(task.folder), *numbers]
    return last_json(run(command, task.folder))


def _post_office(task: Task) -> dict[str, Any]:
    where = [str(task.folder), str(task.port), str(task.connections)]
    command = [_python(POST_OFFICE), "-m", "bench.rivals.django_post_office", "send", *where]
    return last_json(run(command, task.folder))


def _mailman(task: Task) -> dict[str, Any]:
    where = [str(task.folder), str(task.port)]
    command = [_python(MAILMAN), "-m", "bench.rivals.mailman_outgoing", "send", *where]
    return last_json(run(command, task.folder))
