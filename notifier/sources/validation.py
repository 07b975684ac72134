"""Plain values into one validated model, with every problem at the place where it stands.

Does not know whether the values were YAML or cells: it asks them where something is.
"""

from collections.abc import Callable, Collection
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from notifier.errors import Problem
from notifier.sources.document import Path
from notifier.sources.wording import fields_at, loose_times, sentence

M = TypeVar("M", bound=BaseModel)
Say = Callable[[ErrorDetails, Collection[str]], str]


class Placed(Protocol):
    """Plain values of one plan that know where each of them stands in what people edit."""

    @property
    def name(self) -> str:
        """The file."""

    @property
    def data(self) -> Any:
        """The values, as lists and dicts."""

    def where(self, path: Path) -> str:
        """Return the place of `path` as people read it."""

    def trodden(self, path: Path) -> Path:
        """Return the steps of `path` that can be shown, leaving out all others."""


def checked(
    document: Placed, model: type[M], at: Path, *, say: Say = sentence
) -> tuple[M | None, list[Problem]]:
    """Return the values below `at` as one model, None where they are none, and what is wrong."""
    data = document.data
    for step in at:
        data = data[step]
    found: dict[Path, list[str]] = {}
    value = None
    try:
        value = model.model_validate(_everywhere(data))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = document.trodden((*at, *detail["loc"]))
            known = fields_at(model, detail["loc"][:-1])
            found.setdefault(path, []).append(say(detail, known))
    for path, what in loose_times(model, data, at):
        found.setdefault(path, [what])
    problems = [Problem(document.where(path), what) for path in found for what in found[path]]
    return value, sorted(problems, key=lambda problem: _line(problem.where))


def _line(where: str) -> int:
    digits = where.partition(" ")[0].rpartition(":")[2]
    return int(digits) if digits.isdecimal() else 0


def _everywhere(data: Any) -> Any:
    """Return `data` without each `regions: all`: the officer's way of naming no region."""
    if isinstance(data, list):
        return [_everywhere(item) for item in data]
    if isinstance(data, dict):
        return {k: _everywhere(v) for k, v in data.items() if (k, v) != ("regions", "all")}
    return data
