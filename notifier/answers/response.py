"""A response: an answer logged for a member and a consultation, over any channel."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

Channel = Literal["calendar", "mail", "page", "hand"]


class Said(StrEnum):
    """What a response amounts to for the register."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    DELEGATED = "delegated"
    STATEMENT = "statement"  # a person's words
    CONTRIBUTION = "contribution"  # with a document


@dataclass(frozen=True, slots=True)
class Response:
    """One logged response. All are kept; `counting` tells which one counts."""

    id: int
    consultation: str
    member: str
    focal_point: str
    channel: Channel
    said: Said
    comment: str
    given_at: datetime  # as the mail or calendar says, else arrival
    received_at: datetime
    is_late: bool
    is_outdated: bool  # answers an older SEQUENCE of the invitation
    mail: int | None = None
