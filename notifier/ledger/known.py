"""The look-ups that one mail asks for: which tokens hold, which Message-IDs are ours, who writes."""

from collections.abc import Mapping

from notifier.answers.answer import Understood
from notifier.answers.known import Invited, Known, Sent
from notifier.invitations.token import Keys, holds, read
from notifier.ledger.database import Row, Tx, as_json
from notifier.ledger.outbox import halves, whole_message_id

_MESSAGE = (
    "select m.id, m.key, m.message_id, l.domain, m.focal_point, m.address, m.sequence as told,"
    " i.id as invitation, i.consultation, i.member, i.address as invited_address,"
    " i.sequence, i.uid, i.focal_point as invited_point"
    " from messages m join letters l on l.id = m.letter"
    " left join invitations i on i.id = m.invitation"
)
_INVITATION = (
    "select id as invitation, consultation, member, address as invited_address, sequence, uid,"
    " focal_point as invited_point from invitations"
)


def look_up(tx: Tx, understood: Understood, keys: Keys, senders: Mapping[str, str]) -> Known:
    """Return what the ledger knows that bears on a mail. Only tokens that hold are in it.

    `senders` names the focal point of each address, in lower case.
    """
    point = senders.get(understood.sender)
    return Known(
        tokens={t: found for t in understood.tokens if (found := _held(tx, t, keys)) is not None},
        messages=_messages(tx, understood.references),
        senders={understood.sender: point} if point else {},
        invitations={point: _open(tx, point)} if point else {},
    )


def _held(tx: Tx, text: str, keys: Keys) -> Invited | Sent | None:
    token = read(text)
    if token is None:
        return None
    if token.purpose == "reply":
        row = tx.one(f"{_INVITATION} where id = :id", id=token.number)
        bound = f"{row['consultation']}/{row['invited_point']}" if row else ""
        return _invited(row) if row and holds(token, "reply", bound, keys) else None
    row = tx.one(f"{_MESSAGE} where m.id = :id", id=token.number)
    return _sent(row) if row and holds(token, token.purpose, row["key"], keys) else None


def _messages(tx: Tx, references: tuple[str, ...]) -> dict[str, Sent]:
    if not references:
        return {}
    rows = tx.rows(
        f"{_MESSAGE} where m.message_id in (select value from json_each(:ids))",
        ids=as_json([halves(each)[0] for each in references]),
    )
    found = {whole_message_id(row): _sent(row) for row in rows}
    return {each: found[each] for each in references if each in found}


def _open(tx: Tx, focal_point: str) -> tuple[Invited, ...]:
    rows = tx.rows(
        f"{_INVITATION} where focal_point = :point and status = 'open' order by id desc limit 20",
        point=focal_point,
    )
    return tuple(map(_invited, rows))


def _sent(row: Row) -> Sent:
    return Sent(
        message=row["id"],
        focal_point=row["focal_point"],
        address=row["address"],
        invited=_invited(row) if row["invitation"] else None,
        sequence=row["told"],
    )


def _invited(row: Row) -> Invited:
    return Invited(
        invitation=row["invitation"],
        consultation=row["consultation"],
        focal_point=row["invited_point"],
        member=row["member"],
        address=row["invited_address"],
        sequence=row["sequence"],
        uid=row["uid"] or "",
    )
