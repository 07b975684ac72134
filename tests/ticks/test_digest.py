"""The digest leaves once a day over a real relay, or not at all, and never twice."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any

import pytest

from notifier.errors import UserError
from notifier.ledger import digests
from notifier.ledger.database import Ledger, Row
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.letters.mail.staff_mail import Sender
from notifier.members.member import Directory
from notifier.plan.activity import Plan
from notifier.plan.rules import Cluster
from notifier.relay.connection import Relay, RelayAccess
from notifier.relay.loopback import LoopbackRelay
from notifier.relay.turn import Turn, at_once
from notifier.reports.digest import Digest
from notifier.reports.digest_page import to_text
from notifier.sources.rules import read_rules
from notifier.ticks.digest import AGAIN, StaffDesk, digest
from notifier.ticks.watch import Sources
from tests.scenes import draft
from tests.secretariat import ROOT, at
from tests.ticks.replies import delivered, text_in

ANA, BEN = "ana@secretariat.example", "ben@secretariat.example"
OPENING = at("2026-03-02 07:30")  # Monday, 08:30 in Geneva
TICK, DAY = timedelta(seconds=30), timedelta(days=1)
SENDER = Sender("The Union", "reply@x.example", "officer@x.example", "bounce@x.example")
FAR = {year: Cluster(start=date(year, 12, 1), end=date(year, 12, 2)) for year in (2026, 2027)}
RULES = read_rules(ROOT / "config/rules.yaml", ROOT / "config/observances.yaml")
SOURCES = Sources(
    Plan(year=2026, activities=()),
    Directory({}, {}),
    RULES.model_copy(update={"first_cluster": FAR}),
)


@dataclass
class Inbox:
    """What the readers got, by address; `refuse` is said to a recipient, `fails` cuts the line."""

    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    seen: list[object] = field(default_factory=list)
    fails: set[str] = field(default_factory=set)
    refusals: dict[str, str] = field(default_factory=dict)
    look: Callable[[], object] = lambda: None

    def take(self, _sender: str, reader: str, data: bytes) -> None:
        """Take a mail, or fall silent at its end."""
        self.seen.append(self.look())
        if reader in self.fails:
            raise ConnectionAbortedError
        self.mails.append((reader, delivered(data)))

    def readers(self) -> list[str]:
        """Who got a mail, in order."""
        return [reader for reader, _ in self.mails]


@dataclass
class House:
    """A ledger with a letter that waits, a relay that works, and two readers."""

    ledger: Ledger
    inbox: Inbox
    desk: StaffDesk

    async def tick(self, now: datetime, sources: Sources = SOURCES) -> int:
        """Do one pass."""
        return await digest(now, ledger=self.ledger, read=lambda: sources, desk=self.desk)

    def sent_by(self, send: Callable[..., object]) -> None:
        """Take the relay `send` from now on."""
        self.desk = replace(self.desk, turn=at_once(send))  # type: ignore[arg-type]

    def rows(self) -> list[tuple[str, str, str]]:
        """Day, reader and state of every digest."""
        found: list[Row] = self.ledger.now(
            lambda tx: tx.rows("select * from digests order by day, address")
        )
        return [(row["day"], row["address"], row["state"]) for row in found]


def shown(made: Digest) -> tuple[str, str]:
    """A digest as it is, its page being a line."""
    return to_text(made, "The Union"), "<p>See the text.</p>"


def said(mail: EmailMessage) -> str:
    """The text of a mail, its lines ended as here."""
    return text_in(mail).replace("\r\n", "\n")


def never() -> bool:
    """Nobody asks the service to stop."""
    return False


@pytest.fixture
def inbox() -> Inbox:
    """Where digests arrive."""
    return Inbox()


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger with one letter that waits for clearance."""
    with Ledger(":memory:") as opened:
        opened.now(draft)
        yield opened


@pytest.fixture
async def house(ledger: Ledger, inbox: Inbox) -> AsyncIterator[House]:
    """A house whose relay is a real SMTP server on loopback."""
    async with LoopbackRelay(inbox.take, inbox.refusals.get) as server:
        access = RelayAccess(server.host, server.port, tls="none")
        async with aclosing(Relay(access)) as relay:
            desk = StaffDesk(
                to=(ANA, BEN),
                sender=SENDER,
                domain="x.example",
                shown=shown,
                turn=at_once(relay.send),
                stopping=never,
                may_send=lambda _: True,
            )
            yield House(ledger, inbox, desk)


async def test_each_reader_gets_one_mail_however_often_it_runs(house: House) -> None:
    """The service passes every 30 seconds, all day."""
    sent = [await house.tick(OPENING + n * TICK) for n in range(4)]

    assert sent == [2, 0, 0, 0]
    assert house.inbox.readers() == [ANA, BEN]
    assert {state for *_, state in house.rows()} == {"sent"}


