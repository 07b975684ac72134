"""One working life of a consultation, through the real rooms: out over SMTP, back by mail."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import icalendar
import pytest

from notifier.ledger import mail, outbox, reporting, responses
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.loopback import LoopbackRelay
from notifier.ticks.report import summarize
from tests.secretariat import Secretariat, at

KEY = "forum-2026/inputs"
PLAN = """
- id: forum-2026
  title: {en: Forum 2026, fr: Forum 2026, ar: منتدى 2026, zh: 2026年论坛, ru: Форум 2026, es: Foro 2026}
  process: wsis
  level: high
  dates: {start: 2026-07-06, end: 2026-07-10}
  place: {en: Geneva}
  assessment:
    impact: {rating: 4, text: {en: It matters.}}
    forms: [host]
    expected_support: {en: Views.}
    members_needed: urgent
    reason: {en: The text is adopted in July.}
  consultations:
    - id: inputs
      form: meeting
      reply: views
      session: {start: "2026-04-15T14:00", end: "2026-04-15T17:00", zone: Europe/Zurich, mode: hybrid}
      deadline: {at: "2026-04-30T23:59", zone: Europe/Zurich}
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """The secretariat of this story."""
    secretariat = Secretariat(tmp_path, PLAN)
    yield secretariat
    secretariat.close()


def the_mail(delivered: dict[str, list[bytes]], person: str) -> email.message.EmailMessage:
    """The last mail that a person got."""
    return email.message_from_bytes(delivered[person][-1], policy=email.policy.default)  # type: ignore[return-value]


def accepts(invitation: email.message.EmailMessage) -> bytes:
    """What a calendar answers."""
    part = next(p for p in invitation.walk() if p.get_content_type() == "text/calendar")
    event = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
    head = f"From: {str(event['ATTENDEE'])[7:]}\r\nTo: {str(event['ORGANIZER'])[7:]}\r\n"
    head += "Subject: Accepted\r\nContent-Type: text/calendar; method=REPLY; charset=UTF-8\r\n\r\n"
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{event['UID']}",
        f"SEQUENCE:{event['SEQUENCE']}", "DTSTAMP:20260310T080000Z",
        f"ATTENDEE;PARTSTAT=ACCEPTED:{event['ATTENDEE']}", "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    return (head + "\r\n".join(lines)).encode()


def writes(invitation: email.message.EmailMessage, words: str, sender: str = "") -> bytes:
    """What a person answers, quoting nothing."""
    head = f"From: {sender or invitation['To'].addresses[0].addr_spec}\r\nTo: {invitation['Reply-To']}\r\n"
    head += f"Subject: Re: {invitation['Message-ID'][:12]}\r\nMessage-ID: <{abs(hash(words))}@x.example>\r\n"
    head += f"In-Reply-To: {invitation['Message-ID']}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return (head + words + "\r\n").encode()


def is_away(invitation: email.message.EmailMessage) -> bytes:
    """What a machine answers."""
    head = f"From: {invitation['To'].addresses[0].addr_spec}\r\nTo: {invitation['Reply-To']}\r\n"
    head += "Auto-Submitted: auto-replied\r\nSubject: Out of office\r\n\r\n"
    return (head + "I am out of the office until 20 March 2026.\r\n").encode()


async def test_a_consultation_from_the_plan_to_the_report(house: Secretariat) -> None:
    """Letters out, answers in, the silent reminded, the figures right."""
    delivered: dict[str, list[bytes]] = {}

    def take(_: str, person: str, data: bytes) -> None:
        delivered.setdefault(person, []).append(data)

    def refuse(person: str) -> str | None:
        return "550 5.1.1 no such mailbox" if ".pe." in person else None

    async with (
        LoopbackRelay(take, refuse) as server,
        aclosing(Relay(RelayAccess("127.0.0.1", server.port, tls="none"))) as relay,
    ):
        house.work_with(relay.send)
        start = at("2026-03-09 09:00")
        await house.until_issued(*(start + timedelta(hours=n) for n in range(4)))

        # each in their language, and the dead address is told by the relay
        subjects = {person: the_mail(delivered, person)["Subject"] for person in delivered}
        assert len(subjects) == 4
        assert "منتدى 2026" in subjects["wsis@digital.eg.example"]
        assert "2026年论坛" in subjects["wsis@digital.cn.example"]
        assert house.ledger.now(responses.suppressed) == {"wsis@digital.pe.example"}

        norway = the_mail(delivered, "wsis@digital.no.example")
        france = the_mail(delivered, "wsis@digital.fr.example")
        egypt = the_mail(delivered, "wsis@digital.eg.example")
        house.receive(accepts(norway), "1.accepted")
        house.receive(writes(france, "Nous soutenons la proposition."), "2.statement")
        house.receive(is_away(egypt), "3.away")
        house.receive(writes(egypt, "We agree.", "somebody@else.example"), "4.stranger")
        later = start + timedelta(days=1)
        for minute in range(3):
            await house.tick(later + timedelta(minutes=minute))

        # the register has what is certain; a stranger with a good token waits for a person
        logged = {r["member"]: r["said"] for r in house.ledger.now(responses.listing)}
        assert logged == {"NO": "accepted", "FR": "statement"}
        (held,) = house.ledger.now(mail.held)
        assert held["understood"]["sender"] == "somebody@else.example"
        assert held["guesses"][0]["focal_point"] == "eg-wsis"

        # the written answer is acknowledged in its language; the calendar's needs no mail
        assert the_mail(delivered, "wsis@digital.fr.example")["In-Reply-To"]
        assert "Nous" not in the_mail(delivered, "wsis@digital.no.example")["Subject"]
        before = {person: len(mails) for person, mails in delivered.items()}

        # a week before the deadline only the silent are reminded, and once
        reminding = at("2026-04-23 09:00")
        for hour in range(3):
            await house.tick(reminding + timedelta(hours=hour))
        reminded = {p for p, mails in delivered.items() if len(mails) > before[p]}
        assert reminded == {"wsis@digital.eg.example", "wsis@digital.cn.example"}
        assert all(len(delivered[p]) == before[p] + 1 for p in reminded)

    made = house.ledger.now(
        lambda tx: summarize(tx, 2026, house.sources(), reminding + timedelta(days=1))
    )
    figures = dict(made.tables[0].rows)
    counts = house.ledger.now(outbox.counts)
    assert figures["Messages written"] == sum(counts.values())
    assert figures["Messages refused"] == counts["refused"] == 1
    assert figures["Members that replied to at least one"] == 2
    assert figures["Mails held for a person"] == 1
    rows = house.ledger.now(lambda tx: reporting.invited(tx, 2026, reminding))
    assert {row["member"] for row in rows} == {"FR", "EG", "CN", "NO", "PE"}
