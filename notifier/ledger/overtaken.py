"""Letters and messages that have not left, and of which a later letter says otherwise."""

from collections.abc import Iterable
from datetime import datetime

from notifier.ledger import events, holds, letters
from notifier.ledger.database import Tx, as_json
from notifier.letters.letter import Letter
from notifier.plan.kind import Kind

OVERTAKING = (Kind.UPDATE, Kind.CANCELLATION)
PASSING = (Kind.REMINDER, Kind.SESSION_NOTICE)  # nobody misses one that was overtaken
_MAY_CLOSE = (Kind.CONSULTATION, Kind.UPDATE, *PASSING)
_IN_ORDER = "('consultation', 'update', 'cancellation')"  # what calendars hold follows from these
_PASSING = "('reminder', 'session-notice')"
# of a letter `mine`: those about each of its consultations that are newer and leave nothing of it.
# An update tells only what changed since the letters before it, so these must have arrived.
_NEWER = (
    "newer.status = 'issued' and (newer.kind = 'cancellation' or newer.kind = 'update'"
    f" and mine.kind in {_PASSING}) and (newer.issued_at, newer.id) > (mine.issued_at, mine.id)"
)


def is_behind(tx: Tx, letter: Letter) -> bool:
    """Tell whether an earlier letter of a consultation of this one is issued and not released.

    An acknowledgement waits for none: it says nothing of the consultation.
    """
    row = tx.one(
        "select 1 from letters mine, json_each(mine.consultations) about, letters earlier,"
        " json_each(earlier.consultations) its where mine.id = :id"
        " and mine.kind <> 'acknowledgement' and its.value = about.value"
        f" and earlier.kind in {_IN_ORDER} and earlier.status = 'issued'"
        " and earlier.released_at is null"
        " and (earlier.issued_at, earlier.id) < (mine.issued_at, mine.id)",
        id=letter.id,
    )
    return row is not None


def close(tx: Tx, letter: Letter, at: datetime) -> bool:
    """End a letter that was overtaken, without a message; False when it was not overtaken.

    It is, when of each of its consultations a newer cancellation is issued, or, of a reminder or
    notice, a newer update is, or the last that was told is a cancellation. An update takes nothing
    from the letters before it: it tells only what changed since.
    """
    by = _overtaking(tx, letter) if letter.kind in _MAY_CLOSE else None
    if by is None:
        return False
    letters.released(tx, letter, at)
    holds.drop_overdue(tx, letter.key)
    events.append(tx, "letter.overtaken", letter.key, actor="issue", at=at, by=by)
    return True


def waiting(tx: Tx, letter: Letter) -> list[int]:
    """Return the messages about the consultation of an update or cancellation that it makes untrue.

    They have not begun to leave. A cancellation leaves nothing of what came before; an update
    leaves the letters to which it refers, which go before it. One of a reminder of several
    consultations is among them only where each of them was told otherwise since, or is open no
    more.
    """
    (consultation,) = letter.consultations
    called_off = f" or l.kind in {_IN_ORDER}" if letter.kind is Kind.CANCELLATION else ""
    rows = tx.rows(
        "select m.id from letters l cross join messages m on m.letter = l.id"
        " where m.state = 'waiting' and l.id <> :letter"
        f" and (l.kind in {_PASSING}{called_off})"
        " and exists (select 1 from json_each(l.consultations) where value = :consultation)"
        " and not exists (select 1 from json_each(l.consultations) other"
        " where other.value <> :consultation and exists (select 1 from invitations"
        " where consultation = other.value and status = 'open')"
        " and not exists (select 1 from letters later, json_each(later.consultations) its"
        " where its.value = other.value and later.kind in ('update', 'cancellation')"
        " and later.released_at > l.released_at)) order by m.id",
        letter=letter.id,
        consultation=consultation,
    )
    return [row["id"] for row in rows]


def needless(tx: Tx, cancellation: Letter) -> list[int]:
    """Return the messages of a cancellation to those whom nothing about the consultation has left for.

    They hold nothing in their calendars that could be called off.
    """
    (consultation,) = cancellation.consultations
    rows = tx.rows(
        "select mine.id from messages mine where mine.letter = :letter and mine.state = 'waiting'"
        " and mine.focal_point not in (select m.focal_point from letters l"
        " cross join messages m on m.letter = l.id, json_each(l.consultations) c"
        " where c.value = :consultation and l.id <> :letter"
        " and m.state not in ('waiting', 'cancelled', 'suppressed')) order by mine.id",
        letter=cancellation.id,
        consultation=consultation,
    )
    return [row["id"] for row in rows]


def answered(tx: Tx, consultation: str, member: str) -> list[int]:
    """Return the messages that remind a member of this and of nothing it has not answered.

    They have not begun to leave.
    """
    rows = tx.rows(
        "select m.id from letters l cross join messages m on m.letter = l.id"
        " where m.state = 'waiting' and m.member = :member and l.kind = 'reminder'"
        " and exists (select 1 from json_each(l.consultations) where value = :consultation)"
        " and not exists (select 1 from json_each(l.consultations) c where not exists (select 1"
        " from responses r where r.consultation = c.value and r.member = :member)) order by m.id",
        consultation=consultation,
        member=member,
    )
    return [row["id"] for row in rows]


def who_answered(tx: Tx, consultations: Iterable[str]) -> frozenset[str]:
    """Return the members that have answered each of these consultations."""
    rows = tx.rows(
        "select member from responses where consultation in (select value from json_each(:keys))"
        " group by member having count(distinct consultation) = json_array_length(:keys)",
        keys=as_json(sorted(set(consultations))),
    )
    return frozenset(row["member"] for row in rows)


def _overtaking(tx: Tx, letter: Letter) -> str | None:
    """Return by which letters one was overtaken in each of its consultations, None if in none."""
    rows = tx.rows(
        "select about.value, (select coalesce(newer.reference, newer.key) from letters newer,"
        f" json_each(newer.consultations) its where its.value = about.value and {_NEWER}"
        " order by newer.issued_at desc, newer.id desc limit 1) as newer,"
        " (select coalesce(last.reference, last.key) from told join letters last"
        " on last.id = told.letter where told.consultation = about.value"
        f" and last.kind = 'cancellation' and mine.kind in {_PASSING}) as ended"
        " from letters mine, json_each(mine.consultations) about where mine.id = :id",
        id=letter.id,
    )
    names = [row["newer"] or row["ended"] for row in rows]
    return ", ".join(dict.fromkeys(names)) if names and all(names) else None
