"""Which of our rows a mail is about: evidence in the order of its strength.

1. the token of an address that the mail was delivered to or sent to,
2. the token of the UID and ORGANIZER of a calendar, and of a mail that a report returns,
3. tokens in In-Reply-To and References, which may be of an earlier letter,
4. the Message-IDs there, where the very addressee answers.

The strongest that holds decides and the weaker confirm: an old token in a long thread is no
contradiction. Two different addresses of ours on one mail are one, and a person decides.
"""

from collections.abc import Iterable
from dataclasses import replace

from notifier.answers.answer import CalendarAnswer, Understood
from notifier.answers.known import Invited, Known, Sent


def confirmed(understood: Understood, tokens: Iterable[str]) -> Understood:
    """Return `understood` with tokens of the second strength put into their place."""
    ordered = (*understood.addressed, *tokens, *understood.tokens)
    return replace(understood, tokens=tuple(dict.fromkeys(ordered)))


def invited_by(understood: Understood, known: Known) -> tuple[Invited, ...]:
    """Return the invitations that a mail is about; more than one where it is not certain."""
    decisive = understood.addressed if _is_decided(understood, known) else understood.tokens
    return known.invited(decisive)


def asked(answer: CalendarAnswer, understood: Understood, known: Known) -> tuple[Invited, ...]:
    """Return the invitations that a calendar answer is about; more than one where uncertain.

    Where no address decides, its UID chooses among the invitations that the tokens name.
    """
    invited = invited_by(understood, known)
    if _is_decided(understood, known):
        return invited
    return tuple(one for one in invited if is_about(answer, one)) or invited


def is_about(answer: CalendarAnswer, invited: Invited) -> bool:
    """Tell whether the UID is the invitation's; one that was lost on the way does not object."""
    return not answer.uid or not invited.uid or answer.uid.lower() == invited.uid.lower()


def answered_by(understood: Understood, known: Known) -> Invited | None:
    """Return the invitation of the one message that its own addressee answers without a token."""
    if understood.tokens:
        return None  # a token that does not hold is worse than none
    sent = known.sent((), understood.references)
    own = {s.invited for s in sent if s.invited and s.address.lower() == understood.sender}
    return own.pop() if len(own) == 1 else None


def returned_by(understood: Understood, known: Known) -> tuple[Sent, ...]:
    """Return the messages of ours that a report is about: the one whose sender it came back to."""
    came_back_to = known.sent(understood.addressed, ())
    return came_back_to or known.sent(understood.tokens, understood.references)


def is_on_old_terms(understood: Understood, known: Known, target: Invited) -> bool:
    """Tell whether the message that a mail answers had an older SEQUENCE than the last one."""
    sent = known.sent(understood.tokens, understood.references)
    told = [s.sequence for s in sent if s.invited == target and s.sequence is not None]
    return bool(told) and max(told) < target.sequence


def _is_decided(understood: Understood, known: Known) -> bool:
    return any(token in known.tokens for token in understood.addressed)
