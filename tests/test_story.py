"""One working life of two consultations, through the real rooms: out over SMTP, back by mail."""

import re
from collections.abc import Iterator
from contextlib import aclosing
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from notifier.ledger import invitations, letters, mail, outbox, record, responses
from notifier.letters.letter import Status
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.loopback import LoopbackRelay
from notifier.ticks import path
from notifier.ticks.report import summarize
from tests.secretariat import Secretariat, at
from tests.ticks.plans import FORUM, MEETING, REVIEW, WRITING
from tests.ticks.replies import comes_back, delivered, event_in, is_away, presses, text_in, writes

FRANCE, EGYPT, CHINA, NORWAY, PERU = (
    f"wsis@digital.{code}.example" for code in ("fr", "eg", "cn", "no", "pe")
)
MONDAY = at("2026-03-09 09:00")


class World:
    """Guards all that lies beyond the relay: who got which mails, and from which envelope sender."""

    def __init__(self) -> None:
        self.inboxes: dict[str, list[tuple[str, EmailMessage]]] = {}

    def take(self, sender: str, reader: str, data: bytes) -> None:
        """Put a mail into the inbox of its reader."""
        self.inboxes.setdefault(reader, []).append((sender, delivered(data)))

    def last(self, reader: str, about: str = "") -> EmailMessage:
        """The last mail that a reader got, of those with these words in the subject."""
        return [m for _, m in self.inboxes[reader] if about in str(m["Subject"])][-1]

    def counts(self) -> dict[str, int]:
        """How many mails each reader got."""
        return {reader: len(mails) for reader, mails in self.inboxes.items()}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Secretariat]:
    """The secretariat of this story."""
    secretariat = Secretariat(tmp_path, MEETING + WRITING)
    yield secretariat
    secretariat.close()


def staff_issue(house: Secretariat, references: dict[str, str], now: datetime) -> None:
    """The officer clears, the chief signs, the registry gives a number: three people, one letter."""
    pending = house.ledger.now(lambda tx: letters.by_status(tx, Status.DRAFT))
    assert {letter.key for letter in pending} == set(references)
    for letter in pending:
        texts, name = house.staff._write(letter), letter.key
        run = house.ledger.now
        run(partial(path.clear, draft=letter, wordings=texts, by="officer", at=now))
        run(partial(path.sign, name=name, by="chief", at=now))
        run(partial(path.issue, name=name, reference=references[name], by="registry", at=now))


async def test_two_consultations_from_the_plan_to_the_report(house: Secretariat) -> None:
    """Letters out, answers in, the silent reminded, the outcome told, the figures right."""
    world = World()
    async with (
        LoopbackRelay(world.take) as server,
        aclosing(Relay(RelayAccess("127.0.0.1", server.port, tls="none"))) as relay,
    ):
        house.work_with(relay.send)

        # Monday morning: the plan falls due, people approve, the letters leave
        await house.tick(MONDAY)
        assert world.inboxes == {}, "a draft waits for people"
        opening = {f"{FORUM}/consultation": "CL-26/1", f"{REVIEW}/consultation": "CL-26/2"}
        staff_issue(house, opening, MONDAY + timedelta(hours=1))
        await house.tick(MONDAY + timedelta(hours=2))
        assert set(world.counts().values()) == {2}
        assert "منتدى 2026" in world.last(EGYPT, "منتدى")["Subject"]
        assert world.last(CHINA, "论坛")["Content-Language"] == "zh"
        assert event_in(world.last(FRANCE, "Forum"))["SEQUENCE"] == 0

        # Tuesday: what came back is filed, understood, and where it belongs
        answers_come(house, world)
        for minute in range(3):
            await house.tick(MONDAY + timedelta(days=1, minutes=minute))
        the_register_has_what_is_certain(house)
        thanks = world.last(FRANCE)
        assert thanks["In-Reply-To"] == "<answer-2@ministry.example>"
        assert "Madame, Monsieur," in text_in(thanks)
        assert world.counts()[NORWAY] == 2, "an accepted invitation needs no thanks by mail"

        # a week before the first deadline: only who is silent and can hear, one mail each
        before = world.counts()
        for hour in range(3):
            await house.tick(at("2026-04-23 08:00") + timedelta(hours=hour))
        got = {r: n - before[r] for r, n in world.counts().items() if n > before[r]}
        assert got == {EGYPT: 1, CHINA: 1, NORWAY: 1}
        merged = text_in(world.last(EGYPT))
        assert "منتدى 2026" in merged
        assert "استعراض 2026" in merged
        words = text_in(world.last(CHINA))
        assert "2026年审查" in words
        assert "2026年论坛" not in words, "what may be China's answer to it waits for a person"
        assert "Forum 2026" not in text_in(world.last(NORWAY)), "Norway accepted that one"

        # after the deadlines: what came of it
        await house.tick(at("2026-05-22 09:00"))
        closing = {f"{FORUM}/outcome": "CL-26/8", f"{REVIEW}/outcome": "CL-26/9"}
        staff_issue(house, closing, at("2026-05-22 10:00"))
        await house.tick(at("2026-05-22 11:00"))
        assert "CL-26/9" in text_in(world.last(CHINA, "审查"))
        outcome = text_in(world.last(NORWAY, "Forum"))
        assert "Invited to reply: 5 Member States;" in outcome
        figures = re.findall(r": (\d+)[;.]\r?\n", outcome)
        assert figures == [
            "2",
            "0",
            "1",
            "0",
            "0",
            "0",
            "0",
            "1",
        ]  # replied, not reached, accepted ...

    the_report_can_be_counted_again(house, world, at("2026-05-22 12:00"))


