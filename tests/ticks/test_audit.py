"""Every message of an issued letter has an end, or somebody is told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from notifier.ledger import endings, events, evidence, letters, notices
from notifier.ledger.database import Ledger, Tx
from notifier.letters.letter import Letter
from notifier.letters.mail.message import Outcome, Verdict
from notifier.plan.actions import Warn
from notifier.sources.rules import read_rules
from notifier.ticks.audit import audit, check
from notifier.ticks.watch import Sources
from tests.doubts import UNSURE, tried
from tests.scenes import NOON, enqueued, issued
from tests.secretariat import ROOT

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SENT = Outcome(Verdict.SENT, 250, "2.0.0 taken")
BUSY = Outcome(Verdict.DEFERRED, 451, "4.3.2 try later")


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(":memory:") as opened:
        yield opened


def released(ledger: Ledger, *codes: str, expected: int | None = None) -> Letter:
    """A letter whose messages stand in the outbox, as the event of its release says."""
    letter = enqueued(ledger, *codes)
    rows = len(codes) if expected is None else expected
    ledger.now(partial(_released, letter=letter, rows=rows))
    return letter


def _released(tx: Tx, letter: Letter, rows: int) -> None:
    keep_issue(tx, letter)
    letters.released(tx, letter, NOON)
    events.append(
        tx, "letter.released", letter.key, actor="issue", at=NOON, rows=rows, unreachable=[]
    )


def keep_issue(tx: Tx, letter: Letter) -> None:
    """Write its reference, and that it was issued at NOON."""
    letters.keep_issue(tx, letter.id, "CL-26/5", by="registry", at=NOON)


def warned(ledger: Ledger, now: datetime) -> dict[str, str]:
    """What the check says needs a person, by its code."""
    found = ledger.now(lambda tx: check(tx, now.date(), now, by="dupont"))
    shown = ledger.now(notices.warnings)
    assert [row["text"] for row in shown] == [each.text for each in found.warnings]
    return {each.code: each.text for each in found.warnings}


def test_where_every_message_has_its_end_nobody_is_told(ledger: Ledger) -> None:
    """The usual day; what was cancelled has an end too."""
    released(ledger, "fr", "no")
    tried(ledger, SENT, limit=1)
    ledger.now(lambda tx: evidence.cancel(tx, 2, why="withdrawn", by="dupont", at=NOON))

    found = ledger.now(lambda tx: check(tx, NOON.date(), NOON + 9 * DAY, by="dupont"))

    assert (found.warnings, found.counts) == ([], {"sent": 1, "cancelled": 1})


def test_a_message_on_its_way_worries_nobody_on_the_first_day(ledger: Ledger) -> None:
    """A release may take hours, and greylisting more."""
    released(ledger, "fr")

    assert warned(ledger, NOON + DAY - HOUR) == {}


def test_one_that_waits_for_longer_is_named_with_how_often_it_was_tried(ledger: Ledger) -> None:
    """And with what the relay said last."""
    letter = released(ledger, "fr", "no")
    tried(ledger, SENT, limit=1)
    for hour in range(3):
        tried(ledger, BUSY, at=NOON + hour * HOUR)

    assert warned(ledger, NOON + 3 * DAY) == {
        "outbox-waiting": "CL-26/5: messages waiting: 1, the oldest written 3 days ago, deferred"
        f" up to 3 times; see `notifier outbox list --letter {letter.id}`. Of the oldest it was"
        " said: 4.3.2 try later"
    }


def test_doubts_are_named_at_once_with_their_age(ledger: Ledger) -> None:
    """They do not go on by themselves."""
    letter = released(ledger, "fr", "no")
    tried(ledger, UNSURE, at=NOON)

    assert warned(ledger, NOON + 5 * HOUR) == {
        "outbox-unsure": "CL-26/5: messages in doubt: 2, the oldest 5 hours ago; see"
        f" `notifier outbox list --letter {letter.id}`."
    }


def test_a_letter_that_was_issued_and_not_released_is_named(ledger: Ledger) -> None:
    """It is held back: a template, or words that are not those that were signed."""
    letter = issued(ledger)
    ledger.now(partial(keep_issue, letter=letter))

    assert warned(ledger, NOON + HOUR / 2) == {}
    assert warned(ledger, NOON + 2 * HOUR) == {
        "outbox-unreleased": "CL-26/5 was issued 2 hours ago and is not released: see the log of"
        " the service."
    }


@pytest.mark.parametrize("expected", [1, 3])
def test_a_release_that_has_not_the_rows_it_was_to_have_is_named(
    ledger: Ledger, expected: int
) -> None:
    """Somebody is missing, or is there twice."""
    released(ledger, "fr", "no", expected=expected)
    tried(ledger, SENT)

    assert warned(ledger, NOON + HOUR) == {
        "outbox-incomplete": f"CL-26/5: messages to be written: {expected}; there are 2."
    }


def test_a_warning_goes_when_it_does_not_hold_any_more(ledger: Ledger) -> None:
    """And those of others stay where they are."""
    other = Warn("not-reached", "x", "France was not reached.")
    ledger.now(lambda tx: notices.keep_warnings(tx, [other], NOON))
    released(ledger, "fr")
    tried(ledger, UNSURE)

    def codes(now: datetime) -> set[str]:
        ledger.now(lambda tx: check(tx, now.date(), now, by="audit"))
        return {row["code"] for row in ledger.now(notices.warnings)}

    before = codes(NOON + HOUR)
    ledger.now(lambda tx: evidence.prove_sent(tx, 1, why="log", by="dupont", at=NOON))

    assert (before, codes(NOON + DAY)) == ({"not-reached", "outbox-unsure"}, {"not-reached"})


def test_what_has_no_end_is_listed_doubts_first(ledger: Ledger) -> None:
    """As `notifier outbox check` names them, one by one."""
    released(ledger, "fr", "no", "eg")
    tried(ledger, BUSY, limit=1, again_at=NOON + HOUR)
    tried(ledger, SENT, limit=1)
    ledger.now(lambda tx: tx.run("update messages set state = 'unsure' where id = 3"))

    rows = ledger.now(lambda tx: endings.unended(tx, 10))

    listed = [(row["id"], row["state"], row["deferred"], row["said"]) for row in rows]
    assert listed == [(3, "unsure", 0, None), (1, "waiting", 1, "4.3.2 try later")]


async def test_it_is_checked_once_a_day_of_the_duty_station(ledger: Ledger) -> None:
    """Midnight is that of Geneva."""
    rules = read_rules(ROOT / "config/rules.yaml", ROOT / "config/observances.yaml")
    sources = Sources(plan=None, directory=None, rules=rules)  # type: ignore[arg-type]
    evening = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 23:30 in Geneva

    checked = [
        await audit(evening + minutes * timedelta(minutes=1), ledger=ledger, read=lambda: sources)
        for minutes in (0, 10, 40, 50)
    ]

    assert [found is not None for found in checked] == [True, False, True, False]
    days = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4))
    assert [ledger.now(partial(endings.was_checked, day=day)) for day in days] == [
        True,
        True,
        False,
    ]
