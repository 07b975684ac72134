"""Reads the rules and the observances beside them into one validated value."""

from collections.abc import Collection
from pathlib import Path

from notifier.errors import Problem, UserError
from notifier.plan.rules import Rules
from notifier.sources.document import Document, load
from notifier.sources.wording import near_miss
from notifier.sources.yaml import validate


def read_rules(rules: Path, observances: Path, *, regions: Collection[str] | None = None) -> Rules:
    """Return the rules with the days off; every problem of both files is in the UserError.

    With `regions`, a rule that names any other region is a problem too.
    """
    document, days = load(rules), load(observances)
    problems = []
    if not isinstance(document.data, dict):
        problems.append(Problem(str(rules), "The file must hold the sections of the rules."))
    if not isinstance(days.data, dict):
        problems.append(Problem(str(observances), "Write each line as a date, a colon and a name."))
    if problems:
        raise UserError(problems)
    merged = Document(
        document.name, {**document.data, "observances": days.data}, {**document.lines}
    )
    found = validate(merged, Rules)
    unknown = [
        Problem(f"{rules}: {place}", near_miss(region, sorted(regions)))
        for place, region in found.unknown_regions(regions or ())
        if regions is not None
    ]
    if unknown:
        raise UserError(unknown)
    return found
