"""What makes an edition one person's message: the language, and the values for its slots."""

from collections.abc import Mapping, Sequence

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
    deadlines = [
        Deadline.model_validate(call["deadline"]) for call in letter.facts["consultations"].values()
    ]
    return {
        "recipient_name": point.name,
        "member_name": members[point.member].names[language],
        "local_deadline": local_deadline(deadlines[0].utc, point.zone, language)
        if len(deadlines) == 1
        else "",
    }
