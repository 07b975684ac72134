"""A release is whole or not at all, and what calendars hold only ever goes forward."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.ledger import events, letters, outbox, responses
from notifier.letters.letter import Edition, Letter
from notifier.letters.mail.message import message_id
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.office import drafts_and_issues, in_plain_text, rows, sets
from tests.ticks.plans import FORUM, MEETING, WRITING

MONDAY = at("2026-03-09 09:00")
DAY = timedelta(days=1)
CALL = f"{FORUM}/consultation"
TABLES = ("invitations", "told", "messages")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """A secretariat with one urgent consultation by meeting."""
    secretariat = Secretariat(tmp_path, MEETING)
    yield sets(secretariat)
    secretariat.close()


def now_reads(house: Secretariat, *changes: tuple[str, str]) -> None:
    """The officer edits the plan."""
    plan = MEETING
    for before, after in changes:
        assert before in plan
        plan = plan.replace(before, after)
    house.plan.write_text(plan, encoding="utf-8")


async def test_everyone_invited_has_a_row_an_invitation_and_a_token(house: Secretariat) -> None:
    """The rows stand in the outbox before the first byte leaves."""
    await drafts_and_issues(house, MONDAY)

    invited, messages = rows(house, "invitations"), rows(house, "messages")
    assert [row["focal_point"] for row in messages] == [p.split(",")[0] for p in sorted(PEOPLE)]
    assert {row["invitation"] for row in messages} == {row["id"] for row in invited}
    assert len({row["token"] for row in invited} | {row["uid"] for row in invited}) == 10
    assert {(row["method"], row["sequence"], row["state"]) for row in messages} == {
        ("REQUEST", 0, "waiting")
    }


async def test_members_that_cannot_be_reached_are_written_into_the_journal(
    house: Secretariat,
) -> None:
    """Nobody is silently missed: the release names them."""
    await drafts_and_issues(house, MONDAY)

    journal = house.ledger.now(lambda tx: events.of(tx, CALL))
    (released,) = [event for event in journal if event["kind"] == "letter.released"]
    assert '"unreachable":["AD","AE","AF"' in released["data"]
    assert '"rows":5' in released["data"]


async def test_message_ids_follow_from_the_row_alone(house: Secretariat) -> None:
    """A row made anew after a restore is the same message to every mail program."""
    await drafts_and_issues(house, MONDAY)

    domain = house.settings.sender.domain
    for row in rows(house, "messages"):
        message = house.ledger.now(partial(outbox.read, message=row["id"]))
        assert message.message_id == message_id(row["key"], domain)


async def test_releasing_twice_writes_nothing_new(house: Secretariat) -> None:
    """A restart in the same minute finds nothing to release."""
    await drafts_and_issues(house, MONDAY)
    before = [rows(house, table, "1") for table in TABLES]

    await house.tick(MONDAY + DAY, "issue")

    assert [rows(house, table, "1") for table in TABLES] == before


async def test_a_release_that_fails_in_the_middle_leaves_nothing(house: Secretariat) -> None:
    """The disk is full at the last addressee: no edition, no invitation, no row; later, all."""
    full = (
        "create trigger full before insert on messages when new.member = 'PE'"
        " begin select raise(abort, 'the disk is full'); end"
    )
    house.ledger.now(lambda tx: tx.run(full))

    with pytest.raises(sqlite3.IntegrityError, match="the disk is full"):
        await drafts_and_issues(house, MONDAY)

    assert [rows(house, table, "1") for table in TABLES] == [[], [], []]
    assert {row["html"] for row in rows(house, "editions", "1")} == {None}
    assert [letter.key for letter in house.ledger.now(letters.to_release)] == [CALL]

    house.ledger.now(lambda tx: tx.run("drop trigger full"))
    await house.tick(MONDAY, "issue")
    assert len(rows(house, "messages")) == 5


async def test_a_letter_whose_words_are_not_those_signed_does_not_leave(
    house: Secretariat,
) -> None:
    """A letter is what was signed, or nothing: whoever changed the ledger by hand is noticed."""
    await house.tick(MONDAY, "watch")
    for _ in range(3):
        house.staff.work(MONDAY)
    house.ledger.now(
        lambda tx: tx.run("update editions set wording = replace(wording, 'honour', 'horror')")
    )

    await house.tick(MONDAY, "issue")

    assert rows(house, "messages") == []
    assert [letter.key for letter in house.ledger.now(letters.to_release)] == [CALL]


async def test_a_letter_that_cannot_be_set_is_held_back_and_the_others_leave(
    tmp_path: Path,
) -> None:
    """It is tried again at every pass, until staff have mended the layout."""

    async def press(letter: Letter, texts: Mapping[str, str]) -> list[Edition]:
        if letter.key == CALL:
            raise UserError.of("letter.typ", "a word is wider than the paper")
        return await in_plain_text(letter, texts)

    house = sets(Secretariat(tmp_path, MEETING + WRITING), press)
    for day in range(8):
        await drafts_and_issues(house, MONDAY + day * DAY)

    assert {row["key"].rpartition("/")[0] for row in rows(house, "messages")} == {
        "review-2026/views/consultation"
    }
    assert [letter.key for letter in house.ledger.now(letters.to_release)] == [CALL]
    house.close()


async def test_the_dead_and_those_who_left_are_not_written_to(house: Secretariat) -> None:
    """A suppressed address, and a focal point whose service has ended."""
    people = house.folder / "config/focal_points.csv"
    people.write_text(people.read_text().replace(",fr,,1,,", ",fr,,1,,2026-02-28"))
    dead = "wsis@digital.pe.example"
    house.ledger.now(lambda tx: responses.suppress(tx, dead, reason="x", message=None, at=MONDAY))

    await drafts_and_issues(house, MONDAY)

    assert {row["member"] for row in rows(house, "messages")} == {"EG", "CN", "NO"}


async def test_an_urgent_letter_passes_before_the_others(tmp_path: Path) -> None:
    """Its rows are claimed first, though they were written on the same day."""
    house = sets(Secretariat(tmp_path, WRITING + MEETING))
    for day in range(8):
        await drafts_and_issues(house, MONDAY + day * DAY)

    priorities = {row["key"].partition("/")[0]: row["priority"] for row in rows(house, "messages")}
    assert priorities["forum-2026"] < priorities["review-2026"]
    house.close()


async def test_an_update_raises_the_sequence_and_keeps_uid_and_token(house: Secretariat) -> None:
    """RFC 5546 2.1.4: the same event, a higher SEQUENCE; an answer to the first still holds."""
    await drafts_and_issues(house, MONDAY)
    before = [(row["uid"], row["token"]) for row in rows(house, "invitations")]

    for day, hour in enumerate(("15:00", "13:00"), start=1):
        now_reads(house, ("T14:00", f"T{hour}"))
        await drafts_and_issues(house, MONDAY + day * DAY)

    invited = rows(house, "invitations")
    assert [(row["uid"], row["token"]) for row in invited] == before
    assert {row["sequence"] for row in invited} == {2}
    france = [row["sequence"] for row in rows(house, "messages") if row["member"] == "FR"]
    assert france == [0, 1, 2]


async def test_a_cancellation_closes_the_invitations(house: Secretariat) -> None:
    """Whoever was invited gets a CANCEL, and nobody is reminded of it any more."""
    await drafts_and_issues(house, MONDAY)

    now_reads(house, ("end: 2026-07-10}", "end: 2026-07-10, status: cancelled}"))
    await drafts_and_issues(house, MONDAY + DAY)

    last = [row for row in rows(house, "messages") if row["key"].startswith(f"{FORUM}/canc")]
    assert {(row["method"], row["sequence"]) for row in last} == {("CANCEL", 1)}
    assert len(last) == 5
    assert {row["status"] for row in rows(house, "invitations")} == {"cancelled"}


async def test_what_was_cancelled_and_takes_place_after_all_is_open_again(
    house: Secretariat,
) -> None:
    """Its invited hold a living event once more: they can be reminded, their answers count."""
    await drafts_and_issues(house, MONDAY)
    now_reads(house, ("end: 2026-07-10}", "end: 2026-07-10, status: cancelled}"))
    await drafts_and_issues(house, MONDAY + DAY)

    now_reads(house)
    await drafts_and_issues(house, MONDAY + 2 * DAY)

    assert {(row["status"], row["sequence"]) for row in rows(house, "invitations")} == {("open", 2)}
    assert rows(house, "messages")[-1]["method"] == "REQUEST"


async def test_a_reader_who_left_and_one_who_changed_address_are_told_rightly(
    house: Secretariat,
) -> None:
    """An update goes to those who serve today, at the address they have today."""
    await drafts_and_issues(house, MONDAY)
    people = house.folder / "config/focal_points.csv"
    text = people.read_text().replace("wsis@digital.no.example", "new@digital.no.example")
    people.write_text(text.replace(",ar,,1,,", ",ar,,1,,2026-03-09"))

    now_reads(house, ("T14:00", "T15:00"))
    await drafts_and_issues(house, MONDAY + DAY)

    told = {row["member"]: row["address"] for row in rows(house, "messages") if row["sequence"]}
    assert told["NO"] == "new@digital.no.example"
    assert "EG" not in told
