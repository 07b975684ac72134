"""How many mails a second are understood on one core, and what memory that takes over many.

python -m bench.understand [MAILS]
"""

import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from notifier.answers.understand import understand

MAIL = Path(__file__).parents[1] / "tests/mail"
MAILS, WARM = 20_000, 2_000
TARGET = 300  # mails a second


@dataclass(frozen=True, slots=True)
class Understanding:
    """What was measured, in time of the processor; `growth_kb` is after the first WARM mails."""

    mails: int
    kinds: int
    average_bytes: int
    per_second: int
    slowest_ms: float
    slowest: str
    growth_kb: int
    target: int = TARGET


def measure(mails: int = MAILS) -> Understanding:
    """Understand the mails of the tests in turn, and each once by itself for the slowest."""
    files = sorted(MAIL.glob("*.eml"))
    raw = [file.read_bytes() for file in files]
    _read(raw, WARM)
    before = _peak()
    begun = time.process_time()
    _read(raw, mails)
    seconds = time.process_time() - begun
    slowest, name = max((_seconds(one), file.stem) for one, file in zip(raw, files, strict=True))
    return Understanding(
        mails=mails,
        kinds=len(raw),
        average_bytes=sum(map(len, raw)) // len(raw),
        per_second=round(mails / seconds),
        slowest_ms=round(slowest * 1000, 1),
        slowest=name,
        growth_kb=_peak() - before,
    )


def _read(raw: Sequence[bytes], mails: int) -> None:
    for number in range(mails):
        understand(raw[number % len(raw)])


def _seconds(raw: bytes) -> float:
    begun = time.process_time()
    understand(raw)
    return time.process_time() - begun


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print(json.dumps(asdict(measure(*map(int, sys.argv[1:])))))
