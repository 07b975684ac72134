"""A machine that slept for two weeks wakes up and asks; it does not fire what is late."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.cli import house as root
from notifier.cli.service.posting import Composer
from notifier.ledger import evidence, overdue
from notifier.ledger.database import moment
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome
from notifier.relay.turn import Send, at_once
from notifier.ticks import acceptance
from notifier.ticks.overdue import Judge
from notifier.ticks.post import Desk, post
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import FORUM, MEETING

MONDAY = at("2026-03-09 09:00")
WOKE = MONDAY + timedelta(days=14)
CALL = f"{FORUM}/consultation"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat with one urgent consultation."""
    secretariat = Secretariat(tmp_path, MEETING)
    yield sets(secretariat)
    secretariat.close()


async def asleep(house: Secretariat) -> None:
    """Let the service fall asleep with a letter just released, and wake two weeks later."""
    await house.tick(MONDAY, "post")
    await drafts_and_issues(house, MONDAY)
    await house.tick(WOKE, "post")


def states(house: Secretariat) -> set[str]:
    """In which states the messages are."""
    return {row["state"] for row in rows(house, "messages")}


def accept(house: Secretariat) -> None:
    """The officer says that it may leave all the same."""
    [waits] = house.ledger.now(acceptance.waiting)
    yes = partial(acceptance.accept, code=waits.code, by="ana", why="It still holds.", at=WOKE)
    house.ledger.now(yes)


async def test_what_is_two_weeks_late_waits_for_a_person(house: Secretariat) -> None:
    """Nothing leaves; what waits, and since when the service was down, is said."""
    await asleep(house)

    [waits] = house.ledger.now(acceptance.waiting)
    assert house.sent == []
    assert states(house) == {"waiting"}
    assert waits.subject == CALL
    assert "should have left by 2026-03-09" in waits.why
    assert "down from 2026-03-09 to 2026-03-23" in waits.why


async def test_what_a_person_accepts_leaves_once(house: Secretariat) -> None:
    """Each of them, and with the next pass."""
    await asleep(house)
    accept(house)
    await house.tick(WOKE, "post")
    await house.tick(WOKE + timedelta(minutes=1), "post")

    assert sorted(envelope.recipient for envelope, _ in house.sent) == sorted(
        row["address"] for row in rows(house, "messages")
    )
    assert states(house) == {"sent"}


async def test_a_second_pass_asks_nothing_new(house: Secretariat) -> None:
    """It is one question, and it stays one."""
    await asleep(house)
    await house.tick(WOKE + timedelta(minutes=1), "post", "watch", "post")

    assert len(house.ledger.now(acceptance.waiting)) == 1
    assert house.sent == []


async def test_by_the_other_rule_what_is_late_leaves(house: Secretariat) -> None:
    """`then: late` is a choice too."""
    rules = house.settings.files.rules
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("then: ask", "then: late"), encoding="utf-8")
    await asleep(house)

    assert states(house) == {"sent"}


async def test_a_weekend_off_is_no_sleep(house: Secretariat) -> None:
    """What was down for less than the rule says goes on as if nothing had been."""
    await house.tick(MONDAY, "post")
    await drafts_and_issues(house, MONDAY)
    await house.tick(MONDAY + timedelta(days=3), "post")

    assert states(house) == {"sent"}


async def test_a_letter_issued_while_nobody_sent_is_asked_about_before_its_release(
    house: Secretariat,
) -> None:
    """Staff signed it in an office whose service was down."""
    await house.tick(MONDAY, "watch")
    for _ in range(3):
        house.staff.work(MONDAY)
    await house.tick(WOKE, "issue", "post")

    assert rows(house, "messages") == []
    accept(house)
    await house.tick(WOKE, "issue", "post")
    assert states(house) == {"sent"}


async def test_messages_that_staff_cancel_need_no_answer(house: Secretariat) -> None:
    """The question goes away with what it was about."""
    await asleep(house)
    for row in rows(house, "messages"):
        house.ledger.now(
            lambda tx, row=row: evidence.cancel(tx, row["id"], why="Too late.", by="ana", at=WOKE)
        )
    await house.tick(WOKE, "watch")

    assert house.ledger.now(acceptance.waiting) == []


async def test_a_claim_of_a_life_that_died_before_the_sleep_is_judged_too(
    house: Secretariat,
) -> None:
    """It had not begun, so it is late like the others."""
    await house.tick(MONDAY, "post")
    await drafts_and_issues(house, MONDAY)
    house.ledger.now(lambda tx: tx.run("update messages set state = 'claimed', hold = 7"))
    await house.tick(WOKE, "post")

    assert house.sent == []
    assert states(house) == {"waiting"}


def test_a_clock_that_goes_back_holds_nothing(house: Secretariat) -> None:
    """It is told in the log; what was due is due."""
    first = house.ledger.now(lambda tx: overdue.begin_pass(tx, WOKE))
    then = house.ledger.now(lambda tx: overdue.begin_pass(tx, MONDAY))

    assert (first, then) == (None, WOKE)


async def test_a_machine_that_sleeps_in_the_middle_of_a_pass_sends_no_more_of_it(
    house: Secretariat,
) -> None:
    """It wakes two weeks later between two messages: the rest is judged like all that is late."""
    await house.tick(MONDAY, "post")
    await drafts_and_issues(house, MONDAY)
    clock = [MONDAY]

    async def sleeps(envelope: Envelope, data: Sequence[bytes]) -> Outcome:
        clock[0] = WOKE
        return await house._record(envelope, data)

    desk = desk_of(house, sleeps, clock)
    await post(MONDAY, desk)
    assert len(house.sent) == 1
    assert states(house) == {"sent", "waiting"}

    await post(WOKE, desk)
    assert len(house.sent) == 1
    [waits] = house.ledger.now(acceptance.waiting)
    assert waits.subject == CALL


async def test_a_pass_that_takes_days_is_no_time_of_rest(house: Secretariat) -> None:
    """A long release at a slow pace: what came meanwhile is not held for it."""
    await house.tick(MONDAY, "post")
    await drafts_and_issues(house, MONDAY)
    clock = [MONDAY]

    async def slow(envelope: Envelope, data: Sequence[bytes]) -> Outcome:
        clock[0] += timedelta(minutes=50)
        return await house._record(envelope, data)

    desk = desk_of(house, slow, clock)
    first = len(rows(house, "messages"))
    await post(MONDAY, desk)
    assert len(house.sent) == first
    last = house.ledger.now(lambda tx: tx.one("select at from passes"))

    assert last is not None
    assert moment(last["at"]) > MONDAY + timedelta(hours=4)


def desk_of(house: Secretariat, send: Send, clock: list[datetime]) -> Desk:
    """Where letters are posted one after the other, by a clock of our own."""
    keys = root.keys(house.settings)
    compose = Composer(house.ledger, house.settings.sender, keys, "")
    judge = Judge(after=lambda: timedelta(days=3), asks=lambda: True)
    return Desk(
        house.ledger, 1, compose, at_once(send), lambda: False, 1,
        clock=lambda _: clock[0], judge=judge,
    )  # fmt: skip
