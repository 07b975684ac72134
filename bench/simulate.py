"""How long a simulated year takes: the shipped plan, 194 Member States with all their people.

python -m bench.simulate [YEAR]
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from notifier.cli import house
from notifier.ledger.database import Ledger
from notifier.logs import set_up_logs
from notifier.simulation.year import Span, World, simulate

CONFIG = Path(__file__).parents[1] / "config/notifier.toml"
YEAR, ROUNDS = 2026, 3
TARGET = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Simulation:
    """What was measured; `seconds` is the best of several."""

    year: int
    members: int
    letters: int
    messages: int
    seconds: float
    target: float = TARGET


def measure(year: int = YEAR) -> Simulation:
    """Simulate the year some times, each on an empty ledger; sources are read beforehand."""
    set_up_logs(json=True, level="CRITICAL")
    of = house.settings(CONFIG)
    sources = house.SourcesReader(of)()
    world = World(sources, tuple(of.required_languages), of.sender.domain)
    span = Span(date(year, 1, 1), date(year, 12, 31))
    seconds = []
    for _ in range(ROUNDS):
        begun = time.monotonic()
        with Ledger(":memory:") as ledger:
            made = asyncio.run(simulate(ledger, world, span, lambda _: None))
        seconds.append(time.monotonic() - begun)
    return Simulation(
        year=year,
        members=len(sources.directory.members),
        letters=len(made.letters),
        messages=sum(len(letter.people) for letter in made.letters),
        seconds=round(min(seconds), 2),
    )


if __name__ == "__main__":
    print(json.dumps(asdict(measure(*map(int, sys.argv[1:])))))
