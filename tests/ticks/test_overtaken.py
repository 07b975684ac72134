"""What was held, or still waits, says nothing once a later letter says otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.cli import house as root
from notifier.errors import UserError
from notifier.ledger import holds, letters, overdue
from notifier.ledger.database import Row, Tx
from notifier.letters.letter import Edition, Letter
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.plan.rules import Delivery
from notifier.ticks import path, release
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, in_plain_text, rows, sets
from tests.ticks.plans import FORUM, MEETING
from tests.ticks.replies import delivered, event_in, writes

MONDAY = at("2026-03-09 09:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WOKE = MONDAY + 7 * DAY
REMINDED = at("2026-04-23 08:00")
MOVED = MEETING.replace('start: "2026-04-15T14:00"', 'start: "2026-04-15T15:00"')
LATER = MEETING.replace('start: "2026-04-15T14:00"', 'start: "2026-04-15T16:00"')
OFF = MEETING.replace("end: 2026-07-10}", "end: 2026-07-10, status: cancelled}")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat with one urgent consultation by meeting."""
    secretariat = sets(Secretariat(tmp_path, MEETING))
    yield secretariat
    secretariat.close()


async def decides(house: Secretariat, plan: str, now: datetime) -> None:
    """The plan changes and staff issue what follows, in an office whose service is down."""
    house.plan.write_text(plan, encoding="utf-8")
    await house.tick(now, "watch")
    for _ in range(3):
        house.staff.work(now)


def accept(house: Secretariat, now: datetime) -> None:
    """The officer accepts all that is overdue."""

    def unit(tx: Tx) -> None:
        for row in holds.waiting(tx):
            holds.accept(tx, row["key"], by="ana", why="It still holds.", at=now)
            overdue.let_go(tx, row["subject"], by="ana", why="It still holds.", at=now)

    house.ledger.now(unit)


def of(house: Secretariat, kind: str) -> list[Row]:
    """The messages of letters of a kind."""
    ids = {row["id"] for row in rows(house, "letters") if row["kind"] == kind}
    return [row for row in rows(house, "messages") if row["letter"] in ids]


async def test_an_update_that_was_held_never_follows_the_cancellation(house: Secretariat) -> None:
    """Accepted or not, it would call a meeting that is called off; it is closed without a word."""
    await drafts_and_issues(house, MONDAY)
    await house.tick(MONDAY, "post")
    await decides(house, MOVED, MONDAY + DAY)
    await house.tick(WOKE, "issue")
    assert len(house.ledger.now(holds.waiting)) == 1

    await decides(house, OFF, WOKE + MINUTE)
    for n in range(2, 6):
        await house.tick(WOKE + n * MINUTE, "issue", "post")
        accept(house, WOKE + n * MINUTE)

    assert of(house, "update") == []
    assert {(m["method"], m["sequence"], m["state"]) for m in of(house, "cancellation")} == {
        ("CANCEL", 1, "sent")
    }
    assert {row["status"] for row in rows(house, "invitations")} == {"cancelled"}
    events = [row["kind"] for row in rows(house, "events")]
    assert events.count("letter.overtaken") == 1
    assert house.ledger.now(letters.to_release) == []


async def test_a_letter_that_cannot_be_set_lets_none_of_its_consultation_pass(
    tmp_path: Path,
) -> None:
    """The invitation comes first: an update would reach nobody, and be taken for told."""
    broken = [f"{FORUM}/consultation"]

    async def press(letter: Letter, texts: Mapping[str, str]) -> list[Edition]:
        if letter.key in broken:
            raise UserError.of("letter.typ", "a word is wider than the paper")
        return await in_plain_text(letter, texts)

    house = sets(Secretariat(tmp_path, MEETING), press)
    await drafts_and_issues(house, MONDAY)
    house.ledger.now(_issues_an_update)
    await house.tick(MONDAY + MINUTE, "issue")
    assert rows(house, "messages") == []

    broken.clear()
    await house.tick(MONDAY + 2 * MINUTE, "issue")
    assert of(house, "consultation")
    house.close()


def _issues_an_update(tx: Tx) -> None:
    """Write an issued update of the consultation, with the words of the first letter."""
    first = path.found(tx, f"{FORUM}/consultation")
    columns = (
        "activity, consultations, facts, urgent, due_at, created_at, issued_at, signed_hash, status"
    )
    tx.run(
        f"insert into letters (key, kind, {columns}) select key || '-2', 'update', {columns}"
        " from letters where id = :id",
        id=first.id,
    )
    tx.run(
        "insert into editions (letter, language, wording) select l.id, language, wording"
        " from editions, letters l where letter = :id and l.kind = 'update'",
        id=first.id,
    )


async def test_a_cancellation_is_not_stuck_behind_what_is_held(house: Secretariat) -> None:
    """The update waits for a person in the outbox: it is taken out of line, and CANCEL goes."""
    await drafts_and_issues(house, MONDAY)
    await house.tick(MONDAY, "post")
    house.plan.write_text(MOVED, encoding="utf-8")
    await drafts_and_issues(house, MONDAY + DAY)
    await house.tick(WOKE, "post")
    assert {row["state"] for row in of(house, "update")} == {"waiting"}

    house.plan.write_text(OFF, encoding="utf-8")
    await drafts_and_issues(house, WOKE + MINUTE)
    await house.tick(WOKE + MINUTE, "post", "watch")

    assert {row["state"] for row in of(house, "update")} == {"cancelled"}
    assert {row["state"] for row in of(house, "cancellation")} == {"sent"}
    assert house.ledger.now(holds.waiting) == []


