"""All simulated focal points, and what each of them answers to a mail.

Pure but for one thing: `People` remembers which invitations lie unanswered in whose inbox, so
that a reminder can move somebody to press the button in the older mail.
"""

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from notifier.members.member import FocalPoint, Member
from notifier.play import bounces
from notifier.play.automatic import away
from notifier.play.clients import Word, calendar_answer
from notifier.play.delivered import Delivered, Purpose, read
from notifier.play.occasion import Occasion, Person
from notifier.play.temper import (
    AFTER_REMINDER,
    AFTER_UPDATE,
    MANNERS,
    Client,
    Habit,
    Manner,
    dice,
    draw,
    temper_of,
)
from notifier.play.writing import contribution, written

ReplyKind = Literal["calendar", "prose", "contribution", "automatic", "bounce"]
ANSWERS: frozenset[ReplyKind] = frozenset({"calendar", "prose", "contribution"})

KEEPS_MANNER = 0.75  # chance that somebody answers in the usual manner
LATE = 0.06  # share of answers that come after the event or deadline
FORESEEABLE = timedelta(days=70)  # nobody is late for what is further away
NOTED = 0.25  # share of calendar answers with a note
OTHER_ACCOUNT = 0.1  # share of Apple's answers that leave from another account
_PARTSTAT: Mapping[Manner, str] = {
    Manner.ACCEPTS: "ACCEPTED",
    Manner.DECLINES: "DECLINED",
    Manner.TENTATIVE: "TENTATIVE",
}
_WAITING = frozenset({Habit.PROMPT, Habit.AFTER_REMINDER, Habit.AWAY})
_NEVER_ANSWERED = frozenset({Purpose.CANCELLATION, Purpose.ACKNOWLEDGEMENT})


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail on its way to us: when it arrives, its bytes, and the mailbox it is meant for."""

    at: datetime
    raw: bytes
    rcpt: str
    kind: ReplyKind


class People:
    """Every focal point with its temper, found by address."""

    def __init__(
        self,
        focal_points: Iterable[FocalPoint],
        seed: int,
        members: Mapping[str, Member] | None = None,
    ) -> None:
        self._seed = seed
        self._persons = {
            point.address.lower(): person_of(point, seed, (members or {}).get(point.member))
            for point in focal_points
        }
        self._pending: dict[str, dict[str, Delivered]] = {}

    def refuses(self, rcpt: str) -> str | None:
        """Return the SMTP reply with which the relay refuses `rcpt`, or None to take the mail."""
        person = self._persons.get(rcpt.lower())
        return bounces.refuses(person) if person else None

    def respond(self, mail: bytes, rcpt: str, now: datetime) -> tuple[Reply, ...]:
        """Return what comes back after `mail` reached `rcpt` at `now`, soonest first.

        The dice are thrown anew for each Message-ID, so the order of deliveries among people
        does not matter. An address that is nobody's stays silent.
        """
        person = self._persons.get(rcpt.lower())
        if person is None or person.temper.is_unread:
            return ()
        delivered = read(mail)
        rng = dice(self._seed, person.point.id, delivered.message_id)
        pending = self._pending.get(rcpt.lower(), {})
        person = replace(person, pending=tuple(pending.values()))
        replies = react(delivered, rcpt, person=person, now=now, rng=rng)
        if person.temper.habit in _WAITING:
            self._pending[rcpt.lower()] = _still_pending(pending, delivered, replies)
        return replies


def person_of(point: FocalPoint, seed: int, member: Member | None = None) -> Person:
    """Return the simulated focal point for `point`; with `member` it signs with its country."""
    country = member.names[point.language] if member else ""
    return Person(point, temper_of(point, seed), country)


def respond(
    mail: bytes, rcpt: str, *, person: Person, now: datetime, rng: random.Random
) -> tuple[Reply, ...]:
    """Return what comes back after `mail` reached `rcpt` at `now`, soonest first.

    The mail of somebody who can never answer is not even parsed.
    """
    if person.temper.is_unread:
        return ()
    return react(read(mail), rcpt, person=person, now=now, rng=rng)


def react(
    delivered: Delivered, rcpt: str, *, person: Person, now: datetime, rng: random.Random
) -> tuple[Reply, ...]:
    """Return what comes back after a mail that was read already, soonest first."""
    here = Occasion(person, delivered, now, rng, person.point.name, person.point.address)
    if person.temper.is_bouncing:
        return _returned(here, rcpt)
    purpose = delivered.purpose
    if purpose in _NEVER_ANSWERED:
        return ()
    replies: list[Reply] = []
    if person.temper.habit is Habit.AWAY and purpose is not Purpose.REMINDER:
        soon = replace(here, at=now + timedelta(seconds=rng.uniform(5, 90)))
        until = (now + timedelta(days=7)).astimezone(ZoneInfo(person.point.zone)).date()
        raw = away(soon, until)
        replies.append(Reply(soon.at, raw, delivered.reply_to, "automatic"))
    if rng.random() < _chance(person, purpose):
        for target in _asked(delivered, person, now):
            replies.extend(_answers(replace(here, delivered=target), purpose))
    return tuple(sorted(replies, key=lambda reply: reply.at))


def _chance(person: Person, purpose: Purpose) -> float:
    """Return how likely a mail of this purpose brings an answer."""
    habit = person.temper.habit
    if purpose is Purpose.NOTICE:
        return 0.0
    if purpose is Purpose.REMINDER:
        moved = habit is Habit.AFTER_REMINDER or person.pending
        return AFTER_REMINDER if moved else 0.0
    if habit is Habit.AFTER_REMINDER:
        return 0.0
    return AFTER_UPDATE if purpose is Purpose.UPDATE else person.temper.diligence


def _asked(delivered: Delivered, person: Person, now: datetime) -> tuple[Delivered, ...]:
    """Return the mails to answer: a bare reminder points at the invitations still open."""
    if delivered.invitation or not person.pending:
        return (delivered,)
    still = [
        mail
        for mail in person.pending
        if mail.invitation and (mail.invitation.start is None or mail.invitation.start > now)
    ]
    return tuple(still) or (delivered,)


def _still_pending(
    pending: Mapping[str, Delivered], delivered: Delivered, replies: tuple[Reply, ...]
) -> dict[str, Delivered]:
    """Return what lies unanswered in the inbox after `delivered` and the replies to it."""
    is_answered = any(reply.kind in ANSWERS for reply in replies)
    if delivered.purpose is Purpose.REMINDER:
        return {} if is_answered else dict(pending)
    if delivered.invitation is None:
        return dict(pending)
    still = {k: mail for k, mail in pending.items() if k != delivered.invitation.uid}
    if not is_answered and delivered.purpose is not Purpose.CANCELLATION:
        still[delivered.invitation.uid] = delivered
    return still


def _answers(here: Occasion, purpose: Purpose) -> list[Reply]:
    """Return the answers to one mail: mostly one, sometimes a button first and a paper later."""
    rng, temper = here.rng, here.person.temper
    manner = temper.manner if rng.random() < KEEPS_MANNER else draw(MANNERS, rng)
    at = _answer_time(here, purpose)
    if manner is Manner.CONTRIBUTION and here.delivered.invitation and rng.random() < 0.3:
        sooner = _at_work(here.at + (at - here.at) / 3, here)
        return [
            _answer(replace(here, at=sooner), Manner.ACCEPTS),
            _answer(replace(here, at=at), manner),
        ]
    return [_answer(replace(here, at=at), manner)]


def _answer(here: Occasion, manner: Manner) -> Reply:
    invitation, rng = here.delivered.invitation, here.rng
    domain = here.person.point.address.rpartition("@")[2]
    if manner is Manner.CONTRIBUTION:
        raw = written(here, rng.choice(here.prose.covers), contribution(here))
        return Reply(here.at, raw, here.delivered.reply_to, "contribution")
    word = _word(here, manner, domain)
    if manner is Manner.SECRETARY:
        here = replace(here, name=here.prose.office, sender=f"office@{domain}")
    if invitation and word:
        here = _from_some_account(here)
        raw = calendar_answer(here, invitation, word)
        return Reply(here.at, raw, invitation.organizer or here.delivered.reply_to, "calendar")
    texts = here.prose.handover if manner is Manner.DELEGATES else here.prose.views
    raw = written(here, rng.choice(texts).format(colleague=f"desk@{domain}"))
    return Reply(here.at, raw, here.delivered.reply_to, "prose")


def _word(here: Occasion, manner: Manner, domain: str) -> Word | None:
    """Return what is said by button, or None for somebody who writes."""
    rng = here.rng
    comment = rng.choice(here.prose.comments) if rng.random() < NOTED else ""
    if manner in _PARTSTAT:
        return Word(_PARTSTAT[manner], comment)
    by_button = rng.random() < 0.5
    if manner is Manner.SECRETARY and by_button:
        return Word("ACCEPTED", comment, sent_by=f"office@{domain}")
    if manner is Manner.DELEGATES and by_button:
        return Word("DELEGATED", comment, delegate=f"desk@{domain}")
    return None


def _from_some_account(here: Occasion) -> Occasion:
    """Apple's calendar may answer from whichever account comes first."""
    if here.client is not Client.APPLE or here.rng.random() >= OTHER_ACCOUNT:
        return here
    local, _, domain = here.sender.rpartition("@")
    return replace(here, sender=f"{local}@mobile.{domain}")


