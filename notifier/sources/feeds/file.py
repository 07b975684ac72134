"""Reads a calendar from a file of this machine, which another program writes there."""

import hashlib
from pathlib import Path

from notifier.errors import UserError
from notifier.plan.calendar.feeds import Known, Reading
from notifier.sources.feeds.access import MEGABYTE, Access
from notifier.sources.feeds.ics import read_events
from notifier.sources.feeds.recurrence import Window


def read_file(access: Access, path: Path, known: Known, within: Window) -> Reading | None:
    """Return what the file says now; None where it says what it said last.

    Raises UserError with one sentence where it cannot be read, or is no calendar.
    """
    try:
        with path.open("rb") as file:
            content = file.read(access.max_octets + 1)
    except OSError as error:
        raise UserError.of(access.where, f"{path} cannot be read: {error.strerror}.") from error
    if len(content) > access.max_octets:
        raise UserError.of(
            access.where, f"{path} is larger than {access.max_octets / MEGABYTE:g} MB."
        )
    digest = hashlib.sha256(content).hexdigest()
    if digest == known.etag:
        return None
    found = read_events(content, where=access.where, zone=access.zone, within=within)
    return Reading(found.events, found.skipped, Known(etag=digest))
