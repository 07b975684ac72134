"""What settles a message from outside the dialogue: reports, copies, the relay's log, and people."""

from datetime import datetime

from notifier.ledger import events, journal
from notifier.ledger.database import Row, Tx, stamp
from notifier.ledger.journal import Entry, Step
from notifier.letters.mail.message import State

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


def lift(tx: Tx, message: int, *, why: str, by: str, at: datetime) -> bool:
    """Write again to the address of a row, which was suppressed; False when it was not."""
    lifted = tx.run(
        "delete from suppressions where address = (select address from messages where id = :id)",
        id=message,
    )
    if lifted:
        events.append(tx, "address.lifted", str(message), actor=by, at=at, why=why)
    return lifted == 1


def suppression(tx: Tx, message: int) -> Row | None:
    """Return since when and why nobody writes to the address of a row; None where one may."""
    return tx.one(
        "select s.* from suppressions s join messages m on m.address = s.address where m.id = :id",
        id=message,
    )


def note(tx: Tx, message: int, *, hint: str, by: str, at: datetime) -> None:
    """Write a hint for a person into the journal of a row in doubt. It changes nothing."""
    if tx.one("select 1 from messages where id = :id and state = 'unsure'", id=message):
        journal.append(tx, [Entry(message, Step.NOTED, at, actor=by, said=hint)])


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
