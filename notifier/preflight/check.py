"""What a preflight finds out: one row a check, how it stands, what was seen and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How a check stands. What could not be looked at is WARN, never OK."""

    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Check:
    """One row: what was looked at, and where it is not OK, one sentence on what to do."""

    what: str
    grade: Grade
    seen: str
    mend: str = ""
    is_checked: bool = True


def ok(what: str, seen: str) -> Check:
    """Return a row that asks nothing of anybody."""
    return Check(what, Grade.OK, seen)


def warn(what: str, seen: str, mend: str) -> Check:
    """Return a row that somebody should look at; letters can go."""
    return Check(what, Grade.WARN, seen, mend)


def fail(what: str, seen: str, mend: str) -> Check:
    """Return a row that keeps letters from arriving."""
    return Check(what, Grade.FAIL, seen, mend)


def unchecked(what: str, why: str, mend: str) -> Check:
    """Return a row for what could not be looked at: nothing is known of it."""
    return Check(what, Grade.WARN, f"not checked: {why}", mend, is_checked=False)
