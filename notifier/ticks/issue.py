"""Release what was issued: the editions are set, and every row stands in the outbox."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog

from notifier.errors import Problem, UserError
from notifier.ledger import holds, letters, overtaken
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
    waits until a person accepts it, if the rule says so. Letters of one consultation leave in the
    order of their issue: behind one that is held back the later ones wait, unless they overtake it.
    """
    written = 0
    for letter in await ledger.run(letters.to_release):
        if await ledger.run(partial(_waits, letter=letter, rule=office().overdue, now=now)):
            continue
        editions = await _set(ledger, letter, press, fit)
        if editions is None:
            await ledger.run(partial(overtaken.close, letter=letter, at=now))
            continue
        start = partial(begin, letter=letter, editions=editions, office=office(), now=now)
        written += await in_parts(ledger, start)
    return written


async def _set(ledger: Ledger, letter: Letter, press: Press, fit: Fit) -> list[Edition] | None:
    """Return the editions of a letter, None where they cannot leave; the log says why."""
    wordings = await ledger.run(partial(letters.wordings, letter=letter.id))
    if sign_hash(map(from_json, wordings.values())) != letter.signed_hash:
        log.error("letter.not_as_signed", key=letter.key)
        return None  # what leaves is what was signed, or nothing
    try:
        editions = await press(letter, wordings)
    except UserError as error:
        log.error("letter.not_set", key=letter.key, problems=[str(p) for p in error.problems])
        return None
    if barred := await fit(_octets(editions)):
        log.error("letter.barred", key=letter.key, problems=[str(p) for p in barred])
        return None
    return editions


def _waits(tx: Tx, letter: Letter, rule: Overdue | None, now: datetime) -> bool:
    """Tell whether a letter is not released now: a person, or an earlier one, is waited for.

    One that is late, accepted or not, and a reminder or notice, ends here once it is overtaken.
    """
    is_late = _is_late(letter, rule, now)
    if (is_late or letter.kind in overtaken.PASSING) and overtaken.close(tx, letter, now):
        return True
    if is_late and not holds.is_accepted(tx, "overdue", letter.key):
        _ask(tx, letter, now)
        return True
    return overtaken.is_behind(tx, letter)


def _is_late(letter: Letter, rule: Overdue | None, now: datetime) -> bool:
    """Tell whether a letter was issued so long ago that a person is asked whether it may leave."""
    assert letter.issued_at is not None
    if rule is None or rule.then == "late":
        return False
    return now - letter.issued_at > timedelta(days=rule.after)


def _ask(tx: Tx, letter: Letter, now: datetime) -> None:
    """Ask a person whether a late letter may leave; asked already, it is not asked again."""
    assert letter.issued_at is not None
    why = (
        f"{letter.reference or letter.key} was issued on {letter.issued_at:%Y-%m-%d} and has not"
        " left since."
    )
    if holds.overdue(tx, letter.key, why, now):
        log.error("hold.raised", code="overdue", subject=letter.key)


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
