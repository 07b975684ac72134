"""Evidence settles what it proves, and silence settles nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import structlog

from notifier.errors import UserError
from notifier.ledger import outbox
from notifier.ledger.database import Ledger
from notifier.letters.mail.message import Outcome, Verdict
from notifier.mailbox.port import UnreachableError
from notifier.ticks.settle import LONGEST_PAUSE, PAUSE, Search, Witness, settle
from tests.doubts import UNSURE, in_doubt, message_ids, steps, tried
from tests.scenes import NOON, enqueued

HOUR = timedelta(hours=1)
REFUSED = Outcome(Verdict.REFUSED, 550, "5.7.1 no")


@dataclass
class Journal:
    """A witness that knows some Message-IDs, and remembers what it was asked."""

    knows: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, datetime]] = field(default_factory=list)
    fails: Exception | None = None
    hint: str = ""

    def find(self, wanted: Mapping[str, datetime]) -> dict[str, str]:
        """Return what it knows of those."""
        self.asked.append(dict(wanted))
        if self.fails is not None:
            raise self.fails
        return self.knows

    def silence(self, message_id: str, _since: datetime, _until: datetime) -> str:
        """Say the hint."""
        return f"{self.hint} {message_id}" if self.hint else ""

    def search(self, page: int = 10) -> Search:
        """What asks it."""
        return Search(Witness("journal", self.find, page, self.silence))


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger with two messages in doubt."""
    with Ledger(":memory:") as opened:
        in_doubt(opened, "fr", "no")
        yield opened


async def test_what_is_proved_counts_as_sent_and_the_evidence_is_named(ledger: Ledger) -> None:
    """A person who doubts it can look it up; the other stays in doubt."""
    journal = Journal({message_ids(ledger)["fr-wsis"]: "a copy in the folder INBOX, UID 7.12"})

    settled = await settle(NOON + HOUR, ledger=ledger, searches=[journal.search()])

    assert settled == 1
    assert ledger.now(outbox.counts) == {"sent": 1, "unsure": 1}
    last = steps(ledger, 1)[-1]
    assert (last["step"], last["who"], last["said"]) == (
        "sent", "settle", "a copy in the folder INBOX, UID 7.12",
    )  # fmt: skip


async def test_silence_never_sends_again(ledger: Ledger) -> None:
    """The relay may have it all the same: two letters to one person is what users remember."""
    journal = Journal(hint="the log has no trace of")

    settled = await settle(NOON + HOUR, ledger=ledger, searches=[journal.search()])

    assert settled == 0
    assert ledger.now(outbox.counts) == {"unsure": 2}


async def test_a_hint_is_noted_once(ledger: Ledger) -> None:
    """Not at every pass for as long as nobody comes."""
    search = Journal(hint="the log has no trace of").search()

    for hour in range(5):
        await settle(NOON + hour * HOUR, ledger=ledger, searches=[search])

    noted = [step for step in steps(ledger, 1) if step["step"] == "noted"]
    assert [step["said"] for step in noted] == [
        f"the log has no trace of {message_ids(ledger)['fr-wsis']}"
    ]


async def test_only_what_is_in_doubt_is_looked_for() -> None:
    """What waits, was refused or was sent has its answer."""
    journal = Journal()
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr", "no", "eg")
        tried(ledger, REFUSED, limit=1)
        tried(ledger, UNSURE, limit=1)
        ids = message_ids(ledger)

        await settle(NOON + HOUR, ledger=ledger, searches=[journal.search()])

    assert journal.asked == [{ids["no-wsis"]: NOON}]


async def test_where_nothing_is_in_doubt_nobody_is_asked() -> None:
    """No mailbox is opened for nothing."""
    journal = Journal()
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr")

        await settle(NOON, ledger=ledger, searches=[journal.search()])

    assert journal.asked == []


@pytest.mark.parametrize(
    "error",
    [
        UnreachableError("mail.example: refused"),
        PermissionError(13, "Permission denied", "/var/log/mail.log"),
        UserError.of("journal.password_file", "cannot be read"),
    ],
    ids=["mailbox", "log", "settings"],
)
async def test_a_witness_that_cannot_be_heard_is_told_and_the_next_is_heard(
    ledger: Ledger, error: Exception
) -> None:
    """Either is enough."""
    gone, journal = Journal(fails=error), Journal(dict.fromkeys(message_ids(ledger).values(), "x"))

    with structlog.testing.capture_logs() as logs:
        settled = await settle(NOON, ledger=ledger, searches=[gone.search(), journal.search()])

    assert settled == 2
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == [
        "message.evidence_unreachable"
    ]


async def test_all_are_looked_for_a_page_at_a_time(ledger: Ledger) -> None:
    """After a restore there may be a million, and one pass holds up the others."""
    journal = Journal()

    await settle(NOON, ledger=ledger, searches=[journal.search(page=1)])

    ids = message_ids(ledger)
    assert journal.asked == [{ids["fr-wsis"]: NOON}, {ids["no-wsis"]: NOON}]


async def test_looking_in_vain_becomes_rarer_until_a_new_doubt_comes_up() -> None:
    """A mailbox is not searched every half minute for years."""
    journal, now = Journal(), NOON
    search = journal.search()
    with Ledger(":memory:") as ledger:
        enqueued(ledger, "fr", "no")
        tried(ledger, UNSURE, limit=1)
        rounds = []
        while now < NOON + timedelta(hours=12):
            await settle(now, ledger=ledger, searches=[search])
            rounds.append(len(journal.asked))
            now += PAUSE
        tried(ledger, UNSURE, at=now)
        await settle(now, ledger=ledger, searches=[search])

    assert rounds[:4] == [1, 2, 2, 3]
    assert len(rounds) / 10 > rounds[-1] > timedelta(hours=10) / LONGEST_PAUSE
    assert len(journal.asked) == rounds[-1] + 1
    assert len(journal.asked[-1]) == 2
