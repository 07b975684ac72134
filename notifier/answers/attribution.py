"""Who a mail speaks for and what becomes of it: logged, noted, or held for a person. Pure.

A valid token and the invited address together make an answer certain; anything less is held
with the best guesses. Nothing is dropped: every mail comes to at least one decision.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from notifier.answers.answer import Attachment, CalendarAnswer, Category, Understood
from notifier.answers.calendar.subjects import said_in_subject
from notifier.answers.documents import documents_of
from notifier.answers.evidence import (
    answered_by,
    asked,
    invited_by,
    is_about,
    is_on_old_terms,
    returned_by,
)
from notifier.answers.failures.fates import Severity, judged
from notifier.answers.known import Invited, Known, Sent
from notifier.answers.programs.absence import away_until
from notifier.answers.programs.automatic import is_away_subject
from notifier.answers.response import Channel, Said
from notifier.answers.why import Why


@dataclass(frozen=True, slots=True)
class Logged:
    """An answer for the register. `given_at` is None when the mail does not say: take arrival."""

    invitation: Invited
    said: Said
    comment: str
    given_at: datetime | None
    channel: Channel
    is_outdated: bool
    attachments: tuple[Attachment, ...]
    sender: str


@dataclass(frozen=True, slots=True)
class Bounced:
    """Messages of ours that did not arrive; `recipients` are the addresses they were sent to."""

    messages: tuple[int, ...]
    severity: Severity
    recipients: tuple[str, ...]
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Away:
    """A focal point is away: no answer and no failure."""

    focal_point: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Noted:
    """Needs nobody."""

    why: Why


@dataclass(frozen=True, slots=True)
class Guess:
    """What a held mail may be: one click of a person away from the register."""

    invited: Invited
    said: Said
    comment: str
    delegated_to: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what is kept beside the held mail."""
        return {
            "invitation": self.invited.invitation,
            "consultation": self.invited.consultation,
            "focal_point": self.invited.focal_point,
            "member": self.invited.member,
            "said": self.said.value,
            "comment": self.comment,
            "delegated_to": self.delegated_to,
        }


@dataclass(frozen=True, slots=True)
class Held:
    """Waiting for a person: `sender` for the focal point of each guess."""

    why: Why
    guesses: tuple[Guess, ...]
    sender: str


Attribution = Logged | Bounced | Away | Noted | Held

_SAID = {
    "ACCEPTED": Said.ACCEPTED,
    "DECLINED": Said.DECLINED,
    "TENTATIVE": Said.TENTATIVE,
    "DELEGATED": Said.DELEGATED,
}


def attribute(understood: Understood, known: Known) -> tuple[Attribution, ...]:
    """Return what becomes of a mail: one decision or more, never none.

    A calendar answer may hold several answers, and one that hands over is both logged and held;
    a report on several recipients is a bounce of its own for each severity.
    """
    match understood.category:
        case Category.BOUNCE:
            return _bounced(understood, known)
        case Category.ANSWER:
            return _calendar(understood, known)
        case Category.AUTO:
            return (_automatic(understood, known),)
        case Category.PERSON:
            return (_person(understood, known),)
        case Category.OTHER:
            return (_other(understood, known),)


def _bounced(understood: Understood, known: Known) -> tuple[Attribution, ...]:
    sent = returned_by(understood, known)
    invited = () if sent else invited_by(understood, known)
    if not sent and not invited:
        # Anyone can write "user unknown": without a token or a Message-ID of ours it is no proof.
        return (Held(Why.UNKNOWN_BOUNCE, (), understood.sender),)
    verdicts: dict[tuple[Severity, str], list[Sent | Invited]] = {}
    ours: tuple[Sent | Invited, ...] = (*sent, *invited)
    for one in ours:
        verdicts.setdefault(judged(one.address, understood), []).append(one)
    return tuple(
        Bounced(
            messages=tuple(one.message for one in alike if isinstance(one, Sent)),
            severity=severity,
            recipients=tuple(dict.fromkeys(one.address for one in alike)),
            diagnostic=diagnostic,
        )
        for (severity, diagnostic), alike in verdicts.items()
    )


def _automatic(understood: Understood, known: Known) -> Attribution:
    until = away_until(understood.text, understood.sent_at)
    if until is None and not is_away_subject(understood.subject):
        return Noted(Why.AUTOMATIC)
    point = known.senders.get(understood.sender) or _same_house(understood, known)
    return Away(point, until) if point else Noted(Why.AUTOMATIC)


def _other(understood: Understood, known: Known) -> Attribution:
    """Close what needs nobody; what a focal point may have sent, or asks, is for a person."""
    if understood.is_report:
        return Noted(Why.REPORT)
    invited = invited_by(understood, known)
    if not (understood.method or invited or understood.sender in known.senders):
        return Noted(Why.FOR_MANY)
    guesses = tuple(Guess(one, Said.STATEMENT, "") for one in invited)
    return Held(Why.ASKS, guesses, understood.sender)


