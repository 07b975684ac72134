"""The rows of an issued letter: who gets it, in which language, with which invitation."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

import structlog

from notifier.invitations.token import Keys, make
from notifier.languages import Language
from notifier.ledger import events, evidence, invitations, letters, outbox, overtaken, responses
from notifier.ledger.database import Tx
from notifier.letters.letter import Edition, Letter
from notifier.letters.mail.message import message_id
from notifier.letters.personal import Moments, edition_for, moments_of, values_for
from notifier.members.audience import Audience, addressees
from notifier.members.member import Directory, FocalPoint
from notifier.plan.activity import Deadline, Session
from notifier.plan.calendar.changes import facts_told_by
from notifier.plan.kind import Kind
from notifier.plan.readers.delivery import leaves_at
from notifier.plan.rules import ANY_HOUR, Delivery, Overdue

log = structlog.get_logger()

_METHODS: Mapping[Kind, str] = {
    Kind.CONSULTATION: "REQUEST",
    Kind.UPDATE: "REQUEST",
    Kind.CANCELLATION: "CANCEL",
}
_URGENT, _ORDINARY = 1, 5
_PRIORITY: Mapping[Kind, int] = {
    Kind.UPDATE: 2,
    Kind.CANCELLATION: 2,
    Kind.CORRIGENDUM: 2,
    Kind.ACKNOWLEDGEMENT: 3,
    Kind.SESSION_NOTICE: 3,
    Kind.REMINDER: 7,
}


@dataclass(frozen=True, slots=True)
class Office:
    """What rows are made with: the members, the keys of tokens, the domain of our identifiers."""

    directory: Directory
    keys: Keys
    domain: str
    delivery: Delivery = ANY_HOUR  # the reader's hours
    overdue: Overdue | None = None  # what is late after a time of rest; None: it leaves


@dataclass(frozen=True, slots=True)
class Releasing:
    """One letter on its way into the outbox; `sequence` is that of its calendar objects."""

    letter: Letter
    languages: tuple[Language, ...]
    sequence: int
    office: Office
    now: datetime
    points: Sequence[FocalPoint]  # who gets it
    unreachable: Sequence[str]  # members whom it cannot reach
    moments: Moments  # that it speaks of
    ends: datetime | None  # the first moment to come after which it is of no use


def release(
    tx: Tx, letter: Letter, editions: Sequence[Edition], office: Office, now: datetime
) -> int:
    """Write the editions, invitations and rows of an issued letter; return how many rows."""
    releasing = begin(tx, letter, editions, office, now)
    rows = write(tx, releasing, releasing.points)
    finish(tx, releasing)
    return rows


def begin(
    tx: Tx, letter: Letter, editions: Sequence[Edition], office: Office, now: datetime
) -> Releasing:
    """Write the editions and what the invited are told; done again, it changes nothing."""
    for edition in editions:
        letters.keep_edition(tx, letter.id, edition)
    points, unreachable = _addressed(tx, letter, office.directory, now)
    languages = tuple(edition.language for edition in editions)
    return Releasing(
        letter=letter,
        languages=languages,
        sequence=_tell(tx, letter, now),
        office=office,
        now=now,
        points=points,
        unreachable=unreachable,
        moments=moments_of(letter),
        ends=_ends(letter, now),
    )


def write(tx: Tx, releasing: Releasing, points: Iterable[FocalPoint]) -> int:
    """Write the rows of some who get the letter, and return how many were new."""
    entries = [_entry(tx, releasing, point) for point in points]
    letter = releasing.letter
    return outbox.enqueue(tx, letter, entries, priority=_priority(letter), at=releasing.now)


def finish(tx: Tx, releasing: Releasing) -> None:
    """Write that every row of the letter stands in the outbox."""
    letter, now = releasing.letter, releasing.now
    if letter.kind is Kind.CANCELLATION:
        invitations.cancel(tx, letter.consultations[0])
    if letter.kind in overtaken.OVERTAKING:
        _overtake(tx, letter, now)
    letters.released(tx, letter, now)
    rows, unreachable = len(releasing.points), list(releasing.unreachable)
    events.append(
        tx, "letter.released", letter.key, actor="issue", at=now, rows=rows, unreachable=unreachable
    )
    log.info("letter.released", key=letter.key, messages=rows, unreachable=len(unreachable))


def _overtake(tx: Tx, letter: Letter, now: datetime) -> None:
    """Take out of line what still waits and is untrue now, and what nobody needs any more."""
    why = f"overtaken by {letter.reference or letter.key}"
    for message in overtaken.waiting(tx, letter):
        evidence.cancel(tx, message, why=why, by="issue", at=now)
    if letter.kind is Kind.CANCELLATION:
        for message in overtaken.needless(tx, letter):
            why = "the letter that it calls off never left"
            evidence.cancel(tx, message, why=why, by="issue", at=now)


def _addressed(
    tx: Tx, letter: Letter, directory: Directory, now: datetime
) -> tuple[list[FocalPoint], list[str]]:
    """Return who gets the letter, and the members whom it cannot reach."""
    dead = responses.suppressed(tx)
    if letter.addressees is not None:
        living = _living(letter.addressees, directory, dead, now)
        if letter.kind is Kind.REMINDER:
            done = overtaken.who_answered(tx, letter.consultations)
            living = [point for point in living if point.member not in done]
        return living, []
    if letter.kind in (Kind.ADVANCE_NOTICE, Kind.CONSULTATION):
        found = addressees(directory, _audience(letter), now.date(), suppressed=dead)
        return list(found.focal_points), [member.code for member in found.unreachable]
    return _living(dict.fromkeys(_told(tx, letter)), directory, dead, now), []


def _told(tx: Tx, letter: Letter) -> Iterable[str]:
    """Return whom a letter corrects, updates or closes the matter for: those who were told of it."""
    if letter.kind is Kind.CORRIGENDUM:
        return outbox.written_to(tx, letter.activity, Kind.ADVANCE_NOTICE)
    return (
        row["focal_point"]
        for key in letter.consultations
        for row in invitations.of_consultation(tx, key)
    )


def _living(
    ids: Iterable[str], directory: Directory, dead: Set[str], now: datetime
) -> list[FocalPoint]:
    points = (directory.focal_points.get(each) for each in ids)
    return [p for p in points if p and p.is_valid(now.date()) and p.address not in dead]


def _audience(letter: Letter) -> Audience:
    if letter.kind is Kind.ADVANCE_NOTICE:
        return Audience.model_validate(letter.facts["activity"]["announce"])
    (call,) = letter.facts["consultations"].values()
    return Audience.model_validate(call["audience"])


def _tell(tx: Tx, letter: Letter, now: datetime) -> int:
    """Write down what the invited now know, and return the SEQUENCE of their calendar object."""
    if letter.kind not in _METHODS:
        return 0
    (key,) = letter.consultations
    last = invitations.told(tx, key)
    if last is not None and last["letter"] == letter.id:
        return int(last["sequence"])  # a release that was cut short goes on
    sequence = 0 if last is None else int(last["sequence"]) + 1  # RFC 5546 2.1.4: never down
    facts = facts_told_by(letter.facts, letter.consultations)[key]
    invitations.keep_told(tx, key, facts, sequence=sequence, letter=letter.id, at=now)
    return sequence


def _entry(tx: Tx, releasing: Releasing, point: FocalPoint) -> outbox.Entry:
    letter, office = releasing.letter, releasing.office
    key = f"{letter.key}/{point.id}"
    language = edition_for(point, releasing.languages)
    invitation = _invitation(tx, releasing, point)
    method, sequence = _calendar(tx, releasing, point, invitation)
    return outbox.Entry(
        key=key,
        point=point,
        language=language,
        message_id=message_id(key, office.domain),
        personal=values_for(point, language, office.directory.members, releasing.moments),
        invitation=invitation,
        method=method,
        sequence=sequence,
        not_before=_leaves_at(releasing, point),
    )


def _ends(letter: Letter, now: datetime) -> datetime | None:
    """Return the first deadline or start of a session to come of which a letter speaks."""
    ends = []
    for call in letter.facts["consultations"].values():
        ends.append(Deadline.model_validate(call["deadline"]).utc)
        if call.get("session"):
            ends.append(Session.model_validate(call["session"]).start_utc)
    return min((end for end in ends if end > now), default=None)


def _leaves_at(releasing: Releasing, point: FocalPoint) -> datetime:
    """Return when the reader's hours allow a message: at once, where that would be too late."""
    now, ends = releasing.now, releasing.ends
    opening = leaves_at(now, point.zone, releasing.office.delivery, urgent=releasing.letter.urgent)
    return now if ends is not None and opening >= ends else opening


