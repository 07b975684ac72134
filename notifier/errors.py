"""What people did wrong, told all at once and without a traceback."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: `where` names file, line or row, and field; `what` is a whole sentence."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class UserError(Exception):
    """Input that a person must mend. Carries every problem found, never only the first."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def of(cls, where: str, what: str) -> "UserError":
        """Make the error of a single problem."""
        return cls([Problem(where, what)])