def answers_come(house: Secretariat, world: World) -> None:
    """Tuesday's mail: a button, a document, words, an absence, a bounce, and a stranger."""
    forum, review = world.last(FRANCE, "Forum"), world.last(FRANCE, "Examen")
    house.receive(presses(world.last(NORWAY, "Forum")), "1.button")
    house.receive(
        writes(forum, "Veuillez trouver ci-joint notre contribution.", document=b"%PDF-1.7 x"),
        "2.document",
    )
    house.receive(writes(review, "Nous soutenons la proposition.", number=2), "3.words")
    away = "Je suis absent jusqu'au 20 mars 2026. I am out of the office until 20 March 2026."
    house.receive(is_away(world.last(EGYPT), away), "4.away")
    sender, letter = world.inboxes[PERU][-1]
    house.receive(comes_back(letter, sender), "5.bounce")
    stranger = writes(world.last(CHINA, "论坛"), "We agree.", sender="a@else.example", number=3)
    house.receive(stranger, "6.stranger")


def the_register_has_what_is_certain(house: Secretariat) -> None:
    """Three answers logged, one mail held with its guess, one address dead, one person away."""
    rows = house.ledger.now(responses.listing)
    assert {(r["member"], r["consultation"], r["said"], r["contributions"]) for r in rows} == {
        ("NO", FORUM, "accepted", 0),
        ("FR", FORUM, "contribution", 1),
        ("FR", REVIEW, "statement", 0),
    }
    (held,) = house.ledger.now(mail.held)
    assert held["understood"]["sender"] == "a@else.example"
    assert [guess["focal_point"] for guess in held["guesses"]] == ["cn-wsis"]
    assert house.ledger.now(responses.suppressed) == {PERU}
    seen = house.ledger.now(lambda tx: record.read(tx, open_now=(), closed=(), now=MONDAY))
    assert {p: str(day) for p, day in seen.away.items()} == {"eg-wsis": "2026-03-20"}


def the_report_can_be_counted_again(house: Secretariat, world: World, now: datetime) -> None:
    """Every figure is what somebody counts who looks at the inboxes and at the answers."""
    made = house.ledger.now(lambda tx: summarize(tx, 2026, house.sources(), now))
    figures = dict(made.tables[0].rows)
    sent = sum(world.counts().values())
    assert house.ledger.now(outbox.counts) == {"sent": sent}
    assert figures == {
        "Circular letters issued": 2 + 2,  # calls, outcomes
        "Reminders and acknowledgements issued": 2 + 2,
        "Messages written": sent,
        "Messages the relay took": sent,
        "Messages refused": 0,
        "Messages in doubt (unsure)": 0,
        "Messages suppressed or cancelled": 0,
        "Messages still waiting": 0,
        "Messages returned later": 1,
        "Member States invited to a consultation": 5,
        "Members that replied to at least one in time": 2,
        "Members of which a mail is held, and no reply counts": 1,
        "Members that replied late and never in time": 0,
        "Members invited and silent all year": 2,  # Peru was reached by the other letter
        "Members invited and never reached": 0,
        "Members whose deadlines are all still to come": 0,
        "Members of which all consultations were cancelled": 0,
        "Consultations that reached nobody of a member, in all": 1,
        "Responses in the register": 3,
        "Contributions received": 1,
        "Mails held for a person": 1,
    }
    invited = house.ledger.now(lambda tx: invitations.of_consultation(tx, REVIEW))
    assert {row["member"] for row in invited} == {"FR", "EG", "CN", "NO", "PE"}
