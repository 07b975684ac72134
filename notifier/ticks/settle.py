"""Look for evidence of messages in doubt: a copy in the journal mailbox, a line in the relay's log."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from notifier.errors import UserError
from notifier.ledger import doubts, evidence
from notifier.ledger.database import Ledger, Tx
from notifier.ledger.doubts import Doubt
from notifier.mailbox.port import UnreachableError

log = structlog.get_logger()

BUDGET = 5.0  # seconds of one pass for one witness: other ticks wait meanwhile
PAUSE = timedelta(seconds=30)  # between two rounds; it doubles while nothing new comes up
LONGEST_PAUSE = timedelta(hours=1)
_BY = "settle"

Find = Callable[[Mapping[str, datetime]], dict[str, str]]  # Message-IDs, and from when on


def says_nothing(_message_id: str, _since: datetime, _until: datetime) -> str:
    """Draw nothing from silence."""
    return ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Where evidence may be found: `find` blocks, and returns what proves that the relay took it.

    `silence` returns what speaks against it, for a person to weigh. `page`: how many messages
    are looked for at once.
    """

    name: str
    find: Find
    page: int
    silence: Callable[[str, datetime, datetime], str] = says_nothing


class Search:
    """Guards whose turn it is before one witness: all in doubt round by round, rarer in vain."""

    def __init__(self, witness: Witness) -> None:
        self.witness = witness
        self._after = 0
        self._newest = ""
        self._pause = PAUSE
        self._rests_until: datetime | None = None

    def next_page(self, tx: Tx, now: datetime) -> list[Doubt]:
        """Return those to be looked for now; a new one in doubt ends the rest at once."""
        newest = doubts.newest(tx)
        if newest > self._newest:
            self._newest, self._pause, self._rests_until = newest, PAUSE, None
        if self._rests_until is not None and now < self._rests_until:
            return []
        self._rests_until = None
        page = doubts.doubts(tx, self._after, self.witness.page)
        if len(page) < self.witness.page:
            self._after = 0
            self._rests_until = now + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        else:
            self._after = page[-1].id
        return page

    @property
    def is_resting(self) -> bool:
        """Whether a round has ended."""
        return self._rests_until is not None


async def settle(now: datetime, *, ledger: Ledger, searches: Sequence[Search]) -> int:
    """Settle as sent what is proved to have been taken, and return how many messages that is.

    Silence settles nothing, and never sends again: it becomes a hint in the journal of the row.
    A witness that cannot be heard is told in the log, and the others still are.
    """
    settled = 0
    for search in searches:
        try:
            settled += await _hear(now, ledger, search)
        except (UnreachableError, OSError, UserError) as error:
            log.error("message.evidence_unreachable", witness=search.witness.name, error=str(error))
    return settled


async def _hear(now: datetime, ledger: Ledger, search: Search) -> int:
    """Hear one witness on page after page, for as long as a pass may take."""
    settled, clock = 0, asyncio.get_running_loop().time
    ends = clock() + BUDGET
    while page := await ledger.run(partial(search.next_page, now=now)):
        wanted = {each.message_id: each.since for each in page}
        proofs = await asyncio.to_thread(search.witness.find, wanted)
        proved = await ledger.run(
            partial(_write, page=page, proofs=proofs, witness=search.witness, now=now)
        )
        for message in proved:
            log.info("message.proved", message=message, witness=search.witness.name)
        settled += len(proved)
        if search.is_resting or clock() > ends:
            break
    return settled


def _write(
    tx: Tx, page: Sequence[Doubt], proofs: Mapping[str, str], witness: Witness, now: datetime
) -> list[int]:
    """Write what was found, and return the messages that it settled."""
    proved = []
    for doubt in page:
        why = proofs.get(doubt.message_id)
        if why is not None:
            if evidence.prove_sent(tx, doubt.id, why=why, by=_BY, at=now):
                proved.append(doubt.id)
        elif not doubt.is_noted and (
            hint := witness.silence(doubt.message_id, doubt.since, doubt.until)
        ):
            evidence.note(tx, doubt.id, hint=hint, by=_BY, at=now)
    return proved
