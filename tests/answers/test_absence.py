"""The last day of an absence is taken where it is plain, and never guessed."""

from datetime import UTC, date, datetime

import pytest

from notifier.answers.absence import away_until

SENT = datetime(2027, 1, 12, 9, tzinfo=UTC)

PLAIN = [
    ("I am away until 25 January 2027.", date(2027, 1, 25)),
    ("I will be back on February 3rd, 2027", date(2027, 2, 3)),
    ("out from 11 January to 20 January", date(2027, 1, 20)),
    ("returning 2027-02-01", date(2027, 2, 1)),
    ("Je suis absent jusqu'au 3 février 2027", date(2027, 2, 3)),
    ("Estaré fuera hasta el 5 de marzo de 2027", date(2027, 3, 5)),
    ("Меня не будет до 1 февраля 2027", date(2027, 2, 1)),
    ("我外出至2027年2月3日", date(2027, 2, 3)),
    ("أنا خارج المكتب حتى ٢٠ يناير ٢٠٢٧", date(2027, 1, 20)),
    ("Ich bin bis zum 01.02.2027 nicht im Büro", date(2027, 2, 1)),
    ("will return on 25/01/2027", date(2027, 1, 25)),
    ("back on 2 January", date(2028, 1, 2)),
]
UNSURE = [
    "I am away until further notice.",
    "until 05/03/2027",
    "until 45 January 2027",
    "until 31.12.2026",
    "The meeting is on 5 March 2027.",
    "",
]


@pytest.mark.parametrize(("text", "until"), PLAIN)
def test_a_plain_date_is_taken(text: str, until: date) -> None:
    """Reminders wait until then."""
    assert away_until(text, SENT) == until


@pytest.mark.parametrize("text", UNSURE)
def test_an_unsure_date_is_none(text: str) -> None:
    """Two readings, no date, a past one or none at all: nobody's reminders wait for it."""
    assert away_until(text, SENT) is None


def test_without_a_date_of_sending_a_year_is_needed() -> None:
    """A day without a year means nothing by itself."""
    assert away_until("until 25 January", None) is None
