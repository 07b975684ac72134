"""The register: every response over every channel, with its contributions."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.answers.answer import Attachment
from notifier.answers.response import Channel, Response, Said
from notifier.ledger import events
from notifier.ledger.database import Row, Tx, moment, stamp


@dataclass(frozen=True, slots=True)
class NewResponse:
    """A response about to be logged. `key` is the same when the same answer is read again."""

    key: str
    consultation: str
    member: str
    focal_point: str
    channel: Channel
    said: Said
    comment: str
    given_at: datetime
    received_at: datetime
    is_late: bool
    is_outdated: bool
    mail: int | None
    attachments: Sequence[Attachment] = ()


def log(tx: Tx, new: NewResponse, *, actor: str) -> int | None:
    """Log a response and return its id; None when this very answer is in the register."""
    row = tx.one(
        "insert into responses (key, consultation, member, focal_point, channel, said, comment,"
        " given_at, received_at, is_late, is_outdated, mail) values (:key, :consultation,"
        " :member, :focal_point, :channel, :said, :comment, :given_at, :received_at, :is_late,"
        " :is_outdated, :mail) on conflict (key) do nothing returning id",
        key=new.key,
        consultation=new.consultation,
        member=new.member,
        focal_point=new.focal_point,
        channel=new.channel,
        said=new.said.value,
        comment=new.comment,
        given_at=stamp(new.given_at),
        received_at=stamp(new.received_at),
        is_late=int(new.is_late),
        is_outdated=int(new.is_outdated),
        mail=new.mail,
    )
    if row is None:
        return None
    for attachment in new.attachments:
        _contribute(tx, row["id"], attachment)
    events.append(
        tx,
        "response.logged",
        str(row["id"]),
        actor=actor,
        at=new.received_at,
        consultation=new.consultation,
        member=new.member,
        said=new.said.value,
    )
    return int(row["id"])


def _contribute(tx: Tx, response: int, attachment: Attachment) -> None:
    tx.run(
        "insert into contributions (response, filename, media_type, size, sha256, content)"
        " values (:response, :filename, :media_type, :size, :sha256, :content)",
        response=response,
        filename=attachment.filename,
        media_type=attachment.media_type,
        size=len(attachment.content),
        sha256=hashlib.sha256(attachment.content).hexdigest(),
        content=attachment.content,
    )


def get(tx: Tx, response: int) -> Row:
    """Return one response with the invitation it answers and the Message-ID of its mail."""
    row = tx.one(
        "select responses.*, invitations.id as invitation,"
        " json_extract(mails.understood, '$.message_id') as mail_message_id from responses"
        " left join invitations on invitations.consultation = responses.consultation"
        " and invitations.focal_point = responses.focal_point"
        " left join mails on mails.id = responses.mail where responses.id = :id",
        id=response,
    )
    assert row is not None
    return row


def of_consultation(tx: Tx, consultation: str, as_of: datetime | None = None) -> list[Response]:
    """Return all responses to a consultation, up to `as_of`, in order of arrival."""
    rows = tx.rows(
        "select * from responses where consultation = :c"
        " and (:as_of is null or received_at <= :as_of) order by received_at, id",
        c=consultation,
        as_of=stamp(as_of) if as_of else None,
    )
    return [_response(row) for row in rows]


def listing(
    tx: Tx,
    consultation: str | None = None,
    member: str | None = None,
    *,
    as_of: datetime | None = None,
) -> list[Row]:
    """Return responses, up to `as_of`, with the number of their contributions, newest first."""
    return tx.rows(
        "select responses.*, (select count(*) from contributions where response = responses.id)"
        " as contributions from responses where (:c is null or consultation = :c)"
        " and (:m is null or member = :m) and (:as_of is null or received_at <= :as_of)"
        " order by received_at desc, id desc",
        c=consultation,
        m=member,
        as_of=stamp(as_of) if as_of else None,
    )


def acknowledged(tx: Tx, response: int, message: int) -> bool:
    """Tie a response to the acknowledgement that answers it; False when it has one."""
    return (
        tx.run(
            "update responses set acknowledged = :message where id = :id and acknowledged is null",
            message=message,
            id=response,
        )
        == 1
    )


def suppress(tx: Tx, address: str, *, reason: str, message: int | None, at: datetime) -> None:
    """Stop writing to an address that is dead, until a person lifts it."""
    added = tx.run(
        "insert into suppressions (address, since, reason, message)"
        " values (:address, :at, :reason, :message) on conflict (address) do nothing",
        address=address,
        at=stamp(at),
        reason=reason,
        message=message,
    )
    if added:
        events.append(tx, "address.suppressed", str(message), actor="listen", at=at, reason=reason)


def suppressed(tx: Tx) -> frozenset[str]:
    """Return the addresses that nobody writes to."""
    return frozenset(row["address"] for row in tx.rows("select address from suppressions"))


def away(tx: Tx, focal_point: str, until: date, mail: int) -> None:
    """Write down that a focal point is away, so that reminders wait."""
    tx.run(
        "insert into absences (focal_point, until, mail) values (:point, :until, :mail)"
        " on conflict (focal_point) do update set until = excluded.until, mail = excluded.mail",
        point=focal_point,
        until=until.isoformat(),
        mail=mail,
    )


def _response(row: Row) -> Response:
    return Response(
        id=row["id"],
        consultation=row["consultation"],
        member=row["member"],
        focal_point=row["focal_point"],
        channel=row["channel"],
        said=Said(row["said"]),
        comment=row["comment"],
        given_at=moment(row["given_at"]),
        received_at=moment(row["received_at"]),
        is_late=bool(row["is_late"]),
        is_outdated=bool(row["is_outdated"]),
        mail=row["mail"],
    )
