"""The rows behind every figure of a report, as they stood at a moment."""

from datetime import datetime

from notifier.ledger.database import Row, Tx, as_json, stamp
from notifier.ledger.journal import microseconds
from notifier.ledger.tries import ENDS

_READ = "'mail.settled', 'mail.held', 'mail.released'"
# consultations are of the year in which their letter was issued
_OPENED = (
    "select c.value from letters l, json_each(l.consultations) c where l.kind = 'consultation'"
    " and substr(l.issued_at, 1, 4) = :year and l.issued_at <= :as_of"
)


def years(tx: Tx) -> list[int]:
    """Return the years in which letters were issued."""
    rows = tx.rows(
        "select distinct substr(issued_at, 1, 4) as year from letters"
        " where issued_at is not null order by 1"
    )
    return [int(row["year"]) for row in rows]


def letters(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return the letters issued in `year`, with how many messages of each had which end.

    The ends are those of the journal: what was settled or came back later is not in it.
    """
    return tx.rows(
        f"with {ENDS}"
        " select l.id, l.key, l.kind, l.reference, l.activity, l.consultations, l.urgent,"
        " l.facts, l.created_at, l.due_at, l.issued_at, count(m.id) as addressees,"
        " coalesce(sum(e.step = 'sent'), 0) as sent,"
        " coalesce(sum(e.step = 'refused'), 0) as refused,"
        " coalesce(sum(e.step = 'unsure'), 0) as unsure,"
        " coalesce(sum(e.step in ('suppressed', 'cancelled')), 0) as unsent,"
        " count(b.id) as bounced"
        " from letters l left join messages m on m.letter = l.id and m.created_at <= :as_of"
        " left join ends e on e.id = m.id left join back b on b.id = m.id"
        " where l.status = 'issued' and substr(l.issued_at, 1, 4) = :year"
        " and l.issued_at <= :as_of group by l.id order by l.issued_at, l.id",
        year=str(year),
        as_of=stamp(as_of),
        as_of_micros=microseconds(as_of),
    )


def messages(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return the messages of these letters, each with its end and whether it came back later."""
    return tx.rows(
        f"with {ENDS}"
        " select m.id, coalesce(l.reference, l.key) as letter, m.focal_point, m.member,"
        " case when e.step in ('sent', 'refused', 'unsure') then e.step"
        " when e.step in ('suppressed', 'cancelled') then 'unsent' else 'waiting' end as end,"
        " b.id is not null as is_returned"
        " from letters l join messages m on m.letter = l.id and m.created_at <= :as_of"
        " left join ends e on e.id = m.id left join back b on b.id = m.id"
        " where l.status = 'issued' and substr(l.issued_at, 1, 4) = :year"
        " and l.issued_at <= :as_of order by l.issued_at, m.id",
        year=str(year),
        as_of=stamp(as_of),
        as_of_micros=microseconds(as_of),
    )


def opened(tx: Tx, year: int, as_of: datetime) -> list[str]:
    """Return the consultations that were opened in `year`, by their keys."""
    rows = tx.rows(
        f"select distinct value as key from ({_OPENED}) order by 1",
        year=str(year),
        as_of=stamp(as_of),
    )
    return [row["key"] for row in rows]


def told(tx: Tx, consultations: list[str], as_of: datetime) -> list[Row]:
    """Return what letters said of consultations (`call`, as JSON), the last letter last."""
    return tx.rows(
        "select c.value as consultation, l.kind, l.issued_at, l.released_at,"
        " json_extract(l.facts, '$.consultations.\"' || c.value || '\"') as call"
        " from letters l, json_each(l.consultations) c"
        " where l.kind in ('consultation', 'update', 'cancellation') and l.issued_at <= :as_of"
        " and c.value in (select value from json_each(:keys)) order by l.issued_at, l.id",
        keys=as_json(consultations),
        as_of=stamp(as_of),
    )


def invited(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return who was invited to the consultations that were opened in `year`."""
    return tx.rows(
        "select i.consultation, i.focal_point, i.member, min(i.invited_at) as invited_at"
        f" from invitations i where i.invited_at <= :as_of and i.consultation in ({_OPENED})"
        " group by i.consultation, i.focal_point order by i.consultation, i.member",
        year=str(year),
        as_of=stamp(as_of),
    )


def responses(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return the responses to those consultations, with the number of their documents."""
    return tx.rows(
        "select r.*, (select count(*) from contributions where response = r.id)"
        " as contributions from responses r where r.received_at <= :as_of"
        f" and r.consultation in ({_OPENED}) order by r.received_at, r.id",
        year=str(year),
        as_of=stamp(as_of),
    )


def mails(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return the mails that came in `year`: what each was, from whom, and where it stood."""
    return tx.rows(
        f"with ends as ({_last(_READ)}) select m.id, m.received_at,"
        " case when e.kind is null then 'filed' when e.kind = 'mail.held' then 'held'"
        " else 'settled' end as state,"
        " case when e.kind is null then '' else m.category end as category,"
        " json_extract(m.understood, '$.sender') as sender,"
        " json_extract(m.understood, '$.subject') as subject"
        " from mails m left join ends e on e.id = m.id"
        " where substr(m.received_at, 1, 4) = :year and m.received_at <= :as_of order by m.id",
        year=str(year),
        as_of=stamp(as_of),
    )


def _last(kinds: str) -> str:
    """Return the query of the last event of `kinds` up to `as_of`, by the id of its subject."""
    # beside max(), SQLite takes the other columns from the row that holds it
    return (
        "select cast(subject as integer) as id, kind, max(id) from events"
        f" where kind in ({kinds}) and at <= :as_of group by subject"
    )
