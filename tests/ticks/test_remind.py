"""Standing letters go out by themselves: to whom they concern, once, and by the rules."""

from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from notifier.cli import house as root
from notifier.errors import UserError
from notifier.languages import Language
from notifier.ledger import letters, responses
from notifier.letters.letter import Letter, Status, Wording
from notifier.ticks import path
from notifier.ticks.remind import Write, remind
from tests.secretariat import Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import FORUM, MEETING, WRITING
from tests.ticks.replies import delivered, presses, reader_of, text_in, writes

MONDAY = at("2026-03-09 09:00")
REMINDED = at("2026-04-23 08:00")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Secretariat]:
    """A secretariat that has invited five members to a consultation."""
    secretariat = sets(Secretariat(tmp_path, MEETING))
    await drafts_and_issues(secretariat, MONDAY)
    await secretariat.tick(MONDAY, "post")
    yield secretariat
    secretariat.close()


async def passes(house: Secretariat, now: datetime, times: int = 3) -> None:
    """Some passes of all ticks, a minute apart."""
    for n in range(times):
        await house.tick(now + n * MINUTE)


def got(house: Secretariat, since: int) -> list[str]:
    """The members that were written to after the first mails."""
    return sorted(e.recipient.split(".")[1] for e, _ in house.sent[since:])


def letter_to(house: Secretariat, code: str) -> bytes:
    """The last mail that a member got."""
    return next(d for e, d in reversed(house.sent) if f".{code}." in e.recipient)


async def answers(house: Secretariat, code: str, now: datetime) -> None:
    """Somebody writes back, and it is filed."""
    house.receive(writes(delivered(letter_to(house, code)), "Views."), f"{code}.words")
    await house.tick(now, "listen")


async def test_only_the_silent_are_reminded_and_once(house: Secretariat) -> None:
    """An answer ends it; looking again a minute later reminds nobody twice."""
    await answers(house, "fr", MONDAY + DAY)
    await passes(house, MONDAY + DAY)
    before = len(house.sent)

    await passes(house, REMINDED, times=6)

    assert got(house, before) == ["cn", "eg", "no", "pe"]


async def test_a_reminder_is_in_the_language_of_its_reader(house: Secretariat) -> None:
    """The standing order covers six languages."""
    await passes(house, REMINDED)

    languages = {code: delivered(letter_to(house, code))["Content-Language"] for code in
                 ("fr", "eg", "cn", "no", "pe")}  # fmt: skip
    assert languages == {"fr": "fr", "eg": "ar", "cn": "zh", "no": "en", "pe": "es"}


async def test_two_consultations_make_one_mail(tmp_path: Path) -> None:
    """Whoever is silent on both is written to once about both."""
    house = sets(Secretariat(tmp_path, MEETING + WRITING))
    for day in range(8):
        await drafts_and_issues(house, MONDAY + day * DAY)
    await house.tick(MONDAY + 8 * DAY, "post")
    before = len(house.sent)

    await passes(house, REMINDED)

    assert got(house, before) == ["cn", "eg", "fr", "no", "pe"]
    words = text_in(delivered(letter_to(house, "no")))
    assert "Forum 2026" in words
    assert "Review 2026" in words
    house.close()


@pytest.mark.parametrize("when", ["2026-04-23 03:00", "2026-04-25 09:00", "2026-05-01 09:00"])
async def test_nobody_is_reminded_at_night_at_weekends_or_after_the_deadline(
    house: Secretariat, when: str
) -> None:
    """It waits for the morning, or is not said at all."""
    before = len(house.sent)

    await passes(house, at(when))

    assert got(house, before) == []


async def test_the_absent_and_the_dead_are_left_in_peace(house: Secretariat) -> None:
    """Egypt is on leave, Peru's address is dead."""
    dead = "wsis@digital.pe.example"
    run = house.ledger.now
    run(lambda tx: responses.suppress(tx, dead, reason="x", message=None, at=MONDAY))
    house.receive(b"From: x@y.example\r\n\r\nx", "1.mail")
    await house.tick(MONDAY, "listen")
    run(lambda tx: responses.away(tx, "eg-wsis", date(2026, 5, 4), 1))
    before = len(house.sent)

    await passes(house, REMINDED)

    assert got(house, before) == ["cn", "fr", "no"]


