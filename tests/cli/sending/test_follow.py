"""A release is followed to its end, on a terminal and in a pipe."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from notifier.cli.sending import follow
from notifier.cli.sending.follow import Pace, summary, told, watch
from notifier.ledger.progress import Progress
from notifier.letters.mail.message import Outcome, Verdict
from tests.cli.conftest import Terminal
from tests.cli.mistakes import ledger
from tests.doubts import UNSURE, tried
from tests.scenes import CONSULTATION, NOON, enqueued

CALL = f"{CONSULTATION}/consultation"
SENT = Outcome(Verdict.SENT, 250, "2.0.0 queued")
SECOND = timedelta(seconds=1)
COURSE = (
    {"waiting": 4},
    {"waiting": 2, "sending": 1, "sent": 1},
    {"waiting": 2, "sending": 1, "sent": 1},
    {"sent": 2, "refused": 1, "unsure": 1},
)


def looks() -> Iterator[Progress]:
    """A release, look by look."""
    return (Progress(states, later=0, next_at=None) for states in COURSE)


def test_it_ends_when_nothing_is_under_way_and_tells_each_move_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a pipe a line a move, and no bar."""
    course, pauses = looks(), []

    found = watch("CL-26/5", lambda: next(course), lambda: pauses.append(1))

    assert found.states == COURSE[-1]
    assert len(pauses) == len(COURSE) - 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" (")[0] for line in lines] == [
        "CL-26/5: 0 of 4",
        "CL-26/5: 1 of 4",
        "CL-26/5: 4 of 4",
    ]


def test_on_a_terminal_it_is_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the same words."""
    screen, course = io.StringIO(), looks()
    console = Console(file=screen, force_terminal=True, width=120, highlight=False)
    monkeypatch.setattr(follow, "console", console)

    watch("CL-26/5", lambda: next(course), lambda: None)

    assert "4 of 4 (100 %)" in screen.getvalue()
    assert "━" in screen.getvalue()


def test_rate_and_estimate_follow_the_last_looks() -> None:
    """What waits for another try is not counted into the estimate: it takes its own time."""
    pace = Pace()
    for second in range(30):
        pace.note(NOON + second * SECOND, 10 * second)
    found = Progress({"waiting": 700, "sent": 300}, later=100, next_at=NOON)

    assert told(found, pace) == (
        "300 of 1,000 (30 %), 10.0 a second, about 1 min 0 s left, 0 in doubt, 100 to be tried"
        " again later"
    )


def test_where_nothing_moves_nothing_is_promised() -> None:
    """No rate, no estimate."""
    pace = Pace()
    for second in range(3):
        pace.note(NOON + second * SECOND, 5)

    assert told(Progress({"waiting": 5, "sent": 5}, 5, NOON), pace) == (
        "5 of 10 (50 %), 0 in doubt, 5 to be tried again later"
    )


def test_the_summary_counts_what_became_of_them() -> None:
    """Also where somebody stopped looking before the end."""
    found = Progress({"sent": 1000, "unsure": 2, "waiting": 3}, 3, NOON)

    assert summary(found) == (
        "1,005 messages: 1,000 sent, 2 in doubt, 3 under way, the next one to be tried again at"
        " 2026-03-02 12:00 UTC."
    )


@pytest.fixture
def release(folder: Path) -> Path:
    """A release of two: one in doubt, one that waits."""
    with ledger(folder) as opened:
        enqueued(opened, "fr", "no")
        tried(opened, UNSURE, limit=1)
    return folder


@pytest.mark.parametrize("words", [(), (CALL,)])
def test_once_prints_a_line_and_ends(
    release: Path, terminal: Terminal, words: tuple[str, ...]
) -> None:
    """For scripts, and for a glance."""
    ended = terminal("outbox", "follow", *words, "--once")

    assert ended.code == 0
    name = words[0] if words else "All that is under way"
    assert ended.out.splitlines()[-1].startswith(f"{name}: 1 of 2 (50 %), 1 in doubt")


def test_what_has_ended_is_summed_up_at_once(release: Path, terminal: Terminal) -> None:
    """There is nothing to wait for."""
    with ledger(release) as opened:
        tried(opened, SENT)

    ended = terminal("outbox", "follow", CALL)

    assert ended.code == 0
    assert ended.out.endswith(f"{CALL}: 2 messages: 1 sent, 1 in doubt.\n")


def test_with_nothing_under_way_it_says_so(terminal: Terminal) -> None:
    """And ends."""
    assert terminal("outbox", "follow").out.endswith("Nothing is under way.\n")


def test_whoever_interrupts_it_gets_the_summary(
    release: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release goes on by itself; the exit code says that its end was not seen."""

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(follow.time, "sleep", interrupted)

    ended = terminal("outbox", "follow", CALL)

    assert ended.code == 130
    assert ended.out.endswith(f"{CALL}, not ended: 2 messages: 1 in doubt, 1 under way.\n")