async def test_an_update_takes_nothing_from_the_letters_before_it(house: Secretariat) -> None:
    """The relay puts everybody off until the second update is out: all three arrive, in order."""

    async def later(_envelope: Envelope, _data: Sequence[bytes]) -> Outcome:
        return Outcome(Verdict.DEFERRED, 451, "4.7.1 try again")

    house.work_with(later)
    sets(house)
    for n, plan in enumerate((MEETING, MOVED, LATER)):
        house.plan.write_text(plan, encoding="utf-8")
        await drafts_and_issues(house, MONDAY + n * DAY)
        await house.tick(MONDAY + n * DAY, "post")
    house.work_with(house._record)
    for n in range(3):
        await house.tick(MONDAY + 3 * DAY + n * MINUTE, "post")

    norway = [event_in(delivered(raw)) for e, raw in house.sent if ".no." in e.recipient]
    assert [(event["SEQUENCE"], event["DTSTART"].dt.hour) for event in norway] == [
        *((0, 12), (1, 13), (2, 14)),
    ]


async def test_a_held_update_is_not_closed_by_the_next_one(house: Secretariat) -> None:
    """The next one tells only what changed since; once staff accept the first, both go in order."""
    await drafts_and_issues(house, MONDAY)
    await house.tick(MONDAY, "post")
    await decides(house, MOVED, MONDAY + DAY)
    await house.tick(WOKE, "issue")
    await decides(house, LATER, WOKE + MINUTE)
    accept(house, WOKE + 2 * MINUTE)
    await house.tick(WOKE + 3 * MINUTE, "issue", "post")
    await house.tick(WOKE + 4 * MINUTE, "issue", "post")

    assert sorted((m["sequence"], m["state"]) for m in of(house, "update")) == (
        [(1, "sent")] * 5 + [(2, "sent")] * 5
    )


async def test_what_never_left_is_not_called_off(house: Secretariat) -> None:
    """Nobody has it in a calendar: neither the invitation nor its end is sent."""
    await house.tick(MONDAY, "post")
    await drafts_and_issues(house, MONDAY)
    await house.tick(WOKE, "post")

    house.plan.write_text(OFF, encoding="utf-8")
    await drafts_and_issues(house, WOKE + MINUTE)
    await house.tick(WOKE + MINUTE, "post")

    assert {row["state"] for row in rows(house, "messages")} == {"cancelled"}
    assert house.sent == []


async def test_what_is_overdue_is_one_question_until_it_is_late_once_more(
    house: Secretariat,
) -> None:
    """Not a line a day; and an acceptance covers one sleep of the service, not the next."""
    await decides(house, MEETING, MONDAY)
    for day in range(4):
        await house.tick(WOKE + day * DAY, "issue")
    assert len(house.ledger.now(holds.waiting)) == 1

    accept(house, WOKE + 3 * DAY)
    await house.tick(WOKE + 3 * DAY, "issue")
    house.ledger.now(lambda tx: overdue.begin_pass(tx, WOKE + 3 * DAY))
    await house.tick(WOKE + 10 * DAY, "post")

    assert house.sent == []
    assert len(house.ledger.now(holds.waiting)) == 1


@pytest.mark.parametrize("is_released", [True, False])
async def test_no_reminder_leaves_after_the_answer(house: Secretariat, is_released: bool) -> None:
    """The one in line is taken out, and one on its way into the outbox is not written."""
    await drafts_and_issues(house, MONDAY)
    await house.tick(MONDAY, "post")
    france = next(data for envelope, data in house.sent if ".fr." in envelope.recipient)
    await house.tick(REMINDED, "watch", "remind")
    if is_released:
        await house.tick(REMINDED, "issue")

    house.receive(writes(delivered(france), "Views."), "fr.words")
    await house.tick(REMINDED + MINUTE, "listen")
    await house.tick(REMINDED + MINUTE, "issue", "post")

    sent = sorted(row["member"] for row in of(house, "reminder") if row["state"] == "sent")
    assert sent == ["CN", "EG", "NO", "PE"]


@pytest.mark.parametrize(
    ("now", "leaves"),
    [("2026-04-14 03:00", "2026-04-14 12:00"), ("2026-04-15 03:00", "2026-04-15 03:00")],
)
async def test_the_readers_morning_is_not_waited_for_where_it_would_be_too_late(
    house: Secretariat, now: str, leaves: str
) -> None:
    """The session begins at noon UTC on the 15th, when Lima opens: that night, it leaves at once."""
    await drafts_and_issues(house, MONDAY)
    letter = house.ledger.now(partial(path.found, name=f"{FORUM}/consultation"))
    office = replace(
        root.office(house.settings, house.sources, root.keys(house.settings)),
        delivery=Delivery(opens=time(7), closes=time(20)),
    )
    point = replace(office.directory.focal_points["pe-wsis"], zone="America/Lima")

    def unit(tx: Tx) -> datetime | None:
        releasing = release.begin(tx, replace(letter, urgent=False), [], office, at(now))
        return release._entry(tx, replace(releasing, languages=("en",)), point).not_before

    assert house.ledger.now(unit) == at(leaves)
