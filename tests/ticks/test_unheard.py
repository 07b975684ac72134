"""Members that no letter reached, and mails that are held, change what is told and to whom."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.ledger import mail, notices
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from tests.secretariat import SENT, Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import FORUM, MEETING
from tests.ticks.replies import delivered, writes

MONDAY = at("2026-03-09 09:00")
REMINDED = at("2026-04-23 08:00")
CLOSED = at("2026-05-15 09:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
UNKNOWN = Outcome(Verdict.REFUSED, 550, "5.1.1 User unknown")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Secretariat]:
    """A secretariat whose letter reached everybody but Peru, which has one contact."""
    secretariat = sets(
        Secretariat(tmp_path, MEETING.replace("reply: views", "reply: no-objection"))
    )

    async def refuses_peru(envelope: Envelope, data: Sequence[bytes]) -> Outcome:
        if ".pe." in envelope.recipient:
            return UNKNOWN
        return await secretariat._record(envelope, data) and SENT

    secretariat.work_with(refuses_peru)
    sets(secretariat)
    await drafts_and_issues(secretariat, MONDAY)
    await secretariat.tick(MONDAY, "post")
    yield secretariat
    secretariat.close()


def warnings(house: Secretariat) -> dict[str, str]:
    """What staff are warned of: texts by code and subject."""
    found = house.ledger.now(notices.warnings)
    return {f"{w['code']}/{w['subject']}": w["text"] for w in found}


def letter_to(house: Secretariat, code: str) -> bytes:
    """The last mail that a member got."""
    return next(d for e, d in reversed(house.sent) if f".{code}." in e.recipient)


async def a_colleague_writes(house: Secretariat, code: str) -> None:
    """A mail with a valid token comes from somebody whom we do not know: it is held."""
    original = delivered(letter_to(house, code))
    house.receive(writes(original, "We agree.", sender="a@else.example"), f"{code}.colleague")
    await house.tick(MONDAY + DAY, "listen")


async def test_staff_are_warned_of_a_member_that_was_not_reached(house: Secretariat) -> None:
    """It was asked for an objection, and never read the question."""
    await house.tick(MONDAY + MINUTE, "watch")

    missed = {key: text for key, text in warnings(house).items() if key.startswith("not-reached")}
    assert list(missed) == [f"not-reached/{FORUM}/PE"]
    assert missed[f"not-reached/{FORUM}/PE"].startswith("Peru (PE) was not reached by CL-26/1,")


async def test_its_silence_is_no_consent(house: Secretariat) -> None:
    """The outcome counts it apart from those that read the letter and said nothing."""
    await a_colleague_writes(house, "cn")
    await house.tick(CLOSED, "watch")

    (letter,) = [row for row in rows(house, "letters") if row["kind"] == "outcome"]
    (outcome,) = house.ledger.now(
        lambda tx: tx.rows("select json_extract(:f, '$.outcome') as o", f=letter["facts"])
    )
    for figure in ('"entitled":5', '"not_reached":1', '"held":1', '"consenting":3', '"answered":0'):
        assert figure in outcome["o"]


async def test_nobody_is_told_that_no_reply_came_while_one_is_held(house: Secretariat) -> None:
    """China wrote; that it waits for us is not China's silence. Released, it is reminded."""
    await a_colleague_writes(house, "cn")
    before = len(house.sent)
    for n in range(3):
        await house.tick(REMINDED + n * MINUTE)
    assert sorted(e.recipient.split(".")[1] for e, _ in house.sent[before:]) == ["eg", "fr", "no"]

    (held,) = house.ledger.now(mail.held)
    house.ledger.now(partial(mail.release, mail=held["id"], why="spam", by="x", at=REMINDED))
    before = len(house.sent)
    for n in range(3):
        await house.tick(REMINDED + DAY + n * MINUTE)

    assert [e.recipient.split(".")[1] for e, _ in house.sent[before:]] == ["cn"]


async def test_staff_are_warned_of_a_mail_that_is_held_too_long(house: Secretariat) -> None:
    """Nobody is reminded meanwhile, and whoever wrote it waits."""
    await a_colleague_writes(house, "cn")
    await house.tick(MONDAY + 2 * DAY, "watch")
    assert not [key for key in warnings(house) if key.startswith("mail-held")]

    await house.tick(MONDAY + 7 * DAY, "watch")

    assert [key for key in warnings(house) if key.startswith("mail-held")] == ["mail-held/1"]
