"""What settles a message from outside the dialogue: reports that came back, and people."""

from datetime import datetime

from notifier.ledger import journal
from notifier.ledger.database import Tx, stamp
from notifier.ledger.journal import Entry, Step
from notifier.letters.message import State

_AGAIN = (State.REFUSED, State.SUPPRESSED, State.CANCELLED, State.WAITING)


def prove_sent(tx: Tx, message: int, *, why: str, by: str, at: datetime) -> bool:
    """Settle a row in doubt: there is evidence that the relay took it; False when it is not."""
    return _move(tx, message, (State.UNSURE,), Entry(message, Step.SENT, at, actor=by, said=why))


def resend(tx: Tx, message: int, *, why: str, by: str, at: datetime) -> bool:
    """Put a row in doubt back in line: there is evidence that the relay has not got it."""
    entry = Entry(message, Step.RESENT, at, actor=by, said=why)
    return _move(tx, message, (State.UNSURE,), entry, to=State.WAITING)


def retry(tx: Tx, message: int, *, why: str, by: str, at: datetime) -> bool:
    """Put a row back in line for now that was refused, cancelled, suppressed, or waits for later.

    Never one in doubt: that takes evidence. False when it is in none of these states.
    """
    entry = Entry(message, Step.RESENT, at, actor=by, said=why)
    return _move(tx, message, _AGAIN, entry, to=State.WAITING)


def cancel(tx: Tx, message: int, *, why: str, by: str, at: datetime) -> bool:
    """Take a row out of line that waits; False when it does not wait (any more)."""
    entry = Entry(message, Step.CANCELLED, at, actor=by, said=why)
    return _move(tx, message, (State.WAITING,), entry)


def bounced(tx: Tx, message: int, how: str, diagnostic: str, at: datetime) -> None:
    """Write that a report came back for a row. `how` is hard, soft or delayed.

    It proves that the relay took the message, so it settles a row in doubt.
    """
    tx.run(
        "update messages set bounced = :how where id = :id"
        " and (bounced is null or bounced = 'delayed' or :how = 'hard')",
        how=how,
        id=message,
    )
    prove_sent(tx, message, why=diagnostic, by="listen", at=at)
    journal.append(tx, [Entry(message, Step(how), at, actor="listen", said=diagnostic)])


def _move(
    tx: Tx, message: int, among: tuple[State, ...], entry: Entry, *, to: State | None = None
) -> bool:
    """Move a row that is in one of these states, with its step in the journal."""
    state = to or State(entry.step.value)
    moved = tx.run(
        "update messages set state = :state, at = :at, reply = :why, hold = null where id = :id"
        f" and state in ({', '.join(repr(each.value) for each in among)})",
        state=state,
        at=stamp(entry.at),
        why=None if state in (State.SENT, State.WAITING) else entry.said,
        id=message,
    )
    if moved:
        journal.append(tx, [entry])
    return moved == 1
