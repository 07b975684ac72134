"""All against the same sinks, turn by turn, and the medians of it.

Rounds are interleaved: what disturbs the machine for a while disturbs everybody.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.letter import LARGE, SMALL
from bench.processes import FailedError, sink
from bench.senders import RIVALS, Sender, Task

WAIT = 20.0  # ms before the slow sink answers the end of the data


@dataclass(frozen=True, slots=True)
class Course:
    """What is raced over: the size of the message, and the sink."""

    size: int
    wait: float
    connections: int

    @property
    def title(self) -> str:
        """Its name in the table."""
        taker = f"sink that takes {self.wait:.0f} ms" if self.wait else "instant sink"
        return f"{self.size // 1000} kB, {taker}, {self.connections} connections"


COURSES = (
    Course(SMALL, 0, 16),
    Course(LARGE, 0, 16),
    Course(SMALL, WAIT, 20),
    Course(LARGE, WAIT, 20),
)


@dataclass(slots=True)
class Runs:
    """What one sender did on one course, run after run."""

    count: int
    rates: list[float] = field(default_factory=list)  # messages a second
    costs: list[float] = field(default_factory=list)  # microseconds of CPU a message
    wire: float = 0.0  # bytes a message, as the sink counted them

    @property
    def rate(self) -> float:
        """The median of the rates."""
        return median(self.rates)

    @property
    def cost(self) -> float:
        """The median of the costs."""
        return median(self.costs)


Results = dict[tuple[Course, str], Runs]


@dataclass(frozen=True, slots=True)
class Measure:
    """How much is measured: repetitions, and the share of the messages that is sent."""

    repetitions: int = 5
    share: float = 1.0

    def count(self, sender: Sender, course: Course) -> int:
        """Return how many messages `sender` gets on `course`; 0: it does not race there."""
        whole = sender.slow_count if course.wait else sender.counts[course.size]
        return max(50, int(whole * self.share)) if whole else 0


def race(racing: Sequence[Sender], measure: Measure) -> Results:
    """Let every sender run every course as often as `measure` says; progress is printed."""
    results: Results = {}
    runs = [(c, s, measure.count(s, c)) for c in COURSES for s in racing if measure.count(s, c)]
    with workplace() as folder:
        for course, sender, count in runs:
            _prepare(sender, course.size, count, folder)
        for repetition in range(measure.repetitions):
            print(f"round {repetition + 1} of {measure.repetitions}", flush=True)
            for course, sender, count in runs:
                result = results.setdefault((course, sender.name), Runs(count))
                _run(sender, course, result, folder)
    return results


@contextmanager
def workplace() -> Iterator[Path]:
    """Give a folder on the disk of the checkout, and remove it in the end."""
    RIVALS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="race-", dir=RIVALS) as folder:
        yield Path(folder)


def _prepared(sender: Sender, size: int, count: int, folder: Path) -> Path:
    return folder / f"{sender.name}-{size}-{count}"


def _prepare(sender: Sender, size: int, count: int, folder: Path) -> None:
    place = _prepared(sender, size, count, folder)
    if not place.exists():
        print(f"  {sender.name}: {count} messages of {size // 1000} kB are made ready", flush=True)
        place.mkdir()
        sender.prepare(place, count, size)


def _run(sender: Sender, course: Course, result: Runs, folder: Path) -> None:
    """Race once over a copy of what was made ready, and see with the sink that all arrived."""
    place = folder / "race"
    shutil.copytree(_prepared(sender, course.size, result.count, folder), place)
    os.sync()  # or the disk is still busy with the copy
    with sink(taken=course.wait) as at_work:
        task = Task(place, result.count, course.size, at_work.port, course.connections)
        figures = sender.send(task)
    shutil.rmtree(place)
    arrived = at_work.took["messages"]
    if not arrived == figures["sent"] == result.count:
        raise FailedError(
            f"{sender.name} says it sent {figures['sent']} of {result.count}, {arrived} arrived"
        )
    result.rates.append(arrived / figures["seconds"])
    result.costs.append(figures["cpu"] / arrived * 1e6)
    result.wire = at_work.took["bytes"] / arrived
    print(f"  {course.title}: {sender.name} {result.rates[-1]:,.0f}/s", flush=True)
