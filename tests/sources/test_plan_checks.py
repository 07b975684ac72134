"""Dates and links that cannot be meant are told at their place, and bring nothing down."""

from pathlib import Path

import pytest

from tests.sources.plans import CALL, SOUND, problems, write

LINK = "is no link; write it whole, such as https://meet.example/forum."


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/New_York", "Asia/Tokyo"])
def test_a_deadline_of_no_instant_is_told_as_a_year_that_cannot_be(
    at: str, zone: str, tmp_path: Path
) -> None:
    """A slip of the keyboard must not end the check of all other years."""
    call = CALL.replace("{at: 2027-03-24T23:59}", f"{{at: {at}, zone: {zone}}}")

    [told] = problems(write(tmp_path, SOUND + call))

    assert f"The year {int(at[:4])} cannot be right in the plan of 2027." in told


def test_a_deadline_counts_at_most_a_year_of_days(tmp_path: Path) -> None:
    """So many days lie beyond every calendar."""
    anchor = "23:59, anchor: last-language, days: 367}"

    [told] = problems(write(tmp_path, SOUND + CALL.replace("23:59}", anchor)))

    assert "at most 366" in told


@pytest.mark.parametrize(
    "link", ["tbd", "meet.example/1", "ftp://meet.example/1", "javascript:alert(1)", "https://"]
)
def test_a_link_that_leads_nowhere_is_told(link: str, tmp_path: Path) -> None:
    """194 members would click on it in vain."""
    call = CALL.replace("T16:00}", f"T16:00, link: '{link}'}}")

    [told] = problems(write(tmp_path, SOUND + call))

    assert told.endswith(f"forum.consultations.inputs.session.link: `{link}` {LINK}")
