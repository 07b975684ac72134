"""Messages that should have left long ago, the service being down: held until a person decides."""

from datetime import UTC, datetime

from notifier.ledger import events, journal
from notifier.ledger.database import Row, Tx, moment, stamp
from notifier.ledger.journal import Entry, Step

UNTIL_ACCEPTED = datetime(9999, 12, 31, tzinfo=UTC)  # `at` of a waiting row that waits for a person


def begin_pass(tx: Tx, now: datetime) -> datetime | None:
    """Write that the service is at work at `now`, and return when it was so last, None if never."""
    row = tx.one("select at from passes")
    tx.run(
        "insert into passes (only, at) values (1, :at)"
        " on conflict (only) do update set at = excluded.at",
        at=stamp(now),
    )
    return moment(row["at"]) if row else None


def late(tx: Tx, before: datetime) -> list[Row]:
    """Return the letters of which messages should have left before `before`: key, since when, how many."""
    return tx.rows(
        "select letters.id, letters.key, coalesce(reference, letters.key) as name,"
        " min(messages.at) as since, count(*) as messages from messages"
        " join letters on letters.id = letter"
        " where state in ('waiting', 'claimed') and messages.at < :before group by letters.id order by since",
        before=stamp(before),
    )


def hold(tx: Tx, letter: int, *, before: datetime, why: str, at: datetime) -> int:
    """Keep the rows of a letter that should have left before `before` from leaving; return how many.

    Call it while nothing is being sent: a claim that is so old is nobody's.
    """
    rows = tx.rows(
        "update messages set state = 'waiting', hold = null, at = :never where letter = :letter"
        " and state in ('waiting', 'claimed') and at < :before returning id",
        letter=letter,
        before=stamp(before),
        never=stamp(UNTIL_ACCEPTED),
    )
    steps = (Entry(row["id"], Step.HELD_BACK, at, actor="post", said=why) for row in rows)
    journal.append(tx, steps)
    return len(rows)


def let_go(tx: Tx, letter_key: str, *, by: str, why: str, at: datetime) -> int:
    """Put the held rows of a letter back in line for now, and return how many."""
    rows = tx.rows(
        "update messages set at = :now where state = 'waiting' and at = :never"
        " and letter = (select id from letters where key = :key) returning id",
        key=letter_key,
        now=stamp(at),
        never=stamp(UNTIL_ACCEPTED),
    )
    journal.append(tx, (Entry(row["id"], Step.RESENT, at, actor=by, said=why) for row in rows))
    if rows:
        events.append(tx, "letter.let_go", letter_key, actor=by, at=at, rows=len(rows), why=why)
    return len(rows)
