"""File every mail, understand it, and put what it says where it belongs."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

import structlog

from notifier.answers.answer import Understood
from notifier.answers.attribution import (
    Attribution,
    Away,
    Bounced,
    Held,
    Logged,
    Noted,
    attribute,
)
from notifier.answers.understand import understand
from notifier.errors import UserError
from notifier.invitations.token import Keys
from notifier.ledger import evidence, mail, overtaken, record, responses
from notifier.ledger.database import Ledger, Row, Tx, moment
from notifier.ledger.known import look_up
from notifier.mailbox.port import Arrived, Mailbox, UnreachableError

log = structlog.get_logger()

BATCH = 50
AWAY = timedelta(days=7)  # for an out-of-office that does not say until when


@dataclass(frozen=True, slots=True)
class Ear:
    """What mail is understood with: keys of tokens, and whose address is whose."""

    keys: Keys
    senders: Mapping[str, str]  # address in lower case: focal point id


async def listen(now: datetime, *, ledger: Ledger, mailbox: Mailbox, ear: Callable[[], Ear]) -> int:
    """File what arrived, then understand what is filed; return how many mails were understood.

    A mail is marked in the mailbox only when the ledger has committed it. Reading the mailbox
    twice files nothing twice. A mailbox out of reach leaves what is filed to be understood.
    """
    try:
        await _file_all(now, ledger, mailbox)
    except (UnreachableError, UserError) as error:
        log.error("mailbox.unreachable", error=str(error))
    understood = 0
    while rows := await ledger.run(partial(mail.to_read, limit=BATCH)):
        said = await asyncio.to_thread(_understand_all, rows)
        await ledger.run(partial(_settle_all, rows=rows, said=said, ear=ear(), now=now))
        understood += len(rows)
    return understood


async def _file_all(now: datetime, ledger: Ledger, mailbox: Mailbox) -> None:
    arrivals = mailbox.fetch()
    while batch := await asyncio.to_thread(_take, arrivals):
        await ledger.run(partial(_file, arrivals=batch, now=now))
        await asyncio.to_thread(mailbox.mark, [arrived.uid for arrived in batch])


def _take(arrivals: Iterator[Arrived]) -> list[Arrived]:
    return list(islice(arrivals, BATCH))


def _file(tx: Tx, arrivals: Sequence[Arrived], now: datetime) -> None:
    for arrived in arrivals:
        at = min(arrived.received_at, now)
        if mail.file(tx, arrived.raw, mailbox=arrived.uid, received_at=at) is None:
            log.info("mail.filed_before", uid=arrived.uid)


def _understand_all(rows: Sequence[Row]) -> list[Understood]:
    return [understand(row["raw"]) for row in rows]


def _settle_all(
    tx: Tx, rows: Sequence[Row], said: Sequence[Understood], ear: Ear, now: datetime
) -> None:
    for row, understood in zip(rows, said, strict=True):
        known = look_up(tx, understood, ear.keys, ear.senders)
        decisions = attribute(understood, known)
        notes = [_carry_out(tx, decision, row, understood, now) for decision in decisions]
        _close(tx, row, understood, decisions, "; ".join(dict.fromkeys(notes)), now)


def _close(  # noqa: PLR0913, PLR0917 - one mail, what it says, what was decided, when
    tx: Tx,
    row: Row,
    understood: Understood,
    decisions: Sequence[Attribution],
    note: str,
    now: datetime,
) -> None:
    held = [decision for decision in decisions if isinstance(decision, Held)]
    if held:
        guesses = [guess.as_json() for decision in held for guess in decision.guesses]
        mail.hold(tx, row["id"], understood.as_json(), why=note, guesses=guesses, at=now)
    else:
        mail.settle(tx, row["id"], understood.as_json(), why=note, at=now)
    log.info("mail.understood", mail=row["id"], category=understood.category, held=bool(held))


def _carry_out(
    tx: Tx, decision: Attribution, row: Row, understood: Understood, now: datetime
) -> str:
    """Write one decision into the ledger and return what it was, for the mail's own row."""
    match decision:
        case Logged():
            return _log(tx, decision, row, understood, now)
        case Bounced():
            return _bounce(tx, decision, now)
        case Away():
            until = decision.until or (moment(row["received_at"]) + AWAY).date()
            responses.away(tx, decision.focal_point, until, row["id"])
            return f"away until {until}"
        case Noted() | Held():
            return decision.why.value


def _log(tx: Tx, logged: Logged, row: Row, understood: Understood, now: datetime) -> str:
    received_at = moment(row["received_at"])
    given_at = min(logged.given_at or received_at, received_at)
    invited = logged.invitation
    identity = understood.message_id or row["sha256"]
    which = given_at.isoformat() if logged.channel == "calendar" else identity
    new = responses.NewResponse(
        key=f"{invited.invitation}/{logged.channel}/{logged.said}/{which}",
        consultation=invited.consultation,
        member=invited.member,
        focal_point=invited.focal_point,
        channel=logged.channel,
        said=logged.said,
        comment=logged.comment,
        given_at=given_at,
        received_at=received_at,
        is_late=_is_late(tx, invited.consultation, received_at),
        is_outdated=logged.is_outdated,
        mail=row["id"],
        attachments=logged.attachments,
    )
    response = responses.log(tx, new, actor="listen")
    if response is None:
        return "logged before"
    for message in overtaken.answered(tx, invited.consultation, invited.member):
        why = f"answered: response {response}"
        evidence.cancel(tx, message, why=why, by="listen", at=now)
    return f"response {response}"


def _is_late(tx: Tx, consultation: str, received_at: datetime) -> bool:
    """Tell whether an answer came after the deadline that the invited were told last."""
    closes = record.closes(tx, consultation)
    return closes is not None and received_at > closes


def _bounce(tx: Tx, bounced: Bounced, now: datetime) -> str:
    for message in bounced.messages:
        evidence.bounced(tx, message, bounced.severity, bounced.diagnostic, now)
    if bounced.severity == "hard":
        for address in bounced.recipients:
            responses.suppress(
                tx,
                address,
                reason=bounced.diagnostic,
                message=next(iter(bounced.messages), None),
                at=now,
            )
    return f"{bounced.severity} bounce"
