"""The rows behind every figure of a report, as they stood at a moment."""

from datetime import datetime

from notifier.ledger.database import Row, Tx, stamp
from notifier.ledger.journal import microseconds

_ENDS = "'sent', 'refused', 'unsure', 'deferred', 'resent', 'cancelled', 'suppressed'"
_READ = "'mail.settled', 'mail.held', 'mail.released'"


def letters(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return the letters issued in `year`, with how many messages of each had which end.

    The ends are those of the journal: what was settled or came back later is not in it.
    """
    return tx.rows(
        # beside max(), SQLite takes the other columns from the row that holds it
        f"with ends as (select message as id, step, max(id) from journal where step in ({_ENDS})"
        " and at <= :as_of_micros group by message), back as (select distinct message as id"
        " from journal where step in ('hard', 'soft') and at <= :as_of_micros)"
        " select l.id, l.key, l.kind, l.reference, l.activity, l.consultations, l.urgent,"
        " l.facts, l.created_at, l.due_at, l.issued_at, count(m.id) as addressees,"
        " coalesce(sum(e.step = 'sent'), 0) as sent,"
        " coalesce(sum(e.step = 'refused'), 0) as refused,"
        " coalesce(sum(e.step = 'unsure'), 0) as unsure,"
        " count(b.id) as bounced"
        " from letters l left join messages m on m.letter = l.id and m.created_at <= :as_of"
        " left join ends e on e.id = m.id left join back b on b.id = m.id"
        " where l.status = 'issued' and substr(l.issued_at, 1, 4) = :year"
        " and l.issued_at <= :as_of group by l.id order by l.issued_at, l.id",
        year=str(year),
        as_of=stamp(as_of),
        as_of_micros=microseconds(as_of),
    )


def invited(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return who was invited to the consultations that were opened in `year`."""
    return tx.rows(
        "select i.consultation, i.focal_point, i.member, min(i.invited_at) as invited_at"
        " from invitations i where i.invited_at <= :as_of and exists (select 1 from letters l,"
        " json_each(l.consultations) c where c.value = i.consultation"
        " and l.kind = 'consultation' and substr(l.issued_at, 1, 4) = :year)"
        " group by i.consultation, i.focal_point order by i.consultation, i.member",
        year=str(year),
        as_of=stamp(as_of),
    )


def responses(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return the responses to those consultations, with the number of their contributions."""
    return tx.rows(
        "select r.*, (select count(*) from contributions where response = r.id)"
        " as contributions from responses r where r.received_at <= :as_of and exists"
        " (select 1 from letters l, json_each(l.consultations) c where c.value = r.consultation"
        " and l.kind = 'consultation' and substr(l.issued_at, 1, 4) = :year)"
        " order by r.received_at, r.id",
        year=str(year),
        as_of=stamp(as_of),
    )


def mails(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return how many mails that came in `year` were in each state, by category."""
    return tx.rows(
        f"with ends as ({_last(_READ)}), stood as (select case when e.kind is null then 'filed'"
        " when e.kind = 'mail.held' then 'held' else 'settled' end as state,"
        " case when e.kind is null then '' else m.category end as category"
        " from mails m left join ends e on e.id = m.id"
        " where substr(m.received_at, 1, 4) = :year and m.received_at <= :as_of)"
        " select state, category, count(*) as n from stood"
        " group by state, category order by state, category",
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
