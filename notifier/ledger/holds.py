"""What waits for a person's decision before letters about it may be issued."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from notifier.ledger import events
from notifier.ledger.database import Row, Tx, as_json, stamp
from notifier.ledger.overdue import UNTIL_ACCEPTED
from notifier.plan.actions import Hold


def keep(tx: Tx, holds: Sequence[Hold], at: datetime) -> list[Hold]:
    """Keep the holds that stand now, drop those whose reason is gone, and return the new ones.

    One that was accepted stays accepted for as long as its reason lasts. Those of letters that
    are overdue are not of this kind: see `overdue`.
    """
    tx.run(
        "delete from holds where code <> 'overdue'"
        " and key not in (select value from json_each(:keys))",
        keys=as_json([hold.key for hold in holds]),
    )
    _drop_overdue(tx)
    return [hold for hold in holds if _add(tx, hold, at)]


def overdue(tx: Tx, letter: str, text: str, at: datetime) -> bool:
    """Hold the messages of a letter that should have left long ago; tell whether that is new.

    It is one question for each letter. What was accepted and is late once more is asked anew.
    """
    hold = Hold("overdue", letter, "", text)
    tx.run(
        "delete from holds where code = 'overdue' and subject = :letter"
        " and (key <> :key or accepted_at is not null)",
        letter=letter,
        key=hold.key,
    )
    return _add(tx, hold, at)


def drop_overdue(tx: Tx, letter: str) -> None:
    """Ask no more whether a letter that is overdue may leave."""
    tx.run("delete from holds where code = 'overdue' and subject = :letter", letter=letter)


def waiting(tx: Tx) -> list[Row]:
    """Return the holds that nobody has accepted, oldest first."""
    return tx.rows("select * from holds where accepted_at is null order by since, key")


def of(tx: Tx, subjects: Iterable[str]) -> list[Row]:
    """Return the holds on any of `subjects` that nobody has accepted."""
    return tx.rows(
        "select * from holds where accepted_at is null"
        " and subject in (select value from json_each(:subjects)) order by since, key",
        subjects=as_json(sorted(subjects)),
    )


def is_accepted(tx: Tx, code: str, subject: str) -> bool:
    """Tell whether a person has accepted what was held of `subject` for this reason."""
    row = tx.one(
        "select 1 from holds where code = :code and subject = :subject and accepted_at is not null",
        code=code,
        subject=subject,
    )
    return row is not None


def accept(tx: Tx, key: str, *, by: str, why: str, at: datetime) -> bool:
    """Write that a person accepts one hold; tell whether it was still waiting."""
    done = tx.run(
        "update holds set accepted_at = :at, accepted_by = :by, why = :why"
        " where key = :key and accepted_at is null",
        key=key,
        at=stamp(at),
        by=by,
        why=why,
    )
    if done:
        events.append(tx, "hold.accepted", key, actor=by, at=at, why=why)
    return bool(done)


def _drop_overdue(tx: Tx) -> None:
    """Drop what was overdue and has left, or was cancelled, without having been accepted."""
    tx.run(
        "delete from holds where code = 'overdue' and accepted_at is null and exists (select 1"
        " from letters where key = subject and released_at is not null and not exists (select 1"
        " from messages where letter = letters.id and state = 'waiting' and at = :never))",
        never=stamp(UNTIL_ACCEPTED),
    )


def _add(tx: Tx, hold: Hold, at: datetime) -> bool:
    added = tx.run(
        "insert into holds (key, code, subject, text, final, since)"
        " values (:key, :code, :subject, :text, :final, :at) on conflict (key) do nothing",
        key=hold.key,
        code=hold.code,
        subject=hold.subject,
        text=hold.text,
        final=int(not hold.may_be_accepted),
        at=stamp(at),
    )
    if added:
        events.append(tx, "hold.raised", hold.key, actor="watch", at=at, text=hold.text)
    else:  # the days that are left grow fewer
        tx.run(
            "update holds set text = :text where key = :key and accepted_at is null",
            key=hold.key,
            text=hold.text,
        )
    return bool(added)
