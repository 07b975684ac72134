"""The members of a simulated year: a given share of them answers, always the same ones."""

import hashlib
from datetime import datetime
from functools import lru_cache

from notifier.answers.response import Said
from notifier.ledger.database import Tx
from notifier.ledger.responses import NewResponse, log
from notifier.plan.activity import Plan
from notifier.plan.record import Record
from notifier.plan.tasks.outcomes import closed_at


def answer(tx: Tx, plan: Plan, record: Record, now: datetime, *, percent: int) -> int:
    """Log the answers that have come by `now`, and return how many; of each member one.

    Who answers, and when between the letter and its deadline, is drawn from the names of
    consultation and member alone.
    """
    given = 0
    for key, invited in record.invited.items():
        opened, placed = record.opened_by.get(key), plan.find(key)
        if opened is None or opened.issued_at is None or placed is None:
            continue
        begun, closes = opened.issued_at, closed_at(key, placed, record)
        waiting = {member: point for point, member in reversed(invited)}
        for member in waiting.keys() - record.answered.get(key, frozenset()):
            share, part = _drawn(f"{key}/{member}")
            at = begun + (closes - begun) * part
            if share < percent and at <= now < closes:
                given += _log(tx, key, member, waiting[member], now)
    return given


@lru_cache(maxsize=65536)
def _drawn(name: str) -> tuple[int, float]:
    """Return two draws for a name: from 0 to 99, and a part of the time that there is."""
    digest = hashlib.sha256(name.encode()).digest()
    return int.from_bytes(digest[:4]) % 100, int.from_bytes(digest[4:8]) / 2**32


def _log(tx: Tx, key: str, member: str, point: str, now: datetime) -> bool:
    new = NewResponse(
        key=f"simulated/{key}/{member}",
        consultation=key,
        member=member,
        focal_point=point,
        channel="calendar",
        said=Said.ACCEPTED,
        comment="",
        given_at=now,
        received_at=now,
        is_late=False,
        is_outdated=False,
        mail=None,
    )
    return log(tx, new, actor="simulate") is not None
