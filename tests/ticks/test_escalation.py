"""Who is asked in a silent member's stead holds the invitation: answers count, updates arrive."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifier.ledger import holds, invitations, outbox, responses
from notifier.ledger.database import stamp
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import FORUM, MEETING, REVIEW, WRITING
from tests.ticks.replies import delivered, event_in, presses, text_in, writes

MONDAY = at("2026-03-09 09:00")
SECOND, THIRD = at("2026-04-16 08:00"), at("2026-04-23 08:00")  # 14 and 7 days before 30 April
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MORE = (
    "fr-sdg,FR,Ministère des affaires étrangères,sdg@mfa.fr.example,sdg,fr,,2,,",
    "fr-mission,FR,Mission permanente,itu@mission.fr.example,mission,fr,,9,,",
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Secretariat]:
    """A secretariat that has invited five members; of France it knows two more contacts."""
    secretariat = sets(Secretariat(tmp_path, MEETING, (*PEOPLE, *MORE)))
    await drafts_and_issues(secretariat, MONDAY)
    await secretariat.tick(MONDAY, "post")
    for code in ("eg", "cn", "no", "pe"):
        await answers(secretariat, f"wsis@digital.{code}.example", code)
    yield secretariat
    secretariat.close()


async def passes(house: Secretariat, now: datetime, times: int = 3) -> None:
    """Some passes of all ticks, a minute apart."""
    for n in range(times):
        await house.tick(now + n * MINUTE)


def last_to(house: Secretariat, address: str) -> bytes:
    """The last mail to an address."""
    return next(d for e, d in reversed(house.sent) if e.recipient == address)


async def answers(house: Secretariat, address: str, name: str) -> None:
    """Somebody writes back, and it is filed and understood."""
    house.receive(writes(delivered(last_to(house, address)), "Views."), f"{name}.words")
    await house.tick(MONDAY + DAY, "listen")


def got(house: Secretariat, since: int) -> list[str]:
    """The addresses that were written to after the first mails."""
    return sorted(e.recipient for e, _ in house.sent[since:])


async def test_the_second_contact_gets_the_invitation_with_the_reminder(house: Secretariat) -> None:
    """In its own language, with a calendar object of its own, and a letter that says why."""
    await passes(house, at("2026-04-09 08:00"))
    before = len(house.sent)

    await passes(house, SECOND, times=6)

    assert got(house, before) == ["sdg@mfa.fr.example"]
    mail = delivered(last_to(house, "sdg@mfa.fr.example"))
    assert "adressée à un autre correspondant" in " ".join(text_in(mail).split())
    assert "invitation de calendrier jointe" in " ".join(text_in(mail).split())
    event = event_in(mail)
    assert str(event["ATTENDEE"]) == "mailto:sdg@mfa.fr.example"
    assert int(event["SEQUENCE"]) == 0
    held = house.ledger.now(lambda tx: invitations.of_consultation(tx, FORUM))
    (row,) = [row for row in held if row["focal_point"] == "fr-sdg"]
    assert (row["member"], row["status"], row["uid"]) == ("FR", "open", str(event["UID"]))


async def test_who_held_the_invitation_gets_a_reminder_without_another_one(
    house: Secretariat,
) -> None:
    """A second calendar object of the same meeting would be a second meeting."""
    await passes(house, at("2026-04-09 08:00"))

    mail = delivered(last_to(house, "wsis@digital.fr.example"))

    assert str(mail["Subject"]).startswith("Rappel")
    assert [p for p in mail.walk() if p.get_content_type() == "text/calendar"] == []
    assert "envoyée précédemment" in " ".join(text_in(mail).split())


@pytest.mark.parametrize("by", ["button", "words"])
async def test_the_answer_of_the_second_contact_is_logged_for_its_member(
    house: Secretariat, by: str
) -> None:
    """For France, on this consultation, over its own invitation; and then nobody is reminded."""
    await passes(house, SECOND)
    mail = delivered(last_to(house, "sdg@mfa.fr.example"))
    raw = presses(mail, at="20260417T080000Z") if by == "button" else writes(mail, "Oui.", number=9)
    house.receive(raw, "sdg.answer")

    await house.tick(SECOND + DAY, "listen")

    (row, *_) = house.ledger.now(responses.listing)
    assert (row["member"], row["consultation"], row["focal_point"], row["said"]) == (
        "FR", FORUM, "fr-sdg", "accepted" if by == "button" else "statement",
    )  # fmt: skip
    await passes(house, SECOND + DAY)
    before = len(house.sent)
    await passes(house, THIRD)
    assert got(house, before) == []


async def test_the_mission_is_asked_a_week_before_the_deadline(house: Secretariat) -> None:
    """Beside those invited, and once."""
    await passes(house, at("2026-04-09 08:00"))
    await passes(house, SECOND)
    before = len(house.sent)

    await passes(house, THIRD, times=6)

    assert got(house, before) == [
        "itu@mission.fr.example",
        "sdg@mfa.fr.example",
        "wsis@digital.fr.example",
    ]
    assert str(event_in(delivered(last_to(house, "itu@mission.fr.example")))["SUMMARY"])


async def test_who_was_asked_later_hears_of_what_changes(house: Secretariat) -> None:
    """The update goes to all who hold the invitation, under the same UID, one SEQUENCE on."""
    await passes(house, SECOND)
    invited = event_in(delivered(last_to(house, "sdg@mfa.fr.example")))
    text = house.plan.read_text(encoding="utf-8").replace("2026-04-30T23:59", "2026-05-06T23:59")
    house.plan.write_text(text, encoding="utf-8")
    friday = SECOND + DAY

    await drafts_and_issues(house, friday)
    await house.tick(friday, "post")

    changed = event_in(delivered(last_to(house, "sdg@mfa.fr.example")))
    assert str(changed["UID"]) == str(invited["UID"])
    assert (int(invited["SEQUENCE"]), int(changed["SEQUENCE"])) == (0, 1)


async def test_an_invitation_after_an_update_has_the_sequence_of_the_day(
    house: Secretariat,
) -> None:
    """Else the next update would look older than what the calendar holds."""
    text = house.plan.read_text(encoding="utf-8").replace("2026-04-30T23:59", "2026-05-04T23:59")
    house.plan.write_text(text, encoding="utf-8")
    await drafts_and_issues(house, MONDAY + 2 * DAY)
    await house.tick(MONDAY + 2 * DAY, "post")

    await passes(house, at("2026-04-20 08:00"))

    mail = delivered(last_to(house, "sdg@mfa.fr.example"))
    assert int(event_in(mail)["SEQUENCE"]) == 1


async def test_a_merged_reminder_invites_to_each_of_its_consultations(tmp_path: Path) -> None:
    """One mail, no calendar object, and two invitations, so that updates of both arrive."""
    house = sets(Secretariat(tmp_path, MEETING + WRITING, (*PEOPLE, *MORE)))
    for day in range(8):
        await drafts_and_issues(house, MONDAY + day * DAY)
    await house.tick(MONDAY + 8 * DAY, "post")
    before = len(house.sent)

    await passes(house, at("2026-04-24 08:00"))

    assert got(house, before).count("sdg@mfa.fr.example") == 1
    mail = delivered(last_to(house, "sdg@mfa.fr.example"))
    assert [p for p in mail.walk() if p.get_content_type() == "text/calendar"] == []
    assert "invitation de calendrier" not in " ".join(text_in(mail).split())
    for key in (FORUM, REVIEW):
        held = house.ledger.now(lambda tx, k=key: invitations.of_consultation(tx, k))  # type: ignore[misc]
        assert "fr-sdg" in [row["focal_point"] for row in held]
    house.close()


async def test_a_reminder_that_waits_for_the_morning_is_not_sent_once_it_is_untrue(
    house: Secretariat,
) -> None:
    """The cancellation is out; what still waits in line speaks of a call that is no more."""
    await passes(house, SECOND, times=1)
    await house.tick(SECOND + MINUTE, "issue")
    waiting = [row for row in rows(house, "messages") if row["state"] == "waiting"]
    assert [row["focal_point"] for row in waiting] == ["fr-sdg", "fr-wsis"]
    text = house.plan.read_text(encoding="utf-8").replace(
        "      deadline: {at", "      cancelled: true\n      deadline: {at"
    )
    house.plan.write_text(text, encoding="utf-8")

    await drafts_and_issues(house, SECOND + 2 * MINUTE)

    mine_ids = {each["id"] for each in waiting}
    mine = {r["focal_point"]: r["state"] for r in rows(house, "messages") if r["id"] in mine_ids}
    assert mine == {"fr-sdg": "cancelled", "fr-wsis": "cancelled"}
    shown = house.ledger.now(lambda tx: outbox.listing(tx, "cancelled"))
    said = {str(row["said"]).partition(" CL")[0] for row in shown if row["id"] in mine_ids}
    assert said == {"overtaken by"}


async def test_an_overdue_reminder_reopens_no_invitation_that_was_called_off(
    house: Secretariat,
) -> None:
    """It was held while the service was down; once the cancellation is out it ends unsent."""
    await passes(house, SECOND, times=1)
    late = SECOND + 4 * DAY
    await house.tick(late, "issue")
    assert {row["code"] for row in house.ledger.now(holds.waiting)} == {"overdue"}
    text = house.plan.read_text(encoding="utf-8").replace(
        "      deadline: {at", "      cancelled: true\n      deadline: {at"
    )
    house.plan.write_text(text, encoding="utf-8")

    await drafts_and_issues(house, late + MINUTE)
    await passes(house, late + 2 * MINUTE)

    assert "overdue" not in {row["code"] for row in house.ledger.now(holds.waiting)}
    assert {row["status"] for row in rows(house, "invitations")} == {"cancelled"}
    reminders = {row["id"] for row in rows(house, "letters") if row["kind"] == "reminder"}
    fallen = [row for row in rows(house, "messages") if row["letter"] in reminders]
    assert [row for row in fallen if row["created_at"] >= stamp(late)] == []
