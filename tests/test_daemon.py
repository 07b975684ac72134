"""When the service wakes: for what falls due, and never without a pause for what cannot go."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from notifier.daemon import Daemon

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def alarm(due: datetime | None) -> datetime | None:
    """For when the alarm is set after a pass at noon, if something is due at `due` then."""

    async def next_due(_: datetime) -> datetime | None:
        return due

    daemon = Daemon([], next_due, asyncio.Event())
    await daemon._arm(NOON)
    return next(
        (job.trigger.run_date for job in daemon._clock.get_jobs() if job.id == "next-due"), None
    )


async def test_it_wakes_when_something_falls_due() -> None:
    """And not up to a tick later."""
    due = NOON + timedelta(seconds=4)

    assert await alarm(due) == due


@pytest.mark.parametrize("due", [None, NOON, NOON - timedelta(days=1)])
async def test_what_was_due_and_did_not_go_waits_for_the_next_tick(due: datetime | None) -> None:
    """Rows keep their place while the relay is out: to wake for them at once would never end."""
    assert await alarm(due) is None
