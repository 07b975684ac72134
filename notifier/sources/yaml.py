"""Any YAML file as one validated value, and the texts of a plan that are not in all languages.

Whatever is wrong is told at once, each problem with file, line and field.
"""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

from notifier.errors import Problem, UserError
from notifier.languages import LANGUAGES
from notifier.letters.gaps import Printed, of_activity, of_consultation
from notifier.plan.activity import Activity, Plan
from notifier.sources.document import Document, load
from notifier.sources.validation import checked

__all__ = ["Document", "load", "missing_languages", "validate"]

M = TypeVar("M", bound=BaseModel)


def validate(document: Document, model: type[M]) -> M:
    """Return the file as one `model`; every problem found in it is in the UserError."""
    if document.data is None:
        raise UserError.of(document.name, "The file is empty.")
    value, problems = checked(document, model, ())
    if value is None or problems:
        raise UserError(problems)
    return value


def missing_languages(plan: Plan) -> tuple[Problem, ...]:
    """Return the texts that letters print and that lack some of the six languages.

    Not an error: a plan may be incomplete, but no letter is cleared that prints such a text.
    """
    return tuple(
        Problem(f"{activity.id}.{each.place}", f"The text is missing in {', '.join(absent)}.")
        for activity in plan.activities
        for each in _printed(activity)
        if (absent := each.missing(LANGUAGES))
    )


def _printed(activity: Activity) -> Iterator[Printed]:
    is_silent = not (activity.consultations or activity.announce)
    for each in of_activity(activity):
        if not (is_silent and each.place.startswith("assessment.")):
            yield each
    for call in activity.consultations:
        yield from of_consultation(call)