def _returned(here: Occasion, rcpt: str) -> tuple[Reply, ...]:
    """Return the reports about a mail to a dead, full or unreachable mailbox."""
    delays = {"4.4.1": timedelta(hours=4), "4.4.7": timedelta(days=5)}
    replies = []
    for fault in bounces.faults_of(here.person):
        at = here.at + delays.get(fault.status, timedelta(seconds=here.rng.uniform(20, 600)))
        raw = bounces.bounce(replace(here, at=at), fault, rcpt)
        replies.append(Reply(at, raw, here.delivered.returned_to, "bounce"))
    return tuple(replies)


def _answer_time(here: Occasion, purpose: Purpose) -> datetime:
    """Return when the answer arrives: hours to three weeks on, mostly in time, in office hours."""
    now, rng = here.at, here.rng
    invitation = here.delivered.invitation
    median = 24.0 if purpose is Purpose.REMINDER else 72.0
    hours = min(max(rng.lognormvariate(math.log(median), 1.0), 2.0), 20 * 24.0)
    delay = timedelta(hours=hours)
    left = invitation.start - now if invitation and invitation.start else timedelta()
    if left > timedelta():
        if rng.random() < LATE and left < FORESEEABLE:
            delay = left + timedelta(hours=rng.uniform(6, 96))
        elif delay > left * 0.9:
            delay = left * rng.uniform(0.2, 0.9)
    if here.person.temper.habit is Habit.AWAY and purpose is not Purpose.REMINDER:
        delay = timedelta(days=7, hours=rng.uniform(1, 30))
    return _at_work(now + delay, here)


def _at_work(at: datetime, here: Occasion) -> datetime:
    """Return `at`, moved to the next working hour in the person's zone."""
    local = here.local(at)
    if local.hour >= 18 or local.weekday() >= 5:
        days = 1 if local.weekday() < 4 or local.weekday() == 6 else 7 - local.weekday()
        local = (local + timedelta(days=days)).replace(hour=8)
    if local.hour < 8:
        local = local.replace(hour=8)
    if local != at:
        local += timedelta(hours=here.rng.random())
    return local.astimezone(UTC)