def _invitation(tx: Tx, releasing: Releasing, point: FocalPoint) -> int | None:
    """Return the invitation that a reply to this message belongs to, made where it is new.

    A reminder invites those who are new to one of its consultations to it, several or not. In a
    merged one the reply belongs to the message alone.
    """
    letter = releasing.letter
    for key in _first_told(letter, point):
        _invite(tx, releasing, point, key, sequence=_sequence(tx, key))
    if len(letter.consultations) != 1:
        return None
    (key,) = letter.consultations
    if letter.kind not in _METHODS:
        return invitations.id_of(tx, key, point.id)
    return _invite(tx, releasing, point, key, sequence=releasing.sequence)


def _invite(tx: Tx, releasing: Releasing, point: FocalPoint, key: str, *, sequence: int) -> int:
    letter, office = releasing.letter, releasing.office
    identity = invitations.invite(
        tx, key, point, letter=letter.id, sequence=sequence, at=releasing.now
    )
    token = make("reply", identity, f"{key}/{point.id}", office.keys)
    invitations.name(tx, identity, uid=f"{token}.i@{office.domain}", token=token)
    return identity


def _calendar(
    tx: Tx, releasing: Releasing, point: FocalPoint, invitation: int | None
) -> tuple[str | None, int | None]:
    """Return method and SEQUENCE of the calendar object that travels with a message, if one does.

    With a reminder of one consultation it does for those who never got it: as it stands now.
    """
    letter = releasing.letter
    if letter.kind in _METHODS:
        return _METHODS[letter.kind], releasing.sequence
    if invitation is None or not _first_told(letter, point):
        return None, None
    return "REQUEST", _sequence(tx, letter.consultations[0])


def _first_told(letter: Letter, point: FocalPoint) -> list[str]:
    """Return the consultations of which a reminder is the first to tell this person."""
    passed_on = letter.facts.get("escalated") or {}
    return [key for key, people in passed_on.items() if any(p["point"] == point.id for p in people)]


def _sequence(tx: Tx, key: str) -> int:
    last = invitations.told(tx, key)
    return int(last["sequence"]) if last else 0


def _priority(letter: Letter) -> int:
    return _URGENT if letter.urgent else _PRIORITY.get(letter.kind, _ORDINARY)
