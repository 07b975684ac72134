"""Work that hangs or fills the memory ends in a sentence; all else comes out as it is."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from notifier.cli.writing.limited import Limits, within_limits
from notifier.errors import UserError

TIGHT = Limits(seconds=0.5, megabytes=1024)
AMPLE = Limits(seconds=60, megabytes=1024)


def add(one: int, two: int) -> int:
    """Work that is done."""
    return one + two


def go_on_for_ever() -> None:
    """Work that never ends: the sum of a generator without end."""
    sum(iter(lambda: 0, 1))


def fill_the_memory() -> str:
    """Work as `{{ 'x' * 10**9 }}` would be, if the sandbox let it."""
    return "x" * 4 * 10**9


def find_a_mistake() -> None:
    """Work that a person must mend."""
    raise UserError.of("t/en.md:3:4", "a mistake")


def end_without_a_word() -> None:
    """Work with a bug in it."""
    raise SystemExit(3)


@contextmanager
def another_thread() -> Iterator[None]:
    """Something else that runs in this process, so that no copy of it can be made."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    yield
    done.set()
    thread.join()


def test_what_is_made_comes_out() -> None:
    """Through a pipe, from another process."""
    assert within_limits("t", partial(add, 1, 2), AMPLE) == 3


def test_work_beside_threads_is_done_by_a_new_process() -> None:
    """A copy of a process with threads takes their locks along, and waits for ever."""
    with another_thread():
        assert within_limits("t", partial(add, 1, 2), AMPLE) == 3


def test_what_a_person_must_mend_comes_out_as_that() -> None:
    """With its place, as if there were no other process."""
    with pytest.raises(UserError) as caught:
        within_limits("t", find_a_mistake, AMPLE)

    assert str(caught.value) == "t/en.md:3:4: a mistake"


def test_what_takes_too_long_is_stopped_and_said_so() -> None:
    """A check that hangs is pressed away, and with it what it would have found."""
    begun = time.monotonic()
    with pytest.raises(
        UserError, match=r"^t: this takes longer than 0\.5 seconds, and was stopped"
    ):
        within_limits("t", go_on_for_ever, TIGHT)

    assert time.monotonic() - begun < 30


def test_what_takes_too_much_memory_is_stopped_and_said_so() -> None:
    """Else the machine stops the service, which runs on it too."""
    with pytest.raises(UserError, match=r"^t: this takes more than 1024 MB of memory"):
        within_limits("t", fill_the_memory, AMPLE)


def test_a_bug_is_no_sentence_for_staff() -> None:
    """It rises to where bugs are told."""
    with pytest.raises(RuntimeError, match="exit code 3"):
        within_limits("t", end_without_a_word, AMPLE)