def _same_house(understood: Understood, known: Known) -> str:
    """Return the focal point named by a token when the sender is of the same domain."""
    domain = understood.sender.rpartition("@")[2]
    invited, sent = invited_by(understood, known), known.sent(understood.tokens, ())
    ours: tuple[Invited | Sent, ...] = (*invited, *sent)
    return next((one.focal_point for one in ours if one.address.rpartition("@")[2] == domain), "")


def _calendar(understood: Understood, known: Known) -> tuple[Attribution, ...]:
    if not invited_by(understood, known):
        return (_without_token(understood, known, _first_said(understood.answers)),)
    if not understood.answers:
        return (Held(Why.NO_ANSWER, (), understood.sender),)
    decisions: list[Attribution] = []
    for answer in understood.answers:
        decisions.extend(_one_answer(answer, understood, known))
    return tuple(dict.fromkeys(decisions))


def _one_answer(
    answer: CalendarAnswer, understood: Understood, known: Known
) -> Iterable[Attribution]:
    said = _SAID.get(answer.partstat, Said.TENTATIVE)
    likely = asked(answer, understood, known)
    target = likely[0]
    is_certain = len(likely) == 1 and is_about(answer, target)
    if not is_certain:
        named = dict.fromkeys((*likely, *known.invited(understood.tokens)))
        likely = tuple(sorted(named, key=lambda one: not is_about(answer, one)))
    guesses = tuple(Guess(one, said, answer.comment, answer.delegated_to) for one in likely)
    if answer.method in {"COUNTER", "REFRESH"}:
        return [Held(Why[answer.method], guesses, understood.sender)]
    if not is_certain:
        return [Held(Why.OTHER_INVITATION, guesses, understood.sender)]
    if target.address.lower() not in {answer.attendee, understood.sender}:
        return [Held(Why.UNKNOWN_SENDER, guesses, understood.sender)]
    if answer.partstat == "NEEDS-ACTION":
        return [Noted(Why.NO_ANSWER)]
    logged = Logged(
        invitation=target,
        said=said,
        comment=answer.comment,
        given_at=answer.dtstamp or understood.sent_at,
        channel="calendar",
        # RFC 5546 2.1.5: no SEQUENCE means the one last sent.
        is_outdated=answer.sequence is not None and answer.sequence < target.sequence,
        attachments=(),
        sender=understood.sender,
    )
    return [logged, *_handed_over(said, guesses, understood.sender)]


def _handed_over(said: Said, guesses: tuple[Guess, ...], sender: str) -> list[Attribution]:
    return [Held(Why.DELEGATED, guesses, sender)] if said is Said.DELEGATED else []


def _person(understood: Understood, known: Known) -> Attribution:
    documents = documents_of(understood.attachments)
    said = Said.CONTRIBUTION if documents else Said.STATEMENT
    sender = understood.sender
    invited = invited_by(understood, known)
    if not invited:
        answered = answered_by(understood, known)
        if answered is None:
            return _without_token(understood, known, said)
        invited = (answered,)
    guesses = tuple(Guess(i, said, understood.reply) for i in invited)
    if len(invited) > 1:
        return Held(Why.OTHER_INVITATION, guesses, sender)
    target = invited[0]
    if target.address.lower() != sender:
        return Held(Why.UNKNOWN_SENDER, guesses, sender)
    if by_subject := said_in_subject(understood.subject):
        return Held(Why.SUBJECT_ONLY, (Guess(target, by_subject, understood.reply),), sender)
    if not understood.reply.strip() and not documents:
        return Held(Why.NOTHING_SAID, guesses, sender)
    return Logged(
        invitation=target,
        said=said,
        comment=understood.reply,
        given_at=understood.sent_at,
        channel="mail",
        is_outdated=is_on_old_terms(understood, known, target),
        attachments=documents,
        sender=sender,
    )


def _without_token(understood: Understood, known: Known, said: Said) -> Attribution:
    """Hold a mail that no valid token explains, with every invitation it may answer."""
    sent = known.sent(understood.tokens, understood.references)
    point = known.senders.get(understood.sender, "")
    likely = (*(s.invited for s in sent if s.invited), *known.invitations.get(point, ()))
    words = understood.reply or "\n".join(a.comment for a in understood.answers)
    guesses = tuple(Guess(i, said, words) for i in dict.fromkeys(likely))
    if any(token in known.tokens for token in understood.tokens):
        why = Why.NO_CONSULTATION
    elif understood.tokens:
        why = Why.FORGED
    else:
        why = Why.NO_CONSULTATION if _answers_plain_letter(sent) else Why.UNTIED
    return Held(why, guesses, understood.sender)


def _answers_plain_letter(sent: tuple[Sent, ...]) -> bool:
    return bool(sent) and all(s.invited is None for s in sent)


def _first_said(answers: tuple[CalendarAnswer, ...]) -> Said:
    return next((_SAID[a.partstat] for a in answers if a.partstat in _SAID), Said.TENTATIVE)
