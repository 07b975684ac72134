"""What programs send to many is other mail; what people say on a list is theirs."""

import pytest

from notifier.answers.answer import Category
from notifier.answers.understand import understand

HEAD = b"From: A <a@foreign.example>\nTo: b@secretariat.example\nSubject: News\n"
MANY = [
    b"List-Unsubscribe: <https://foreign.example/u>\n",
    b"Feedback-ID: 1:2:3\n",
    b"List-Post: NO\nList-Unsubscribe: <https://foreign.example/u>\n",
    b"Auto-Submitted: auto-generated\n",
]
PEOPLES = [
    b"",
    b"List-Post: <mailto:l@lists.example>\nList-Unsubscribe: <mailto:x@lists.example>\n",
    b"Mailing-List: contact l-help@lists.example; run by ezmlm\nPrecedence: bulk\n",
    b"In-Reply-To: <1@secretariat.example>\nList-Unsubscribe: <https://tracker.example/u>\n",
    b"Precedence: bulk\n",
]


@pytest.mark.parametrize("header", MANY)
def test_what_goes_to_many_answers_nothing(header: bytes) -> None:
    """It needs nobody."""
    assert understand(HEAD + header + b"\nwords").category is Category.OTHER


@pytest.mark.parametrize("header", PEOPLES)
def test_what_people_write_is_theirs(header: bytes) -> None:
    """Over a list, through a tracker, or plainly."""
    assert understand(HEAD + header + b"\nwords").category is Category.PERSON


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "DECLINECOUNTER"])
def test_a_calendar_that_asks_is_no_answer(method: str) -> None:
    """Its method is told all the same."""
    calendar = f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\nEND:VEVENT\nEND:VCALENDAR\n"
    said = understand(HEAD + b"Content-Type: text/calendar\n\n" + calendar.encode())

    assert (said.category, said.method) == (Category.OTHER, method)
