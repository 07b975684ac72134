"""What makes an edition one person's message: the language, and the values for its slots."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from notifier.languages import Language
from notifier.letters.dates import local_deadline
from notifier.letters.letter import Letter
from notifier.members.member import FocalPoint, Member
from notifier.plan.activity import Deadline


def edition_for(point: FocalPoint, languages: Sequence[Language]) -> Language:
    """Return the edition that a focal point gets: its own language, else English, else any."""
    choices: tuple[Language, ...] = (point.language, "en")
    return next((choice for choice in choices if choice in languages), languages[0])


def personal_values(
    letter: Letter, point: FocalPoint, language: Language, members: Mapping[str, Member]
) -> dict[str, str]:
    """Return the values that a row of the outbox keeps; its reply address follows from its token."""
    return values_for(point, language, members, single_deadline(letter))


def single_deadline(letter: Letter) -> datetime | None:
    """Return the deadline of a letter about one consultation; None where there are more, or none."""
    deadlines = [
        Deadline.model_validate(call["deadline"]) for call in letter.facts["consultations"].values()
    ]
    return deadlines[0].utc if len(deadlines) == 1 else None


def values_for(
    point: FocalPoint,
    language: Language,
    members: Mapping[str, Member],
    deadline: datetime | None,
) -> dict[str, str]:
    """Return the personal values of a letter with this deadline."""
    return {
        "recipient_name": point.name,
        "member_name": members[point.member].names[language],
        "local_deadline": local_deadline(deadline, point.zone, language) if deadline else "",
    }