async def test_the_mail_says_what_waits_and_how_to_go_on(house: House) -> None:
    """To one reader alone, from the Union, and from no person who could be away."""
    await house.tick(OPENING)
    (_, mail), _ = house.inbox.mails

    assert str(mail["Subject"]) == "Digest: 1 letter waits for clearance"
    assert said(mail).startswith("1 letter waits for clearance.\n")
    assert "    notifier letter clear 1\n" in said(mail)
    assert (str(mail["To"]), mail["Auto-Submitted"]) == (ANA, "auto-generated")
    assert str(mail["Reply-To"]) == "officer@x.example"


async def test_each_mail_has_a_message_id_of_its_own_day_and_reader(house: House) -> None:
    """And always the same one."""
    await house.tick(OPENING)
    await house.tick(OPENING + DAY)

    ids = [mail["Message-ID"] for _, mail in house.inbox.mails]
    assert len(set(ids)) == 4
    assert all(each.endswith("@x.example>") for each in ids)


@pytest.mark.parametrize(
    "moment",
    ["2026-03-02 07:29", "2026-03-01 10:00", "2026-04-03 10:00", "2026-12-25 10:00"],
    ids=["before the opening", "Sunday", "Good Friday", "Christmas"],
)
async def test_nobody_is_written_to_while_the_office_is_closed(house: House, moment: str) -> None:
    """Not even asked whether there is something."""
    assert await house.tick(at(moment)) == 0
    assert house.rows() == []


async def test_with_nothing_to_say_nobody_is_written_to_that_day(house: House) -> None:
    """What comes up in the afternoon is said the next morning."""
    house.ledger.now(lambda tx: tx.run("update letters set status = 'withdrawn'"))
    await house.tick(OPENING)
    house.ledger.now(lambda tx: tx.run("update letters set status = 'draft'"))
    await house.tick(OPENING + TICK)

    assert house.inbox.mails == []
    assert {state for *_, state in house.rows()} == {"empty"}
    assert await house.tick(OPENING + DAY) == 2


async def test_without_readers_nothing_happens(house: House) -> None:
    """As in the shipped settings."""
    house.desk = replace(house.desk, to=())

    assert await house.tick(OPENING) == 0
    assert house.rows() == []


async def test_sending_is_on_disk_before_a_byte_leaves(house: House) -> None:
    """Killed at this moment, the next life knows of it."""
    house.inbox.look = house.rows

    await house.tick(OPENING)

    assert house.inbox.seen == [
        [("2026-03-02", ANA, "sending")],
        [("2026-03-02", ANA, "sent"), ("2026-03-02", BEN, "sending")],
    ]


async def test_what_an_earlier_life_was_sending_is_not_sent_again(house: House) -> None:
    """It may have arrived; the other reader gets his."""
    house.ledger.now(lambda tx: digests.begin(tx, date(2026, 3, 2), ANA, (), OPENING))

    assert await house.tick(OPENING + TICK) == 1
    assert house.inbox.readers() == [BEN]
    assert await house.tick(OPENING + DAY) == 2


async def test_one_without_an_answer_is_not_sent_again_that_day(house: House) -> None:
    """The line broke after the dot; the next day's digest goes all the same."""
    house.inbox.fails.add(ANA)
    await house.tick(OPENING)
    house.inbox.fails.clear()
    await house.tick(OPENING + timedelta(hours=1))

    assert house.inbox.readers() == [BEN]
    assert house.rows()[0] == ("2026-03-02", ANA, "unsure")
    await house.tick(OPENING + DAY)
    assert house.inbox.readers() == [BEN, ANA, BEN]


async def test_a_dialogue_that_ends_in_a_bug_is_not_begun_again(house: House) -> None:
    """Nobody knows what the relay took; it is heard as a failure of the tick."""
    taken: list[str] = []

    async def send(envelope: Envelope, _: Sequence[bytes]) -> Outcome:
        taken.append(envelope.recipient)
        raise TypeError("a bug")

    house.sent_by(send)
    for _ in range(2):
        with pytest.raises(TypeError, match="a bug"):
            await house.tick(OPENING)
    await house.tick(OPENING + TICK)

    assert taken == [ANA, BEN]
    assert {state for *_, state in house.rows()} == {"sending"}


async def test_a_refused_address_is_left_alone_and_told_to_the_others(house: House) -> None:
    """Its reader cannot know; the others see it the next morning."""
    house.inbox.refusals[ANA] = "550 5.1.1 no such user"
    await house.tick(OPENING)
    await house.tick(OPENING + TICK)

    assert house.inbox.readers() == [BEN]
    await house.tick(OPENING + DAY)
    text = " ".join(said(house.inbox.mails[-1][1]).split())
    assert f"The digest of 2026-03-02 to {ANA}: it was refused: 5.1.1 no such user." in text


async def test_a_relay_that_is_down_is_tried_at_each_tick_until_it_is_back(house: House) -> None:
    """The same day; and then once."""
    works = house.desk.turn
    tried: list[str] = []

    async def down(envelope: Envelope, _: Sequence[bytes]) -> Outcome:
        tried.append(envelope.recipient)
        return Outcome(Verdict.DEFERRED, None, "out of reach", reached=False)

    house.sent_by(down)
    for n in range(3):
        await house.tick(OPENING + n * TICK)
    house.desk = replace(house.desk, turn=works)
    for n in range(3, 6):
        await house.tick(OPENING + n * TICK)

    assert tried == [ANA, BEN] * 3
    assert house.inbox.readers() == [ANA, BEN]


