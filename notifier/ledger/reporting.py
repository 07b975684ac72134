"""The rows behind every figure of a report, as they stood at a moment."""

from datetime import datetime

from notifier.ledger.database import Row, Tx, stamp


def letters(tx: Tx, year: int, as_of: datetime) -> list[Row]:
    """Return the letters issued in `year`, with how many messages of each had which end."""
    return tx.rows(
        "select l.id, l.key, l.kind, l.reference, l.activity, l.consultations, l.urgent,"
        " l.facts, l.created_at, l.due_at, l.issued_at, count(m.id) as addressees,"
        " coalesce(sum(m.state = 'sent' and m.settled_at <= :as_of), 0) as sent,"
        " coalesce(sum(m.state = 'refused' and m.settled_at <= :as_of), 0) as refused,"
        " coalesce(sum(m.state = 'unsure' and m.settled_at <= :as_of), 0) as unsure,"
        " coalesce(sum(m.bounced in ('hard', 'soft')), 0) as bounced"
        " from letters l left join messages m on m.letter = l.id and m.created_at <= :as_of"
        " where l.status = 'issued' and substr(l.issued_at, 1, 4) = :year"
        " and l.issued_at <= :as_of group by l.id order by l.issued_at, l.id",
        year=str(year),
        as_of=stamp(as_of),
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
    """Return how many mails that came in `year` are in each state, by category."""
    return tx.rows(
        "select state, coalesce(category, '') as category, count(*) as n from mails"
        " where substr(received_at, 1, 4) = :year and received_at <= :as_of"
        " group by state, category order by state, category",
        year=str(year),
        as_of=stamp(as_of),
    )