async def test_an_answer_by_mail_is_acknowledged_once_in_its_thread(house: Secretariat) -> None:
    """In the sender's language, with what was understood, as an answer to that mail."""
    await answers(house, "fr", MONDAY + DAY)
    before = len(house.sent)

    await passes(house, MONDAY + DAY, times=5)

    assert got(house, before) == ["fr"]
    thanks = delivered(letter_to(house, "fr"))
    assert thanks["In-Reply-To"] == "<answer-1@ministry.example>"
    assert thanks["Content-Language"] == "fr"
    (row,) = house.ledger.now(responses.listing)
    assert row["acknowledged"] == rows(house, "messages")[-1]["id"]


async def test_each_of_two_answers_gets_its_own_acknowledgement(house: Secretariat) -> None:
    """One standing letter, two messages under it."""
    await answers(house, "fr", MONDAY + DAY)
    await answers(house, "eg", MONDAY + DAY)
    before = len(house.sent)

    await passes(house, MONDAY + DAY)

    assert got(house, before) == ["eg", "fr"]
    standing = [x for x in house.ledger.now(letters.by_status) if x.kind == "acknowledgement"]
    assert [(x.key, x.status, x.reference) for x in standing] == [
        (f"{FORUM}/acknowledgement", Status.ISSUED, None)
    ]


async def test_a_pressed_button_is_not_answered_by_mail(house: Secretariat) -> None:
    """The calendar shows the answer by itself."""
    house.receive(presses(delivered(letter_to(house, "no"))), "1.button")
    before = len(house.sent)

    await passes(house, MONDAY + DAY)

    assert got(house, before) == []


async def test_the_answer_to_an_acknowledgement_belongs_to_the_same_consultation(
    house: Secretariat,
) -> None:
    """Somebody corrects what was understood by replying to the thanks."""
    await answers(house, "fr", MONDAY + DAY)
    await passes(house, MONDAY + DAY)
    thanks = delivered(letter_to(house, "fr"))

    house.receive(writes(thanks, "Plutôt non.", number=2), "2.words")
    await house.tick(MONDAY + 2 * DAY, "listen")

    assert [(r["member"], r["consultation"], r["comment"]) for r in
            house.ledger.now(responses.listing)] == [
        ("FR", FORUM, "Plutôt non."),
        ("FR", FORUM, "Views."),
    ]  # fmt: skip
    assert reader_of(thanks) == "wsis@digital.fr.example"


async def test_a_standing_letter_carries_the_standing_order_for_a_signature(
    house: Secretariat,
) -> None:
    """The record shows that no person signed this one, and under which letter it went out."""
    await passes(house, REMINDED)

    (reminder,) = [x for x in house.ledger.now(letters.by_status) if x.kind == "reminder"]
    assert (reminder.cleared_by, reminder.signed_by) == (path.STANDING_ORDER,) * 2
    call = house.ledger.now(partial(path.found, name=f"{FORUM}/consultation"))
    assert (reminder.reference, reminder.parent) == (None, call.id)


async def test_a_template_with_a_mistake_leaves_a_draft_and_the_other_letters_go(
    house: Secretariat,
) -> None:
    """The reminder cannot be written; the acknowledgement can."""

    def write(letter: Letter) -> Mapping[Language, Wording]:
        if letter.kind == "reminder":
            raise UserError.of("reminder/en.md", "{{ who }} is no placeholder")
        return root.PressRoom(house.settings).write(letter)

    await answers(house, "fr", REMINDED)

    await remind(REMINDED, **_ports(house, write))

    found = {x.kind.value: x.status for x in house.ledger.now(letters.by_status)}
    assert found["reminder"] is Status.DRAFT
    assert found["acknowledgement"] is Status.ISSUED


def _ports(house: Secretariat, write: Write) -> dict[str, object]:
    office = partial(root.office, house.settings, house.sources, root.keys(house.settings))
    return {"ledger": house.ledger, "read": house.sources, "write": write, "office": office}
