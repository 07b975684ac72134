"""The conditional writes of those who send: claim, begin, settle. Each leaves its step in the journal.

A claim is a lease that another worker may take over; `sending` is never taken over by itself.
A `hold` is the life of the service that writes: a number of its own for each start.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.ledger import journal, outbox
from notifier.ledger.database import Row, Tx, as_json, stamp
from notifier.ledger.journal import Entry, Step
from notifier.letters.message import Message, Outcome, State, Verdict

LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of one attempt. A deferred message may go again at `retry_at`; None: never."""

    message: Message
    outcome: Outcome
    at: datetime
    retry_at: datetime | None


def claim(tx: Tx, hold: int, now: datetime, limit: int) -> list[Message]:
    """Take up to `limit` rows that are due, urgent ones first, for `hold` alone.

    A claim whose lease ran out is taken over: its owner died before a byte left. A calendar
    object waits for the earlier ones of its invitation, whatever its urgency: a CANCEL that
    overtakes its REQUEST would leave a meeting in the calendar that is called off. A row to an
    address that was found dead meanwhile is suppressed instead.
    """
    rows: list[Row] = []
    for priority in outbox.priorities(tx):  # of each, the index gives those due first
        rows += _due(tx, priority, now, limit - len(rows))
        if len(rows) == limit:
            break
    dead = [row["id"] for row in rows if row["is_dead"]]
    _move(tx, dead, Step.SUPPRESSED, at=now, hold=hold, until=now)
    live = [outbox.as_message(row) for row in rows if not row["is_dead"]]
    _move(tx, [each.id for each in live], Step.CLAIMED, at=now, hold=hold, until=now + LEASE)
    return live


def begin(tx: Tx, messages: Sequence[int], hold: int, at: datetime) -> set[int]:
    """Write that the bytes of claimed rows are about to leave; return those that were still ours."""
    begun = tx.rows(
        "update messages set state = 'sending', at = :at, attempts = attempts + 1 where id in"
        " (select value from json_each(:ids)) and state = 'claimed' and hold = :hold returning id",
        at=stamp(at),
        ids=as_json(list(messages)),
        hold=hold,
    )
    ids = {row["id"] for row in begun}
    journal.append(tx, (Entry(each, Step.SENDING, at, hold) for each in messages if each in ids))
    return ids


def settle(tx: Tx, settled: Iterable[Settled], hold: int) -> list[Settled]:
    """Write what came of rows that were being sent; return those that nobody had settled meanwhile.

    The attempt of one that no relay let in does not count.
    """
    done = [each for each in settled if _settle(tx, each)]
    journal.append(tx, (_step(each, hold) for each in done))
    return done


def give_back(tx: Tx, messages: Iterable[Message], hold: int, at: datetime) -> int:
    """Put claimed rows that were not begun back to their places in line."""
    given = [
        each.id
        for each in messages
        if tx.run(
            "update messages set state = 'waiting', at = :due, hold = null"
            " where id = :id and state = 'claimed' and hold = :hold",
            due=stamp(each.place),
            id=each.id,
            hold=hold,
        )
    ]
    journal.append(tx, (Entry(each, Step.RETURNED, at, hold) for each in given))
    return len(given)


def hold_back(tx: Tx, message: int, hold: int, *, until: datetime, why: str, at: datetime) -> None:
    """Put a claimed row, of which nothing has left, back in line for `until`."""
    held = tx.run(
        "update messages set state = 'waiting', at = :until, reply = :why, hold = null,"
        " attempts = attempts + 1 where id = :id and state = 'claimed' and hold = :hold",
        id=message,
        hold=hold,
        until=stamp(until),
        why=why,
    )
    if held:
        journal.append(tx, [Entry(message, Step.HELD_BACK, at, hold, said=why)])


def strand(tx: Tx, hold: int, at: datetime) -> list[int]:
    """Turn the rows that an earlier life left in `sending` into `unsure` and return their ids.

    Call it while nothing is being sent: nobody can know the end of what was.
    """
    why = "the process ended while this was being sent"
    rows = tx.rows(
        "update messages set state = 'unsure', at = :at, reply = :why where state = 'sending'"
        " returning id",
        at=stamp(at),
        why=why,
    )
    ids = [row["id"] for row in rows]
    journal.append(tx, (Entry(each, Step.UNSURE, at, hold, said=why) for each in ids))
    return ids


def _due(tx: Tx, priority: int, now: datetime, limit: int) -> list[Row]:
    return tx.rows(
        outbox.SELECT.replace(
            "select ",
            "select exists (select 1 from suppressions where address = mine.address) as is_dead, ",
            1,
        )
        + " where mine.state in ('waiting', 'claimed') and priority = :priority and at <= :now"
        " and (method is null or not exists (select 1 from messages as earlier"
        " where earlier.invitation = mine.invitation and earlier.id < mine.id"
        " and earlier.method is not null and earlier.state in ('waiting', 'claimed', 'sending')))"
        " order by at, mine.id limit :limit",
        priority=priority,
        now=stamp(now),
        limit=limit,
    )


def _move(
    tx: Tx, messages: Sequence[int], step: Step, *, at: datetime, hold: int, until: datetime
) -> None:
    if not messages:
        return
    tx.run(
        "update messages set state = :state, hold = :hold, at = :until"
        " where id in (select value from json_each(:ids))",
        state=step,
        hold=hold,
        until=stamp(until),
        ids=as_json(list(messages)),
    )
    journal.append(tx, (Entry(each, step, at, hold) for each in messages))


def _settle(tx: Tx, settled: Settled) -> bool:
    outcome, message = settled.outcome, settled.message
    if outcome.verdict is Verdict.SENT:
        # `said` of a message that was taken stands in the journal alone: rows do not grow
        return (
            tx.run(
                "update messages set state = 'sent', at = :at, code = :code, reply = null, hold = null"
                " where id = :id and state = 'sending'",
                at=stamp(settled.at),
                code=outcome.code,
                id=message.id,
            )
            == 1
        )
    state, at = _end(settled), settled.at
    if state is State.WAITING:
        at = settled.retry_at or at
    return (
        tx.run(
            "update messages set state = :state, at = :at, code = :code, reply = :reply, hold = null,"
            " attempts = attempts - :uncounted where id = :id and state = 'sending'",
            state=state,
            at=stamp(at),
            code=outcome.code,
            reply=outcome.reply,
            uncounted=int(not outcome.reached),
            id=message.id,
        )
        == 1
    )


def _end(settled: Settled) -> State:
    if settled.outcome.verdict is not Verdict.DEFERRED:
        return State(settled.outcome.verdict.value)
    return State.REFUSED if settled.retry_at is None else State.WAITING


def _step(settled: Settled, hold: int) -> Entry:
    outcome = settled.outcome
    step = Step(outcome.verdict.value)
    if _end(settled) is State.REFUSED:
        step = Step.REFUSED
    return Entry(
        message=settled.message.id,
        step=step,
        at=settled.at,
        hold=hold,
        via=outcome.via,
        code=outcome.code,
        said=outcome.reply,
    )
