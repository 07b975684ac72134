"""What makes an edition one person's message: the language, and the values for its slots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.languages import Language
from notifier.letters.dates import local_deadline, local_start
from notifier.letters.letter import Letter
from notifier.members.member import FocalPoint, Member
from notifier.plan.activity import Deadline, Session


def edition_for(point: FocalPoint, languages: Sequence[Language]) -> Language:
    """Return the edition that a focal point gets: its own language, else English, else any."""
    choices: tuple[Language, ...] = (point.language, "en")
    return next((choice for choice in choices if choice in languages), languages[0])


def personal_values(
    letter: Letter, point: FocalPoint, language: Language, members: Mapping[str, Member]
) -> dict[str, str]:
    """Return the values that a row of the outbox keeps; its reply address follows from its token."""
    return values_for(point, language, members, moments_of(letter))


@dataclass(frozen=True, slots=True)
class Moments:
    """The deadline of a letter about one consultation, and the start of its session; None: none."""

    deadline: datetime | None = None
    session: datetime | None = None


def moments_of(letter: Letter) -> Moments:
    """Return the moments that a letter speaks of; none where it is about several, or nothing."""
    calls = tuple(letter.facts["consultations"].values())
    if len(calls) != 1:
        return Moments()
    deadline, session = Deadline.model_validate(calls[0]["deadline"]), calls[0].get("session")
    start = Session.model_validate(session).start_utc if session else None
    return Moments(deadline.utc, start)


def values_for(
    point: FocalPoint,
    language: Language,
    members: Mapping[str, Member],
    moments: Moments,
) -> dict[str, str]:
    """Return the personal values of a letter that speaks of these moments."""
    deadline, session = moments.deadline, moments.session
    return {
        "recipient_name": point.name,
        "member_name": members[point.member].names[language],
        "local_deadline": local_deadline(deadline, point.zone, language) if deadline else "",
        "local_session": local_start(session, point.zone, language) if session else "",
    }
