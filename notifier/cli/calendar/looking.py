"""The outside calendars of the settings, each ready to be asked."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from notifier.plan.calendar.feeds import Known, Reading
from notifier.settings import FeedSection, Settings, is_exposed, revealed
from notifier.sources.feeds.access import Access
from notifier.sources.feeds.caldav import read_collection
from notifier.sources.feeds.file import read_file
from notifier.sources.feeds.ics import window
from notifier.sources.feeds.web import read_calendar
from notifier.ticks.look import Kind, Source

log = structlog.get_logger()


def feed_sources(of: Settings) -> list[Source]:
    """Return every calendar of the settings, in their order."""
    return [_source(name, section) for name, section in of.feeds.items()]


def _source(name: str, section: FeedSection) -> Source:
    every = timedelta(minutes=section.every)
    if section.file is not None:
        return Source(name, "file", every, partial(_ask_file, name, section, section.file))
    kind: Kind = "url" if section.url is not None else "caldav"
    return Source(name, kind, every, partial(_ask, name, section))


def _ask_file(
    name: str, section: FeedSection, path: Path, known: Known, now: datetime
) -> Awaitable[Reading | None]:
    return asyncio.to_thread(read_file, _access(name, section, ""), path, known, window(now))


async def _ask(name: str, section: FeedSection, known: Known, now: datetime) -> Reading | None:
    # the password is read each time: a person may have put another one there
    key = f"feeds.{name}.password"
    if section.password_file is not None and is_exposed(section.password_file):
        file = str(section.password_file)
        log.warning("settings.secret_exposed", key=f"{key}_file", file=file, mend="chmod o-rw")
    access = _access(name, section, revealed(section.password, section.password_file, key))
    read = read_calendar if section.url is not None else read_collection
    return await read(access, known, window(now))


def _access(name: str, section: FeedSection, password: str) -> Access:
    return Access(
        where=f"feed {name}",
        zone=section.zone,
        url=section.address or "",
        username=section.username,
        password=password,
        timeout=section.timeout,
        max_octets=section.max_octets,
        allow_private=section.allow_private,
    )
