"""What a letter is for. A kind's value is also the name of its template's folder."""

from enum import StrEnum


class Kind(StrEnum):
    """The situations in which Member States are written to."""

    ADVANCE_NOTICE = "advance-notice"
    CONSULTATION = "consultation"
    REMINDER = "reminder"
    SESSION_NOTICE = "session-notice"
    ACKNOWLEDGEMENT = "acknowledgement"
    OUTCOME = "outcome"
    UPDATE = "update"
    CANCELLATION = "cancellation"
    CORRIGENDUM = "corrigendum"


# A standing letter says nothing new: its template is released once by staff, and each one
# goes out under the reference of the letter it belongs to.
STANDING = frozenset({Kind.REMINDER, Kind.SESSION_NOTICE, Kind.ACKNOWLEDGEMENT})