async def test_where_no_relay_takes_turns_nothing_is_even_begun(house: House) -> None:
    """All relays are out of reach: no row says that anything was tried."""

    async def out(_recipient: str, _ahead: bool) -> Turn:
        return Turn(is_out=True)

    house.desk = replace(house.desk, turn=out)

    assert await house.tick(OPENING) == 0
    assert house.rows() == []


async def test_a_day_that_passed_without_a_relay_is_not_made_up_for(house: House) -> None:
    """On Tuesday one mail comes, that of Tuesday."""
    works = house.desk.turn

    async def down(_envelope: Envelope, _: Sequence[bytes]) -> Outcome:
        return Outcome(Verdict.DEFERRED, None, "out of reach", reached=False)

    house.sent_by(down)
    await house.tick(OPENING)
    house.desk = replace(house.desk, turn=works)
    await house.tick(OPENING + DAY)

    assert house.inbox.readers() == [ANA, BEN]
    assert {day for day, _, state in house.rows() if state == "sent"} == {"2026-03-03"}


async def test_one_that_is_deferred_waits_before_it_is_tried_again(house: House) -> None:
    """Greylisting wants minutes; to come back every 30 seconds would only annoy."""
    house.inbox.refusals[ANA] = "451 4.7.1 later"
    await house.tick(OPENING)
    house.inbox.refusals.clear()

    assert await house.tick(OPENING + AGAIN - TICK) == 0
    assert await house.tick(OPENING + AGAIN) == 1
    assert house.inbox.readers() == [BEN, ANA]


async def test_a_service_that_slept_for_two_weeks_sends_one_digest(house: House) -> None:
    """Not ten."""
    await house.tick(OPENING)
    await house.tick(OPENING + 14 * DAY)
    await house.tick(OPENING + 14 * DAY + TICK)

    assert house.inbox.readers() == [ANA, BEN, ANA, BEN]


async def test_a_clock_that_goes_back_sends_no_day_again(house: House) -> None:
    """That day has its rows."""
    await house.tick(OPENING)
    await house.tick(OPENING + DAY)

    assert await house.tick(OPENING + TICK) == 0


@pytest.mark.parametrize("why", ["may_send", "stopping"])
async def test_an_instance_that_may_not_send_sends_no_digest(house: House, why: str) -> None:
    """A copy stays silent, and one that was told to stop begins nothing; the turn is given back."""
    turns = Turns(house.desk)
    barred: dict[str, Any] = {"may_send": lambda _: False, "stopping": lambda: True}
    house.desk = replace(house.desk, turn=turns.take, **{why: barred[why]})

    assert await house.tick(OPENING) == 0
    assert house.rows() == []
    assert (turns.taken, turns.dropped) == (2, 2)


async def test_a_page_that_cannot_be_made_begins_nothing(house: House) -> None:
    """The template is mended, and the digest goes the same day."""

    def broken(_: Digest) -> tuple[str, str]:
        raise UserError.of("reports/digest.html", "it cannot be filled")

    turns, works = Turns(house.desk), house.desk
    house.desk = replace(house.desk, turn=turns.take, shown=broken)
    with pytest.raises(UserError):
        await house.tick(OPENING)
    assert house.rows() == []
    assert (turns.taken, turns.dropped) == (1, 1)

    house.desk = works
    assert await house.tick(OPENING + TICK) == 2


async def test_what_is_new_since_the_last_digest_is_marked(house: House) -> None:
    """A second letter on Tuesday; on Wednesday both are known."""
    await house.tick(OPENING)
    house.ledger.now(partial(draft, key="other/letter"))
    await house.tick(OPENING + DAY)
    await house.tick(OPENING + 2 * DAY)

    first, second, third = (said(mail) for reader, mail in house.inbox.mails if reader == ANA)
    assert "NEW" not in first
    assert "New since Monday 2 March: 1 of 2, marked NEW." in second
    assert second.count("- NEW ") == 1
    assert "Nothing is new since Tuesday 3 March." in third


async def test_the_missing_cluster_stands_in_every_digest_until_it_is_set(house: House) -> None:
    """Whether or not the ledger was told of it."""
    unknown = replace(SOURCES, rules=SOURCES.rules.model_copy(update={"first_cluster": {}}))
    await house.tick(OPENING, unknown)
    await house.tick(OPENING + DAY, unknown)
    await house.tick(OPENING + 2 * DAY)

    told = ["first cluster of 2027" in said(mail) for who, mail in house.inbox.mails if who == BEN]
    assert told == [True, True, False]


class Turns:
    """Counts the turns that were taken and given back."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk = desk
        self.taken = self.dropped = 0

    async def take(self, recipient: str, ahead: bool) -> Turn:
        """Take a turn."""
        self.taken += 1
        return replace(await self._desk.turn(recipient, ahead), drop=self._drop)

    def _drop(self) -> None:
        self.dropped += 1
