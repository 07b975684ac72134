"""How long a piece of work takes, and how much processor time of this process and its children."""

import json
import resource
import time
from types import TracebackType
from typing import Self


class Stopwatch:
    """Guards two readings, before and after. Use it as a context manager."""

    def __enter__(self) -> Self:
        self._cpu, self._begun = _cpu(), time.monotonic()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seconds = time.monotonic() - self._begun
        self.cpu = _cpu() - self._cpu

    def report(self, sent: int, **more: object) -> None:
        """Print what was measured on a line of its own, as JSON."""
        measured = {"seconds": self.seconds, "cpu": self.cpu, "sent": sent, **more}
        print(json.dumps(measured), flush=True)


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)
