"""The cold promise: how long from the issue of a letter to the last 250.

194 Member States with three people each, in six languages, set by the real press from the
shipped templates, with a PDF of 500 kB, over 10 lines to a relay that takes 20 ms a reply.

    python -m bench.cold
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bench import ours
from bench.processes import sink
from notifier.cli import house
from notifier.languages import LANGUAGES
from notifier.ledger.database import Ledger
from notifier.letters.letter import Edition, Letter
from notifier.plan.kind import Kind

MEMBERS, PEOPLE_EACH, CONNECTIONS = 194, 3, 10
PDF = 500_000
WAIT = 20.0  # ms before each reply; what is pipelined is answered together
TARGET = 15.0


@dataclass(frozen=True, slots=True)
class Cold:
    """What was measured, in seconds."""

    messages: int
    set: float  # the PDF editions
    released: float  # the rows, editions excluded
    sent: float
    whole: float


async def promise(folder: Path, port: int) -> Cold:
    """Issue one letter and send all of it; the service has started, and has done nothing yet."""
    of = ours.settings()
    directory = ours.members_and_people(of, MEMBERS * PEOPLE_EACH, LANGUAGES)
    room = house.PressRoom(of)
    seconds: list[float] = []

    async def press(letter: Letter, texts: Mapping[str, str]) -> list[Edition]:
        begun = time.monotonic()
        editions = [_thick(edition) for edition in await room.press(letter, texts)]
        seconds.append(time.monotonic() - begun)
        return editions

    with Ledger(folder / ours.LEDGER) as ledger:
        ours.issued(ledger, Kind.CONSULTATION, room.write)
        begun = time.monotonic()
        await ours.release(ledger, press, of, directory)
        released = time.monotonic()
        access = ours.access_to("127.0.0.1", port, CONNECTIONS)
        messages = await ours.send_all(ledger, folder, of, access)
        ended = time.monotonic()
    [setting] = seconds
    return Cold(messages, setting, released - begun - setting, ended - released, ended - begun)


def measure() -> Cold:
    """Measure it once, against a sink of its own."""
    with tempfile.TemporaryDirectory(prefix="cold-", dir=Path(__file__).parent) as folder:
        with sink(taken=WAIT, each=WAIT) as at_work:
            cold = asyncio.run(promise(Path(folder), at_work.port))
        assert at_work.took["messages"] == cold.messages == MEMBERS * PEOPLE_EACH
    return cold


def _thick(edition: Edition) -> Edition:
    """Return the edition with its PDF filled up to 500 kB, as one with annexes is."""
    assert edition.pdf is not None
    return replace(edition, pdf=edition.pdf.ljust(PDF, b"\n"))


if __name__ == "__main__":
    print(json.dumps(asdict(measure())))
