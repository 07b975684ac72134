"""The conditional writes of those who send: claim, begin, settle. Each leaves its step in the journal.

A claim is a lease that another worker may take over; `sending` is never taken over by itself.
A `hold` is the life of the service that writes: a number of its own for each start.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifier.ledger import evidence, journal, outbox
from notifier.ledger.database import Row, Tx, as_json, stamp
from notifier.ledger.journal import Entry, Step
from notifier.letters.mail.message import Message, Outcome, State, Verdict

LEASE = timedelta(minutes=5)
GIVE_UP = timedelta(days=5)  # of a relay that says later (RFC 5321 4.5.4.1)


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of one attempt. A deferred message may go again at `retry_at`; None: given up."""

    message: Message
    outcome: Outcome
    at: datetime
    retry_at: datetime | None


def claim(tx: Tx, hold: int, now: datetime, limit: int) -> list[Message]:
    """Take up to `limit` rows that are due, urgent ones first, for `hold` alone.

    A claim of another life whose lease ran out is taken over: it died before a byte left. Our own
    is never claimed twice: whoever has it may be waiting for a line. A calendar object waits for
    the earlier ones of its invitation, whatever its urgency: a CANCEL that overtakes its REQUEST
    would leave a meeting in the calendar that is called off. A row to an address that was found
    dead meanwhile is suppressed instead.
    """
    rows: list[Row] = []
    for priority in outbox.priorities(tx):  # of each, the index gives those due first
        rows += _due(tx, priority, hold, now, limit - len(rows))
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
    ended = [replace(each, retry_at=None) if _is_over(tx, each) else each for each in settled]
    done = [each for each in ended if _settle(tx, each, hold)]
    journal.append(tx, (_step(each, hold) for each in done))
    for each in ended:
        if each not in done and each.outcome.verdict is Verdict.SENT:
            _prove(tx, each, hold)
    return done


def _prove(tx: Tx, late: Settled, hold: int) -> None:
    """Settle a row that a later life put in doubt before the relay's answer came to this one."""
    row = tx.one(
        "select 1 from journal where message = :id and step = 'unsure' and hold > :hold",
        id=late.message.id,
        hold=hold,
    )
    if row is not None:
        why = f"the relay's answer came late: {late.outcome.code} {late.outcome.reply}"
        evidence.prove_sent(tx, late.message.id, why=why, by="post", at=late.at)


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


def recover(tx: Tx, hold: int, at: datetime) -> int:
    """Put back in line what a pass of this life that failed had claimed and not begun.

    Call it before another pass begins.
    """
    rows = tx.rows(
        "update messages set state = 'waiting', at = :at, hold = null"
        " where state = 'claimed' and hold = :hold returning id",
        at=stamp(at),
        hold=hold,
    )
    journal.append(tx, (Entry(row["id"], Step.RETURNED, at, hold) for row in rows))
    return len(rows)


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
    """Turn the rows that this or an earlier life left in `sending` into `unsure`; return their ids.

    Call it while this life sends nothing: nobody can know the end of what was. A later one is
    left alone.
    """
    why = "the process ended while this was being sent"
    rows = tx.rows(
        "update messages set state = 'unsure', at = :at, reply = :why where state = 'sending'"
        " and coalesce(hold, 0) <= :hold returning id",
        at=stamp(at),
        why=why,
        hold=hold,
    )
    ids = [row["id"] for row in rows]
    journal.append(tx, (Entry(each, Step.UNSURE, at, hold, said=why) for each in ids))
    return ids


def _due(tx: Tx, priority: int, hold: int, now: datetime, limit: int) -> list[Row]:
    return tx.rows(
        outbox.SELECT.replace(
            "select ",
            "select exists (select 1 from suppressions where address = mine.address) as is_dead, ",
            1,
        )
        + " where mine.state in ('waiting', 'claimed') and priority = :priority and at <= :now"
        " and (mine.state = 'waiting' or hold is not :hold)"
        " and (method is null or not exists (select 1 from messages as earlier"
        " where earlier.invitation = mine.invitation and earlier.id < mine.id"
        " and earlier.method is not null and earlier.state in ('waiting', 'claimed', 'sending')))"
        " order by at, mine.id limit :limit",
        priority=priority,
        hold=hold,
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


def _is_over(tx: Tx, settled: Settled) -> bool:
    """Tell whether a relay has said "later" of a message for as long as GIVE_UP."""
    if settled.outcome.verdict is not Verdict.DEFERRED or not settled.outcome.reached:
        return False
    row = tx.one(
        "select min(at) as first from journal where message = :id and step = 'deferred'"
        " and code is not null and id > coalesce((select max(id) from journal"
        " where message = :id and step = 'resent'), 0)",
        id=settled.message.id,
    )
    first = row["first"] if row else None
    waited = journal.microseconds(settled.at) - first if first else 0
    return bool(waited >= GIVE_UP / timedelta(microseconds=1))


def _settle(tx: Tx, settled: Settled, hold: int) -> bool:
    outcome, message = settled.outcome, settled.message
    mine = "where id = :id and state = 'sending' and hold = :hold"
    if outcome.verdict is Verdict.SENT:
        # `said` of a message that was taken stands in the journal alone: rows do not grow
        done = tx.run(
            "update messages set state = 'sent', at = :at, code = :code, reply = null, hold = null "
            + mine,
            at=stamp(settled.at),
            code=outcome.code,
            id=message.id,
            hold=hold,
        )
        return done == 1
    state, at = _end(settled), settled.at
    if state is State.WAITING:
        at = settled.retry_at or at
    done = tx.run(
        "update messages set state = :state, at = :at, code = :code, reply = :reply, hold = null,"
        " attempts = attempts - :uncounted " + mine,
        state=state,
        at=stamp(at),
        code=outcome.code,
        reply=outcome.reply,
        uncounted=int(not outcome.reached),
        id=message.id,
        hold=hold,
    )
    return done == 1


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
