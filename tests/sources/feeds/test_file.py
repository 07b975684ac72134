"""A calendar in a file that another program writes."""

from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.plan.calendar.feeds import Known
from notifier.sources.feeds.access import Access
from notifier.sources.feeds.file import read_file
from notifier.sources.feeds.ics import window
from tests.sources.feeds.calendars import NOW, ZONE, calendar, event

OF = Access("feed rooms", ZONE, max_octets=2000)


def test_a_file_is_read_again_only_when_it_says_something_else(tmp_path: Path) -> None:
    """A new date of the file alone is no news."""
    path = tmp_path / "rooms.ics"
    path.write_bytes(calendar(event("a", "20260504")))
    first = read_file(OF, path, Known(), window(NOW))
    assert first is not None
    path.write_bytes(path.read_bytes())
    second = read_file(OF, path, first.known, window(NOW))
    path.write_bytes(calendar(event("a", "20260505")))
    third = read_file(OF, path, first.known, window(NOW))

    assert second is None
    assert third is not None
    assert [str(each.start) for each in (*first.events, *third.events)] == [
        "2026-05-04",
        "2026-05-05",
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot be read: No such file or directory."),
        (bytes(2001), "is larger than 0.002 MB."),
        (b"BEGIN:VCALENDAR", "The calendar breaks off"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, content: bytes | None, what: str
) -> None:
    """It is being written, was moved, or is another one."""
    path = tmp_path / "rooms.ics"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(UserError) as error:
        read_file(OF, path, Known(), window(NOW))
    assert what in error.value.problems[0].what
