"""The reader's own clock: nobody's telephone rings at night for a letter that can wait."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from notifier.plan.readers.delivery import leaves_at
from notifier.plan.rules import Delivery

HOURS = Delivery(opens=time(7), closes=time(20))
WORKING = Delivery(opens=time(7), closes=time(20), weekends=False)
ZONES = ("Europe/Zurich", "Pacific/Apia", "Pacific/Kiritimati", "Asia/Kathmandu", "America/Lima")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "leaves"),
    [
        ("2026-03-10 12:00", "Europe/Zurich", "2026-03-10 12:00"),
        ("2026-03-10 12:00", "Pacific/Auckland", "2026-03-10 18:00"),
        ("2026-03-10 05:59", "Europe/Zurich", "2026-03-10 06:00"),
        ("2026-03-10 19:00", "Europe/Zurich", "2026-03-11 06:00"),
        ("2026-03-28 20:00", "Europe/Zurich", "2026-03-29 05:00"),
    ],
)
def test_a_message_waits_for_the_morning_of_its_reader(now: str, zone: str, leaves: str) -> None:
    """Seven o'clock where the reader is, summer time included."""
    assert leaves_at(utc(now), zone, HOURS, urgent=False) == utc(leaves)


def test_a_weekend_is_kept_free_where_the_rule_says_so() -> None:
    """From Friday night to Monday morning."""
    assert leaves_at(utc("2026-03-13 21:00"), "Europe/Zurich", WORKING, urgent=False) == utc(
        "2026-03-16 06:00"
    )


@pytest.mark.parametrize("rule", [Delivery(), WORKING])
def test_an_urgent_letter_leaves_at_once(rule: Delivery) -> None:
    """That is what urgent means."""
    night = utc("2026-03-14 02:00")

    assert leaves_at(night, "Europe/Zurich", rule, urgent=True) == night


def test_without_a_rule_everything_leaves_at_once() -> None:
    """As early as possible, unless staff say otherwise."""
    night = utc("2026-03-14 02:00")

    assert leaves_at(night, "Europe/Zurich", Delivery(), urgent=False) == night


@given(
    minutes=st.integers(0, 2 * 365 * 1440),
    zone=st.sampled_from(ZONES),
    rule=st.sampled_from([HOURS, WORKING]),
)
def test_asked_again_at_that_time_it_leaves(minutes: int, zone: str, rule: Delivery) -> None:
    """It is never early, never more than a long weekend late, and moves no further."""
    now = utc("2026-01-01") + timedelta(minutes=minutes)

    leaves = leaves_at(now, zone, rule, urgent=False)

    assert now <= leaves
    assert (leaves - now).total_seconds() <= 3 * 86_400
    assert leaves_at(leaves, zone, rule, urgent=False) == leaves


@pytest.mark.parametrize(
    "given",
    [
        {"opens": time(7)},
        {"opens": time(20), "closes": time(7)},
        {"weekends": False},
    ],
)
def test_hours_that_do_not_fit_together_are_refused(given: dict[str, object]) -> None:
    """In a sentence that says what to write."""
    with pytest.raises(ValidationError, match=r"Give both|before they open|give opens"):
        Delivery.model_validate(given)
