"""Session notices: shortly before a meeting, those who take part hear once more when and where.

One for each person, consultation and time of the session. A session that moves is the business of
updates, and is noticed anew.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from notifier.members.member import Directory
from notifier.plan.actions import DraftLetter, WithdrawLetter
from notifier.plan.activity import Plan, Session, instant, text_in
from notifier.plan.kind import Kind
from notifier.plan.readers.narrowing import chosen
from notifier.plan.readers.silence import is_settled, rested_at
from notifier.plan.record import LetterSeen, Record
from notifier.plan.rules import Rules, SessionNotice
from notifier.plan.schedule import Placed, consultations_in, issue_at
from notifier.plan.snapshots import notice, parent_of, snapshot

_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A consultation with its session."""

    key: str
    placed: Placed
    session: Session


def stale_session_notices(plan: Plan, record: Record, now: datetime) -> Iterator[WithdrawLetter]:
    """Yield the withdrawal of notices that did not leave before their session moved or went."""
    for letter in record.pending(Kind.SESSION_NOTICE):
        (key,) = letter.consultations
        placed = plan.find(key)
        if placed is None or not is_settled(key, placed, record, now):
            yield WithdrawLetter(letter.key, "The session does not take place as it was told.")
        elif placed[1].session is None or placed[1].session.start_utc != _start_in(letter, key):
            yield WithdrawLetter(letter.key, "The session is at another time now.")
        elif placed[1].session.start_utc <= now:
            yield WithdrawLetter(letter.key, "The session has begun.")


def session_notices(
    plan: Plan, directory: Directory, rules: Rules, record: Record, now: datetime
) -> Iterator[DraftLetter]:
    """Yield a notice of each session that is near, for those who have none of it yet."""
    if not rules.workdays.is_open(now):
        return
    for meeting in _coming(plan, rules, record, now):
        points = _readers(meeting, directory, rules, record, now)
        if points:
            letter = _letter(meeting, points, rules, record, now)
            if letter.key not in record.letters:
                yield letter


def session_notice_moments(
    plan: Plan, rules: Rules, record: Record, now: datetime
) -> Iterator[datetime]:
    """Yield the instants at which a session notice may fall due or come too late."""
    for meeting in _told(plan, record, now):
        yield meeting.session.start_utc
        yield from (_at(meeting.session, rule, rules) for rule in rules.session_notices)
        if (rested := rested_at(meeting.key, rules, record)) is not None:
            yield rested
        if _is_near(meeting.session, rules, now):
            yield rules.workdays.next_opening(now)


def _told(plan: Plan, record: Record, now: datetime) -> Iterator[_Meeting]:
    """Yield the consultations that were told and are still to meet."""
    for key, placed in consultations_in(plan).items():
        session = placed[1].session
        if session is not None and key in record.known and now < session.start_utc:
            yield _Meeting(key, placed, session)


def _coming(plan: Plan, rules: Rules, record: Record, now: datetime) -> Iterator[_Meeting]:
    """Yield those that meet soon, as the invited know, and are past the grace of the letter."""
    for meeting in _told(plan, record, now):
        if _is_near(meeting.session, rules, now) and is_settled(
            meeting.key, meeting.placed, record, now
        ):
            rested = rested_at(meeting.key, rules, record)
            if rested is None or rested <= now:
                yield meeting


def _is_near(session: Session, rules: Rules, now: datetime) -> bool:
    return any(_at(session, rule, rules) <= now for rule in rules.session_notices)


def _at(session: Session, rule: SessionNotice, rules: Rules) -> datetime:
    return issue_at(rules.workdays.day_of(session.start_utc), rule, rules.workdays)


def _readers(
    meeting: _Meeting, directory: Directory, rules: Rules, record: Record, now: datetime
) -> tuple[str, ...]:
    found: set[str] = set()
    for rule in rules.session_notices:
        if _at(meeting.session, rule, rules) <= now:
            people = chosen(_meant(meeting.key, rule, record), rule, directory)
            found.update(point for point, _ in people)
    today, given = rules.workdays.day_of(now), _given(meeting, record)
    points = (directory.focal_points.get(point) for point in sorted(found - given))
    return tuple(
        p.id for p in points if p and p.is_valid(today) and p.address not in record.suppressed
    )


def _meant(key: str, rule: SessionNotice, record: Record) -> Iterator[tuple[str, str]]:
    accepted = record.accepted.get(key, _NOBODY)
    declined = record.declined.get(key, _NOBODY)
    for point, member in record.invited.get(key, ()):
        if point in accepted if rule.to == "accepted" else point not in declined:
            yield point, member


def _given(meeting: _Meeting, record: Record) -> set[str]:
    """Return who has a notice of this session at this time, or gets none by decision of staff."""
    given: set[str] = set()
    for letter in record.letters.values():
        if letter.kind is Kind.SESSION_NOTICE and letter.consultations == (meeting.key,):
            counts = letter.status != "withdrawn" or letter.withdrawn_by_staff
            if counts and _start_in(letter, meeting.key) == meeting.session.start_utc:
                given.update(letter.facts["addressees"])
    return given


def _start_in(letter: LetterSeen, key: str) -> datetime | None:
    session = letter.facts["consultations"][key]["session"]
    return instant(datetime.fromisoformat(session["start"]), session["zone"]) if session else None


def _letter(
    meeting: _Meeting, points: tuple[str, ...], rules: Rules, record: Record, now: datetime
) -> DraftLetter:
    key, (activity, call), start = meeting.key, meeting.placed, meeting.session.start_utc
    told_by = record.known[key].letter_key
    facts = snapshot(activity, {key: call}) | {
        "notice": notice(rules, now, start),
        "parent": parent_of(record.letters.get(told_by)),
        "addressees": list(points),
    }
    said = "\n".join((key, start.isoformat(), *points))
    digest = hashlib.sha256(said.encode()).hexdigest()[:8]
    return DraftLetter(
        key=f"session-notice/{rules.workdays.day_of(now)}/{digest}",
        kind=Kind.SESSION_NOTICE,
        activity=activity.id,
        consultations=(key,),
        facts=facts,
        addressees=points,
        parent=told_by,
        urgent=False,
        due_at=now,
        why=f"{len(points)} focal points are to meet for {text_in(activity.title, 'en')}.",
    )
