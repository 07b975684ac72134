"""Prove once a day that every message of an issued letter has an end, and tell which have not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from notifier.ledger import endings
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.endings import OURS, Ending, Unended
from notifier.plan.actions import Warn
from notifier.ticks.watch import Read

log = structlog.get_logger()

ON_ITS_WAY = timedelta(days=1)  # until then a message that waits needs nobody
UNRELEASED = timedelta(hours=1)
_BY = "audit"


@dataclass(frozen=True, slots=True)
class Audit:
    """What a check found: how each letter stands, how many messages in all, what needs a person.

    `new` are the warnings that the last check had not.
    """

    letters: Sequence[Ending]
    counts: Counter[str]
    warnings: Sequence[Warn]
    new: Sequence[Warn]


async def audit(now: datetime, *, ledger: Ledger, read: Read) -> Audit | None:
    """Check the outbox, at the first pass of each day of the duty station; None later that day."""
    day = read().rules.workdays.day_of(now)

    def unit(tx: Tx) -> Audit | None:
        return None if endings.was_checked(tx, day) else check(tx, day, now, by=_BY)

    found = await ledger.run(unit)
    if found is not None:
        for warning in found.new:
            log.warning("warning.raised", code=warning.code, subject=warning.subject)
        told = {"letters": len(found.letters), "warnings": len(found.warnings), **found.counts}
        log.info("outbox.checked", **told)
    return found


def check(tx: Tx, day: date, now: datetime, *, by: str) -> Audit:
    """Check every issued letter, and write down what was found; `status` shows the warnings."""
    letters = endings.endings(tx)
    counts: Counter[str] = Counter()
    for each in letters:
        counts.update(each.counts)
    warnings = list(attention(letters, now))
    endings.keep(tx, day, counts, by=by, at=now)
    return Audit(letters, counts, warnings, endings.warn(tx, warnings, by=by, at=now))


def attention(letters: Sequence[Ending], now: datetime) -> Iterator[Warn]:
    """Yield a warning for everything in these letters that does not end by itself."""
    for letter in letters:
        if letter.released_at is None:
            if now - letter.issued_at >= UNRELEASED:
                text = f"{letter.name} was issued {_ago(letter.issued_at, now)} and is not released: see the log of the service."
                yield Warn(f"{OURS}unreleased", letter.name, text)
        elif not letter.is_complete:
            text = f"{letter.name}: messages to be written: {letter.expected:,}; there are {letter.rows:,}."
            yield Warn(f"{OURS}incomplete", letter.name, text)
        for each in letter.unended:
            yield from _unended(letter, each, now)


def _unended(letter: Ending, found: Unended, now: datetime) -> Iterator[Warn]:
    ago, look = _ago(found.since, now), f"`notifier outbox list --letter {letter.letter}`"
    if found.state == "unsure":
        text = f"{letter.name}: messages in doubt: {found.count:,}, the oldest {ago}; see {look}."
        yield Warn(f"{OURS}unsure", letter.name, text)
    elif now - found.since >= ON_ITS_WAY:
        tries = f", deferred up to {found.deferred} times" if found.deferred else ""
        said = f" Of the oldest it was said: {found.said}" if found.said else ""
        text = f"{letter.name}: messages {found.state}: {found.count:,}, the oldest written {ago}{tries}; see {look}.{said}"
        yield Warn(f"{OURS}{found.state}", letter.name, text)


def _ago(since: datetime, now: datetime) -> str:
    hours = int((now - since).total_seconds() // 3600)
    return f"{hours // 24} days ago" if hours >= 48 else f"{hours} hours ago"
