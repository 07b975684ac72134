"""A small plan to spoil, and what is told of it."""

from pathlib import Path

import pytest

from notifier.errors import UserError
from notifier.sources.plan_files import read_plan

SOUND = """\
- id: forum
  title: {en: Forum}
  process: wsis
  level: high
"""
CALL = """\
  consultations:
    - id: inputs
      form: meeting
      reply: views
      session: {start: 2027-03-10T13:00, end: 2027-03-10T16:00}
      deadline: {at: 2027-03-24T23:59}
"""


def write(folder: Path, content: str, name: str = "2027.yaml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    """Return what is told of a plan, without the folder of the test."""
    with pytest.raises(UserError) as caught:
        read_plan(path, regions=["Africa", "CIS"])
    return [str(problem).replace(f"{path.parent}/", "") for problem in caught.value.problems]
