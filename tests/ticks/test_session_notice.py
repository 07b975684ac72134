"""Shortly before a meeting, those who accepted get its hour and its link once more."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from notifier.ledger import letters
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, sets
from tests.ticks.plans import FORUM, MEETING
from tests.ticks.replies import delivered, presses, text_in

MONDAY = at("2026-03-09 09:00")
NEAR = at("2026-04-13 08:00")  # two working days before 15 April
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LINK = "https://meet.example/forum"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Secretariat]:
    """A secretariat that invited five members: two accept, one declines, two do not know yet."""
    secretariat = sets(
        Secretariat(tmp_path, MEETING.replace("mode: hybrid}", f"mode: hybrid, link: '{LINK}'}}"))
    )
    await drafts_and_issues(secretariat, MONDAY)
    await secretariat.tick(MONDAY, "post")
    said = {"no": "ACCEPTED", "cn": "ACCEPTED", "pe": "DECLINED"}
    for code in ("no", "cn", "pe", "fr", "eg"):
        word = said.get(code, "TENTATIVE")
        secretariat.receive(presses(delivered(letter_to(secretariat, code)), word), code)
    await secretariat.tick(MONDAY + DAY, "listen")
    yield secretariat
    secretariat.close()


def letter_to(house: Secretariat, code: str) -> bytes:
    """The last mail that a member got."""
    return next(d for e, d in reversed(house.sent) if f".{code}." in e.recipient)


async def passes(house: Secretariat, times: int = 3) -> list[str]:
    """Let some passes go by when the session is near, and return who was written to."""
    before = len(house.sent)
    for n in range(times):
        await house.tick(NEAR + n * MINUTE)
    return sorted(e.recipient.split(".")[1] for e, _ in house.sent[before:])


async def test_those_who_accepted_are_told_once_when_and_where(house: Secretariat) -> None:
    """In their language, with the link, under no reference of its own."""
    assert await passes(house, times=6) == ["cn", "no"]

    mail = delivered(letter_to(house, "no"))
    words = " ".join(text_in(mail).split())
    assert str(mail["Subject"]) == "Forthcoming meeting: Forum 2026"
    assert "15 April 2026, 14:00–17:00 (Geneva time)" in words.replace("\u00a0", " ")
    assert LINK in words
    assert delivered(letter_to(house, "cn"))["Content-Language"] == "zh"
    (notice,) = [x for x in house.ledger.now(letters.by_status) if x.kind == "session-notice"]
    assert (notice.reference, notice.consultations) == (None, (FORUM,))


async def test_the_hour_is_told_on_the_readers_clock(house: Secretariat) -> None:
    """Beijing is six hours ahead of Geneva in April."""
    await passes(house)

    assert "20:00" in text_in(delivered(letter_to(house, "cn")))


async def test_who_changed_their_mind_is_left_in_peace(house: Secretariat) -> None:
    """The latest answer counts."""
    invitation = delivered(letter_to(house, "no"))
    house.receive(presses(invitation, "DECLINED", at="20260320T080000Z"), "no.again")
    await house.tick(MONDAY + 11 * DAY, "listen")

    assert await passes(house) == ["cn"]


async def test_the_answer_to_a_notice_belongs_to_the_consultation(house: Secretariat) -> None:
    """It goes to the address of the invitation."""
    await passes(house)

    notice = delivered(letter_to(house, "no"))
    first = next(d for e, d in house.sent if ".no." in e.recipient)

    assert str(notice["Reply-To"]) == str(delivered(first)["Reply-To"])
