"""Release what was issued: the editions are set, and every row stands in the outbox."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from notifier.errors import Problem, UserError
from notifier.ledger import holds, letters
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.editions import on_the_way
from notifier.letters.letter import Edition, Letter
from notifier.letters.wording import from_json, sign_hash
from notifier.plan.rules import Overdue
from notifier.ticks.release import Office, Releasing, begin, finish, write

log = structlog.get_logger()

AT_ONCE = 1_000  # rows in one transaction: others must not wait for theirs

Press = Callable[[Letter, Mapping[str, str]], Awaitable[list[Edition]]]
Fit = Callable[[int], Awaitable[Sequence[Problem]]]  # why no message of so many octets can leave


async def always_fit(_octets: int) -> Sequence[Problem]:
    """Find nothing that keeps a message from leaving."""
    return ()


async def issue(
    now: datetime,
    *,
    ledger: Ledger,
    press: Press,
    office: Callable[[], Office],
    fit: Fit = always_fit,
) -> int:
    """Release every issued letter, urgent ones first, and return how many rows were written.

    Editions, invitations and rows of a letter are written in one transaction, or, beyond
    AT_ONCE rows, in several: what a crash left out is written at the next pass, and nobody twice.
    A letter that cannot be set, whose kept words are not those that were signed, or that no relay
    would take now, is held back and told. One that was issued long ago, the service being down,
    waits until a person accepts it, if the rule says so.
    """
    written = 0
    for letter in await ledger.run(letters.to_release):
        if await ledger.run(partial(_is_held, letter=letter, rule=office().overdue, now=now)):
            continue
        wordings = await ledger.run(partial(letters.wordings, letter=letter.id))
        if sign_hash(map(from_json, wordings.values())) != letter.signed_hash:
            log.error("letter.not_as_signed", key=letter.key)
            continue  # what leaves is what was signed, or nothing
        try:
            editions = await press(letter, wordings)
        except UserError as error:
            log.error("letter.not_set", key=letter.key, problems=[str(p) for p in error.problems])
            continue
        if barred := await fit(_octets(editions)):
            log.error("letter.barred", key=letter.key, problems=[str(p) for p in barred])
            continue
        start = partial(begin, letter=letter, editions=editions, office=office(), now=now)
        written += await in_parts(ledger, start)
    return written


def _is_held(tx: Tx, letter: Letter, rule: Overdue | None, now: datetime) -> bool:
    """Tell whether a letter waits for a person because it was issued too long ago."""
    assert letter.issued_at is not None
    if rule is None or rule.then == "late" or now - letter.issued_at <= timedelta(days=rule.after):
        return False
    if holds.is_accepted(tx, "overdue", letter.key):
        return False
    why = (
        f"{letter.reference or letter.key} was issued on {letter.issued_at:%Y-%m-%d} and has not"
        " left since."
    )
    if holds.overdue(tx, letter.key, why, now):
        log.error("hold.raised", code="overdue", subject=letter.key)
    return True


def _octets(editions: Sequence[Edition]) -> int:
    """Return about how large the largest message of a letter is."""
    return on_the_way(
        max(len(e.pdf or b"") + len(e.text.encode()) + len(e.html.encode()) for e in editions)
    )


async def in_parts(ledger: Ledger, start: Callable[[Tx], Releasing]) -> int:
    """Release a letter, AT_ONCE rows in a transaction, and return how many rows were new."""

    def first(tx: Tx) -> tuple[Releasing, int]:
        releasing = start(tx)
        return releasing, _part(tx, releasing, 0)

    releasing, written = await ledger.run(first)
    for at in range(AT_ONCE, len(releasing.points), AT_ONCE):
        written += await ledger.run(partial(_part, releasing=releasing, at=at))
    return written


def _part(tx: Tx, releasing: Releasing, at: int) -> int:
    """Write the rows from place `at` on; with the last of them, the letter is released."""
    written = write(tx, releasing, releasing.points[at : at + AT_ONCE])
    if at + AT_ONCE >= len(releasing.points):
        finish(tx, releasing)
    return written
