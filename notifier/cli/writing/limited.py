"""Work done in a process of its own, which can neither hang this one nor fill its memory.

Templates are edited by hand: a slip in one must end in a sentence, whatever it makes of the
machine.
"""

import multiprocessing
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, ForkServerContext
from pathlib import Path
from typing import Any, TypeVar

from notifier.errors import Problem, UserError

_TASKS = Path("/proc/self/task")
# how a process ends whose memory is at its end, apart from a MemoryError of Python
_OUT_OF_MEMORY = frozenset({-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGKILL})
_MEND = "look for a loop in a loop, or a very long text"

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a piece of work may take, and how much memory its process may have."""

    seconds: float = 20.0
    megabytes: int = 2048


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Told:
    """What a person must mend, on its way out of the process."""

    problems: tuple[Problem, ...]


def within_limits(where: str, work: Callable[[], _Made], limits: Limits = LIMITS) -> _Made:
    """Return what `work` makes, or raise the UserError that it raises; both go through a pipe.

    What takes too long or too much memory is ended, and is a UserError at `where`.
    """
    context = _context()
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sending, work, limits), daemon=True)
    process.start()
    sending.close()
    try:
        with receiving:
            made = _received(receiving, where, limits)
    except EOFError:
        process.join()
        raise _ended(where, process.exitcode, limits) from None
    finally:
        process.kill()
        process.join()
    if isinstance(made, _Told):
        raise UserError(made.problems)
    result: _Made = made
    return result


def _context() -> ForkContext | ForkServerContext:
    """Return how a process is made: a copy of this one where nothing else runs in it, else a new one.

    A copy is there at once, but of several threads it would take along one and the locks of all.
    """
    if _TASKS.is_dir() and len(list(_TASKS.iterdir())) == 1:
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["notifier.cli"])
    return context


def _work(sending: Connection, work: Callable[[], Any], limits: Limits) -> None:
    """Do the work in the new process; what is neither made nor told is a bug, and shows itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who waits
    memory, seconds = limits.megabytes << 20, int(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        made = work()
    except UserError as error:
        made = _Told(error.problems)
    except MemoryError:
        return
    sending.send(made)


def _received(receiving: Connection, where: str, limits: Limits) -> Any:
    if not receiving.poll(limits.seconds):
        raise _too_slow(where, limits)
    return receiving.recv()


def _too_slow(where: str, limits: Limits) -> UserError:
    what = f"this takes longer than {limits.seconds:g} seconds, and was stopped; {_MEND}"
    return UserError.of(where, what)


def _ended(where: str, code: int | None, limits: Limits) -> Exception:
    if code == -signal.SIGXCPU:  # on several cores it is used up before the clock says so
        return _too_slow(where, limits)
    if code == 0 or code in _OUT_OF_MEMORY:
        what = f"this takes more than {limits.megabytes} MB of memory, and was stopped; {_MEND}"
        return UserError.of(where, what)
    return RuntimeError(f"the process that worked on {where} ended with exit code {code}")
