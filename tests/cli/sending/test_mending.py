"""What people decide about messages is told before it is done, and refused where it would harm."""

import io
from pathlib import Path

import pytest

from notifier.cli.options import now
from notifier.ledger import outbox, responses
from notifier.letters.mail.message import Outcome, Verdict
from tests.cli.conftest import Say, Terminal
from tests.cli.mistakes import ledger
from tests.doubts import UNSURE, steps, tried
from tests.scenes import CONSULTATION, NOON, enqueued

SENT = Outcome(Verdict.SENT, 250, "2.0.0 queued")
NO = Outcome(Verdict.REFUSED, 550, "5.7.1 not wanted")
CALL = f"{CONSULTATION}/consultation"
RECORD = ("--why", "as agreed", "--as", "dupont")


def prepared(folder: Path, *outcomes: Outcome, waiting: int = 0) -> Path:
    """A letter with a message of each outcome, and some that wait."""
    with ledger(folder) as opened:
        enqueued(opened, *[f"c{n}" for n in range(len(outcomes) + waiting)])
        for outcome in outcomes:
            tried(opened, outcome, limit=1)
    return folder


def counts(folder: Path) -> dict[str, int]:
    """How many messages are in each state."""
    with ledger(folder) as opened:
        return opened.now(outbox.counts)


def test_one_refused_message_goes_again(folder: Path, terminal: Terminal) -> None:
    """With who and why in its journal."""
    prepared(folder, NO)

    ended = terminal("outbox", "retry", "1", *RECORD)

    assert (ended.code, ended.out) == (0, "Message 1 goes again.\n")
    assert counts(folder) == {"waiting": 1}
    with ledger(folder) as opened:
        last = steps(opened, 1)[-1]
    assert (last["who"], last["said"]) == ("dupont", "as agreed")


def test_many_go_again_only_when_somebody_has_seen_how_many(
    folder: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer no leaves everything as it is."""
    prepared(folder, NO, NO, SENT)
    words = ("outbox", "retry", "--letter", CALL, "--state", "refused", *RECORD)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))

    refused = terminal(*words)
    before = counts(folder)
    done = terminal(*words, "--yes")

    assert "Messages: 2. This will send again (reason: as agreed)." in refused.out
    assert refused.code == 1
    assert before == {"refused": 2, "sent": 1}
    assert done.out.endswith("Done: 2 of 2.\n")
    assert counts(folder) == {"waiting": 2, "sent": 1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("retry 1", "1: it is sent; nothing was changed"),
        ("retry 2", "2: it is in doubt, and may have arrived: see `notifier outbox settle`"),
        ("retry 9", "9: there is no such message; see `notifier outbox list`"),
        ("cancel 1", "1: too late, it is sent; nothing was changed"),
        ("cancel 9", "9: there is no such message; see `notifier outbox list`"),
        ("retry", "outbox: name either the numbers of messages, or --letter"),
        (f"cancel 3 --letter {CALL}", "outbox: name either the numbers of messages, or --letter"),
        (
            f"retry --letter {CALL}",
            "--state: say of which state, since the letter is named: cancelled, refused, suppressed, waiting",
        ),
        (
            f"retry --letter {CALL} --state unsure",
            "--state: say of which state, since the letter is named: cancelled, refused, suppressed, waiting",
        ),
    ],
)
def test_what_would_harm_is_refused_in_a_sentence(
    folder: Path, say: Say, words: str, said: str
) -> None:
    """And nothing is changed."""
    prepared(folder, SENT, UNSURE, waiting=1)
    before = counts(folder)

    assert say("outbox", *words.split(), *RECORD) == [said]
    assert counts(folder) == before


def test_of_messages_named_by_number_all_are_done_or_none(folder: Path, say: Say) -> None:
    """Every problem at once, and nothing half done."""
    prepared(folder, NO, SENT)

    said = say("outbox", "retry", "1", "2", "9", *RECORD, "--yes")

    assert said == [
        "2: it is sent; nothing was changed",
        "9: there is no such message; see `notifier outbox list`",
    ]
    assert counts(folder) == {"refused": 1, "sent": 1}


def test_a_suppressed_address_is_written_to_again_only_when_it_is_said_to_be_good(
    folder: Path, say: Say, terminal: Terminal
) -> None:
    """Else it would be suppressed once more, and the person left to wonder."""
    prepared(folder, NO)
    with ledger(folder) as opened:
        opened.now(
            lambda tx: responses.suppress(
                tx, "wsis@digital.c0.example", reason="5.1.1 no such user", message=1, at=NOON
            )
        )

    refused = say("outbox", "retry", "1", *RECORD)
    done = terminal("outbox", "retry", "1", *RECORD, "--lift")

    assert refused == [
        "1: its address is suppressed since 2026-03-02: 5.1.1 no such user; if it is good again, say --lift"
    ]
    assert done.code == 0
    with ledger(folder) as opened:
        assert opened.now(responses.suppressed) == frozenset()
        assert tried(opened, SENT, at=now()) == [1]


def test_what_waits_is_cancelled_and_it_is_said_how_many_were_too_late(
    folder: Path, terminal: Terminal
) -> None:
    """A letter called off in the middle of its release."""
    prepared(folder, SENT, SENT, UNSURE, waiting=3)

    ended = terminal("outbox", "cancel", "--letter", CALL, *RECORD, "--yes")

    assert ended.code == 0
    assert ended.out.splitlines() == [
        "Messages: 6. This will cancel what still waits (reason: as agreed).",
        "Done: 3 of 6.",
        "Not done, 2: too late, it is sent; nothing was changed.",
        "Not done, 1: too late, it is unsure; nothing was changed.",
    ]
    assert counts(folder) == {"sent": 2, "unsure": 1, "cancelled": 3}


@pytest.mark.parametrize(("word", "state"), [("--sent", "sent"), ("--resend", "waiting")])
def test_all_doubts_of_a_letter_are_settled_together(
    folder: Path, terminal: Terminal, word: str, state: str
) -> None:
    """After a restore there may be hundreds; what is not in doubt is not touched."""
    prepared(folder, UNSURE, UNSURE, NO)

    ended = terminal("outbox", "settle", "--letter", CALL, word, *RECORD, "--yes")

    assert ended.out.endswith("Done: 2 of 2.\n")
    assert counts(folder) == {state: 2, "refused": 1}


def test_a_letter_with_nothing_to_mend_says_so(folder: Path, terminal: Terminal) -> None:
    """No question is asked."""
    prepared(folder, SENT)

    ended = terminal("outbox", "settle", "--letter", CALL, "--sent", *RECORD)

    assert (ended.code, ended.out) == (0, "No message here; nothing was changed.\n")
