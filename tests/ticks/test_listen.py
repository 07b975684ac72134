"""Every mail is filed before it is understood, and read twice it says nothing twice."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from notifier.answers.counting import counting
from notifier.cli import house as root
from notifier.ledger import mail, outbox, responses
from notifier.letters.mail.compose import Envelope
from notifier.letters.mail.message import Outcome, Verdict
from notifier.mailbox.port import Arrived, UnreachableError
from notifier.ticks.listen import Ear, listen
from tests.secretariat import PEOPLE, Secretariat, at
from tests.ticks.office import drafts_and_issues, rows, sets
from tests.ticks.plans import FORUM, MEETING
from tests.ticks.replies import comes_back, delivered, is_away, presses, writes

MONDAY = at("2026-03-09 09:00")
TUESDAY = MONDAY + timedelta(days=1)


class Inbox:
    """A mailbox in memory: what is marked is not handed out again; told to, it fails."""

    def __init__(self, *raws: bytes, at: datetime = TUESDAY, breaks_after: int = 1000) -> None:
        self.mails = {str(n): Arrived(str(n), raw, at) for n, raw in enumerate(raws)}
        self.marked: list[str] = []
        self.breaks_after = breaks_after
        self.forgets_marks = False

    def fetch(self) -> Iterator[Arrived]:
        """Hand out what is not marked."""
        waiting = [m for m in self.mails.values() if m.uid not in self.marked]
        for number, arrived in enumerate(waiting):
            if number == self.breaks_after:
                raise UnreachableError("the line broke")
            yield arrived

    def mark(self, uids: Iterable[str]) -> None:
        """Mark mails; a mailbox that forgets marks loses the line first."""
        if self.forgets_marks:
            raise UnreachableError("the line broke")
        self.marked += uids

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Secretariat]:
    """A secretariat that has just invited five members to a consultation."""
    secretariat = sets(Secretariat(tmp_path, MEETING))
    await drafts_and_issues(secretariat, MONDAY)
    await secretariat.tick(MONDAY, "post")
    yield secretariat
    secretariat.close()


async def hears(house: Secretariat, inbox: Inbox, now: datetime = TUESDAY) -> int:
    """One pass over a mailbox."""
    senders = {line.split(",")[3]: line.split(",")[0] for line in PEOPLE}
    ear = Ear(root.keys(house.settings), senders)
    return await listen(now, ledger=house.ledger, mailbox=inbox, ear=lambda: ear)


def letter_to(house: Secretariat, code: str) -> EmailMessage:
    """The last mail that a member got."""
    return delivered(_last(house, code)[1])


def sender_of_letter_to(house: Secretariat, code: str) -> str:
    """The envelope sender of that mail: where its bounces go."""
    return _last(house, code)[0].sender


def _last(house: Secretariat, code: str) -> tuple[Envelope, bytes]:
    return next(m for m in reversed(house.sent) if f".{code}." in m[0].recipient)


def register(house: Secretariat) -> list[tuple[str, str]]:
    """Members and what they said, newest first."""
    return [(row["member"], row["said"]) for row in house.ledger.now(responses.listing)]


async def test_a_mail_is_filed_as_it_came(house: Secretariat) -> None:
    """Byte for byte, also one that nobody can make sense of."""
    raws = (writes(letter_to(house, "fr"), "Oui."), b"\xff\xfe\x00 no header at all", b"")

    await hears(house, Inbox(*raws))

    assert [row["raw"] for row in rows(house, "mails")] == list(raws)
    assert {row["state"] for row in rows(house, "mails")} <= {"settled", "held"}


async def test_a_mail_is_marked_only_when_the_ledger_has_it(house: Secretariat) -> None:
    """The server may throw away what is marked; at that moment it stands in the ledger."""
    known = []

    class Watched(Inbox):
        def mark(self, uids: Iterable[str]) -> None:
            known.append(house.ledger.now(mail.counts))
            super().mark(uids)

    await hears(house, Watched(writes(letter_to(house, "fr"), "Oui.")))

    assert known == [{"filed": 1}]


async def test_what_the_ledger_could_not_keep_is_not_marked(house: Secretariat) -> None:
    """The disk is full: the mail stays in the mailbox, and the next pass has it."""
    full = "create trigger full before insert on mails begin select raise(abort, 'full'); end"
    house.ledger.now(lambda tx: tx.run(full))
    inbox = Inbox(writes(letter_to(house, "fr"), "Oui."))
    with pytest.raises(Exception, match="full"):
        await hears(house, inbox)
    assert inbox.marked == []

    house.ledger.now(lambda tx: tx.run("drop trigger full"))
    await hears(house, inbox)

    assert register(house) == [("FR", "statement")]


async def test_a_mailbox_read_twice_says_nothing_twice(house: Secretariat) -> None:
    """Killed between commit and mark, or restored from a copy: the same bytes are one mail."""
    answers = (
        presses(letter_to(house, "no")),
        writes(letter_to(house, "fr"), "Oui."),
        comes_back(letter_to(house, "pe"), sender_of_letter_to(house, "pe")),
    )
    inbox = Inbox(*answers)
    inbox.forgets_marks = True
    first = await hears(house, inbox)
    before = [rows(house, t, "1") for t in ("mails", "responses", "events", "suppressions")]

    again = await hears(house, inbox, TUESDAY + timedelta(hours=1))

    assert (first, again) == (3, 0)
    assert [rows(house, t, "1") for t in ("mails", "responses", "events", "suppressions")] == before


async def test_the_same_answer_by_two_ways_is_one_response(house: Secretariat) -> None:
    """A copy to a second address of ours comes with other headers, but it is the same answer."""
    button, words = presses(letter_to(house, "no")), writes(letter_to(house, "fr"), "Oui.")
    copies = [b"Received: from elsewhere\r\n" + raw for raw in (button, words)]

    await hears(house, Inbox(button, words, *copies))

    assert sorted(register(house)) == [("FR", "statement"), ("NO", "accepted")]
    assert house.ledger.now(mail.counts) == {"settled": 4}


async def test_a_line_that_breaks_loses_nothing_of_what_was_filed(house: Secretariat) -> None:
    """What had come is understood now, the rest when the mailbox is back."""
    words = [writes(letter_to(house, "fr"), f"{n}.", number=n) for n in range(60)]
    inbox = Inbox(*words, breaks_after=55)

    assert await hears(house, inbox) == 50
    inbox.breaks_after = 1000
    assert await hears(house, inbox) == 10

    assert len(register(house)) == 60
    assert sorted(inbox.marked, key=int) == [str(n) for n in range(60)]


async def test_an_answer_after_the_deadline_is_kept_and_marked_late(house: Secretariat) -> None:
    """It stays on record and does not count."""
    late = at("2026-05-01 08:00")
    on_time = Inbox(presses(letter_to(house, "no")), at=at("2026-04-30 21:59"))
    await hears(house, on_time, late)

    await hears(house, Inbox(writes(letter_to(house, "fr"), "Oui."), at=late), late)

    kept = {row["member"]: row["is_late"] for row in house.ledger.now(responses.listing)}
    assert kept == {"NO": 0, "FR": 1}
    found = house.ledger.now(lambda tx: responses.of_consultation(tx, FORUM))
    assert set(counting(found)) == {"NO"}


async def test_a_deadline_that_moved_makes_nobody_late(house: Secretariat) -> None:
    """What counts is the deadline that the invited were told last."""
    text = house.plan.read_text(encoding="utf-8")
    house.plan.write_text(text.replace("2026-04-30T23:59", "2026-05-15T23:59"), encoding="utf-8")
    await drafts_and_issues(house, TUESDAY)

    may = at("2026-05-10 08:00")
    await hears(house, Inbox(writes(letter_to(house, "fr"), "Oui."), at=may), may)

    assert [row["is_late"] for row in house.ledger.now(responses.listing)] == [0]


async def test_all_answers_are_kept_and_the_latest_counts(house: Secretariat) -> None:
    """Accepted on Monday, declined on Tuesday."""
    letter = letter_to(house, "no")
    said = (presses(letter), presses(letter, "DECLINED", "20260311T080000Z"))
    for day, raw in enumerate(said):
        now = TUESDAY + timedelta(days=day + 1)
        await hears(house, Inbox(raw, at=now), now)

    found = house.ledger.now(lambda tx: responses.of_consultation(tx, FORUM))
    assert [r.said for r in found] == ["accepted", "declined"]
    assert counting(found)["NO"].said == "declined"


async def test_an_answer_to_what_has_changed_since_is_marked(house: Secretariat) -> None:
    """It was given on the old terms; it is kept, and one on the new terms goes before it."""
    old = presses(letter_to(house, "no"))
    text = house.plan.read_text(encoding="utf-8")
    house.plan.write_text(text.replace("T14:00", "T15:00"), encoding="utf-8")
    await drafts_and_issues(house, TUESDAY)

    await hears(house, Inbox(old))

    (row,) = house.ledger.now(responses.listing)
    assert (row["said"], row["is_outdated"]) == ("accepted", 1)


async def test_a_good_token_from_a_stranger_is_held(house: Secretariat) -> None:
    """X for Y: one click of a person away from the register, and not in it."""
    stranger = writes(letter_to(house, "eg"), "We agree.", sender="a@else.example")

    await hears(house, Inbox(stranger))

    assert register(house) == []
    (held,) = house.ledger.now(mail.held)
    assert held["why"] == "valid token, but another sender than the invited"
    assert [(g["member"], g["comment"]) for g in held["guesses"]] == [("EG", "We agree.")]


async def test_a_token_that_was_tampered_with_proves_nothing(house: Secretariat) -> None:
    """Another letter in it, and it is a forgery: held, whoever wrote."""
    letter = letter_to(house, "fr")
    local, _, domain = str(letter["Reply-To"].addresses[0].addr_spec).partition("@")
    last = "b" if local.endswith("a") else "a"
    del letter["Reply-To"], letter["Message-ID"]
    letter["Reply-To"] = f"{local[:-6]}{last}{local[-5:]}@{domain}"
    letter["Message-ID"] = "<unknown@elsewhere.example>"

    await hears(house, Inbox(writes(letter, "Oui.")))

    assert register(house) == []
    assert len(house.ledger.now(mail.held)) == 1


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("I am out of the office until 20 March 2026.", "2026-03-20"),
        ("I am not here.", "2026-03-17"),
    ],
)
async def test_an_absence_is_kept_with_its_end(house: Secretariat, words: str, until: str) -> None:
    """It is no answer and no failure; one without a date is over in a week."""
    await hears(house, Inbox(is_away(letter_to(house, "eg"), words)))

    assert [(r["focal_point"], r["until"]) for r in rows(house, "absences", "1")] == [
        ("eg-wsis", until)
    ]
    assert register(house) == []


async def test_a_hard_bounce_suppresses_the_address(house: Secretariat) -> None:
    """The message counts as returned, and nobody writes there any more."""
    report = comes_back(letter_to(house, "pe"), sender_of_letter_to(house, "pe"))

    await hears(house, Inbox(report))

    assert house.ledger.now(responses.suppressed) == {"wsis@digital.pe.example"}
    returned = [row["member"] for row in rows(house, "messages") if row["bounced"] == "hard"]
    assert returned == ["PE"]


@pytest.mark.parametrize("status", ["4.4.1", "5.2.2"])
async def test_a_full_or_slow_mailbox_stays_alive(house: Secretariat, status: str) -> None:
    """Next week it may take mail again."""
    report = comes_back(letter_to(house, "pe"), sender_of_letter_to(house, "pe"), status)

    await hears(house, Inbox(report))

    assert house.ledger.now(responses.suppressed) == frozenset()
    assert [row["bounced"] is not None for row in rows(house, "messages")].count(True) == 1


async def test_anybody_can_write_a_bounce_and_only_ours_count(house: Secretariat) -> None:
    """A report that names no message of ours could silence any address: it is held."""
    letter = letter_to(house, "pe")
    del letter["Message-ID"]
    letter["Message-ID"] = "<made-up@elsewhere.example>"

    await hears(house, Inbox(comes_back(letter, "bounce@secretariat.example")))

    assert house.ledger.now(responses.suppressed) == frozenset()
    assert len(house.ledger.now(mail.held)) == 1


async def test_a_report_settles_a_message_in_doubt(house: Secretariat) -> None:
    """What came back had been taken by the relay: the row is sent, and the journal says why."""
    text = house.plan.read_text(encoding="utf-8")
    house.plan.write_text(text.replace("T14:00", "T15:00"), encoding="utf-8")
    await drafts_and_issues(house, TUESDAY)

    async def loses_the_line(envelope: Envelope, data: Sequence[bytes]) -> Outcome:
        house.sent.append((envelope, b"".join(data)))
        return Outcome(Verdict.UNSURE, None, "no answer after the dot")

    house.work_with(loses_the_line)
    await house.tick(TUESDAY, "post")
    doubts = partial(outbox.listing, state="unsure")
    before = len(house.ledger.now(doubts))

    await hears(house, Inbox(comes_back(letter_to(house, "pe"), sender_of_letter_to(house, "pe"))))

    assert before - len(house.ledger.now(doubts)) == 1
    assert "PE" not in {row["member"] for row in house.ledger.now(doubts)}


async def test_a_contribution_is_kept_with_its_document(house: Secretariat) -> None:
    """The bytes of the paper stand in the ledger, with its name and its size."""
    paper = b"%PDF-1.7 our views"

    await hears(house, Inbox(writes(letter_to(house, "fr"), "Ci-joint.", document=paper)))

    assert register(house) == [("FR", "contribution")]
    (kept,) = rows(house, "contributions")
    assert (kept["content"], kept["filename"]) == (paper, "contribution.pdf")
