"""Why a mail is held, or noted and closed: the sentences that staff read."""

from enum import StrEnum


class Why(StrEnum):
    """Why a mail is held, or noted and closed."""

    UNKNOWN_SENDER = "valid token, but another sender than the invited"
    FORGED = "the token does not hold"
    UNTIED = "no token, and the sender cannot be tied to one invitation"
    OTHER_INVITATION = "token and calendar name different invitations"
    COUNTER = "proposes another time"
    REFRESH = "asks for the invitation again"
    DELEGATED = "handed over to somebody else"
    SUBJECT_ONLY = "only the subject says what was answered"
    NOTHING_SAID = "no words and no document of its own"
    NO_CONSULTATION = "answers a letter that asks nothing"
    UNKNOWN_BOUNCE = "a bounce of no message of ours"
    NO_ANSWER = "a calendar answer that answers nothing"
    AUTOMATIC = "an automatic reply"
    REPORT = "a delivery or reading report"
    ASKS = "an invitation or a mail for many, which answers nothing"
    FOR_MANY = "written by a program for many"
