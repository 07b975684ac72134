"""The sections of a digest in the order of their urgency. Pure."""

from collections.abc import Iterator

from notifier.reports import digest_troubles as troubles
from notifier.reports import digest_waiting as waiting
from notifier.reports.digest import Section
from notifier.reports.digest_words import Clock
from notifier.reports.findings import Findings


def sections(found: Findings) -> Iterator[Section]:
    """Yield every section, the most urgent first, those without lines as well."""
    clock = Clock(found)
    yield troubles.doubts(found, clock)
    yield waiting.held(found, clock)
    for step in waiting.STEPS:
        yield waiting.pending(found, clock, step)
    yield troubles.lost(found, clock)
    yield troubles.unfinished(found)
    yield waiting.mails(found, clock)
    yield troubles.feeds(found, clock)
    yield troubles.warnings(found)
    yield waiting.silent(found, clock)
    yield waiting.ahead(found, clock)
