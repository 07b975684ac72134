"""The row of the table: what one mail says."""

from dataclasses import dataclass

from notifier.answers.answer import Category

UID = "raedw6ioj7qhzsuq4wklq@secretariat.example"
MEIER = "f.meier@foreign.example"


@dataclass(frozen=True, slots=True)
class Case:
    """What is expected of one file; what is left out is empty."""

    file: str
    category: Category
    hard: bool | None = None
    delayed: bool = False
    recipients: tuple[str, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()  # uid, attendee, partstat
    reply: str = ""
