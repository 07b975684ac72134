"""Every step of every message, for ever, in the order in which they were taken."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.ledger import journal
from notifier.ledger.database import Ledger, Tx, stamp
from notifier.ledger.journal import Entry, Step, microseconds
from tests.scenes import NOON


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(":memory:") as opened:
        yield opened


def append(ledger: Ledger, *entries: Entry) -> None:
    """Write steps."""
    ledger.now(lambda tx: journal.append(tx, entries))


def test_steps_come_back_in_their_order_also_when_the_clock_went_back(ledger: Ledger) -> None:
    """The order is that of the writing; the clock is only what it said then."""
    early = NOON - timedelta(hours=3)
    append(ledger, Entry(1, Step.CLAIMED, NOON, hold=1), Entry(1, Step.SENDING, early, hold=1))

    steps = ledger.now(partial(journal.of, message=1))

    assert [(step["step"], step["at"]) for step in steps] == [
        ("claimed", stamp(NOON)),
        ("sending", stamp(early)),
    ]


def test_a_step_names_a_life_or_a_person(ledger: Ledger) -> None:
    """Who did it is never a guess."""
    append(
        ledger,
        Entry(1, Step.SENDING, NOON, hold=12),
        Entry(1, Step.SENT, NOON, actor="dupont", said="queue id 4XyZ"),
    )

    steps = ledger.now(partial(journal.of, message=1))

    assert [step["who"] for step in steps] == ["service, life 12", "dupont"]


def test_a_relay_is_written_down_once(ledger: Ledger) -> None:
    """A million steps say the same name."""
    for number in range(3):
        append(ledger, Entry(number, Step.SENT, NOON, via="a:25 no TLS"))
    append(ledger, Entry(9, Step.SENT, NOON, via="b:25 no TLS"), Entry(9, Step.HARD, NOON))

    assert ledger.now(_relays) == ["a:25 no TLS", "b:25 no TLS"]
    assert [step["via"] for step in ledger.now(partial(journal.of, message=9))] == [
        "b:25 no TLS",
        None,
    ]


def _relays(tx: Tx) -> list[str]:
    return [row["via"] for row in tx.rows("select via from relays order by id")]


def test_the_number_of_the_last_step_only_grows(ledger: Ledger) -> None:
    """It tells an old copy from its heir."""
    numbers = [ledger.now(journal.last)]
    for _ in range(3):
        append(ledger, Entry(1, Step.CLAIMED, NOON))
        numbers.append(ledger.now(journal.last))

    assert numbers == [0, 1, 2, 3]


INSTANTS = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))]),
)


@given(INSTANTS, INSTANTS)
def test_microseconds_keep_an_instant_and_the_order_of_two(one: datetime, two: datetime) -> None:
    """To the last digit, whatever the zone: no float comes near it."""
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds(one)) == one
    assert (microseconds(one) < microseconds(two)) == (one < two)
