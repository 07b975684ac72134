"""Reads the rules and the observances beside them into one validated value."""

from pathlib import Path

from notifier.errors import Problem, UserError
from notifier.plan.rules import Rules
from notifier.sources.document import Document, load
from notifier.sources.yaml import validate


def read_rules(rules: Path, observances: Path) -> Rules:
    """Return the rules with the days off; every problem of both files is in the UserError."""
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
    return validate(merged, Rules)
